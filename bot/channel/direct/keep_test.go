package direct_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestConnectionIsKept(t *testing.T) {
	for name, answer := range map[string]string{
		"of a length": fine,
		"in chunks":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nfi\r\n2\r\nne\r\n0\r\nX-Sum: 4\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			s, by := serve(t, always(answer)), transport(t)
			for range 5 {
				post(t, by, s.url)
			}
			s.counted(t, 1, 5)
		})
	}
}

func TestAnswersWithoutABodyLeaveTheConnection(t *testing.T) {
	s, by := serve(t, func(c *talk) {
		for _, answer := range []string{
			"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 304 Not Modified\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n", fine,
		} {
			if !c.read() {
				return
			}
			c.say(answer)
		}
		c.read()
	}), transport(t)
	for _, method := range []string{http.MethodPost, http.MethodPost, http.MethodGet, http.MethodHead} {
		if _, text, err := ask(by, request(t, t.Context(), method, s.url, "")); err != nil || text != "" {
			t.Errorf("%s: %q, %v", method, text, err)
		}
	}
	post(t, by, s.url)
	s.counted(t, 1, 5)
}

// TestConnectionThatWasClosedIsNotUsed: neither an error nor a second message.
func TestConnectionThatWasClosedIsNotUsed(t *testing.T) {
	closed := make(chan struct{}, 10)
	s, by := serve(t, func(c *talk) {
		c.read()
		c.say(fine)
		_ = c.Close()
		closed <- struct{}{}
	}), transport(t)
	for range 5 {
		post(t, by, s.url)
		<-closed
	}
	s.counted(t, 5, 5)
}

// TestMessageIsNotRepeated: the server hangs up on a connection that was kept,
// when it has read the request.
func TestMessageIsNotRepeated(t *testing.T) {
	s, by := serve(t, func(c *talk) {
		c.read()
		c.say(fine)
		c.read()
	}), transport(t)
	post(t, by, s.url)
	_, _, err := ask(by, request(t, t.Context(), http.MethodPost, s.url, "what"))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	s.counted(t, 1, 2)
}

// TestQuestionIsRepeated is the same for what changes nothing.
func TestQuestionIsRepeated(t *testing.T) {
	s, by := serve(t, func(c *talk) {
		c.read()
		c.say(fine)
		c.read()
	}), transport(t)
	for range 2 {
		if _, text, err := ask(by, request(t, t.Context(), http.MethodGet, s.url, "")); err != nil || text != "fine" {
			t.Errorf("got %q, %v", text, err)
		}
	}
	s.counted(t, 2, 3)
}

// TestNewConnectionIsNotTriedAgain: who hangs up at once would again.
func TestNewConnectionIsNotTriedAgain(t *testing.T) {
	s, by := serve(t, func(c *talk) { c.read() }), transport(t)
	if _, _, err := ask(by, request(t, t.Context(), http.MethodGet, s.url, "")); err == nil {
		t.Error("no answer is no error")
	}
	s.counted(t, 1, 1)
}

// deaf is a connection that takes nothing any more, though it looks well.
type deaf struct {
	*net.TCPConn
	after *atomic.Int32 // so many writes
}

func (d deaf) Write(p []byte) (int, error) {
	if d.after.Add(-1) < 0 {
		return 0, net.ErrClosed
	}
	return d.TCPConn.Write(p)
}

// TestMessageOfWhichNothingWasWrittenGoesByAnother covers a connection that
// ends between the look at it and the write.
func TestMessageOfWhichNothingWasWrittenGoesByAnother(t *testing.T) {
	var left atomic.Int32
	s := serve(t, always(fine))
	by := transport(t, func(other *http.Transport) {
		other.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			left.Store(1)
			return deaf{conn.(*net.TCPConn), &left}, nil
		}
	})
	post(t, by, s.url)
	post(t, by, s.url)
	s.counted(t, 2, 2)
	left.Store(-1)
	r := request(t, t.Context(), http.MethodPost, s.url, "what")
	r.GetBody = nil
	if _, _, err := ask(by, r); err == nil {
		t.Error("a body that can't be read again went again")
	}
}

// blind is a connection that can't be looked at.
type blind struct{ net.Conn }

func TestConnectionThatCannotBeLookedAtIsNotKept(t *testing.T) {
	s := serve(t, always(fine))
	by := transport(t, func(other *http.Transport) {
		other.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			return blind{conn}, err
		}
	})
	post(t, by, s.url)
	post(t, by, s.url)
	s.counted(t, 2, 2)
}

// TestAnswerOfAnotherQuestionIsNotTaken: what comes unasked belongs to nobody.
func TestAnswerOfAnotherQuestionIsNotTaken(t *testing.T) {
	const late = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate"
	for name, second := range map[string]time.Duration{"with the first": 0, "later": 20 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			said := make(chan struct{}, 10)
			s, by := serve(t, func(c *talk) {
				for c.read() {
					if second == 0 {
						c.say(fine + late)
					} else {
						c.say(fine)
						time.Sleep(second)
						c.say(late)
					}
					said <- struct{}{}
				}
			}), transport(t)
			for range 3 {
				post(t, by, s.url)
				<-said
			}
			s.counted(t, 3, 3)
		})
	}
}

func TestAnswerThatIsNotReadEndsItsConnection(t *testing.T) {
	s, by := serve(t, always("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nfinefine")), transport(t)
	for range 2 {
		answer, err := by.RoundTrip(request(t, t.Context(), http.MethodPost, s.url, "what"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(answer.Body, make([]byte, 4)); err != nil {
			t.Error(err)
		}
		_ = answer.Body.Close()
		_ = answer.Body.Close()
		if _, err := answer.Body.Read(make([]byte, 1)); !errors.Is(err, http.ErrBodyReadAfterClose) {
			t.Errorf("read after it was closed: %v", err)
		}
	}
	s.counted(t, 2, 2)
}

func TestConnectionsEndWhenNobodyNeedsThem(t *testing.T) {
	gone := make(chan struct{}, 100)
	held := func(c *talk) {
		for c.read() {
			time.Sleep(20 * time.Millisecond) // so that as many are needed as ask
			c.say(fine)
		}
		gone <- struct{}{}
	}
	together := func(t *testing.T, by http.RoundTripper, url string, n int) {
		t.Helper()
		var all sync.WaitGroup
		for range n {
			all.Go(func() {
				if _, _, err := ask(by, request(t, t.Context(), http.MethodPost, url, "what")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	t.Run("after their time", func(t *testing.T) {
		s, by := serve(t, held), transport(t, func(other *http.Transport) { other.IdleConnTimeout = 50 * time.Millisecond })
		for range 2 {
			together(t, by, s.url, 3)
			for range 3 {
				<-gone
			}
		}
		s.counted(t, 6, 6)
	})
	t.Run("above the most", func(t *testing.T) {
		s, by := serve(t, held), transport(t, func(other *http.Transport) { other.MaxIdleConnsPerHost = 2 })
		together(t, by, s.url, 5)
		for range 3 {
			<-gone
		}
		together(t, by, s.url, 2)
		s.counted(t, 5, 7)
	})
	t.Run("when they are let go", func(t *testing.T) {
		s, by := serve(t, held), transport(t)
		together(t, by, s.url, 3)
		answer, err := by.RoundTrip(request(t, t.Context(), http.MethodPost, s.url, "what"))
		if err != nil {
			t.Fatal(err)
		}
		by.CloseIdleConnections()
		<-gone
		<-gone
		if all, err := io.ReadAll(answer.Body); err != nil || string(all) != "fine" {
			t.Errorf("what was under way was disturbed: %q, %v", all, err)
		}
		<-gone
		post(t, by, s.url)
		s.counted(t, 4, 5)
	})
}

// TestEachGetsItsOwnAnswer has many ask at a time, of a server that hangs up
// now and then, cancelling some.
func TestEachGetsItsOwnAnswer(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1)%50 == 0 {
			w.Header().Set("Connection", "close")
		}
		text, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "to %s", text)
	}))
	defer s.Close()
	by := transport(t)
	var all sync.WaitGroup
	for n := range 30 {
		all.Go(func() {
			for i := range 100 {
				words := fmt.Sprintf("%d of %d", i, n)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				if i%10 == 9 {
					time.AfterFunc(time.Duration(n)*20*time.Microsecond, cancel)
				}
				_, text, err := ask(by, request(t, ctx, http.MethodPost, s.URL, words))
				cancel()
				if err == nil && text != "to "+words || err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("asked %q, got %q, %v", words, text, err)
				}
			}
		})
	}
	all.Wait()
}
