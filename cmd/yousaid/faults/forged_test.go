package faults_test

import (
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// forgery is a genuine request that somebody has changed.
type forgery struct {
	uri, body string
	header    http.Header
}

// Genuine requests, changed in the secret, the signature, the body or the
// address, are refused. A changed request that Twilio's own way of signing
// can't tell from the genuine one (another order or spelling of the same
// parameters) is no forgery; whether it is one is computed here, from the
// description of the signature, not asked of the service. Its id was used, so it
// has no effect either. Telegram signs no body: whoever has the secret is
// Telegram.
func TestForgedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	most := 500
	if allFaults() {
		most = 10_000
	}
	seen := proves(t, "forged signatures and secrets", "%d changes of genuine requests of both networks", most)
	r := rig.New(t, rig.Options{NoDesks: true})
	for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
		if _, err := r.Reporter(phone, 6, "genuine").Report(r.Context(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	updates, texts := deliveries(r)
	random := rand.New(rand.NewPCG(seedOf(t), 4))
	before, sent := tables(r), r.Box.Ledger.Len()
	equal := 0
	for n := range most {
		if n%3 == 0 {
			f := forgedUpdate(random, updates)
			if f.header.Get(secretHeader) == rig.Secret && f.uri == telegramHook {
				continue // the change came to nothing
			}
			if status := f.post(t, r); status/100 == 2 {
				t.Errorf("an update with the secret %q at %s is answered %d", f.header.Get(secretHeader), f.uri, status)
			}
			continue
		}
		f := forgedText(random, texts)
		same := f.same()
		status := f.post(t, r)
		switch {
		case same:
			equal++
		case status/100 == 2:
			t.Errorf("a text is answered %d: signature %q, %s, %q", status, f.header.Get(signatureHeader), f.uri, f.body)
		}
	}
	if after := tables(r); after != before {
		t.Errorf("forgeries changed the record from %s to %s", before, after)
	}
	if answers := r.Box.Ledger.Entries(sent, isMessage); len(answers) > 0 {
		t.Errorf("%d messages answer forgeries", len(answers))
	}
	seen.saw("0 accepted; %d were the same request to Twilio's signature, without effect", equal)
}

// same reports whether Twilio's signature of what the request says is the one
// that it carries: it is the genuine request in other words.
func (f forgery) same() bool {
	values, err := url.ParseQuery(f.body)
	if err != nil {
		return false
	}
	given := f.header.Get(signatureHeader)
	for _, base := range []string{rig.PublicURL, rig.PublicURL + ":443"} {
		if sandbox.Sign(rig.AuthToken, base+f.uri, values) == given {
			return true
		}
	}
	return false
}

// stubborn follows nobody.
var stubborn = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: rig.Patience}

func (f forgery) post(t *testing.T, r *rig.Rig) int {
	t.Helper()
	sent, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.Replicas[0].URL()+f.uri, strings.NewReader(f.body))
	if err != nil {
		return 0 // no client would send it
	}
	sent.Header = f.header
	answer, err := stubborn.Do(sent)
	if err != nil {
		return 0 // nor this
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, answer.Body)
	if answer.StatusCode >= http.StatusInternalServerError {
		t.Errorf("%s: %d", f.uri, answer.StatusCode)
	}
	return answer.StatusCode
}

// forgedUpdate is an update with a changed secret, or at another address.
func forgedUpdate(random *rand.Rand, updates []string) forgery {
	f := forgery{telegramHook, updates[random.IntN(len(updates))], http.Header{"Content-Type": {json}}}
	f.body = strings.Replace(f.body, `"update_id":`, `"update_id":9`, 1)
	secret := rig.Secret
	switch random.IntN(8) {
	case 0:
		secret = ""
	case 1:
		secret = strings.ToUpper(secret)
	case 2:
		secret = url.QueryEscape(secret) + "="
	case 3:
		f.header.Add(secretHeader, changedText(random, secret)) // the right one comes second
	case 4:
		f.uri, secret = f.uri+"?"+secretHeader+"="+secret, ""
	default:
		secret = changedText(random, secret)
	}
	f.header.Add(secretHeader, secret)
	return f
}

// forgedText is a text message of which something was changed.
func forgedText(random *rand.Rand, texts []url.Values) forgery {
	values := texts[random.IntN(len(texts))]
	f := forgery{smsHook, values.Encode(), http.Header{"Content-Type": {form}}}
	signature := sandbox.Sign(rig.AuthToken, rig.PublicURL+smsHook, values)
	switch random.IntN(9) {
	case 0, 1:
		signature = changedText(random, signature)
	case 2:
		f.body = changedText(random, f.body)
	case 3:
		f.uri = changedAddress(random)
	case 4:
		f.body = reordered(random, f.body)
	case 5:
		f.body = recut(random, values)
	case 6: // another parameter's value, or one more
		name := []string{"Body", "From", "MessageSid", "OptOutType", "To", "NumMedia", "New"}[random.IntN(7)]
		changed := clone(values)
		changed.Set(name, changedText(random, changed.Get(name)+"x"))
		f.body = changed.Encode()
	case 7: // signed by another token, or for another place
		signature = []string{
			sandbox.Sign(changedText(random, rig.AuthToken), rig.PublicURL+smsHook, values), sandbox.Sign("", rig.PublicURL+smsHook, values),
			sandbox.Sign(rig.AuthToken, rig.PublicURL+statusHook, values), sandbox.Sign(rig.AuthToken, "http://chat.example.org"+smsHook, values),
			sandbox.Sign(rig.AuthToken, rig.PublicURL+":444"+smsHook, values), sandbox.Sign(rig.AuthToken, smsHook, values),
		}[random.IntN(6)]
		f.header.Set("X-Forwarded-Host", "chat.example.org:444")
		f.header.Set("X-Original-Url", statusHook)
	default: // the right one comes second
		f.header.Add(signatureHeader, changedText(random, signature))
	}
	f.header.Add(signatureHeader, signature)
	return f
}

func clone(values url.Values) url.Values {
	out := url.Values{}
	for name, list := range values {
		out[name] = slices.Clone(list)
	}
	return out
}

// changedText flips a bit, or takes away, adds, doubles or swaps something.
func changedText(random *rand.Rand, text string) string {
	if text == "" {
		return "x"
	}
	at := random.IntN(len(text))
	switch random.IntN(7) {
	case 0:
		return text[:at]
	case 1:
		return text[:at] + text[at+1:]
	case 2:
		return text + string(text[at])
	case 3:
		return text[:at] + text[at:at+1] + text[at:]
	case 4:
		return strings.ToLower(text[:at]) + strings.ToUpper(text[at:])
	case 5:
		return text[at:] + text[:at]
	}
	changed := []byte(text)
	changed[at] ^= 1 << random.IntN(7)
	return string(changed)
}

// changedAddress is the webhook's address in another form.
func changedAddress(random *rand.Rand) string {
	list := []string{
		smsHook + "/", "/" + smsHook, smsHook + "?", smsHook + "?a=1", smsHook + "?Body=x", smsHook + "?#", strings.ToUpper(smsHook), "/webhooks/twilio/%73ms",
		"/webhooks/twilio/./sms", "/webhooks/x/../twilio/sms", "/webhooks//twilio/sms", statusHook, telegramHook, "/webhooks/twilio/sms%00", "/webhooks/twilio/sms;a", "/webhooks%2ftwilio%2fsms",
	}
	return list[random.IntN(len(list))]
}

// reordered is a body of the same parameters in another order and spelling,
// sometimes with one of them twice.
func reordered(random *rand.Rand, body string) string {
	parts := strings.Split(body, "&")
	random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	switch random.IntN(4) {
	case 0:
		parts = append(parts, parts[0])
	case 1:
		parts = append(parts, "Body=another")
	case 2:
		parts = append([]string{"MessageSid=SM" + strings.Repeat("c3", 16)}, parts...)
	default:
		parts[0] = strings.ReplaceAll(parts[0], "+", "%20")
	}
	return strings.Join(parts, "&")
}

// recut cuts the string that is signed at another place: the next parameter
// becomes the end of a value, or the end of a name the beginning of one.
func recut(random *rand.Rand, values url.Values) string {
	changed := clone(values)
	names := slices.Sorted(maps.Keys(values))
	at := random.IntN(len(names) - 1)
	name, next := names[at], names[at+1]
	if random.IntN(2) == 0 {
		changed.Set(name, values.Get(name)+next+values.Get(next))
		changed.Del(next)
		return changed.Encode()
	}
	keep := 1 + random.IntN(len(name)-1)
	changed.Del(name)
	changed.Set(name[:keep], name[keep:]+values.Get(name))
	return changed.Encode()
}
