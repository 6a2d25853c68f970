package postgres_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// work is something that the record does all the time.
type work struct {
	name string
	do   func(w *town) error
}

// BenchmarkGrow compares a record of 10,000 reports and 1,000 subscribers with a
// larger one, by turns: `GROW=1000000 go test ./storage/postgres -run=- -bench=Grow
// -benchtime=30x -timeout=2h`. Without GROW the larger one has 40,000 reports.
// docs/scaling.md says what came of it.
func BenchmarkGrow(b *testing.B) {
	many := 40_000
	if given, err := strconv.Atoi(os.Getenv("GROW")); err == nil {
		many = given
	}
	young, old := grown(b, 10_000, 1_000), grown(b, many, many/10)
	for _, w := range []*town{young, old} {
		if err := w.Purge(b.Context(), noon); err != nil { // what is past its time already
			b.Fatal(err)
		}
		w.owner(`VACUUM ANALYSE`)
	}
	lists := map[*town][]list{young: young.lists(), old: old.lists()}
	for i, l := range lists[young] {
		b.Run("inbox/"+l.name, func(b *testing.B) {
			compare(b, func(w *town) error {
				_, err := w.Inbox(b.Context(), lists[w][i].by, lists[w][i].filter)
				return err
			}, young, old)
		})
	}
	for _, part := range [][]work{reading(b), residentsDo(b), sweeping(b), spreading(b), purging(b)} {
		for _, one := range part {
			b.Run(one.name, func(b *testing.B) { compare(b, one.do, young, old) })
		}
	}
}

// reading is what officers, residents on the public page and agencies' systems
// look at.
func reading(b *testing.B) []work {
	ctx := b.Context()
	page := func(f bot.AuditFilter) func(w *town) error {
		return func(w *town) error { _, err := w.Audit(ctx, f); return err }
	}
	search := func(word string) func(w *town) error {
		return func(w *town) error {
			_, err := w.Search(ctx, w.coordinator(), bot.InboxSearch{Filter: bot.InboxFilter{View: bot.InboxAll}, Words: []string{word}, Within: time.Minute})
			return err
		}
	}
	newest := map[*town]string{}
	key := bot.APIKey{ID: uuid.NewString(), Agency: "neighbourhood-services", Name: "Cases"}
	return []work{
		{"inbox/what waits", func(w *town) error {
			_, err := w.Waiting(ctx, w.member("neighbourhood-services", 1, false))
			return err
		}},
		{"search/reference", func(w *town) error { _, err := w.Find(ctx, w.coordinator(), "LUT-700"); return err }},
		{"search/words", search("sofas")},
		{"search/place", search("dallow")},
		{"report/page", func(w *town) error {
			if newest[w] == "" {
				newest[w] = w.newest()
			}
			_, err := w.Open(ctx, w.coordinator(), newest[w], "bench")
			return err
		}},
		{"comments/newest", func(w *town) error {
			_, err := w.Comments(ctx, w.member("neighbourhood-services", 1, true), bot.CommentFilter{}, bot.ListKey{}, 20)
			return err
		}},
		{"figures/a year", func(w *town) error { return readYear(b, w, bot.AllAgencies) }},
		{"figures/of an update", func(w *town) error { _, err := w.UpdateOutcomes(ctx, currentUpdate); return err }},
		{"audit/newest", page(bot.AuditFilter{})},
		{"audit/deep", page(bot.AuditFilter{After: bot.AuditPlace{At: noon.AddDate(0, 0, -60), ID: 1 << 40}})},
		{"audit/agency", page(bot.AuditFilter{Agency: "probation"})},
		{"audit/action", page(bot.AuditFilter{Action: "take"})},
		{"audit/report", page(bot.AuditFilter{Reference: "LUT-900"})},
		{"audit/officer", func(w *town) error { return page(bot.AuditFilter{Officer: w.officers["probation"][3].String()})(w) }},
		{"public/newest updates", func(w *town) error {
			_, err := w.NewestPublished(ctx, "en", []int{1, 2, 3, 4, 5, 6, 7, 8})
			return err
		}},
		{"public/a theme", func(w *town) error { _, err := w.PublishedOn(ctx, "en", 6, bot.ListKey{}, 10); return err }},
		{"public/reports by month", func(w *town) error { _, err := w.ReportsByMonth(ctx, noon.AddDate(0, -2, 0), noon); return err }},
		{"public/pulses by month", func(w *town) error { _, err := w.PulsesByMonth(ctx, noon.AddDate(0, -2, 0), noon); return err }},
		{"systems/Open311 list", func(w *town) error {
			_, err := w.ServiceRequests(ctx, key, bot.ServiceFilter{From: noon.AddDate(0, 0, -90), To: noon.Add(time.Hour), Most: 100})
			return err
		}},
		{"systems/Open311 by reference", func(w *town) error {
			_, err := w.ServiceRequests(ctx, key, bot.ServiceFilter{References: []string{"LUT-700", "LUT-701"}, From: noon.AddDate(-1, 0, 0), To: noon, Most: 100})
			return err
		}},
	}
}

// currentUpdate is the update of every world that is being sent: md5('update0').
const currentUpdate = "ec0d3135-7bc3-5d89-5627-fd66612bab85"

// residentsDo is what conversations have the record do.
func residentsDo(b *testing.B) []work {
	ctx := b.Context()
	talks := map[*town]int{}
	next := func(w *town) channel.Address {
		talks[w]++
		return keenOne(talks[w] % (keen / 2))
	}
	return []work{
		{"resident/what is known", func(w *town) error { _, _, err := w.Resident(ctx, next(w)); return err }},
		{"resident/files", func(w *town) error { _, err := w.Commit(ctx, next(w), pending(filing(submission(6)))); return err }},
		{"resident/lists own", func(w *town) error {
			_, err := w.Commit(ctx, next(w), pending(flows.Effect{Kind: flows.ListReports}))
			return err
		}},
		{"resident/says STOP and START", func(w *town) error {
			_, err := w.Commit(ctx, next(w), pending(flows.Effect{Kind: flows.StopAll}, flows.Effect{Kind: flows.StartAgain}))
			return err
		}},
		{"resident/FORGET ME", func(w *town) error {
			talks[w]++
			_, err := w.Commit(ctx, keenOne(keen/2+talks[w]%(keen/2)), pending(flows.Effect{Kind: flows.ForgetMe}))
			return err
		}},
		{"officer/takes and answers", func(w *town) error {
			filed, err := w.Commit(ctx, next(w), pending(filing(submission(6))))
			if err != nil {
				return err
			}
			by := w.member("neighbourhood-services", 1, false)
			if _, err = w.Take(ctx, action(by), filed[0].Report.ID); err == nil {
				_, err = w.AddReply(ctx, action(by), filed[0].Report.ID, "When?")
			}
			return err
		}},
	}
}

// sweeping is what looks again and again whether something is to be done.
func sweeping(b *testing.B) []work {
	ctx := b.Context()
	return []work{
		{"sweep/deadlines of what came", func(w *town) error {
			_, err := w.Commit(ctx, keenOne(1), pending(filing(submission(6))))
			if err == nil {
				_, err = w.KeepDeadlines(ctx, 1)
			}
			return err
		}},
		{"sweep/no deadline has come", func(w *town) error { _, _, err := w.PassDeadlines(ctx, 100); return err }},
		{"sweep/nobody to remind", func(w *town) error {
			_, err := w.Reminders(ctx, bot.RemindJob{Officer: w.officers["probation"][1].String()})
			return err
		}},
		{"sweep/figures, a week anew", func(w *town) error {
			w.exec(`INSERT INTO figure_marks (day) VALUES ('2026-10-14')`)
			return w.CountFigures(ctx)
		}},
		{"sweep/hook, one call", func(w *town) error {
			call, err := w.ClaimHook(ctx, time.Minute)
			if err != nil {
				return err
			}
			return w.HookTried(ctx, call, bot.HookResult{State: "waiting", Next: noon.Add(-time.Minute)})
		}},
		{"sweep/what waits (metrics)", func(w *town) error { _, err := w.Backlog(ctx); return err }},
	}
}

// spreading is what brings an update to many.
func spreading(b *testing.B) []work {
	ctx := b.Context()
	return []work{
		{"broadcast/next resident", func(w *town) error {
			parcel, err := storagetest.ClaimParcel(ctx, w.Store, channel.Telegram)
			if err != nil {
				return err
			}
			return w.ReleaseParcels(ctx, parcel)
		}},
		{"broadcast/queue", func(w *town) error { return w.QueueSpread(ctx) }},
		{"broadcast/no claim is lost", func(w *town) error { _, err := w.LoseClaims(ctx, noon); return err }},
		{"broadcast/network", func(w *town) error {
			_, err := w.TakeNetwork(ctx, channel.SMS, time.Second, time.Second)
			return err
		}},
		{"broadcast/audience", func(w *town) error { _, err := w.Audience(ctx, 6); return err }},
	}
}

// purging is what runs every hour.
func purging(b *testing.B) []work {
	ctx := b.Context()
	days := map[*town]int{}
	return []work{
		{"purge/nothing is due", func(w *town) error { return w.Purge(ctx, noon) }},
		{"purge/a day's share", func(w *town) error {
			days[w]++
			return w.Purge(ctx, noon.AddDate(0, 0, days[w]))
		}},
	}
}
