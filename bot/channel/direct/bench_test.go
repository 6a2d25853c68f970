package direct_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"yousaid/bot/channel/direct"
)

// BenchmarkCall is a call as Telegram is called, 50 at a time, by the standard
// transport and by this one. The CPU is that of both ends.
func BenchmarkCall(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":5}}`)
	}))
	defer s.Close()
	body := "chat_id=7&text=" + strings.Repeat("a+word+", 40)
	standard := &http.Transport{MaxIdleConnsPerHost: 128}
	small := direct.New(&http.Transport{MaxIdleConnsPerHost: 128, Proxy: http.ProxyFromEnvironment})
	defer standard.CloseIdleConnections()
	defer small.CloseIdleConnections()
	for _, c := range []struct {
		name string
		by   http.RoundTripper
	}{{"standard", standard}, {"direct", small}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(25)
			before := cpu(b)
			b.RunParallel(func(next *testing.PB) {
				for next.Next() {
					if _, _, err := ask(c.by, request(b, b.Context(), http.MethodPost, s.URL, body)); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// cpu is what the process has used, in nanoseconds.
func cpu(b *testing.B) int64 {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return use.Utime.Nano() + use.Stime.Nano()
}
