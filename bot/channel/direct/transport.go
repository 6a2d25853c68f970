package direct

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

const (
	// mostBody is the longest body that is written here, in bytes: it fits into
	// what the system takes without waiting for the other end.
	mostBody = 64 << 10
	// mostHeader is how long the header of an answer may be, in bytes, those of
	// answers that only say "go on" counted in.
	mostHeader = 256 << 10
)

// Transport is an [http.RoundTripper] for small requests to few hosts. It speaks
// HTTP/1.1 and asks for no compression. The body of an answer is to be read by
// one goroutine at a time.
type Transport struct {
	other  *http.Transport
	secure *tls.Config
	pool   pool
}

// New makes a Transport that dials, keeps connections and trusts certificates
// as other does, and leaves to it what isn't for it. The other is not to be
// changed any more.
func New(other *http.Transport) *Transport {
	secure := other.TLSClientConfig.Clone()
	if secure == nil {
		secure = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	secure.NextProtos = []string{"http/1.1"}
	t := &Transport{other: other, secure: secure}
	t.pool.life = other.IdleConnTimeout
	if !other.DisableKeepAlives {
		t.pool.most = cmp.Or(other.MaxIdleConnsPerHost, http.DefaultMaxIdleConnsPerHost)
	}
	return t
}

// CloseIdleConnections closes what is kept, and what is in use once its answer
// was read. The next request begins anew.
func (t *Transport) CloseIdleConnections() {
	t.pool.empty()
	t.other.CloseIdleConnections()
}

// RoundTrip implements [http.RoundTripper].
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !t.fits(r) {
		return t.other.RoundTrip(r)
	}
	for request := r; ; {
		l, err := t.lineTo(r)
		if err != nil {
			closeBody(request)
			return nil, err
		}
		answer, err := l.exchange(request)
		if err == nil {
			answer.Request = r
			return answer, nil
		}
		if !l.mayRepeat(r, err) {
			return nil, ended(r.Context(), err)
		}
		if request, err = rewound(r); err != nil {
			return nil, err
		}
	}
}

// fits reports whether a request is asked here.
func (t *Transport) fits(r *http.Request) bool {
	if r.URL == nil || r.Header == nil || r.URL.Host == "" || !plain(r.URL.Host) || r.URL.Scheme != "https" && r.URL.Scheme != "http" {
		return false
	}
	if hasBody(r) && (r.ContentLength <= 0 || r.ContentLength > mostBody) {
		return false
	}
	if r.Method == http.MethodConnect || len(r.TransferEncoding) > 0 || len(r.Trailer) > 0 || len(r.Header["Expect"]) > 0 || len(r.Header["Upgrade"]) > 0 {
		return false
	}
	if t.other.Proxy == nil {
		return true
	}
	proxy, err := t.other.Proxy(r)
	return proxy == nil && err == nil
}

// plain reports whether a host's name needs no translating.
func plain(host string) bool {
	for i := range len(host) {
		if host[i] >= 0x80 {
			return false
		}
	}
	return true
}

func hasBody(r *http.Request) bool { return r.Body != nil && r.Body != http.NoBody }

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close() // it is only read
	}
}

// rewound is the request with its body from the beginning.
func rewound(r *http.Request) (*http.Request, error) {
	if !hasBody(r) {
		return r, nil
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	again := *r
	again.Body = body
	return &again, nil
}

// lineTo is a connection for a request, with the request's deadline set.
func (t *Transport) lineTo(r *http.Request) (*line, error) {
	ctx := r.Context()
	deadline, _ := ctx.Deadline() // zero: none, for connections too
	to := place{r.URL.Scheme, r.URL.Host}
	for ctx.Err() == nil {
		l := t.pool.take(to)
		if l == nil {
			return t.dial(ctx, to, r.URL, deadline)
		}
		if l.SetDeadline(deadline) == nil && l.quiet() {
			return l, nil
		}
		l.close()
	}
	return nil, context.Cause(ctx)
}

func (t *Transport) dial(ctx context.Context, to place, at *url.URL, deadline time.Time) (*line, error) {
	port := at.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[at.Scheme]
	}
	dial := t.other.DialContext
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(at.Hostname(), port))
	if err != nil {
		return nil, ended(ctx, err)
	}
	l := newLine(&t.pool, to, conn)
	if to.scheme == "https" {
		if err := l.secure(ctx, t.secure, at.Hostname(), t.other.TLSHandshakeTimeout); err != nil {
			l.close()
			return nil, ended(ctx, err)
		}
	}
	if err := l.SetDeadline(deadline); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// ended is why a request failed, which is its context's end where that has
// come: a connection notices deadlines a moment earlier than a context.
func ended(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if _, limited := ctx.Deadline(); limited && errors.Is(err, os.ErrDeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}
