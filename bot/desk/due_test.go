package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot"
	"yousaid/bot/desk"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// What a page and a card say, at a time of the test's own.
func TestWhatIsDueIsSaidAsOneSaysIt(t *testing.T) {
	plan := storagetest.Plan(t)
	wall := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, plan.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, test := range []struct {
		name   string
		theme  int
		urgent bool
		story  []bot.Happening
		now    string
		want   []string
	}{
		{
			"a new report", 6, false,
			[]bot.Happening{{What: bot.HappenedReferred, Agency: "neighbourhood-services", At: wall("2026-11-24 10:00")}},
			"2026-11-24 12:00",
			[]string{"Take due by 10:00 tomorrow (Wed 25 Nov)", "Answer due by 10:00 on Thu 26 Nov", "Close due by 10:00 on Tue 22 Dec"},
		},
		{
			"overdue", 6, false,
			[]bot.Happening{{What: bot.HappenedReferred, Agency: "neighbourhood-services", At: wall("2026-11-24 10:00")}},
			"2026-11-26 09:00",
			[]string{"! Overdue: take, since 10:00 yesterday (Wed 25 Nov)", "Answer due by 10:00 today (Thu 26 Nov)", "Close due by 10:00 on Tue 22 Dec"},
		},
		{
			"it waits for the resident", 6, false,
			[]bot.Happening{
				{What: bot.HappenedReferred, Agency: "neighbourhood-services", At: wall("2026-11-24 10:00")},
				{What: bot.HappenedTaken, At: wall("2026-11-24 10:00")},
				{What: bot.HappenedReply, At: wall("2026-11-24 11:00")},
			},
			"2026-11-25 09:00",
			[]string{"Close: the clock stands still while it waits for the resident. 159 working hours are left"},
		},
		{
			"urgent, on a Saturday before a bank holiday", 6, true,
			[]bot.Happening{{What: bot.HappenedReferred, Agency: "neighbourhood-services", At: wall("2026-12-26 22:30")}},
			"2026-12-26 22:40",
			[]string{
				"Take due by 23:30 today (Sat 26 Dec)", "Answer due by 02:30 tomorrow (Sun 27 Dec)", "Close due by 17:00 on Tue 5 Jan",
				"It is urgent and due by the clock, but nobody works there until 09:00 on Tue 29 Dec.",
			},
		},
		{
			"of two agencies, for who sees both", 7, false,
			[]bot.Happening{
				{What: bot.HappenedReferred, Agency: "bedfordshire-police", At: wall("2026-11-24 16:00")},
				{What: bot.HappenedReferred, Agency: "citizen-engagement", At: wall("2026-11-24 16:00")},
				{What: bot.HappenedTaken, At: wall("2026-11-24 16:00")},
				{What: bot.HappenedReply, At: wall("2026-11-24 16:30")},
				{What: bot.HappenedResident, At: wall("2026-11-24 16:45")},
			},
			"2026-11-24 17:00",
			[]string{
				"Answer (Bedfordshire Police) due by 08:45 tomorrow (Wed 25 Nov)", "Answer (Citizen Engagement) due by 16:45 on Thu 26 Nov",
				"Close (Bedfordshire Police) due by 08:15 on Tue 1 Dec", "Close (Citizen Engagement) due by 16:15 on Tue 22 Dec",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := wall(test.now)
			d := desk.New(desk.Config{Plan: plan, Now: func() time.Time { return now }})
			r := bot.Report{Theme: test.theme, Status: flows.StatusNew, Urgent: test.urgent, FiledAt: test.story[0].At}
			for _, due := range bot.Deadlines(plan, bot.Story{Theme: test.theme, Urgent: test.urgent, Happened: test.story}) {
				if !due.Over() {
					r.Deadlines = append(r.Deadlines, due)
				}
			}
			var got []string
			for _, line := range d.View(r, desk.Short(plan.Zone())).Due {
				sign := ""
				if line.Overdue {
					sign = "! "
				}
				got = append(got, sign+line.Text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if last := test.want[len(test.want)-1]; strings.HasPrefix(last, "It is urgent") && !strings.Contains(desk.CardText(d, r), last) {
				t.Errorf("the card doesn't say it: %s", desk.CardText(d, r))
			}
		})
	}
}
