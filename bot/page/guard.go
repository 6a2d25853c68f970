package page

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"
)

//go:embed style.css
var styleSheet []byte

// policy lets a page load our style sheet and our pictures, send its forms to
// us, and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers are on whatever is served, refusals too.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "same-origin") // the address holds a secret
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// within bounds how long a page takes, and how slowly a browser may take it.
func within(limit time.Duration, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		// Where a connection can't do it, the server's own limits hold.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(limit + writeTime))
		next(w, r.WithContext(ctx))
	})
}

// caught turns a panic into a page. Its value may quote a request, so only its
// kind is logged.
func (p *Pages) caught(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			p.Log.Error().Str("panic", fmt.Sprintf("%T", cause)).Bytes("stack", debug.Stack()).Msg("page not served")
			p.sorry(w, r, http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// foreign refuses a form that another site sent.
func (p *Pages) foreign(w http.ResponseWriter, _ *http.Request) {
	p.message(w, http.StatusForbidden, note{
		Title: "Nothing was done",
		Lines: []string{"Another site sent this form. Please open the link in your message, and use the page that it shows."},
	})
}

func style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(styleSheet)
}
