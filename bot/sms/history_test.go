package sms_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
)

const other = "+447700900456"

// clock is a clock that tests move. The sandbox reads it while they do.
func clock(start time.Time) (now func() time.Time, add func(time.Duration)) {
	at := make(chan time.Time, 1)
	at <- start
	now = func() time.Time { t := <-at; at <- t; return t }
	add = func(d time.Duration) { at <- (<-at).Add(d) }
	return now, add
}

var nine = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func nothing(context.Context, channel.Address, string) (sms.Past, error) { return sms.Past{}, nil }

func TestMissedMessagesAreTakenUpOldestFirst(t *testing.T) {
	now, add := clock(nine)
	s := newService(t, options{handler: say("Thank you"), box: sandbox.Options{Now: now}})
	phone := s.box.Twilio.Phone(them)
	phone.TextUnheard("long ago")
	add(time.Hour)
	known := phone.TextUnheard("known")
	if _, err := s.Send(within(t), channel.Outbound{To: to(them), Text: "its answer"}); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		add(time.Minute)
		phone.TextUnheard(fmt.Sprint("missed ", i))
		s.box.Twilio.Phone(other).TextUnheard(fmt.Sprint("elsewhere ", i))
	}
	s.box.Twilio.Phone("82111").TextUnheard("advertisement")
	if _, err := s.Missed(within(t), nine.Add(time.Hour), func(_ context.Context, _ channel.Address, sid string) (sms.Past, error) {
		return sms.Past{Known: sid == known}, nil
	}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range s.wait(t, 6) {
		got = append(got, in.Text)
		if in.ID == "" || in.Sent.Before(nine.Add(time.Hour)) || in.Kind != channel.Text || !in.Private {
			t.Errorf("got %+v", in)
		}
	}
	if want := []string{"missed 0", "elsewhere 0", "missed 1", "elsewhere 1", "missed 2", "elsewhere 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	waitUntil(t, "replies by calls", func() bool {
		return len(s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "Messages.create" && e.Done })) == 7
	})
	s.keepsQuiet(t)
}

// A message had its effect, and the answer was lost with the process that gave
// it: once Twilio has given up asking, it is given again.
func TestLostAnswerIsGivenAgain(t *testing.T) {
	now, add := clock(nine)
	s := newService(t, options{handler: say("Thank you"), box: sandbox.Options{Now: now}, config: func(c *sms.Config) { c.Now = now }})
	s.box.Twilio.Phone(them).TextUnheard("known")
	add(time.Second)
	everything := func(context.Context, channel.Address, string) (sms.Past, error) { return sms.Past{Known: true}, nil }
	if early, err := s.Missed(within(t), nine, everything); err != nil || !early {
		t.Fatalf("early %v, %v: Twilio may still be asking", early, err)
	}
	s.keepsQuiet(t)
	add(10 * time.Second)
	if early, err := s.Missed(within(t), nine, everything); err != nil || early {
		t.Fatalf("early %v, %v", early, err)
	}
	if _, err := s.box.Twilio.Phone(them).Wait(within(t), 0, nil); err != nil {
		t.Error(err)
	}
	s.wait(t, 1)
	if _, err := s.Missed(within(t), nine, everything); err != nil {
		t.Fatal(err)
	}
	if sent := s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "Messages.create" && e.Done }); len(sent) != 1 {
		t.Errorf("the answer was given %d times", len(sent))
	}
}

// A text that only said that there was no answer is none.
func TestAnApologyIsNoAnswer(t *testing.T) {
	now, add := clock(nine)
	s := newService(t, options{handler: say("Thank you"), box: sandbox.Options{Now: now}, config: func(c *sms.Config) {
		c.Now = now
	}})
	s.box.Twilio.Phone(them).TextUnheard("known")
	add(2 * time.Second)
	if _, err := s.Send(within(t), channel.Outbound{To: to(them), Text: "Sorry, not now"}); err != nil {
		t.Fatal(err)
	}
	add(10 * time.Second)
	everything := func(context.Context, channel.Address, string) (sms.Past, error) { return sms.Past{Known: true}, nil }
	for range 2 { // the second time it has its answer
		if early, err := s.Missed(within(t), nine, everything); err != nil || early {
			t.Fatalf("early %v, %v", early, err)
		}
		add(10 * time.Second)
	}
	s.wait(t, 2)
	if sent := s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "Messages.create" && e.Done }); len(sent) != 2 {
		t.Errorf("%d messages went out, want the apology and the answer", len(sent))
	}
}

// After a loss nobody knows which messages had their effect. Those that were
// answered had; those of an outage, whose senders were told to wait at the most,
// had none.
func TestAfterALossWhatWasAnsweredIsNotTakenAgain(t *testing.T) {
	now, add := clock(nine)
	s := newService(t, options{handler: say("Thank you"), box: sandbox.Options{Now: now}, config: func(c *sms.Config) {
		c.Now, c.Excuse = now, func(in channel.Inbound) string { return "Sorry, not now: " + in.Text }
	}})
	answer := func(text string) {
		t.Helper()
		add(2 * time.Second)
		if _, err := s.Send(within(t), channel.Outbound{To: to(them), Text: text}); err != nil {
			t.Fatal(err)
		}
		add(2 * time.Second)
	}
	phone := s.box.Twilio.Phone(them)
	phone.TextUnheard("a story")
	answer("Send it?")
	phone.TextUnheard("1")
	answer("Your reference is LUT-7K3M-2QX")
	phone.TextUnheard("in the outage")
	answer("Sorry, not now: in the outage")
	phone.TextUnheard("and then")
	add(10 * time.Second)
	lost := now()
	add(10 * time.Second)
	phone.TextUnheard("afterwards")
	add(10 * time.Second)
	if _, err := s.Missed(within(t), nine, func(context.Context, channel.Address, string) (sms.Past, error) {
		return sms.Past{Lost: lost}, nil
	}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range s.wait(t, 3) {
		got = append(got, in.Text)
	}
	if want := []string{"in the outage", "and then", "afterwards"}; !slices.Equal(got, want) {
		t.Errorf("taken: %q, want %q", got, want)
	}
	s.keepsQuiet(t)
}

// later is a clock by which what was written just now is a minute old.
func later(c *sms.Config) { c.Now = func() time.Time { return time.Now().Add(time.Minute) } }

// A message that came just now may be under way at another replica: it is left,
// and taken when it is older and still nobody knows it.
func TestMissedLeavesWhatMayBeUnderWay(t *testing.T) {
	now, add := clock(nine)
	s := newService(t, options{box: sandbox.Options{Now: now}, config: func(c *sms.Config) { c.Now = now }})
	s.box.Twilio.Phone(them).TextUnheard("just now")
	add(time.Second)
	if early, err := s.Missed(within(t), nine.Add(-time.Hour), nothing); err != nil || !early {
		t.Fatalf("early %v, %v", early, err)
	}
	s.keepsQuiet(t)
	add(2 * time.Second)
	if early, err := s.Missed(within(t), nine.Add(-time.Hour), nothing); err != nil || early {
		t.Fatalf("early %v, %v", early, err)
	}
	if got := s.wait(t, 1); len(got) != 1 || got[0].Text != "just now" {
		t.Errorf("got %+v", got)
	}
}

func TestMissedFollowsPages(t *testing.T) {
	s := newService(t, options{config: later})
	for i := range 2100 {
		s.box.Twilio.Phone(them).TextUnheard(fmt.Sprint(i))
	}
	s.more = make(chan struct{}, 3000)
	if _, err := s.Missed(t.Context(), time.Now().Add(-time.Hour), nothing); err != nil {
		t.Fatal(err)
	}
	if got := s.wait(t, 2100); len(got) != 2100 || got[0].Text != "0" || got[2099].Text != "2099" {
		t.Errorf("got %d", len(got))
	}
}

func TestMissedLeavesWhatFails(t *testing.T) {
	s := newService(t, options{handler: func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
		if in.Chat == to(them) {
			return nil, errors.New("no store")
		}
		return nil, nil
	}, config: later})
	s.box.Twilio.Phone(them).TextUnheard("first")
	s.box.Twilio.Phone(them).TextUnheard("second")
	s.box.Twilio.Phone(other).TextUnheard("elsewhere")
	_, err := s.Missed(within(t), time.Now().Add(-time.Hour), nothing)
	if err == nil || !strings.Contains(err.Error(), "no store") {
		t.Errorf("got %v", err)
	}
	if got := s.wait(t, 2); len(got) != 2 || got[0].Text != "first" || got[1].Text != "elsewhere" {
		t.Errorf("got %+v", got)
	}
}

func TestMissedInsistsOnReplies(t *testing.T) {
	s := newService(t, options{handler: say("Thank you"), config: later})
	s.box.Faults.Set(sandbox.Fault{Provider: "twilio", Method: "Messages.create", Kind: sandbox.Broken, Times: 1})
	s.box.Twilio.Phone(them).TextUnheard("x")
	if _, err := s.Missed(within(t), time.Now().Add(-time.Hour), nothing); err != nil {
		t.Fatal(err)
	}
	if _, err := s.box.Twilio.Phone(them).Wait(within(t), 0, nil); err != nil {
		t.Error(err)
	}
}

func TestListingThatFails(t *testing.T) {
	s := newService(t, options{})
	s.box.Twilio.Phone(them).TextUnheard("x")
	for _, kind := range []sandbox.Kind{sandbox.Broken, sandbox.Gateway, sandbox.Half, sandbox.Lost, sandbox.TooMany} {
		id := s.box.Faults.Set(sandbox.Fault{Provider: "twilio", Kind: kind, After: time.Second})
		_, err := s.Missed(within(t), time.Now().Add(-time.Hour), nothing)
		_ = s.failed(t, err)
		_, err = s.Erase(within(t), time.Now().Add(time.Hour))
		_ = s.failed(t, err)
		_ = s.failed(t, s.EraseFor(within(t), to(them)))
		s.box.Faults.Clear(id)
	}
	if len(s.got) > 0 {
		t.Error("something was handled")
	}
}

// bodies are the texts that Twilio keeps.
func (s *service) bodies() []string {
	var kept []string
	for _, m := range s.box.Twilio.Messages() {
		if m.Body != "" && !m.Deleted {
			kept = append(kept, m.Body)
		}
	}
	return kept
}

func TestEraseBlanksWhatIsOld(t *testing.T) {
	now, add := clock(nine)
	s := newService(t, options{handler: say("reply"), box: sandbox.Options{Now: now}})
	phone := s.box.Twilio.Phone(them)
	send := func(text string) {
		t.Helper()
		before := s.box.Twilio.Last()
		phone.Text(text)
		waitUntil(t, "delivery", func() bool {
			all := s.box.Twilio.Messages()
			return s.box.Twilio.Last() >= before+2 && all[len(all)-1].Status == "delivered"
		})
	}
	send("old")
	add(48 * time.Hour)
	send("new")
	before := nine.Add(24 * time.Hour)
	if n, err := s.Erase(within(t), before); n != 2 || err != nil {
		t.Fatalf("blanked %d: %v", n, err)
	}
	if got := s.bodies(); !slices.Equal(got, []string{"new", "reply"}) {
		t.Errorf("kept %q", got)
	}
	if got := phone.History(); got[0].Said != "old" {
		t.Error("the phone's own copy is gone")
	}
	calls := s.box.Ledger.Len()
	if n, err := s.Erase(within(t), before); n != 0 || err != nil {
		t.Errorf("blanked %d again: %v", n, err)
	}
	if updates := s.box.Ledger.Entries(calls, func(e sandbox.Entry) bool { return e.Method == "Messages.update" }); len(updates) > 0 {
		t.Error("what is blank was blanked again")
	}
}

func TestEraseGoesOnWhereItFailed(t *testing.T) {
	now, add := clock(nine)
	s := newService(t, options{box: sandbox.Options{Now: now}})
	for i := range 1100 {
		s.box.Twilio.Phone(them).TextUnheard(fmt.Sprint("text ", i))
	}
	add(time.Hour)
	s.box.Faults.Set(sandbox.Fault{Provider: "twilio", Method: "Messages.update", Kind: sandbox.TooMany, After: time.Second, Skip: 1050, Times: 1})
	n, err := s.Erase(t.Context(), now())
	if got := s.failed(t, err); n != 1050 || got.Reason != channel.Throttled {
		t.Fatalf("blanked %d: %v", n, err)
	}
	// The newest page is blank now, and yet what is behind it must go too.
	if n, err := s.Erase(t.Context(), now()); n != 50 || err != nil {
		t.Fatalf("blanked %d: %v", n, err)
	}
	pages := s.box.Ledger.Len()
	if n, err := s.Erase(t.Context(), now()); n != 0 || err != nil {
		t.Fatalf("blanked %d: %v", n, err)
	}
	if calls := s.box.Ledger.Len() - pages; calls != 2 {
		t.Errorf("%d calls to see that all is blank, want a page in each direction", calls)
	}
}

func TestEraseForOneNumber(t *testing.T) {
	s := newService(t, options{handler: say("reply")})
	for _, number := range []string{them, other} {
		s.box.Twilio.Phone(number).Text("text")
		waitUntil(t, "delivery", func() bool { return len(s.box.Twilio.Phone(number).History()) == 2 })
	}
	if err := s.EraseFor(within(t), to(them)); err != nil {
		t.Fatal(err)
	}
	for _, m := range s.box.Twilio.Messages() {
		if gone := m.From == them || m.To == them; m.Deleted != gone {
			t.Errorf("deleted: %v, want %v", m.Deleted, gone)
		}
	}
	if err := s.EraseFor(within(t), to(them)); err != nil {
		t.Errorf("again: %v", err)
	}
	_ = s.failed(t, s.EraseFor(within(t), to("")))
	if got := s.bodies(); len(got) != 2 {
		t.Errorf("kept %q", got)
	}
}

func TestEraseForWaitsForWhatIsOnTheWay(t *testing.T) {
	s := newService(t, options{box: sandbox.Options{Pace: 1000}}) // a message takes minutes
	if _, err := s.Send(within(t), channel.Outbound{To: to(them), Text: "x"}); err != nil {
		t.Fatal(err)
	}
	if err := s.EraseFor(within(t), to(them)); err == nil {
		t.Error("it says that all is gone")
	}
	if n, err := s.Erase(within(t), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("blanked %d: %v", n, err)
	}
}

// The account's other numbers are somebody else's business.
func TestOtherNumbersOfTheAccountAreLeftAlone(t *testing.T) {
	s := newService(t, options{config: func(c *sms.Config) { later(c); c.From = "+447700900998" }})
	s.box.Twilio.Phone(them).TextUnheard("not ours")
	if _, err := s.Missed(within(t), time.Now().Add(-time.Hour), nothing); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Erase(within(t), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("blanked %d: %v", n, err)
	}
	if err := s.EraseFor(within(t), to(them)); err != nil {
		t.Error(err)
	}
	if got := s.bodies(); len(got) != 1 || len(s.got) > 0 {
		t.Errorf("kept %q, handled %d", got, len(s.got))
	}
}

func TestFetch(t *testing.T) {
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("somebody else gets our credentials")
		}
		_, _ = w.Write([]byte("picture"))
	}))
	defer far.Close()
	elsewhere := strings.Replace(far.URL, "127.0.0.1", "localhost", 1)
	near := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case user != account || password != authToken:
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/gone":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/busy":
			w.Header().Set("Retry-After", "9")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
		}
	}))
	defer near.Close()
	s := newService(t, options{config: func(c *sms.Config) { c.APIURL = near.URL }})
	data, err := s.Fetch(within(t), near.URL+"/Media/ME1", 7)
	if err != nil || string(data) != "picture" {
		t.Fatalf("got %q %v", data, err)
	}
	for _, c := range []struct {
		name, file string
		limit      int64
		reason     channel.Reason
		after      time.Duration
	}{
		{"too large", near.URL + "/Media/ME1", 6, channel.Rejected, 0},
		{"gone", near.URL + "/gone", 7, channel.Rejected, 0},
		{"busy", near.URL + "/busy", 7, channel.Throttled, 9 * time.Second},
		{"elsewhere", elsewhere, 7, channel.Rejected, 0},
		{"a file of this machine", "file:///etc/passwd", 7, channel.Rejected, 0},
		{"with a user", strings.Replace(near.URL, "://", "://a:b@", 1), 7, channel.Rejected, 0},
	} {
		_, err := s.Fetch(within(t), c.file, c.limit)
		if got := s.failed(t, err); got.Reason != c.reason || got.RetryAfter != c.after {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
