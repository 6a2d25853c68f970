package direct

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

// body is the body of an answer. With its end, or when it is closed, the line
// is free.
type body struct {
	from io.Reader
	line *line
	ctx  context.Context // of the request, which the body's reading is part of
	stop func() bool     // of the interruption; false: it has come
	last bool            // the line ends with this answer
	over atomic.Bool     // the line isn't ours any more

	closed atomic.Bool
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	switch {
	case b.closed.Load():
		return 0, http.ErrBodyReadAfterClose
	case b.over.Load():
		return 0, io.EOF
	}
	n, err := b.from.Read(p)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF):
		b.finish()
		return n, io.EOF
	}
	err = ended(b.ctx, err)
	_ = b.Close()
	return n, err
}

// finish keeps the line after the last byte of its answer, unless anything
// speaks against that.
func (b *body) finish() {
	if b.over.Swap(true) {
		return
	}
	if !b.stop() || b.last || b.line.in.Buffered() > 0 {
		b.line.close()
		return
	}
	b.line.pool.keep(b.line)
}

// Close implements [io.Closer]. A line whose answer wasn't read to the end is
// closed: what is left of it would be taken for the next.
func (b *body) Close() error {
	b.closed.Store(true)
	if b.over.Swap(true) {
		return nil
	}
	b.stop()
	b.line.close()
	return nil
}
