package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/sandbox"
)

func TestOnlyThePageItselfMayAct(t *testing.T) {
	b := newBox(t, sandbox.Options{World: world()})
	for _, c := range []struct {
		name, header, value, kind string
		want                      int
	}{
		{"no browser", "", "", "application/json", 200},
		{"the page", "Sec-Fetch-Site", "same-origin", "application/json", 200},
		{"another site", "Sec-Fetch-Site", "cross-site", "application/json", 403},
		{"another origin", "Origin", "https://evil.example", "application/json", 403},
		{"a plain form", "", "", "application/x-www-form-urlencoded", 415},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/sandbox/act", strings.NewReader(`{"phone":"sms:+447700900123","do":"text","text":"hi"}`))
			r.Header.Set("Content-Type", c.kind)
			if c.header != "" {
				r.Header.Set(c.header, c.value)
			}
			w := httptest.NewRecorder()
			b.Handler().ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("%d, want %d", w.Code, c.want)
			}
		})
	}
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	b := newBox(t, sandbox.Options{World: world()})
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/sandbox/", nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "Example Community Safety Partnership") || strings.Contains(w.Body.String(), "//") && strings.Contains(w.Body.String(), "http") {
		t.Errorf("page: %d %s", w.Code, w.Body)
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy: %q", policy)
	}
}

func TestWrongActsAreRefused(t *testing.T) {
	b := newBox(t, sandbox.Options{World: world()})
	for _, act := range []sandbox.Act{
		{Phone: "telegram:700:999", Do: "text", Text: "x"},   // nobody
		{Phone: "telegram:-1001:700", Do: "text", Text: "x"}, // not a member
		{Phone: "telegram:700:700", Do: "dance"},
		{Phone: "telegram:700:700", Do: "press", Message: 1, Text: "x"},
		{Phone: "telegram:700:700", Do: "edit", Message: 1, Text: "x"},
		{Phone: "telegram:700:700", Do: "photo", Files: [][]byte{[]byte("no picture")}},
		{Phone: "telegram:1:1", Do: "block"},
		{Phone: "telegram:1:1", Do: "upgrade", Number: -100},
		{Phone: "sms:07700", Do: "text"},
		{Phone: "fax:1", Do: "text"},
	} {
		if id, err := b.Act(act); err == nil {
			t.Errorf("%+v was done: %s", act, id)
		}
	}
	if _, err := b.Act(sandbox.Act{Phone: "telegram:700:700", Do: "text", Text: "x"}); err != nil {
		t.Errorf("a lock was left: %v", err)
	}
}

// The sandbox as another process would have it: flags, a world's file, one
// line on stdout, and a Remote.
func TestAsAProcessOfItsOwn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world.json")
	encoded, err := json.Marshal(world())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, encoded, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(within(t))
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- sandbox.Main(ctx, []string{"-world", file, "-pace", "0.001"}, in) }()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var started struct{ URL string }
	if err := json.Unmarshal(line, &started); err != nil {
		t.Fatal(err)
	}
	remote := sandbox.Remote{URL: started.URL}
	const phone = "telegram:700:700"
	if _, err := remote.Act(ctx, sandbox.Act{Phone: phone, Do: "start"}); err != nil {
		t.Fatal(err)
	}
	bot, err := tgbotapi.NewBotAPIWithAPIEndpoint(token, started.URL+"/bot%s/%s")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := remote.SetFault(ctx, sandbox.Fault{Method: "sendMessage", Kind: sandbox.Broken, Times: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := bot.Send(tgbotapi.NewMessage(700, "one")); err == nil {
		t.Error("the fault did not come")
	}
	if _, err := bot.Send(tgbotapi.NewMessage(700, "two")); err != nil {
		t.Error(err)
	}
	if shown, err := remote.WaitMessage(ctx, 700, 0, nil); err != nil || shown.Text != "two" {
		t.Errorf("shown: %+v %v", shown, err)
	}
	added, err := remote.AddResident(ctx, "", "+447700900777")
	if err != nil || added != "sms:+447700900777" {
		t.Errorf("added: %s %v", added, err)
	}
	entries, err := remote.Ledger(ctx, 0)
	if err != nil || len(entries) != 3 || entries[1].Fault != sandbox.Broken || entries[2].Params["text"] != "two" {
		t.Errorf("ledger: %+v %v", entries, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended: %v", err)
	}
}

func TestEventsTellOfEverything(t *testing.T) {
	b := newBox(t, sandbox.Options{World: world()})
	page := httptest.NewServer(b.Handler())
	t.Cleanup(page.Close)
	t.Cleanup(b.Close) // ends the stream, or the server would wait for it
	r, err := http.NewRequestWithContext(within(t), http.MethodGet, page.URL+"/sandbox/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	await := func(event, part string) {
		t.Helper()
		for found := false; lines.Scan(); {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				found = name == event
			} else if found && strings.Contains(lines.Text(), part) {
				return
			}
		}
		t.Fatalf("no %s event with %s", event, part)
	}
	await("world", `"Probation Services"`)
	await("chat", `"id":700`)
	await("sms", them)
	b.Telegram.Person(700).Start("")
	await("chat", `/start`)
	b.Twilio.Phone(them).Text("hello")
	await("sms", "hello")
	b.Telegram.Group(-1002).Upgrade(-1001234)
	await("world", "-1001234")
	if _, err := b.AddResident("Ben Hill", "", "pl"); err != nil {
		t.Fatal(err)
	}
	await("world", "Ben")
}
