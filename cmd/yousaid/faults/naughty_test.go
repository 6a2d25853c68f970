package faults_test

import (
	"bytes"
	"compress/gzip"
	"context"
	stdjson "encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
	"yousaid/storage/storagetest"
)

// What a resident writes is what the officer reads, whatever it is; the card of
// each report comes up. Two things are changed on purpose: a NUL, which no
// database keeps, is taken out; bytes that are no UTF-8 become U+FFFD, one for
// each byte at Telegram (its JSON can't hold them otherwise) and one for each
// run by text. Nothing else is normalised.
func TestNaughtyWordsReachTheOfficerUnaltered(t *testing.T) {
	t.Parallel()
	list, step := storagetest.Naughty(t), 25
	if allFaults() {
		step = 1
	}
	r := rig.New(t, rig.Options{Pace: 0.01})
	ctx := r.Context(10 * time.Minute)
	first := int(seedOf(t) % uint64(step))
	var work errgroup.Group
	work.SetLimit(8)
	var tried atomic.Int64
	for n := first; n < len(list); n += step {
		for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
			who := r.Reporter(phone, 6, "naughty"+phone.Network())
			who.Story = rig.Story("naughty", n) + ": " + list[n] + " :again"
			work.Go(func() error {
				tried.Add(1)
				unaltered(ctx, t, r, who, n)
				return nil
			})
		}
	}
	_ = work.Wait()
	seen := proves(t, "oversize, malformed, naughty", "%d reports of naughty words, both networks", tried.Load())
	r.Eventually(time.Minute, "every card is sent", func() bool { return r.Count(`SELECT count(*) FROM deliveries WHERE state = 'waiting'`) == 0 })
	if n := r.Count(`SELECT count(*) FROM deliveries WHERE state <> 'sent'`); n > 0 {
		t.Errorf("%d cards were not sent", n)
	}
	neverBroke(t, r)
	seen.saw("words unaltered in the record, every card sent, 0 panics, 0 5xx")
}

// unaltered reports, and looks at the words in the record.
func unaltered(ctx context.Context, t *testing.T, r *rig.Rig, who *rig.Resident, n int) {
	reference, err := who.Report(ctx)
	if err != nil {
		t.Errorf("naughty %d by %s: %v", n, who.Network(), err)
		return
	}
	report, err := r.Read(ctx, who.Theme.Leads[0], reference)
	if err != nil {
		t.Errorf("naughty %d by %s: %v", n, who.Network(), err)
		return
	}
	if want := kept(who); len(report.What) != 1 || report.What[0] != want {
		t.Errorf("naughty %d by %s: the officer reads\n%q, want\n%q", n, who.Network(), report.What, want)
	}
}

// kept is what is to be left of a resident's words.
func kept(who *rig.Resident) string {
	words := who.Story
	if who.Network() == "telegram" {
		body, _ := stdjson.Marshal(words) // as it travels; a string always encodes
		_ = stdjson.Unmarshal(body, &words)
	}
	return strings.ReplaceAll(strings.ToValidUTF8(words, "\uFFFD"), "\x00", "")
}

// neverBroke fails the test for panics, for 5xx at a webhook, and for an answer
// that a network couldn't read.
func neverBroke(t *testing.T, r *rig.Rig) {
	t.Helper()
	for i, replica := range r.Replicas {
		if log := replica.Log(); strings.Contains(log, "panic") || strings.Contains(log, "set aside") {
			t.Errorf("replica %d: something panicked or was set aside", i)
		}
	}
	for _, e := range r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool {
		return e.Direction == sandbox.FromProvider && (e.Status >= 500 || e.Method == "TwiML") || e.Status == http.StatusBadRequest && e.Method == "sendMessage" && e.Chat != "5550100888"
	}) {
		t.Errorf("%s %s: %d %s", e.Provider, e.Method, e.Status, e.Error)
	}
}

// Bodies that are too long, cut off, packed or no bodies at all are refused with
// 4xx or taken, with the right secret, and never break anything.
func TestOversizeAndMalformedBodiesBreakNothing(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	updates, forms := malformed()
	seen := proves(t, "oversize, malformed, naughty", "%d oversize and malformed bodies, with secret or signature", len(updates)+len(forms))
	classes := map[int]int{}
	for name, body := range updates {
		got := update(t, r, body).status
		if classes[got/100]++; got/100 != 2 && got/100 != 4 {
			t.Errorf("%s: %d", name, got)
		}
	}
	for name, body := range forms {
		values, _ := url.ParseQuery(body) // what can be read of it is signed
		got := hook(t, r, smsHook, form, body, signatureHeader, sandbox.Sign(rig.AuthToken, rig.PublicURL+smsHook, values)).status
		if classes[got/100]++; got/100 != 2 && got/100 != 4 {
			t.Errorf("%s: %d", name, got)
		}
	}
	neverBroke(t, r)
	if _, err := r.Reporter(r.Telegram(), 6, "afterwards").Report(r.Context(time.Minute)); err != nil {
		t.Error(err)
	}
	seen.saw("%d refused with 4xx, %d taken, 0 5xx", classes[4], classes[2])
}

// malformed are bodies for either webhook.
func malformed() (updates, forms map[string]string) {
	message := func(text string) string {
		return fmt.Sprintf(`{"update_id":77,"message":{"message_id":1,"date":%d,"chat":{"id":5550100888,"type":"private"},"from":{"id":5550100888,"first_name":"X"},"text":%s}}`, time.Now().Unix(), text)
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = zip.Write([]byte(message(`"packed"`))) // into memory
	_ = zip.Close()
	updates = map[string]string{
		"nothing": "", "a space": " ", "null": "null", "a number": "7", "a list": "[]", "a string": `"x"`, "NUL": "\x00", "a mark": "\ufeff" + message(`"x"`),
		"deep lists": strings.Repeat("[", 100_000), "deep objects": strings.Repeat(`{"a":`, 100_000), "deep text": message(strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)),
		"cut in a word": message(`"x"`)[:60], "cut in a letter": message(`"x"`)[:80] + "\xe2\x82", "two": message(`"x"`) + message(`"y"`), "trailing": message(`"x"`) + "x",
		"packed": packed.String(), "a text of 300 KB": message(`"` + strings.Repeat("long ", 60_000) + `"`), "2 MB": message(`"` + strings.Repeat("long ", 400_000) + `"`),
		"many names": `{"update_id":78,` + strings.Repeat(`"a":1,`, 100_000) + `"b":2}`, "one name often": `{"update_id":79,` + strings.Repeat(`"message":{},`, 20_000) + `"b":2}`,
		"half an escape": message(`"\u00"`), "half a pair": message(`"\ud83d"`), "comments": "/* x */" + message(`"x"`), "single quotes": "{'update_id':1}",
		"XML": `<?xml version="1.0"?><update_id>1</update_id>`, "a form": "update_id=1", "a huge id": `{"update_id":1e400}`, "a negative id": `{"update_id":-1}`,
	}
	whole := url.Values{
		"MessageSid": {"SM" + strings.Repeat("b2", 16)}, "AccountSid": {rig.SID}, "From": {"+447700900888"}, "To": {rig.Number}, "Body": {"x"}, "NumMedia": {"0"},
	}
	with := func(name, value string) string {
		changed := url.Values{}
		for n, v := range whole {
			changed[n] = v
		}
		changed.Set(name, value)
		return changed.Encode()
	}
	forms = map[string]string{
		"nothing": "", "ampersands": strings.Repeat("&", 1000), "no values": "a&b&c", "a bad escape": "Body=%zz", "half an escape": "Body=%f", "a semicolon": "a=1;b=2",
		"JSON": `{"Body":"x"}`, "many names": strings.Repeat("a=1&", 15_000), "many other names": manyNames(5000), "long": with("Body", strings.Repeat("long ", 12_000)),
		"60 KB": with("Body", strings.Repeat("x", 60_000)), "200 KB": with("Body", strings.Repeat("x", 200_000)), "a name of 50 KB": strings.Repeat("n", 50_000) + "=1",
		"NULs": with("Body", "\x00\x00\x00"), "no UTF-8": with("Body", "\xff\xfe\xfd"), "no number": with("From", "nobody"), "a long number": with("From", "+"+strings.Repeat("4", 400)),
		"pictures": with("NumMedia", "99999999999"), "fewer than none": with("NumMedia", "-1"), "no id": with("MessageSid", ""), "another id": with("MessageSid", "x"),
		"ourselves": with("From", rig.Number), "a name": with("From", "Amazon"), "another network": with("From", "whatsapp:+447700900888"),
	}
	return updates, forms
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "n%d=1&", i)
	}
	return b.String()
}
