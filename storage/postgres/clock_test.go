package postgres_test

import (
	"errors"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// A clock that is set forward or back neither makes a link, or a code, good for
// a second time nor ends it before its time.
func TestWhatWorksOnceWorksOnceHoweverTheClockIsSet(t *testing.T) {
	for name, step := range map[string]time.Duration{
		"an hour on": time.Hour, "an hour back": -time.Hour, "a day on": 24 * time.Hour, "a day back": -24 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			report := r.file(ana, 6)
			desk := r.group("neighbourhood-services", "-1")
			const week = 7 * 24 * time.Hour
			link := bot.Link{Desk: desk.ID, Target: bot.Target{Report: report.ID}}
			for _, token := range []string{"one", "two"} {
				if err := r.CreateLink(t.Context(), link, token, week); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.InviteDesk(t.Context(), "neighbourhood-services", "code", true, week); err != nil {
				t.Fatal(err)
			}
			officer := bot.Officer{ID: r.officer("Mia", "neighbourhood-services", true).Officer, Name: "Mia", Agency: "neighbourhood-services"}
			r.clock.add(step)
			if err := r.Purge(t.Context(), r.clock.now()); err != nil {
				t.Fatal(err)
			}
			if _, _, err := r.UseLink(t.Context(), "one", "session", 4*time.Hour); err != nil {
				t.Errorf("a link before its time: %v", err)
			}
			if _, err := r.Link(t.Context(), "code", officer, channel.Address{Channel: channel.Telegram, ID: "-2"}, "Second"); err != nil {
				t.Errorf("a code before its time: %v", err)
			}
			r.clock.add(-step)
			for range 2 {
				if _, _, err := r.UseLink(t.Context(), "one", "again", 4*time.Hour); !errors.Is(err, bot.ErrUsed) {
					t.Errorf("a link twice: %v", err)
				}
				if _, err := r.Link(t.Context(), "code", officer, channel.Address{Channel: channel.Telegram, ID: "-3"}, "Third"); !errors.Is(err, bot.ErrUsed) {
					t.Errorf("a code twice: %v", err)
				}
				r.clock.add(step)
			}
			r.clock.add(week + 2*time.Hour + 2*time.Hour)
			if _, _, err := r.UseLink(t.Context(), "two", "late", 4*time.Hour); step > -24*time.Hour && err == nil {
				t.Error("a link outlives its time")
			}
		})
	}
}
