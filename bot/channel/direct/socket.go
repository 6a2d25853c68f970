package direct

import (
	"errors"
	"io"
	"net"
	"syscall"
)

var errLongHeader = errors.New("the answer's header is too long")

// socket is a connection to the system. It counts what was written, reads no
// more than it is told to, and can look whether there is anything without
// waiting for it.
type socket struct {
	net.Conn
	control syscall.RawConn // nil: it can't look
	wrote   int64           // bytes
	left    int64           // bytes that may be read
	looking bool            // a read doesn't wait: it fails with EAGAIN

	look func(uintptr) bool // readNow, made once
	into []byte
	got  int
	err  error
}

func newSocket(conn net.Conn) *socket {
	s := &socket{Conn: conn, left: mostHeader}
	s.look = s.readNow
	if system, ok := conn.(syscall.Conn); ok {
		s.control, _ = system.SyscallConn() // nil where it fails
	}
	return s
}

func (s *socket) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	s.wrote += int64(n)
	return n, err
}

func (s *socket) Read(p []byte) (int, error) {
	if s.looking {
		return s.now(p)
	}
	if s.left <= 0 {
		return 0, errLongHeader
	}
	n, err := s.Conn.Read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	return n, err
}

// now reads what is there. An error of the system's is returned bare: TLS goes
// on after EAGAIN.
func (s *socket) now(p []byte) (int, error) {
	s.into = p
	err := s.control.Read(s.look)
	s.into = nil
	if err != nil {
		return 0, err
	}
	if s.err == nil && s.got == 0 {
		return 0, io.EOF
	}
	return max(s.got, 0), s.err
}

func (s *socket) readNow(fd uintptr) bool {
	for range 3 { // interrupted, it can be asked again
		s.got, s.err = syscall.Read(int(fd), s.into)
		if !errors.Is(s.err, syscall.EINTR) {
			break
		}
	}
	return true
}
