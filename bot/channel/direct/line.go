package direct

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// place is where a connection leads.
type place struct{ scheme, host string }

// line is a connection, to one question at a time.
type line struct {
	net.Conn // the socket, or what secures it
	socket   *socket
	pool     *pool
	to       place
	in       *bufio.Reader
	out      *bufio.Writer
	state    *tls.ConnectionState
	since    time.Time // when its last answer was read
	one      [1]byte

	kept    bool  // it had an answer before
	wrote   int64 // by the socket, before the question
	silence bool  // nothing of the answer came
}

func newLine(p *pool, to place, conn net.Conn) *line {
	s := newSocket(conn)
	l := &line{Conn: s, socket: s, pool: p, to: to}
	l.in, l.out = bufio.NewReader(l), bufio.NewWriter(l)
	return l
}

// secure begins TLS with the server of a name, for at most limit (0: for as
// long as ctx goes on).
func (l *line) secure(ctx context.Context, with *tls.Config, name string, limit time.Duration) error {
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	if with.ServerName == "" {
		with = with.Clone()
		with.ServerName = name
	}
	secured := tls.Client(l.socket, with)
	if err := secured.HandshakeContext(ctx); err != nil {
		return err
	}
	state := secured.ConnectionState()
	l.Conn, l.state = secured, &state
	return nil
}

// quiet reports whether the connection stands and nothing was said on it since
// its last answer. By TLS there may be something to be read that isn't for us.
func (l *line) quiet() bool {
	if l.socket.control == nil {
		return false
	}
	l.socket.looking = true
	_, err := l.Read(l.one[:])
	l.socket.looking = false
	return errors.Is(err, syscall.EAGAIN)
}

func (l *line) close() { _ = l.Close() } // whatever there was to be lost, is

// interrupt ends what waits for the other end.
func (l *line) interrupt() { _ = l.socket.SetDeadline(time.Unix(1, 0)) } // it is closed then

// exchange writes a request and reads the answer to where its body begins. The
// request's body is closed, and so is the line when that fails.
func (l *line) exchange(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	l.wrote, l.silence = l.socket.wrote, true
	stop := context.AfterFunc(ctx, l.interrupt)
	answer, err := l.ask(r)
	if err != nil {
		stop()
		l.close()
		return nil, err
	}
	answer.TLS = l.state
	rest := &body{from: answer.Body, line: l, ctx: ctx, stop: stop}
	rest.last = answer.Close || r.Close || answer.StatusCode == http.StatusSwitchingProtocols
	if answer.Body == http.NoBody {
		rest.finish()
		return answer, nil
	}
	answer.Body = rest
	return answer, nil
}

func (l *line) ask(r *http.Request) (*http.Response, error) {
	l.socket.left = mostHeader
	if err := r.Write(l.out); err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	if err := l.out.Flush(); err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	if _, err := l.in.Peek(1); err != nil {
		return nil, fmt.Errorf("wait for the answer: %w", unexpected(err))
	}
	l.silence = false
	for {
		answer, err := http.ReadResponse(l.in, r)
		if err != nil {
			return nil, fmt.Errorf("read the answer's header: %w", err)
		}
		if answer.StatusCode/100 != 1 || answer.StatusCode == http.StatusSwitchingProtocols {
			l.socket.left = math.MaxInt64
			return answer, nil
		}
	}
}

// unexpected is the end of a connection where an answer should be.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// mayRepeat reports whether a request that failed on this line can be asked
// again: because the line was closed before anything of it was written, or
// because asking twice does no harm. On a new line it can't: who hangs up at
// once will again.
func (l *line) mayRepeat(r *http.Request, err error) bool {
	if !l.kept || r.Context().Err() != nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	if !hasBody(r) {
		return l.socket.wrote == l.wrote || l.silence && (r.Method == http.MethodGet || r.Method == http.MethodHead)
	}
	return l.socket.wrote == l.wrote && r.GetBody != nil
}
