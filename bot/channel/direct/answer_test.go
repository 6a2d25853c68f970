package direct_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"testing"
	"time"

	"yousaid/bot/channel/direct"
)

// TestAnswersAreReadAsTheStandardTransportReadsThem asks a server by both.
func TestAnswersAreReadAsTheStandardTransportReadsThem(t *testing.T) {
	for name, answer := range map[string]string{
		"plain":                 fine,
		"in chunks":             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
		"without length":        "HTTP/1.1 200 OK\r\n\r\nfine",
		"of the older protocol": "HTTP/1.0 200 OK\r\n\r\nfine",
		"refused":               "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno",
		"after early hints":     "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + fine,
		"header of 60 kB":       "HTTP/1.1 200 OK\r\nX-Long: " + strings.Repeat("x", 60_000) + "\r\nContent-Length: 4\r\n\r\nfine",
		"a megabyte":            "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + strings.Repeat("x", 1_000_000),
		"shorter than it said":  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfine",
		"half a chunk":          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nfine",
		"half a header":         "HTTP/1.1 200 OK\r\nContent-Le",
		"no header":             "",
		"no HTTP":               "SSH-2.0-OpenSSH_9.2\r\n",
		"two lengths":           "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfine",
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(c *talk) {
				if c.read() {
					c.say(answer)
				}
			})
			standard := &http.Transport{DisableCompression: true}
			defer standard.CloseIdleConnections()
			status, text, err := ask(transport(t), request(t, t.Context(), http.MethodPost, s.url, "what"))
			wantStatus, wantText, wantErr := ask(standard, request(t, t.Context(), http.MethodPost, s.url, "what"))
			if status != wantStatus || text != wantText || (err == nil) != (wantErr == nil) {
				t.Errorf("got %d, %d bytes, %v; want %d, %d bytes, %v", status, len(text), err, wantStatus, len(wantText), wantErr)
			}
		})
	}
}

func TestHeaderWithoutEndIsNotRead(t *testing.T) {
	for name, line := range map[string]string{"one": "X-Long: more and more\r\n", "of many": "\r\nHTTP/1.1 103 Early Hints\r\n"} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan struct{})
			s := serve(t, func(c *talk) {
				defer close(ended)
				c.read()
				c.say("HTTP/1.1 103 Early Hints\r\n")
				for {
					if _, err := io.WriteString(c, line); err != nil {
						return
					}
				}
			})
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, _, err := ask(transport(t), request(t, ctx, http.MethodPost, s.url, "what"))
			if err == nil || !strings.Contains(err.Error(), "header") {
				t.Errorf("got %v", err)
			}
			<-ended
		})
	}
}

func TestSlowAnswerIsWaitedFor(t *testing.T) {
	s, by := serve(t, func(c *talk) {
		for c.read() {
			for _, b := range []byte(fine) {
				time.Sleep(time.Millisecond)
				c.say(string(b))
			}
		}
	}), transport(t)
	post(t, by, s.url)
	post(t, by, s.url)
	s.counted(t, 1, 2)
}

// TestContextEndsWhatIsUnderWay: before the answer and in the middle of it, by
// its time and by hand; the connection isn't used again.
func TestContextEndsWhatIsUnderWay(t *testing.T) {
	why := errors.New("the service stops")
	for name, answer := range map[string]string{"before the answer": "", "in its header": "HTTP/1.1 200 OK\r\n", "in its body": strings.TrimSuffix(fine, "ne")} {
		for how, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
			"time": func(ctx context.Context) (context.Context, context.CancelFunc) {
				return context.WithTimeout(ctx, 40*time.Millisecond)
			},
			"cancel": func(ctx context.Context) (context.Context, context.CancelFunc) {
				ctx, cancel := context.WithCancelCause(ctx)
				time.AfterFunc(40*time.Millisecond, func() { cancel(why) })
				return ctx, func() { cancel(nil) }
			},
		} {
			t.Run(name+" by "+how, func(t *testing.T) {
				s, by := serve(t, func(c *talk) {
					c.read()
					c.say(fine)
					c.read()
					c.say(answer)
					c.read()
				}), transport(t)
				post(t, by, s.url)
				ctx, cancel := end(t.Context())
				defer cancel()
				began := time.Now()
				_, _, err := ask(by, request(t, ctx, http.MethodPost, s.url, "what"))
				want := context.DeadlineExceeded
				if how == "cancel" {
					want = why
				}
				if !errors.Is(err, want) || time.Since(began) > 5*time.Second {
					t.Errorf("got %v after %s", err, time.Since(began))
				}
				post(t, by, s.url)
				s.counted(t, 2, 3)
			})
		}
	}
}

func TestContextThatHasEndedAsksNobody(t *testing.T) {
	s, by := serve(t, always(fine)), transport(t)
	post(t, by, s.url)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wrote := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { wrote = true }})
	if _, _, err := ask(by, request(t, ctx, http.MethodPost, s.url, "what")); !errors.Is(err, context.Canceled) || wrote {
		t.Errorf("got %v; written: %v", err, wrote)
	}
	s.counted(t, 1, 1)
}

// TestContextOfAnEarlierRequestHarmsNone: its time comes while the connection
// is idle, and while it is used for another.
func TestContextOfAnEarlierRequestHarmsNone(t *testing.T) {
	s, by := serve(t, func(c *talk) {
		for n := 0; c.read(); n++ {
			if n == 1 {
				time.Sleep(100 * time.Millisecond)
			}
			c.say(fine)
		}
	}), transport(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	if _, _, err := ask(by, request(t, ctx, http.MethodPost, s.url, "what")); err != nil {
		t.Fatal(err)
	}
	post(t, by, s.url)
	cancel()
	time.Sleep(20 * time.Millisecond)
	post(t, by, s.url)
	s.counted(t, 1, 3)
}

func TestNobodyThereIsAnErrorBeforeAnythingIsWritten(t *testing.T) {
	wrote := false
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { wrote = true }})
	if _, _, err := ask(transport(t), request(t, ctx, http.MethodPost, "http://127.0.0.1:1", "what")); err == nil || wrote {
		t.Errorf("got %v; written: %v", err, wrote)
	}
}

// TestWhatDoesNotFitGoesByTheOther has a proxy, and a body without length.
func TestWhatDoesNotFitGoesByTheOther(t *testing.T) {
	var got string
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		got = r.URL.String() + " " + strings.Join(r.TransferEncoding, "") + " " + string(text[:4])
	}))
	defer s.Close()
	proxy, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	by := transport(t, func(other *http.Transport) { other.Proxy = http.ProxyURL(proxy) })
	if _, _, err := ask(by, request(t, t.Context(), http.MethodPost, "http://api.example.org/bot", "what")); err != nil || got != "http://api.example.org/bot  what" {
		t.Errorf("by a proxy: %q, %v", got, err)
	}
	r := request(t, t.Context(), http.MethodPost, s.URL+"/bot", "")
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader("what")), -1
	if _, _, err := ask(transport(t), r); err != nil || got != "/bot chunked what" {
		t.Errorf("without length: %q, %v", got, err)
	}
	if _, _, err := ask(transport(t), request(t, t.Context(), http.MethodPost, s.URL+"/bot", strings.Repeat("what", 1<<16))); err != nil || got != "/bot  what" {
		t.Errorf("long: %q, %v", got, err)
	}
	if _, _, err := ask(transport(t), request(t, t.Context(), http.MethodPost, "ftp://127.0.0.1/bot", "what")); err == nil {
		t.Error("it speaks FTP")
	}
}

// TestProxyOfTheEnvironmentIsAsked looks at what the service is given.
func TestProxyOfTheEnvironmentIsAsked(t *testing.T) {
	asked := false
	s := serve(t, always(fine))
	by := direct.New(&http.Transport{Proxy: func(*http.Request) (*url.URL, error) { asked = true; return nil, nil }})
	defer by.CloseIdleConnections()
	post(t, by, s.url)
	if !asked {
		t.Error("nobody asked for a proxy")
	}
}
