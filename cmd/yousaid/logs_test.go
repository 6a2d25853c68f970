package main_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"yousaid/bot/trail"
	"yousaid/cmd/yousaid/internal/rig"
)

// lines are those of a log, read as the JSON that each of them has to be.
func lines(t *testing.T, log string) []map[string]any {
	t.Helper()
	var list []map[string]any
	for line := range strings.Lines(log) {
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Errorf("a line of the log is no event: %s", line)
		}
		list = append(list, event)
	}
	return list
}

// A turn that fails is one line with the id of its request; what a job does for
// a turn has that turn's id. No line has what anybody wrote: the rig looks.
func TestAFailedTurnIsOneLineWithItsRequest(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(time.Minute)
	first := lines(t, r.Replicas[0].Log())[0]
	if first["message"] != "yousaid starts" || first["version"] == "" || first["go"] == "" {
		t.Errorf("the log begins with %v", first)
	}

	if err := r.Redis.Kill(); err != nil {
		t.Fatal(err)
	}
	who := r.Reporter(r.Telegram(), 5, "failing")
	who.Say(who.Story)
	failed := func() (of []map[string]any) {
		for _, line := range lines(t, r.Replicas[0].Log()) {
			if line["message"] == "update could not be made safe: it comes again" {
				of = append(of, line)
			}
		}
		return of
	}
	r.Eventually(30*time.Second, "a turn fails twice", func() bool { return len(failed()) >= 2 })
	ids := map[any]int{}
	for _, line := range failed() {
		ids[line["request"]]++
		if id, _ := line["request"].(string); len(id) != 16 || line["error"] == nil || line["level"] != "warn" {
			t.Errorf("a failed turn is logged as %v", line)
		}
	}
	for id, times := range ids {
		if times != 1 {
			t.Errorf("request %v has %d lines", id, times)
		}
	}

	asked, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Replicas[0].URL()+"/webhooks/telegram", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	id := response.Header.Get(trail.Header)
	r.Eventually(10*time.Second, "a refused request is a line with the id that its answer names", func() bool {
		for _, line := range lines(t, r.Replicas[0].Log()) {
			if line["request"] == id && line["status"] == float64(http.StatusMethodNotAllowed) {
				return id != ""
			}
		}
		return false
	})
}
