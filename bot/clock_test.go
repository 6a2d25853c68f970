package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// The clock of the machine is set forward or back in the middle of a
// conversation: its resident is reminded once, by day, and not before the clock
// says so.
func TestAConversationOutlivesAStepOfTheClock(t *testing.T) {
	for name, step := range map[string]time.Duration{
		"none": 0, "an hour on": time.Hour, "an hour back": -time.Hour, "a day back": -24 * time.Hour, "a day on": 24 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t)
			w.say(w.ben, "someone keeps dumping rubbish at the end of our road")
			w.isKnown(w.ben)
			due := w.now().Add(3 * time.Hour)
			w.pass(2 * time.Hour)
			w.pass(step)
			reminders := 0
			for end := due.Add(30 * time.Hour); w.now().Before(end); w.pass(10 * time.Minute) {
				for _, out := range w.sweep() {
					reminders++
					if at := w.now(); at.Before(due) || at.Hour() < 8 || at.Hour() >= 21 {
						t.Errorf("%q at %v", out.Text, at)
					}
				}
			}
			if step < 24*time.Hour && reminders != 1 || reminders > 1 {
				t.Errorf("%d reminders", reminders)
			}
			if got := w.say(w.ben, "yes"); !strings.Contains(got, "so it was deleted") {
				t.Errorf("after a day: %q", got)
			}
		})
	}
}

// isKnown has somebody write until the record has been read for them: while it
// is slow a conversation goes on without, and nobody is reminded.
func (w *town) isKnown(who channel.Address) {
	w.t.Helper()
	for range 5 {
		var known bool
		_, err := w.Sessions.Update(w.t.Context(), who, "", func(found bot.Loaded) (bot.Saving, error) {
			known = found.Session.Resident.Known
			return bot.Saving{Nothing: true}, nil
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if known {
			return
		}
		w.say(who, "menu")
	}
	w.t.Fatal("the record was never read")
}

// nights are when the quiet hours of a night begin to matter, and end.
func nights() map[string]struct{ late, morning time.Time } {
	return map[string]struct{ late, morning time.Time }{
		"in November":      {utc(2026, 11, 24, 21, 0), utc(2026, 11, 25, 8, 0)},
		"spring forward":   {utc(2026, 3, 28, 21, 0), utc(2026, 3, 29, 7, 0)},
		"after it went on": {utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 7, 0)},
		"autumn back":      {utc(2026, 10, 24, 20, 0), utc(2026, 10, 25, 8, 0)},
		"the doubled hour": {utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 8, 0)},
		"the hour again":   {utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 8, 0)},
	}
}

// What an agency writes at night is told in the morning, once, on the nights
// when the clocks change as well; a clock that is set back tells it to nobody
// again.
func TestANoticeOfTheNightIsToldOnceInTheMorning(t *testing.T) {
	for name, night := range nights() {
		t.Run(name, func(t *testing.T) {
			r := startNewsroom(t)
			r.clock.set(night.late.Add(-9 * time.Hour)) // by day
			r.subscribe(texter(1), "1")
			r.publish("We cleared it.")
			if err := r.spread(channel.SMS); err != nil {
				t.Fatal(err)
			}
			first := r.comments(texter(1), "It is all back again behind the shops")
			r.clock.set(night.late)
			_, notice := r.answers(r.mia, first, "A van comes on Friday.")
			for _, at := range []time.Time{night.late, night.late.Add(time.Hour), night.late, night.morning.Add(-time.Minute)} { // on, back, on
				r.clock.set(at)
				var later *bot.LaterError
				if err := r.residents.Notify(t.Context(), notice); !errors.As(err, &later) || !later.At.Equal(night.morning) {
					t.Errorf("at %v: %v", at, err)
				}
			}
			for _, at := range []time.Time{night.morning, night.morning.Add(-time.Hour), night.morning.AddDate(0, 0, -1), night.morning.AddDate(0, 0, 1)} {
				r.clock.set(at)
				if err := r.residents.Notify(t.Context(), notice); err != nil {
					t.Fatal(err)
				}
			}
			if got := r.got(texter(1), "A van"); len(got) != 1 {
				t.Errorf("told %d times: %q", len(got), got)
			}
		})
	}
}

// An update for a time, and its share of the weekly digest, go out once, however
// the clock is set meanwhile.
func TestAnUpdateGoesOnceHoweverTheClockIsSet(t *testing.T) {
	for name, monday := range map[string]time.Time{
		"in November": utc(2026, 11, 30, 10, 0), "spring forward": utc(2026, 3, 30, 9, 0), "autumn back": utc(2026, 10, 26, 10, 0),
	} {
		t.Run(name, func(t *testing.T) {
			r := startNewsroom(t)
			at := monday.AddDate(0, 0, -4).Add(2 * time.Hour)
			r.clock.set(at.Add(-26 * time.Hour))
			r.subscribe(texter(1), "1")
			r.subscribe(texter(2), "2")
			r.publishDraft(bot.Draft{Theme: 6, Words: "We cleared it.", SendAt: at})
			steps := []struct {
				at           time.Time
				now, digests int
			}{
				{at.Add(-time.Hour), 0, 0},
				{at.Add(-25 * time.Hour), 0, 0}, // back by a day
				{at.Add(-time.Second), 0, 0},
				{at, 1, 0},
				{at.Add(-time.Hour), 1, 0}, // back by an hour
				{at.Add(time.Hour), 1, 0},
				{monday.Add(-time.Second), 1, 0},
				{monday, 1, 1},
				{monday.Add(-time.Hour), 1, 1},
				{monday.AddDate(0, 0, -1), 1, 1},
				{monday.AddDate(0, 0, 1), 1, 1},
				{monday.AddDate(0, 0, 7), 1, 1},
			}
			for _, step := range steps {
				r.clock.set(step.at)
				if err := r.spread(channel.SMS); err != nil {
					t.Fatal(err)
				}
				if now, digests := len(r.got(texter(1), "cleared it")), len(r.got(texter(2), "cleared it")); now != step.now || digests != step.digests {
					t.Errorf("at %v: %d at its time, %d digests, want %d and %d", step.at, now, digests, step.now, step.digests)
				}
			}
		})
	}
}
