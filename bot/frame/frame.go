package frame

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot/trail"
)

// writeTime is how slowly a browser may take what a page took its time for.
const writeTime = time.Minute

// Frame is what pages share. It has no state.
type Frame struct {
	origin string // scheme and host as browsers see them
	base   string // the path of PUBLIC_URL: a proxy takes it away before we see it
	https  bool
	log    zerolog.Logger
}

// New makes a frame for the address at which browsers reach us.
func New(publicURL string, log zerolog.Logger) (*Frame, error) {
	public, err := url.Parse(publicURL)
	if err != nil || public.Host == "" {
		return nil, errors.New("PUBLIC_URL is no address such as https://chat.example.org")
	}
	return &Frame{
		origin: public.Scheme + "://" + public.Host, base: strings.TrimSuffix(public.Path, "/"),
		https: public.Scheme == "https", log: log,
	}, nil
}

// At is a path of ours as browsers see it.
func (f *Frame) At(path string) string { return f.base + path }

// URL is a path of ours as a whole address.
func (f *Frame) URL(path string) string { return f.origin + f.base + path }

// Secure reports whether browsers reach us by https.
func (f *Frame) Secure() bool { return f.https }

// Policy is a content security policy: what a page may load, beside nothing.
type Policy string

// Plain pages load our style sheets and pictures, and send their forms to us.
const Plain Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// Reading pages load our style sheets and pictures, and have no forms.
const Reading Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

// Guard puts the frame around handlers: headers on whatever is served, forms of
// other sites refused by foreign, a panic turned into what sorry writes.
func (f *Frame) Guard(policy Policy, next http.Handler, foreign http.HandlerFunc, sorry func(http.ResponseWriter, *http.Request)) (http.Handler, error) {
	// Proxies may change the host of a request, so the one that browsers see is
	// named; DESIGN §5: never a header.
	same := http.NewCrossOriginProtection()
	if err := same.AddTrustedOrigin(f.origin); err != nil {
		return nil, fmt.Errorf("PUBLIC_URL: %w", err)
	}
	same.SetDenyHandler(foreign)
	return headers(policy, f.caught(same.Handler(legible(next)), sorry)), nil
}

// Open puts the frame around pages that are for everybody to read and to find:
// they take no form, so that there is none of another site's to refuse, and say
// themselves how long they may be kept.
func (f *Frame) Open(policy Policy, next http.Handler, sorry func(http.ResponseWriter, *http.Request)) http.Handler {
	next = f.caught(legible(next), sorry)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		always(w.Header(), policy)
		next.ServeHTTP(w, r)
	})
}

// always are the headers of whatever is served.
func always(h http.Header, policy Policy) {
	h.Set("Content-Security-Policy", string(policy))
	h.Set("Referrer-Policy", "same-origin") // the address may hold a secret
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

func headers(policy Policy, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		always(w.Header(), policy)
		w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		next.ServeHTTP(w, r)
	})
}

// caught turns a panic into a page. Its value may quote a request, so only its
// kind is logged.
func (f *Frame) caught(next http.Handler, sorry func(http.ResponseWriter, *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			f.log.Error().Ctx(r.Context()).Str("panic", fmt.Sprintf("%T", cause)).Bytes("stack", debug.Stack()).Msg("page not served")
			sorry(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}

// Within bounds how long a page takes, and how slowly a browser may take it.
func Within(limit time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		// Where a connection can't do it, the server's own limits hold.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(limit + writeTime))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Write makes a page of a template and writes it out.
func (f *Frame) Write(w http.ResponseWriter, status int, sheet *template.Template, name string, page any) {
	var out bytes.Buffer
	if err := sheet.ExecuteTemplate(&out, name, page); err != nil {
		f.log.Error().Str("request", w.Header().Get(trail.Header)).Str("page", sheet.Name()).Msg("page not made") // err may quote what stands on it
		http.Error(w, "Sorry, that did not work.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}
