package bot_test

import (
	"errors"
	"testing"
	"time"

	"yousaid/bot"
)

func TestAwayIsReadAsItIsWritten(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 26, 14, 30, 0, 0, zone) // a Thursday
	for _, test := range []struct {
		text, from, until string // until: the last day; from: empty for now
		err               error
	}{
		{"3 Dec", "", "2026-12-03", nil},
		{"until 3 Dec", "", "2026-12-03", nil},
		{"till 3rd December", "", "2026-12-03", nil},
		{"Dec 3", "", "2026-12-03", nil},
		{"03/12", "", "2026-12-03", nil},
		{"3.12.2026", "", "2026-12-03", nil},
		{"2026-12-03", "", "2026-12-03", nil},
		{"3 December 2026", "", "2026-12-03", nil},
		{"today", "", "2026-11-26", nil},
		{"tomorrow", "", "2026-11-27", nil},
		{"Friday", "", "2026-11-27", nil},
		{"until Wed", "", "2026-12-02", nil},
		{"Friday 4 December", "", "2026-12-04", nil},
		{"3 Dec to 10 Dec", "2026-12-03", "2026-12-10", nil},
		{"from 3 Dec until 10 Dec", "2026-12-03", "2026-12-10", nil},
		{"3/12-10/12", "", "", bot.ErrWhen}, // one word of five numbers
		{"3/12 - 10/12", "2026-12-03", "2026-12-10", nil},
		{"today to Friday", "", "2026-11-27", nil},
		{"28 Dec to 2 Jan", "2026-12-28", "2027-01-02", nil},
		{"Monday to Wednesday", "2026-11-30", "2026-12-02", nil},
		{"20 Nov", "", "2027-11-20", nil}, // the next one
		{"26 Nov", "", "2026-11-26", nil},
		{"", "", "", bot.ErrEmpty},
		{"30 Feb", "", "", bot.ErrWhen},
		{"3 Dec 2024", "", "", bot.ErrWhen},
		{"3 Dec 2036", "", "", bot.ErrWhen},
		{"10 Dec 2026 to 3 Dec 2026", "", "", bot.ErrWhen},
		{"3 Dec and 5 Dec", "", "", bot.ErrWhen},
		{"from 3 Dec", "", "", bot.ErrWhen},
		{"at lunch", "", "", bot.ErrWhen},
		{"3 Dec; DROP TABLE", "", "", bot.ErrWhen},
		{"3", "", "", bot.ErrWhen},
		{"-", "", "", bot.ErrWhen},
	} {
		got, err := bot.ReadAway(test.text, now, zone)
		if !errors.Is(err, test.err) {
			t.Errorf("%q: %v, want %v", test.text, err, test.err)
			continue
		}
		if err != nil {
			continue
		}
		from := now
		if test.from != "" {
			from, _ = time.ParseInLocation(time.DateOnly, test.from, zone)
		}
		last := got.Until.Add(-time.Second).In(zone).Format(time.DateOnly)
		if !got.From.Equal(from) || last != test.until || got.Until.In(zone).Hour() != 0 {
			t.Errorf("%q: from %s until %s", test.text, got.From, got.Until)
		}
	}
}

func FuzzReadAway(f *testing.F) {
	for _, text := range []string{"3 Dec", "from 3/12 to 10/12", "Friday", "32/13/99999", "- - to", "dec", "\x00"} {
		f.Add(text)
	}
	now := time.Date(2026, 11, 26, 14, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		away, err := bot.ReadAway(text, now, time.UTC)
		if err == nil && (!away.Until.After(now) || away.From.Before(now) || !away.Until.After(away.From)) {
			t.Errorf("%q: %+v", text, away)
		}
	})
}
