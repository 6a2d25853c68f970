package main_test

import (
	"net"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// systemd is told when the service is ready, and when it begins to stop.
func TestServiceManagerIsTold(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	r := rig.New(t, rig.Options{Poll: true, NoDesks: true, Env: map[string]string{"NOTIFY_SOCKET": path}})
	r.Replicas[0].Stop()
	if err := socket.SetReadDeadline(time.Now().Add(rig.Patience)); err != nil {
		t.Fatal(err)
	}
	var told []string
	for len(told) < 2 {
		message := make([]byte, 100)
		n, err := socket.Read(message)
		if err != nil {
			t.Fatalf("after %q: %v", told, err)
		}
		told = append(told, string(message[:n]))
	}
	if !slices.Equal(told, []string{"READY=1", "STOPPING=1"}) {
		t.Errorf("it is told %q", told)
	}
}
