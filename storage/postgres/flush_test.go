package postgres

import (
	"errors"
	"sync/atomic"
	"testing"
)

// Whoever joins while a flush is under way may have committed after it began,
// and so must wait for another one; all of those share it.
func TestWhoComesDuringAFlushWaitsForTheNext(t *testing.T) {
	var f flusher
	var ran atomic.Int32
	begun, release := make(chan struct{}), make(chan struct{})
	broken := errors.New("broken")
	first := f.join(func() error {
		if ran.Add(1) == 1 {
			close(begun)
			<-release
			return nil
		}
		return broken
	})
	<-begun
	second := f.join(func() error { t.Error("a second one runs beside the first"); return nil })
	if second == first || f.join(nil) != second {
		t.Error("whoever comes during a flush doesn't wait for the one next")
	}
	if ran.Load() != 1 {
		t.Fatalf("%d flushes ran, and the first is still under way", ran.Load())
	}
	close(release)
	<-first.done
	<-second.done
	if first.err != nil || !errors.Is(second.err, broken) || ran.Load() != 2 {
		t.Errorf("the first is told %v, the second %v, and %d flushes ran", first.err, second.err, ran.Load())
	}
}
