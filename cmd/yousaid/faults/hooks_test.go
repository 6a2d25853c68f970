package faults_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// request is one that reaches a webhook from outside.
type request struct {
	name, path, kind, body string
	header                 map[string]string
	status                 int // 4 stands for any 4xx
}

const (
	secretHeader    = "X-Telegram-Bot-Api-Secret-Token"
	signatureHeader = "X-Twilio-Signature"
	json            = "application/json"
	form            = "application/x-www-form-urlencoded"
	telegramHook    = "/webhooks/telegram"
	smsHook         = "/webhooks/twilio/sms"
	statusHook      = "/webhooks/twilio/status"
)

// Whoever isn't Telegram or Twilio gets 403, whatever else they send; what is
// malformed gets 4xx; nothing of it is in a log, and nothing happens.
func TestWebhooksTakeNothingFromStrangers(t *testing.T) {
	t.Parallel()
	proves(t, "forged signatures and secrets", "17 requests of strangers").saw("0 accepted, nothing in a log")
	r := rig.New(t, rig.Options{NoDesks: true})
	word := rig.Word("forged", 1)
	r.Mark(word)
	update := `{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":5550100777,"type":"private"},"from":{"id":5550100777,"first_name":"X"},"text":"` + word + `"}}`
	text := url.Values{"MessageSid": {"SM" + strings.Repeat("a1", 16)}, "AccountSid": {rig.SID}, "From": {"+447700900777"}, "To": {rig.Number}, "Body": {word}, "NumMedia": {"0"}}
	long := strings.Repeat(word, 400_000)
	secret := map[string]string{secretHeader: rig.Secret}
	signed := func(path string, values url.Values) map[string]string {
		return map[string]string{signatureHeader: sandbox.Sign(rig.AuthToken, rig.PublicURL+path, values)}
	}
	changed := url.Values{}
	for name := range text {
		changed[name] = text[name]
	}
	changed.Set("Body", "something else "+word)
	requests := []request{
		{"no secret", telegramHook, json, update, nil, 403},
		{"wrong secret", telegramHook, json, update, map[string]string{secretHeader: rig.Secret[1:]}, 403},
		{"no secret, huge", telegramHook, json, long, nil, 403},
		{"no secret, wrong type", telegramHook, "text/plain", update, nil, 403},
		{"huge", telegramHook, json, `{"update_id":1,"message":{"text":"` + long + `"}}`, secret, 413},
		{"no JSON", telegramHook, json, `{"update_id":8,"message":{"text":"` + word, secret, 400},
		{"JSON of another shape", telegramHook, json, `["` + word + `"]`, secret, 400},
		{"wrong type", telegramHook, "text/plain", update, secret, 415},
		{"no signature", smsHook, form, text.Encode(), nil, 403},
		{"wrong signature", smsHook, form, text.Encode(), map[string]string{signatureHeader: "oXf6KdnA5UkQ74B++pXQaOWE9WQ="}, 403},
		{"no base64", smsHook, form, text.Encode(), map[string]string{signatureHeader: "%%%"}, 403},
		{"signature of another body", smsHook, form, changed.Encode(), signed(smsHook, text), 403},
		{"signature of another path", smsHook, form, text.Encode(), signed(statusHook, text), 403},
		{"status without signature", statusHook, form, text.Encode(), nil, 403},
		{"huge text", smsHook, form, "Body=" + long, signed(smsHook, text), 4},
		{"wrong type of text", smsHook, json, text.Encode(), signed(smsHook, text), 4},
		{"malformed form", smsHook, form, "Body=%zz" + word, signed(smsHook, text), 4},
	}
	for _, q := range requests {
		if got := post(t, r, q); got != q.status && (q.status != 4 || got/100 != 4) {
			t.Errorf("%s: %d, want %d", q.name, got, q.status)
		}
	}
	get, err := http.NewRequestWithContext(r.Context(rig.Patience), http.MethodGet, r.Replicas[0].URL()+telegramHook, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if got := do(t, get); got != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d, want %d", got, http.StatusMethodNotAllowed)
	}
	time.Sleep(200 * time.Millisecond)
	if calls := r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "sendMessage" || e.Method == "Messages.create" }); len(calls) > 0 {
		t.Errorf("%d messages were sent for strangers", len(calls))
	}
	// The same service takes what is genuine.
	who := r.Reporter(r.Telegram(), 6, "genuine")
	if _, err := who.Report(r.Context(rig.Patience)); err != nil {
		t.Error(err)
	}
}

func post(t *testing.T, r *rig.Rig, q request) int {
	t.Helper()
	sent, err := http.NewRequestWithContext(r.Context(rig.Patience), http.MethodPost, r.Replicas[0].URL()+q.path, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	sent.Header.Set("Content-Type", q.kind)
	for name, value := range q.header {
		sent.Header.Set(name, value)
	}
	return do(t, sent)
}

// do makes a request; a server that hangs up on a huge body has refused it too.
func do(t *testing.T, sent *http.Request) int {
	t.Helper()
	answer, err := http.DefaultClient.Do(sent)
	if err != nil {
		t.Logf("hung up: %v", err)
		return http.StatusForbidden
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// Strange things that people send get a kind answer, and the draft survives.
func TestWhateverIsSentIsAnsweredAndNoDraftIsLost(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	proves(t, "oversize, malformed, naughty", "odd texts, stickers, voice, albums, edits, old buttons").saw("a kind answer, no draft lost")
	texts := map[string]string{
		"long": strings.Repeat("very ", 1000), "NUL": "before\x00after the fence", "right to left": "\u202eهناك ضوضاء كل ليلة\u202c",
		"emoji": "😡😡😡", "broken": "wardown \xff\xfe park", "markup": `<b>&amp; "1" {{.Name}}`, "spaces": " \t\n ",
	}
	for name, text := range texts {
		for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
			t.Run(name+" by "+phone.Network(), func(t *testing.T) {
				oddInTheMiddle(t, r, r.Reporter(phone, 6, "odd"), strings.ContainsAny(text, "abض"), func() { phone.Say(text) })
			})
		}
	}
	kinds := map[string]func(*sandbox.Seat){
		"sticker":    func(s *sandbox.Seat) { s.Sticker("👍") },
		"voice":      func(s *sandbox.Seat) { s.Voice(9) },
		"forward":    func(s *sandbox.Seat) { s.Forward(sandbox.User{ID: 5_550_999_999, FirstName: "Fay"}, "look at this") },
		"old button": func(s *sandbox.Seat) { s.PressData(1, "report:what:from-a-year-ago") },
		"no button":  func(s *sandbox.Seat) { s.PressData(1, strings.Repeat("x", 64)) },
		"album": func(s *sandbox.Seat) {
			if _, err := s.Album("", rig.Picture(t), rig.Picture(t), rig.Picture(t)); err != nil {
				t.Error(err)
			}
		},
		"edit": func(s *sandbox.Seat) {
			for _, b := range s.History() {
				if !b.FromBot {
					s.Edit(b.MessageID, "changed")
					return
				}
			}
		},
	}
	for name, send := range kinds {
		phone := r.Telegram()
		t.Run(name, func(t *testing.T) {
			oddInTheMiddle(t, r, r.Reporter(phone, 6, "odd"), name == "forward", func() { send(rig.Seat(phone)) })
		})
	}
}

// oddInTheMiddle sends something odd while the service waits for the theme,
// expects an answer, and reports all the same. Words that can be read come right
// after others: they may join these in silence, and the question stands.
func oddInTheMiddle(t *testing.T, r *rig.Rig, who *rig.Resident, words bool, send func()) {
	t.Helper()
	ctx := r.Context(2 * rig.Patience)
	who.Say(who.Story)
	asked, err := who.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	send()
	if words {
		who.Reply = 2 * time.Second
	}
	odd, err := who.Next(ctx)
	if err != nil && !words {
		t.Fatalf("no kind answer: %v", err)
	}
	if who.Reply = rig.Patience; err != nil {
		odd = asked
	}
	if err := who.Answer(odd); err != nil {
		t.Fatal(err)
	}
	if _, err := who.Finish(ctx); err != nil {
		t.Error(err)
	}
}

// A wrong number is understood where it can be, else asked once more.
func TestAnswersBesideTheListAreUnderstoodOrAskedAgain(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	for words, understood := range map[string]bool{"9": false, "number two i think": true, "yep go on then": true, "2": true} {
		who := r.Reporter(r.SMS(), 6, "wrong")
		ctx := r.Context(rig.Patience)
		who.Say("someone dumped a sofa and bin bags on our street, litter everywhere")
		asked, err := who.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		who.Say(words)
		answered, err := who.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if again := strings.Contains(answered.Text, "did not get that"); again == understood {
			t.Errorf("%q after %q is answered with %q", words, asked.Text, answered.Text)
		}
	}
}
