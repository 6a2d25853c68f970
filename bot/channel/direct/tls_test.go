package direct_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// secured is a server with a certificate for example.com and 127.0.0.1, which
// would speak HTTP/2.
func secured(t *testing.T, version uint16) (s *httptest.Server, roots *x509.CertPool, connections *atomic.Int32) {
	t.Helper()
	connections = &atomic.Int32{}
	s = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 {
			w.WriteHeader(http.StatusHTTPVersionNotSupported)
		}
		_, _ = io.WriteString(w, "fine")
	}))
	s.EnableHTTP2, s.TLS = true, &tls.Config{MaxVersion: version}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	roots = x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s, roots, connections
}

func TestSecuredConnections(t *testing.T) {
	for name, version := range map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13} {
		t.Run(name, func(t *testing.T) {
			s, roots, connections := secured(t, version)
			by := transport(t, func(other *http.Transport) {
				other.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
			})
			for range 3 {
				post(t, by, s.URL)
			}
			if n := connections.Load(); n != 1 {
				t.Errorf("%d connections for three requests", n)
			}
			answer, err := by.RoundTrip(request(t, t.Context(), http.MethodPost, s.URL, "what"))
			if err != nil || answer.TLS == nil || answer.TLS.Version != version {
				t.Fatalf("TLS is %+v, %v", answer, err)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			s.CloseClientConnections() // says goodbye as TLS does
			post(t, by, s.URL)
			if n := connections.Load(); n != 2 {
				t.Errorf("%d connections after the first was closed", n)
			}
		})
	}
}

func TestCertificateIsChecked(t *testing.T) {
	s, roots, _ := secured(t, tls.VersionTLS13)
	stranger := transport(t)
	if _, _, err := ask(stranger, request(t, t.Context(), http.MethodPost, s.URL, "what")); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("of an unknown authority: %v", err)
	}
	known := transport(t, func(other *http.Transport) {
		other.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	})
	other := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	if _, _, err := ask(known, request(t, t.Context(), http.MethodPost, other, "what")); err == nil || !strings.Contains(err.Error(), "localhost") {
		t.Errorf("of another name: %v", err)
	}
	plain := strings.Replace(s.URL, "https", "http", 1)
	if status, _, err := ask(known, request(t, t.Context(), http.MethodPost, plain, "what")); err == nil && status == http.StatusOK {
		t.Error("it speaks to a secured server in the clear")
	}
}

// TestServerThatNeverGreets ends with the handshake's own time.
func TestServerThatNeverGreets(t *testing.T) {
	s := serve(t, func(c *talk) { _, _ = io.Copy(io.Discard, c) })
	by := transport(t, func(other *http.Transport) { other.TLSHandshakeTimeout = 50_000_000 })
	if _, _, err := ask(by, request(t, t.Context(), http.MethodPost, strings.Replace(s.url, "http", "https", 1), "what")); err == nil {
		t.Error("no handshake is no error")
	}
}
