package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// pollEvery is how often we look whether a server has started or ended.
const pollEvery = 5 * time.Millisecond

// process is a server that we started.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// command prepares a server program or its tools: not as part of our process
// group, so that Ctrl-C in a terminal reaches us alone and we can stop things
// in order, and without settings from our environment that would bend it.
func command(ctx context.Context, who account, dir, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // programs that we looked up, arguments of our own
	cmd.Dir = dir
	cmd.Env = serverEnv(os.Environ())
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	who.become(cmd)
	return cmd
}

// serverEnv drops PGPORT, PGDATA and the like, and fixes the language, because
// messages of PostgreSQL are read here.
func serverEnv(environ []string) []string {
	env := make([]string, 0, len(environ)+1)
	for _, v := range environ {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "LANG") {
			env = append(env, v)
		}
	}
	return append(env, "LC_ALL=C")
}

// startProcess starts a server that is to get the signal if we die.
func startProcess(cmd *exec.Cmd, atOurDeath syscall.Signal) (*process, error) {
	dieWithUs(cmd.SysProcAttr, atOurDeath)
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// run starts the command and waits for its end. Linux ties the signal at the
// parent's death to the thread that forked, not to its process, so that thread
// is kept for as long as the child lives.
func (p *process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err == nil {
		_ = p.cmd.Wait() // how a server ended is in its log
		close(p.done)
	}
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// stop asks with the polite signal and waits. When the context ends first, the
// process is killed.
func (p *process) stop(ctx context.Context, polite syscall.Signal) error {
	if err := p.cmd.Process.Signal(polite); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("had to be killed: %w", ctx.Err()), p.kill())
	}
}

// kill ends the process at once and returns when it is gone.
func (p *process) kill() error {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.done
	return nil
}

// poll calls ready until it says yes, fails, or the context ends.
func poll(ctx context.Context, ready func() (bool, error)) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if ok, err := ready(); ok || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
