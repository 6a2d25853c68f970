package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

// standIn is Redis inside this process, on the same kind of socket. Its data
// outlive a Kill, as a real server's do, but not the process.
type standIn struct {
	redis    *miniredis.Miniredis
	listener net.Listener // nil while it does not run
	serving  sync.WaitGroup
}

// startStandIn starts it, or starts it again after Kill.
func (r *Redis) startStandIn(ctx context.Context) error {
	if r.standIn == nil {
		r.standIn = &standIn{redis: miniredis.NewMiniRedis()}
		// Keys expire by the clock, not only when a test says so.
		r.standIn.redis.ClockTTL(true)
	}
	return r.standIn.start(ctx, r.socket())
}

func (s *standIn) start(ctx context.Context, socket string) error {
	if s.listener != nil {
		return nil
	}
	// Nobody else listens there, since the folder is locked: it is the
	// remains of a process that was killed.
	if err := os.Remove(socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("socket of an earlier start: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", socket)
	if err != nil {
		return err
	}
	handler, err := s.handler(ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.listener = listener
	s.serving.Go(func() { serve(listener, handler) })
	return nil
}

// handler readies miniredis to be given connections. It knows TCP and pipes
// only; a first pipe makes it start without a port.
func (s *standIn) handler(ctx context.Context) (*server.Server, error) {
	s.redis.Ctx, s.redis.CtxCancel = context.WithCancel(context.WithoutCancel(ctx)) //nolint:gosec // miniredis calls it in Close
	pipe, err := s.redis.Dial()
	if err != nil {
		return nil, err
	}
	return s.redis.Server(), pipe.Close()
}

func serve(listener net.Listener, handler *server.Server) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return // closed
		}
		handler.ServeConn(conn)
	}
}

// close ends it with every connection, as a crash would.
func (s *standIn) close() error {
	if s.listener == nil {
		return nil
	}
	err := s.listener.Close()
	s.listener = nil
	s.serving.Wait()
	s.redis.Close()
	return err
}
