package main_test

import (
	"encoding/json"
	"net"
	"os/exec"
	"strings"
	"testing"

	"yousaid/cmd/internal/load"
	"yousaid/cmd/yousaid/internal/rig"
)

// loaded is a service whose networks will be the load's own stand-ins.
func loaded(t *testing.T) (r *rig.Rig, standIns string) {
	t.Helper()
	standIns = unused(t)
	return rig.New(t, rig.Options{NoDesks: true, Env: map[string]string{
		"TELEGRAM_API_URL": "http://" + standIns, "TWILIO_API_URL": "http://" + standIns,
	}}), standIns
}

// unused is a loopback address on which nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func play(t *testing.T, r *rig.Rig, args ...string) load.Result {
	t.Helper()
	args = append([]string{"load", "--json", "--url", r.Replicas[0].URL(), "--admin", r.Replicas[0].Admin(), "--warm", "0s"}, args...)
	var result load.Result
	if err := json.Unmarshal([]byte(r.Run(args...)), &result); err != nil {
		t.Fatal(err)
	}
	return result
}

func TestLoadPlaysResidentsOfBothNetworksAndMeasuresThem(t *testing.T) {
	t.Parallel()
	r, _ := loaded(t)
	got := play(t, r, "--residents", "4", "--sms", "0.5", "--script", "mixed", "--repeats", "0.5", "--for", "4s", "--desks", "seeded")
	filed := r.Count(`SELECT count(*) FROM reports`)
	switch {
	case got.Turns == 0 || got.Reports == 0 || got.Conversations < got.Reports || int64(filed) < got.Reports:
		t.Errorf("%d turns, %d conversations, %d reports of which %d are in the record", got.Turns, got.Conversations, got.Reports, filed)
	case got.Unanswered > 0 || got.Failed > 0 || len(got.Problems) > 0:
		t.Errorf("%d turns without a reply, %d webhooks failed: %q", got.Unanswered, got.Failed, got.Problems)
	case got.Repeated == 0 || got.Twice > 0:
		t.Errorf("%d webhooks came twice, and %d were answered twice", got.Repeated, got.Twice)
	}
	for name, s := range map[string]load.Spread{"webhook": got.Webhook, "reply": got.Reply, "alert": got.Alert} {
		if s.Count == 0 || s.P50 <= 0 || s.P99 < s.P50 || s.Max < s.P99 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if got.AlertsMissing > 0 {
		t.Errorf("%d reports had no card at a desk", got.AlertsMissing)
	}
	if p := got.Process; p == nil || p.CPU <= 0 || p.Memory <= 0 {
		t.Errorf("process: %+v", p)
	}
	if s := got.Redis; s == nil || s.RoundTrips <= 0 || s.Commands <= s.RoundTrips || s.Sent <= 0 || s.Called <= 0 {
		t.Errorf("Redis: %+v", s)
	}
	if p := got.Postgres; p == nil || p.PerReport <= 0 {
		t.Errorf("PostgreSQL: %+v", p)
	}
	if s := got.State; s == nil || s.Conversations == 0 || s.Session <= s.Written || s.Memory <= s.Session {
		t.Errorf("state: %+v", s)
	}
	if got.Calls["sendMessage"] == 0 || got.Calls["file"] == 0 {
		t.Errorf("calls: %v", got.Calls)
	}
}

func TestLoadKeepsARateAndEndsAfterSoManyConversations(t *testing.T) {
	t.Parallel()
	r, _ := loaded(t)
	got := play(t, r, "--residents", "5", "--rate", "30", "--for", "0s", "--conversations", "12")
	if got.Conversations != 12 || got.Reports != 12 || got.Turns != 7*12 {
		t.Errorf("%d conversations, %d reports, %d turns", got.Conversations, got.Reports, got.Turns)
	}
	if got.TurnsPerSecond > 33 {
		t.Errorf("%.0f turns a second", got.TurnsPerSecond)
	}
	if filed := r.Count(`SELECT count(*) FROM reports`); filed != 12 {
		t.Errorf("%d reports in the record", filed)
	}
}

// What is wrong is said with what to do about it, and nothing is played.
func TestLoadSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	r, _ := loaded(t)
	service := r.Replicas[0]
	for _, c := range []struct {
		name string
		args []string
		env  []string
		says string
	}{
		{"elsewhere", []string{"--url", "http://192.0.2.7:8080"}, nil, "--i-own-this-service"},
		{"nobody there", []string{"--url", "http://" + unused(t), "--admin", "none"}, nil, "nobody listens at"},
		{"no private listener", []string{"--url", service.URL(), "--admin", "http://" + unused(t)}, nil, "private listener doesn't answer"},
		{"no bounds", []string{"--url", service.URL(), "--for", "0s"}, nil, "nothing bounds the load"},
		{"no such script", []string{"--url", service.URL(), "--script", "nonsense"}, nil, "there is no script"},
		{"another secret", []string{"--url", service.URL(), "--admin", "none"}, []string{"TELEGRAM_WEBHOOK_SECRET=another-one"}, "TELEGRAM_WEBHOOK_SECRET must be the same"},
		{"another account", []string{"--url", service.URL(), "--admin", "none", "--sms", "1"}, []string{"TWILIO_AUTH_TOKEN=another-one"}, "TWILIO_AUTH_TOKEN and PUBLIC_URL"},
		{"not the service", []string{"--url", service.Admin(), "--admin", "none"}, nil, "has no webhook for Telegram (404)"},
		{"other stand-ins", []string{"--url", service.URL(), "--admin", "none", "--stand-ins", unused(t)}, nil, "start it with TELEGRAM_API_URL="},
		{"no public address", []string{"--url", service.URL(), "--sms", "0"}, []string{"PUBLIC_URL="}, "PUBLIC_URL is not set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			command := r.Program(append([]string{"load", "--desks", "none", "--warm", "0s", "--for", "1s"}, c.args...)...)
			command.Env = append(command.Env, c.env...)
			if printed := fails(t, command); !strings.Contains(printed, c.says) {
				t.Errorf("it says %q, and not %q", printed, c.says)
			}
		})
	}
	if filed := r.Count(`SELECT count(*) FROM reports`); filed != 0 {
		t.Errorf("%d reports were filed", filed)
	}
}

// fails runs a command that must fail, and returns what it printed.
func fails(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	out, err := command.CombinedOutput()
	if err == nil {
		t.Errorf("it goes well: %s", out)
	}
	return string(out)
}
