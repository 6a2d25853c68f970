package faults_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// Everything is used, and everything fails at some time: what residents and
// officers write, names, numbers, references and secrets stand in no log (at
// debug level), in no figure, error page, job, key of Redis or file's name.
func TestABusyServiceLeaksNothing(t *testing.T) {
	t.Parallel()
	reports := 4
	if allFaults() {
		reports = 60
	}
	seen := proves(t, "leaks", "%d reports, photos, officers in chat, console and mail, an update, comments, provoked errors, 8 kinds of fault", reports)
	office := openPost(t)
	r := rig.New(t, rig.Options{Env: map[string]string{
		"PLAN_FILE": daytime(t), "SMTP_URL": "smtp://" + office.addr + "?tls=none", "MAIL_FROM": "yousaid@chat.example.org",
	}})
	b := &busy{Rig: r}
	ctx := r.Context(8 * time.Minute)
	b.marks("zqmailbox@agency.example.org", "zqofficerswords", "zqnoteofofficer", "zqcommentwords", "zqupdatewords", "zqsearchword")
	r.Run("desk", "add", "neighbourhood-services", "--email", "zqmailbox@agency.example.org")
	b.trouble()
	for n := range reports {
		phone := r.Telegram()
		if n%2 == 1 {
			phone = r.SMS()
		}
		who := r.Reporter(phone, 6, "leaks"+string(rune('a'+n%26))+string(rune('a'+n/26)))
		who.Again = func() { who.Say("menu") }
		b.marks(rig.Address(phone).ID)
		if err := reportsWithPhoto(ctx, t, who); err != nil {
			t.Fatal(err)
		}
		b.marks(who.Reference)
		b.all = append(b.all, who)
	}
	b.officers(ctx, t)
	b.byMail(ctx, t, office)
	b.remark(ctx, t)
	publish(ctx, t, r, "zqupdatewords: bins are emptied twice a week")
	b.errors(ctx, t)
	r.Box.Faults.Clear(0)
	r.Eventually(2*time.Minute, "jobs are through", func() bool {
		return r.Count(`SELECT count(*) FROM river.river_job WHERE state IN ('available', 'running', 'retryable') AND kind <> 'spread'`) == 0
	})
	places := b.judge(ctx, t)
	seen.saw("0 of %d marks in %d places", len(b.known), places)
}

// busy is a rig in which everything happens.
type busy struct {
	*rig.Rig
	all   []*rig.Resident
	known []string
	pages []string // error pages
}

// marks are what may stand nowhere.
func (b *busy) marks(words ...string) {
	b.known = append(b.known, words...)
	b.Mark(words...)
}

// trouble has the networks fail in every way, again and again.
func (b *busy) trouble() {
	kinds := []sandbox.Kind{sandbox.TooMany, sandbox.Broken, sandbox.Gateway, sandbox.Hang, sandbox.Reset, sandbox.Slow, sandbox.Half, sandbox.Lost}
	for n, kind := range kinds {
		for _, network := range []string{"telegram", "twilio"} {
			method := map[string]string{"telegram": "sendMessage", "twilio": "Messages.create"}[network]
			b.Box.Faults.Set(sandbox.Fault{Provider: network, Method: method, Kind: kind, After: time.Second, Skip: 3 + 2*n, Times: 1})
		}
		b.Box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "editMessageText", Kind: kind, After: time.Second, Skip: n, Times: 1})
		b.Box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "getFile", Kind: kind, After: time.Second, Times: 1})
	}
}

// officers work in their chat and in the console.
func (b *busy) officers(ctx context.Context, t *testing.T) {
	t.Helper()
	desk := b.Leads(b.all[0])[0]
	console, err := b.Console(ctx, desk.Officers[0])
	if err != nil {
		t.Fatal(err)
	}
	for n, who := range b.all {
		card, err := desk.Card(ctx, who.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			_, _ = desk.Press(ctx, desk.Officers[0], card.MessageID, rig.TakeIt) // trouble may meet it
			desk.Officers[0].Person.In(desk.Chat).Reply(card.MessageID, "zqofficerswords in the chat")
		}
		for path, form := range map[string]url.Values{
			"/take": {}, "/note": {"text": {"zqnoteofofficer"}}, "/reply": {"text": {"zqofficerswords by the console"}, "do": {"send"}},
			"/preview": {"text": {"zqofficerswords"}},
		} {
			if _, _, err := console.Send(ctx, "report/"+who.Reference+path, form); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, path := range []string{"search?q=zqsearchword", "report/" + b.all[0].Reference + "/zqsearchword", "report/zqsearchword", "all?ward=zqsearchword", "updates/zqsearchword"} {
		status, body, err := console.Page(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		if status >= http.StatusBadRequest {
			b.pages = append(b.pages, strings.ReplaceAll(body, "zqsearchword", ""))
		}
	}
}

// remark has a resident comment on a theme.
func (b *busy) remark(ctx context.Context, t *testing.T) {
	t.Helper()
	who := &rig.Resident{Phone: b.SMS(), Reply: rig.Patience}
	for _, words := range []string{"IDEA", "6", "zqcommentwords by the park", "1"} {
		who.Say(words)
		if _, err := who.Next(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// errors asks for what isn't there, and sends what can't be read.
func (b *busy) errors(ctx context.Context, t *testing.T) {
	t.Helper()
	site := b.Replicas[0].URL()
	for _, ask := range []struct{ method, path, body string }{
		{http.MethodGet, "/l/" + b.all[0].Reference, ""},
		{http.MethodGet, "/d/zqsearchword", ""},
		{http.MethodGet, "/u/zqsearchword", ""},
		{http.MethodPost, "/u/zqsearchword", "zqsearchword"},
		{http.MethodPost, "/webhooks/telegram?zqsearchword", `{"zqsearchword`},
		{http.MethodPost, "/webhooks/twilio/sms?zqsearchword", "Body=zqsearchword"},
		{http.MethodGet, "/console/report/" + b.all[0].Reference, ""},
		{http.MethodGet, "/console/sign-in/link/zqsearchword", ""},
		{http.MethodGet, "/zqsearchword", ""},
	} {
		request, err := http.NewRequestWithContext(ctx, ask.method, site+ask.path, strings.NewReader(ask.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Cookie", "__Host-console=zqsearchword")
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		b.pages = append(b.pages, strings.ReplaceAll(string(body), b.all[0].Reference, "")) // who asks may read what they typed
	}
}

// judge searches every place, and returns how many there were. (The logs are
// read again when the rig ends.)
func (b *busy) judge(ctx context.Context, t *testing.T) int {
	t.Helper()
	keys, err := b.RedisKeys(ctx)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.Replicas[0].Admin()+"/metrics", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := io.ReadAll(answer.Body)
	if err != nil || answer.Body.Close() != nil || !strings.Contains(string(figures), "go_goroutines") {
		t.Fatalf("no figures: %v", err)
	}
	var names []string
	err = filepath.WalkDir(b.Folder(), func(path string, _ fs.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]string{
		"the log": b.Replicas[0].Log(), "the figures": string(figures), "Redis' keys": strings.Join(keys, "\n"), "names of files": strings.Join(names, "\n"),
		"jobs": strings.Join(rig.Rows[string](b.Rig, `SELECT concat_ws(' ', args, errors::text, metadata, tags::text, unique_key::text) FROM river.river_job`), "\n"),
	}
	for n, page := range b.pages {
		places[fmt.Sprintf("error page %d", n)] = page
	}
	for _, what := range []string{"the log", "Redis' keys", "jobs"} {
		if places[what] == "" {
			t.Errorf("nothing is in %s", what)
		}
	}
	for where, text := range places {
		if found := b.Personal(text); len(found) > 0 {
			t.Errorf("%q in %s", found, where)
		}
	}
	return len(places)
}

// mailLink is a one-time link in an alert.
var mailLink = regexp.MustCompile(`https://chat\.example\.org(/\w+/([\w-]{20,}))`)

// byMail opens a report by the link in a mail, as an officer does who has only
// that.
func (b *busy) byMail(ctx context.Context, t *testing.T, o *postOffice) {
	t.Helper()
	var found []string
	b.Eventually(time.Minute, "an alert comes by mail", func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		found = mailLink.FindStringSubmatch(strings.Join(o.mails, "\n"))
		return found != nil
	})
	b.marks(found[2])
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPost} { // the last finds it used
		request, err := http.NewRequestWithContext(ctx, method, b.Replicas[0].URL()+found[1], http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Origin", rig.PublicURL)
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s of a mail's link: %d, %v", method, answer.StatusCode, err)
		}
	}
}
