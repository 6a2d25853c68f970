package direct_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"yousaid/bot/channel/direct"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server is one that does what a test says on each connection, and counts.
type server struct {
	url         string
	connections atomic.Int32
	requests    atomic.Int32
}

// talk is what a server does on a connection.
type talk struct {
	net.Conn
	in *bufio.Reader
	s  *server
}

// read reads a request whole; false at the end of the connection.
func (c *talk) read() bool {
	r, err := http.ReadRequest(c.in)
	if err != nil {
		return false
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return false
	}
	c.s.requests.Add(1)
	return true
}

func (c *talk) say(text string) {
	_, _ = io.WriteString(c, text) // who has hung up hears nothing
}

const fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"

// serve answers connections until the test ends.
func serve(t testing.TB, on func(*talk)) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{url: "http://" + listener.Addr().String()}
	var open sync.WaitGroup
	var mu sync.Mutex
	var conns []net.Conn
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.connections.Add(1)
			mu.Lock()
			conns = append(conns, conn)
			mu.Unlock()
			open.Go(func() {
				defer func() { _ = conn.Close() }()
				on(&talk{conn, bufio.NewReader(conn), s})
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for _, conn := range conns {
			_ = conn.Close()
		}
		mu.Unlock()
		open.Wait()
	})
	return s
}

// always answers every request of every connection the same.
func always(answer string) func(*talk) {
	return func(c *talk) {
		for c.read() {
			c.say(answer)
		}
	}
}

// transport is what is tested, closed with the test.
func transport(t testing.TB, change ...func(*http.Transport)) *direct.Transport {
	t.Helper()
	other := &http.Transport{MaxIdleConnsPerHost: 100, IdleConnTimeout: time.Minute}
	for _, c := range change {
		c(other)
	}
	made := direct.New(other)
	t.Cleanup(made.CloseIdleConnections)
	return made
}

func request(t testing.TB, ctx context.Context, method, url, body string) *http.Request { //nolint:revive // the test comes first, as everywhere
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ask asks and reads the answer whole.
func ask(by http.RoundTripper, r *http.Request) (status int, text string, err error) {
	answer, err := by.RoundTrip(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(all), err
}

// post asks for what must succeed.
func post(t testing.TB, by http.RoundTripper, url string) {
	t.Helper()
	status, text, err := ask(by, request(t, t.Context(), http.MethodPost, url, "what"))
	if err != nil || status != http.StatusOK || text != "fine" {
		t.Fatalf("got %d %q, %v", status, text, err)
	}
}

func (s *server) counted(t testing.TB, connections, requests int32) {
	t.Helper()
	if c, r := s.connections.Load(), s.requests.Load(); c != connections || r != requests {
		t.Errorf("%d connections and %d requests, want %d and %d", c, r, connections, requests)
	}
}
