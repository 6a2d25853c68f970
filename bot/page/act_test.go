package page_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/page"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// opened is a browser with a report open.
func (r *rig) opened(theme int, change ...func(*flows.Submission)) (*browser, seen, flows.Known) {
	r.t.Helper()
	known, b := r.file(theme, change...), newBrowser(r.t)
	return b, b.open(r.link(duty, known.Reference)).want(http.StatusOK, known.Reference), known
}

func TestAReportIsTakenAnsweredAndClosed(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, page, known := r.opened(6)

	page = b.send(page, "take").want(http.StatusOK, known.Reference+" is yours.", "Taken by Duty phone 1 (Luton Council Neighbourhood Services)")
	b.get(page.url).want(http.StatusOK).without("is yours")
	page = b.send(page, "reply", "text", "Which alley is it?\r\nThe <b>second</b>?").want(http.StatusOK, "On its way to the resident", "to the resident")
	r.texted(ana.ID, "Which alley is it?\nThe <b>second</b>?")
	page = b.send(page, "note", "text", "I know the "+mark).want(http.StatusOK, "Kept as a note", "Note by Duty phone 1: I know the "+mark)
	r.commit(flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "The <i>third</i>"})
	page = b.get(page.url).want(http.StatusOK, "Resident: The <i>third</i>")
	r.texted(duty, "has answered")

	page = b.send(page, "close", "outcome", "no_action").want(http.StatusUnprocessableEntity, "Write why nothing could be done", "No action possible")
	page = b.send(page, "close", "outcome", "no_action", "why", "It is private land").want(http.StatusOK, "is closed: no action possible", "can say that it is not over")
	r.texted(ana.ID, "It is private land")
	page.without("Pass on", "Take it").want(http.StatusOK, "Closed by Duty phone 1", "Ask or reply")
}

func TestWhatIsPressedTwiceHappensOnce(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, page, _ := r.opened(6)
	var presses sync.WaitGroup
	for range 4 {
		presses.Go(func() { b.send(page, "take").want(http.StatusOK, "is yours") })
		presses.Go(func() { b.send(page, "reply", "text", "Where?").want(http.StatusOK) })
	}
	presses.Wait()
	b.send(page, "note", "text", "Where?").want(http.StatusOK, "On its way")
	if replies, takes := r.count(`SELECT count(*) FROM entries WHERE kind IN ('reply', 'note')`), r.count(`SELECT count(*) FROM entries WHERE event = 'taken'`); replies != 1 || takes != 1 {
		t.Errorf("%d replies and notes, taken %d times", replies, takes)
	}
	// Other words are another reply, though the browser went back to the old form.
	b.send(page, "reply", "text", "And when?").want(http.StatusOK, "And when?")
	b.send(page, "take").want(http.StatusOK, "is yours")
}

func TestTwoDesksAtOnce(t *testing.T) {
	r := start(t)
	r.phones(duty, second)
	b, page, known := r.opened(6)
	other := newBrowser(t)
	theirs := other.open(r.link(second, known.Reference))
	b.send(page, "take").want(http.StatusOK)
	other.send(theirs, "take").want(http.StatusConflict, "Duty phone 1 took it at")
	b.send(theirs, "close", "outcome", "done")
	mine := b.get(page.url)
	b.send(mine, "close", "outcome", "done").want(http.StatusOK, "is closed: done")
	other.send(theirs, "pass", "to", "theme:1", "reason", "knives "+mark).want(http.StatusConflict, "Duty phone 1 closed it at")
	b.send(page, "take").want(http.StatusOK) // it was done, once
}

func TestAReportIsPassedOn(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, page, known := r.opened(6)
	page = b.send(page, "pass", "reason", "why not").want(http.StatusUnprocessableEntity, "Choose where it goes.", "why not")
	page = b.send(page, "pass", "to", "agency:public-health").want(http.StatusUnprocessableEntity, "Write why you pass it on.")
	if !strings.Contains(page.html, `value="agency:public-health" selected`) {
		t.Error("what was chosen is not kept")
	}
	b.send(page, "pass", "to", "theme:6", "reason", "again").want(http.StatusConflict, "The report is there already.")
	for range 2 {
		b.send(page, "pass", "to", "agency:public-health", "reason", "Needles "+mark).
			want(http.StatusOK, known.Reference+" is now with Luton Council Public Health").without("Rubbish")
	}
	r.texted(ana.ID, "is with Luton Council Public Health now")
	b.get(page.url).want(http.StatusNotFound).without(mark)
}

func TestWordsThatCantGoComeBack(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, page, _ := r.opened(6)
	b.send(page, "reply", "text", " \r\n ").want(http.StatusUnprocessableEntity, "There is nothing written")
	long := strings.Repeat("long ", 201)
	b.send(page, "reply", "text", long).want(http.StatusUnprocessableEntity, "1000 characters at most", strings.TrimSpace(long))
	b.post(page.url, "do", "dance").want(http.StatusUnprocessableEntity, "press one of the buttons")
}

func TestLongTextsAreAskedAbout(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, page, _ := r.opened(6)
	text := strings.TrimSpace(strings.Repeat("a long text ", 30))
	asked := b.send(page, "reply", "text", text).want(http.StatusUnprocessableEntity, "that is 3 parts", "Send it as it is", text)
	if n := r.count(`SELECT count(*) FROM entries`); n != 0 {
		t.Fatal("it was sent unasked")
	}
	b.send(asked, "reply", "text", text+" and even longer").want(http.StatusUnprocessableEntity, "that is 3 parts")
	b.send(asked, "reply", "text", text).want(http.StatusOK, "On its way")
	why := b.send(page, "close", "outcome", "done", "why", text).want(http.StatusUnprocessableEntity, "that is 3 parts", "Close it with these words")
	b.send(why, "close", "outcome", "done", "why", text).want(http.StatusOK, "is closed")
}

func TestNightAndResidentsWhoCantBeReached(t *testing.T) {
	r := start(t)
	zone := storagetest.Plan(t).Zone()
	r.phones(duty)
	b, page, _ := r.opened(6)
	r.quiet.Quiet = bot.QuietHours{From: 0, To: 24, Zone: zone}
	r.later(20 * time.Minute) // the resident may be asleep now
	b.send(page, "reply", "text", "Good night").want(http.StatusOK, "No texts go out at night: it is sent at 00:00 on")

	_, page, _ = r.opened(6, func(s *flows.Submission) { s.Contact = flows.ContactNone })
	page.want(http.StatusOK, "The resident chose not to be contacted.", "Write a note").without("Send to the resident")
	r.commit(flows.Effect{Kind: flows.StopAll})
	b, page, _ = r.opened(6)
	page.want(http.StatusOK, "they sent STOP").without("Send to the resident")
	b.send(page, "note", "text", "Call round").want(http.StatusOK, "Kept as a note")
	stale := b.post(page.url, "do", "reply", "id", "old", "text", "Hello "+mark)
	stale.want(http.StatusUnprocessableEntity, "Not sent. The resident can’t be reached: they sent STOP.", "Hello "+mark)
}

func TestWordsComeBackWhileTheRecordIsAway(t *testing.T) {
	away := &atomic.Bool{}
	r := start(t, func(s *settings) { s.page.Store = flaky{s.page.Store, away} })
	r.phones(duty)
	b, page, known := r.opened(6)
	away.Store(true)
	b.get(page.url).want(http.StatusServiceUnavailable, "Please try again in a minute")
	kept := b.send(page, "reply", "text", "Not lost "+mark).want(http.StatusServiceUnavailable, "Not lost "+mark, "Try again").without(known.Reference)
	if kept.hidden("id") != page.hiddenOf("reply") {
		t.Error("a second try would be another action")
	}
	b.send(page, "take").want(http.StatusServiceUnavailable, "Try again").without("What you wrote")
	away.Store(false)
	b.send(kept, "reply", "text", "Not lost "+mark).want(http.StatusOK, "On its way")
	r.texted(ana.ID, "Not lost "+mark)
}

// flaky is a record that is away now and then.
type flaky struct {
	page.Store
	away *atomic.Bool
}

func (f flaky) LinkSession(ctx context.Context, session string) (bot.Actor, bot.Target, error) {
	if f.away.Load() {
		return bot.Actor{}, bot.Target{}, bot.ErrAway
	}
	return f.Store.LinkSession(ctx, session)
}

// hiddenOf is the id of the form with a button.
func (s seen) hiddenOf(do string) string {
	for _, form := range formHTML.FindAllString(s.html, -1) {
		if strings.Contains(form, `value="`+do+`"`) {
			return hiddenField.FindStringSubmatch(form)[2]
		}
	}
	return ""
}
