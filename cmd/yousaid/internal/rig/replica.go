package rig

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"syscall"
	"time"
)

// readyTime is how long a replica may take until it is ready.
const readyTime = 30 * time.Second

// Replica is one `yousaid serve`. Its methods are not to be called at the same
// time.
type Replica struct {
	Binary string // another program than the rig's: an older release's

	rig           *Rig
	public, admin string
	process       *exec.Cmd
	ended         chan struct{}
	log           logBook
	client        http.Client
}

func newReplica(r *Rig) *Replica {
	replica := &Replica{rig: r, public: freeAddress(r.T), admin: freeAddress(r.T), client: http.Client{Timeout: time.Second}}
	r.T.Cleanup(func() {
		replica.Stop()
		replica.client.CloseIdleConnections()
	})
	return replica
}

// URL is where the replica really listens.
func (p *Replica) URL() string { return "http://" + p.public }

// Admin is its private listener.
func (p *Replica) Admin() string { return "http://" + p.admin }

// Log is everything that the replica has written since the rig began.
func (p *Replica) Log() string { return p.log.String() }

// Start starts the process and waits until it is ready.
func (p *Replica) Start() {
	p.rig.T.Helper()
	if err := p.Launch(); err != nil {
		p.rig.T.Fatal(err)
	}
	if err := p.Ready(); err != nil {
		p.rig.T.Fatal(err)
	}
}

// Launch starts the process and doesn't wait.
func (p *Replica) Launch() error {
	command := exec.Command(cmp.Or(p.Binary, p.rig.binary), "serve")
	command.Env = append(p.rig.Env(), "LISTEN_ADDR="+p.public, "ADMIN_ADDR="+p.admin)
	command.Stdout, command.Stderr = &p.log, &p.log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C at the tests is not for it
	if err := command.Start(); err != nil {
		return fmt.Errorf("start a replica: %w", err)
	}
	p.process, p.ended = command, make(chan struct{})
	go func(ended chan struct{}) {
		_ = command.Wait() // how it ended is the test's to judge
		close(ended)
	}(p.ended)
	return nil
}

// Ready waits until the replica says that it is ready.
func (p *Replica) Ready() error {
	for end := time.Now().Add(readyTime); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if p.IsReady() {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("the replica ended by itself:\n%s", p.Log())
		default:
		}
	}
	return fmt.Errorf("the replica isn't ready:\n%s", p.Log())
}

// IsReady asks /readyz.
func (p *Replica) IsReady() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Admin()+"/readyz", http.NoBody)
	if err != nil {
		return false
	}
	response, err := p.client.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// Kill ends the process as a crash would, and returns when it is gone.
func (p *Replica) Kill() { p.end(syscall.SIGKILL) }

// Terminate tells the process to stop, as a rolling restart does, and doesn't
// wait.
func (p *Replica) Terminate() error { return p.process.Process.Signal(syscall.SIGTERM) }

// Stop lets the process finish what it is doing; one that doesn't is killed.
func (p *Replica) Stop() {
	if p.process == nil {
		return
	}
	_ = p.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(readyTime):
		p.rig.T.Errorf("the replica didn't end within %v of SIGTERM", readyTime)
	}
	p.end(syscall.SIGKILL)
}

func (p *Replica) end(signal syscall.Signal) {
	if p.process == nil {
		return
	}
	_ = p.process.Process.Signal(signal)
	<-p.ended
	p.process = nil
}
