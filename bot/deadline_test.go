package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yousaid/bot"
	"yousaid/flows/partnership"
)

// wall reads a time on the wall in Luton.
func wall(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("Mon 2006-01-02 15:04", text, partnership.Luton().Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// told is a story as it is written in these tests: "Tue 2026-11-24 10:00
// referred neighbourhood-services".
func told(t *testing.T, theme int, urgent bool, lines ...string) bot.Story {
	t.Helper()
	story := bot.Story{Theme: theme, Urgent: urgent}
	for _, line := range lines {
		words := strings.Fields(line)
		h := bot.Happening{At: wall(t, strings.Join(words[:3], " ")), What: words[3]}
		if len(words) > 4 {
			h.Agency = words[4]
		}
		story.Happened = append(story.Happened, h)
	}
	return story
}

// stand puts deadlines into words: one line for each.
func stand(list []bot.Deadline, now time.Time) (lines []string) {
	zone := partnership.Luton().Zone()
	say := func(t time.Time) string { return t.In(zone).Format("Mon 2 Jan 15:04") }
	for _, d := range list {
		line := fmt.Sprintf("%s of %s: due %s", d.What, d.Agency, say(d.Due))
		if d.Due.IsZero() {
			line = fmt.Sprintf("%s of %s: %v left", d.What, d.Agency, d.Left)
		}
		switch {
		case !d.Met.IsZero():
			line += ", met"
		case !d.Ended.IsZero():
			line += ", ended"
		case !d.Stopped.IsZero():
			line += ", stands still"
		}
		if d.Missed(now) {
			line += ", missed"
		}
		lines = append(lines, line)
	}
	return lines
}

// Luton gives 8 working hours to take a report, 16 to answer, 160 to close it;
// an hour and four by the clock where it is urgent.
func TestEachClockFollowsTheStory(t *testing.T) {
	const council = "neighbourhood-services"
	for _, test := range []struct {
		name   string
		theme  int
		urgent bool
		story  []string
		now    string
		want   []string
	}{
		{
			"a new report", 6, false,
			[]string{"Tue 2026-11-24 10:00 referred " + council},
			"Tue 2026-11-24 12:00",
			[]string{"take of " + council + ": due Wed 25 Nov 10:00", "answer of " + council + ": due Thu 26 Nov 10:00", "close of " + council + ": due Tue 22 Dec 10:00"},
		},
		{
			"over Christmas, its Monday and the weekend", 6, false,
			[]string{"Thu 2026-12-24 15:00 referred " + council},
			"Mon 2026-12-28 12:00",
			[]string{"take of " + council + ": due Tue 29 Dec 15:00", "answer of " + council + ": due Wed 30 Dec 15:00", "close of " + council + ": due Tue 26 Jan 15:00"},
		},
		{
			"over the clock change in spring, on a bank holiday", 6, false,
			[]string{"Thu 2027-03-25 16:00 referred " + council},
			"Tue 2027-03-30 16:00",
			[]string{"take of " + council + ": due Tue 30 Mar 16:00, missed", "answer of " + council + ": due Wed 31 Mar 16:00", "close of " + council + ": due Mon 26 Apr 16:00"},
		},
		{
			"taken late, answered in time, and it waits for the resident", 6, false,
			[]string{"Tue 2026-11-24 10:00 referred " + council, "Wed 2026-11-25 10:30 taken", "Wed 2026-11-25 11:00 reply"},
			"Wed 2026-11-25 12:00",
			[]string{"take of " + council + ": due Wed 25 Nov 10:00, met, missed", "answer of " + council + ": due Thu 26 Nov 10:00, met", "close of " + council + ": 151h0m0s left, stands still"},
		},
		{
			"the resident answers after a week: the clock goes on, and an answer is due again", 6, false,
			[]string{
				"Tue 2026-11-24 10:00 referred " + council, "Tue 2026-11-24 10:00 taken", "Tue 2026-11-24 11:00 reply",
				"Tue 2026-12-01 16:00 resident", "Tue 2026-12-01 16:30 resident",
			},
			"Wed 2026-12-02 09:00",
			[]string{"take of " + council + ": due Wed 25 Nov 10:00, met", "answer of " + council + ": due Thu 26 Nov 10:00, met", "close of " + council + ": due Thu 31 Dec 15:00", "answer of " + council + ": due Thu 3 Dec 16:00"},
		},
		{
			"closed, and opened again by its resident: all begins anew", 6, false,
			[]string{
				"Tue 2026-11-24 10:00 referred " + council, "Tue 2026-11-24 11:00 closed",
				"Mon 2026-11-30 09:00 reopened", "Mon 2026-11-30 09:00 resident",
			},
			"Mon 2026-11-30 10:00",
			[]string{
				"take of " + council + ": due Wed 25 Nov 10:00, met", "answer of " + council + ": due Thu 26 Nov 10:00, met", "close of " + council + ": due Tue 22 Dec 10:00, met",
				"take of " + council + ": due Mon 30 Nov 17:00", "answer of " + council + ": due Tue 1 Dec 17:00", "close of " + council + ": due Tue 29 Dec 17:00",
			},
		},
		{
			"passed on: it ends here and begins there", 6, false,
			[]string{
				"Tue 2026-11-24 10:00 referred " + council, "Tue 2026-11-24 10:30 taken", "Wed 2026-11-25 12:00 left " + council,
				"Wed 2026-11-25 12:00 referred probation", "Wed 2026-11-25 12:00 untaken",
			},
			"Wed 2026-11-25 13:00",
			[]string{
				"take of " + council + ": due Wed 25 Nov 10:00, met", "answer of " + council + ": due Thu 26 Nov 10:00, ended", "close of " + council + ": due Tue 22 Dec 10:00, ended",
				"answer of probation: due Fri 27 Nov 12:00", "close of probation: due Wed 23 Dec 12:00", "take of probation: due Thu 26 Nov 12:00",
			},
		},
		{
			"of joint leads one takes it, and the other answers", 7, false,
			[]string{
				"Sat 2026-11-28 10:00 referred bedfordshire-police", "Sat 2026-11-28 10:00 referred citizen-engagement",
				"Sat 2026-11-28 19:00 taken", "Mon 2026-11-30 10:00 reply",
			},
			"Mon 2026-11-30 11:00",
			[]string{
				"take of bedfordshire-police: due Sat 28 Nov 18:00, met, missed", "answer of bedfordshire-police: due Sun 29 Nov 02:00, met, missed", "close of bedfordshire-police: 112h0m0s left, stands still",
				"take of citizen-engagement: due Mon 30 Nov 17:00, met", "answer of citizen-engagement: due Tue 1 Dec 17:00, met", "close of citizen-engagement: 159h0m0s left, stands still",
			},
		},
		{
			"urgent, at night: by the clock, though nobody works", 6, true,
			[]string{"Fri 2026-11-27 22:00 referred " + council},
			"Fri 2026-11-27 23:30",
			[]string{"take of " + council + ": due Fri 27 Nov 23:00, missed", "answer of " + council + ": due Sat 28 Nov 02:00", "close of " + council + ": due Fri 4 Dec 17:00"},
		},
		{
			"marked as urgent later: from then on, unless the other time is over sooner", 6, true,
			[]string{"Tue 2026-11-24 10:00 referred " + council, "Wed 2026-11-25 09:30 urgent"},
			"Wed 2026-11-25 09:45",
			[]string{"take of " + council + ": due Wed 25 Nov 10:00", "answer of " + council + ": due Wed 25 Nov 13:30", "close of " + council + ": due Wed 2 Dec 09:30"},
		},
		{
			"marked as urgent, and then not: as if it never was", 6, false,
			[]string{"Tue 2026-11-24 10:00 referred " + council, "Wed 2026-11-25 09:30 urgent"},
			"Wed 2026-11-25 09:45",
			[]string{"take of " + council + ": due Wed 25 Nov 10:00", "answer of " + council + ": due Thu 26 Nov 10:00", "close of " + council + ": due Tue 22 Dec 10:00"},
		},
		{
			"the resident sends STOP: no answer is due, and none was missed", 6, false,
			[]string{"Tue 2026-11-24 10:00 referred " + council, "Wed 2026-11-25 10:00 silent"},
			"Fri 2026-11-27 10:00",
			[]string{"take of " + council + ": due Wed 25 Nov 10:00, missed", "answer of " + council + ": due Thu 26 Nov 10:00, ended", "close of " + council + ": due Tue 22 Dec 10:00"},
		},
		{
			"withdrawn", 6, false,
			[]string{"Tue 2026-11-24 10:00 referred " + council, "Tue 2026-11-24 12:00 withdrawn"},
			"Fri 2026-11-27 10:00",
			[]string{"take of " + council + ": due Wed 25 Nov 10:00, ended", "answer of " + council + ": due Thu 26 Nov 10:00, ended", "close of " + council + ": due Tue 22 Dec 10:00, ended"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := bot.Deadlines(partnership.Luton(), told(t, test.theme, test.urgent, test.story...))
			if diff := cmp.Diff(test.want, stand(got, wall(t, test.now))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoAnswerIsDueToWhoWantsNone(t *testing.T) {
	story := told(t, 6, false, "Tue 2026-11-24 10:00 referred probation")
	story.Silent = true
	got := stand(bot.Deadlines(partnership.Luton(), story), wall(t, "Tue 2026-11-24 12:00"))
	want := []string{"take of probation: due Wed 25 Nov 10:00", "close of probation: due Tue 22 Dec 10:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAPlanWithoutDeadlinesHasNothingDue(t *testing.T) {
	plan := partnership.Luton()
	plan.Deadlines = nil
	if got := bot.Deadlines(plan, told(t, 6, true, "Tue 2026-11-24 10:00 referred probation")); len(got) > 0 {
		t.Errorf("due: %+v", got)
	}
}

func TestRemindersComeOneAfterTheOther(t *testing.T) {
	d := bot.Deadlines(partnership.Luton(), told(t, 6, false, "Tue 2026-11-24 09:00 referred probation"))[0]
	for _, test := range []struct {
		told   bot.ReminderStep
		nobody bool
		now    string
		want   bot.ReminderStep
	}{
		{bot.RemindedNobody, false, "Tue 2026-11-24 14:59", bot.RemindedNobody},
		{bot.RemindedNobody, false, "Tue 2026-11-24 15:00", bot.RemindedSoon},
		{bot.RemindedNobody, true, "Tue 2026-11-24 09:00", bot.RemindedAtOnce},
		{bot.RemindedSoon, false, "Tue 2026-11-24 16:59", bot.RemindedSoon},
		{bot.RemindedSoon, false, "Tue 2026-11-24 17:00", bot.RemindedMissed},
		{bot.RemindedNobody, false, "Tue 2026-11-24 20:00", bot.RemindedMissed}, // the first step was slept through
		{bot.RemindedMissed, false, "Wed 2026-11-25 13:00", bot.RemindedLate},
		{bot.RemindedLate, false, "Wed 2026-12-30 13:00", bot.RemindedLate},
	} {
		if got := d.Reached(test.told, test.nobody, wall(t, test.now)); got != test.want {
			t.Errorf("%s after step %d: step %d, want %d", test.now, test.told, got, test.want)
		}
	}
	d.Met = wall(t, "Tue 2026-11-24 10:00")
	if _, at := d.Next(bot.RemindedNobody, true); !at.IsZero() {
		t.Errorf("what was met is told of at %s", at)
	}
}

// Whatever happens, a clock counts as one does who looks at it every minute:
// while it runs and the agency works, a minute is used.
func TestAClockCountsTheMinutesInWhichItRan(t *testing.T) {
	plan := partnership.Luton()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 12, 22, 8, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "begin")) * time.Minute)
		story := bot.Story{Theme: 6, Happened: []bot.Happening{{What: bot.HappenedReferred, Agency: "probation", At: at}}}
		waits, used, begun := false, time.Duration(0), at
		works := plan.WorkingTime("probation")
		for _, what := range rapid.SliceOfN(rapid.SampledFrom([]string{bot.HappenedReply, bot.HappenedResident, bot.HappenedTaken}), 0, 8).Draw(t, "story") {
			next := at.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "minutes")) * time.Minute)
			for ; at.Before(next); at = at.Add(time.Minute) {
				if !waits && works.Open(at) {
					used += time.Minute
				}
			}
			story.Happened = append(story.Happened, bot.Happening{What: what, At: at})
			waits = what == bot.HappenedReply || waits && what == bot.HappenedTaken
		}
		list := bot.Deadlines(plan, story)
		i := slices.IndexFunc(list, func(d bot.Deadline) bool { return d.What == bot.DueClose && d.From.Equal(begun) })
		limit := plan.Limits("probation", 6, false).Close.Within
		d := list[i]
		switch {
		case used > limit:
			if d.Due.IsZero() || d.Due.After(at) {
				t.Fatalf("%v of %v are used, and it is due %s", used, limit, d.Due)
			}
		case waits:
			if !d.Due.IsZero() && used < limit || d.Left != limit-used {
				t.Fatalf("it stands still: due %s, %v left, %v used", d.Due, d.Left, used)
			}
		default:
			if got := works.Between(at, d.Due); got != limit-used {
				t.Fatalf("due in %v of work, want %v", got, limit-used)
			}
		}
	})
}
