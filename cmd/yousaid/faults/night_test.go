package faults_test

import (
	"testing"
	"time"

	"yousaid/bot/channel"
	"yousaid/cmd/yousaid/internal/rig"
)

// Where it is night nobody is texted, by the clock of the town: an update goes
// to Telegram, and waits for eight o'clock for a number. (Clocks that are set,
// and the nights of March and October: bot, TestAConversationOutlivesAStepOfTheClock,
// TestANoticeOfTheNightIsToldOnceInTheMorning, TestAnUpdateGoesOnceHoweverTheClockIsSet,
// TestNightsAreQuiet, TestDigestsGoOutOnMondaysAtTen; storage/postgres,
// TestWhatWorksOnceWorksOnceHoweverTheClockIsSet.)
func TestNobodyIsTextedAtNight(t *testing.T) {
	t.Parallel()
	seen := proves(t, "clock steps, daylight saving",
		"clock on and back by an hour and a day, nights of March and October: reminders, notices, updates, digests, links, codes; here a night in the town's zone")
	r := rig.New(t, rig.Options{Env: map[string]string{"PLAN_FILE": townAt(t, 23)}})
	ctx := r.Context(3 * time.Minute)
	if _, err := r.Audience(ctx, 6, 1, 1); err != nil {
		t.Fatal(err)
	}
	publish(ctx, t, r, "Bins are emptied twice a week")
	r.Eventually(time.Minute, "Telegram has it", func() bool {
		return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state = 'sent'`) == 1
	})
	r.Eventually(time.Minute, "the text waits for the morning", func() bool {
		return r.Count(`SELECT count(*) FROM river.river_job WHERE kind = 'spread' AND args->>'network' = $1 AND state = 'scheduled'
			AND scheduled_at > now() + interval '7 hours' AND scheduled_at < now() + interval '10 hours'`, channel.SMS) == 1
	})
	if n := r.Count(`SELECT count(*) FROM plan_deliveries WHERE state = 'waiting'`); n != 1 {
		t.Errorf("%d wait", n)
	}
	seen.saw("0 early, 0 twice, 0 skipped; at 23 h 0 texts")
}
