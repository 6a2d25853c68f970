package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// server is an HTTP server that a context ends.
type server struct {
	http     *http.Server
	listener net.Listener
}

// listen opens the port at once, so that a busy one is said at start.
func listen(addr string, handler http.Handler) (*server, error) {
	listener, err := net.Listen("tcp", addr) //nolint:noctx // lives as long as the program
	if err != nil {
		return nil, err
	}
	return serveOn(listener, handler), nil
}

func serveOn(listener net.Listener, handler http.Handler) *server {
	return &server{
		listener: listener,
		http: &http.Server{
			Handler:           handler,
			ReadHeaderTimeout: 5 * time.Second,
			ReadTimeout:       90 * time.Second, // a photo of 20 MB on a slow phone
			WriteTimeout:      0,                // streams of the sandbox; handlers bound themselves
			IdleTimeout:       2 * time.Minute,
			MaxHeaderBytes:    64 << 10,
			ErrorLog:          log.New(io.Discard, "", 0), // it names network addresses, and what failed is logged by us
		},
	}
}

// serve answers until the context ends, then lets what is under way finish.
func (s *server) serve(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- s.http.Serve(s.listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	err := s.http.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		return s.http.Close()
	}
	return err
}

// drain is how long shutting down waits for turns under way.
const drain = 12 * time.Second
