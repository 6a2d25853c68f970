package storagetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
	"yousaid/storage/postgres"
)

// Filed is a report of a seeded year, as it stands at the end of it: what figures
// are counted by hand from. It has no words and no resident.
type Filed struct {
	ID       string
	Theme    int
	Channel  string
	Ward     string // empty: nobody knows
	Language string
	Agencies []string // who has it
	Left     []string // who had it and passed it on
	At       time.Time
	Taken    []time.Time // each time that somebody took it or it was handed to them, in order
	Closed   time.Time   // zero: it isn't
	Opened   bool        // it had been closed before
	Status   flows.Status
	Outcome  bot.Outcome
	Rating   int // 0: none
}

// Year fills a record with reports, spread over some days from a time on, with
// all that may become of them: joint leads, reports that were passed on, opened
// again, withdrawn or forgotten, handed over and rated. The same numbers give the
// same reports.
func Year(t testing.TB, store *postgres.Store, reports int, from time.Time, days int) []Filed {
	t.Helper()
	y := year{plan: Plan(t), from: from, spread: time.Duration(days) * 24 * time.Hour}
	y.random = rand.New(rand.NewPCG(20, 26)) //nolint:gosec // the same reports each time, for tests
	list := make([]Filed, reports)
	for n := range list {
		list[n] = y.report(n)
	}
	triggers(t, store, "DISABLE")
	if err := pgx.BeginFunc(t.Context(), store.Pool(), func(tx pgx.Tx) error { return y.insert(t, tx, list) }); err != nil {
		t.Fatal(err)
	}
	triggers(t, store, "ENABLE")
	return list
}

// triggers switches those of lists off and on, which would take most of the time.
func triggers(t testing.TB, store *postgres.Store, word string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), store.Pool().Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // it ends with the test in any case
	for _, trigger := range []string{"referrals %s TRIGGER inbox_arrives", "referrals %s TRIGGER inbox_leaves", "entries %s TRIGGER inbox_speaks"} {
		if _, err := conn.Exec(t.Context(), fmt.Sprintf("ALTER TABLE "+trigger, word)); err != nil {
			t.Fatal(err)
		}
	}
}

// yearWards are Luton's.
var yearWards = [...]string{
	"Barnfield", "Beech Hill", "Biscot", "Bramingham", "Central", "Challney", "Dallow", "Farley", "High Town", "Leagrave",
	"Lewsey", "Northwell", "Poets", "Round Green", "Saints", "South", "Stopsley", "Sundon Park", "Vauxhall", "Wigmore",
}

type year struct {
	plan   *partnership.Plan
	random *rand.Rand
	from   time.Time
	spread time.Duration
}

// chance is true so many times of a hundred.
func (y year) chance(percent int) bool { return y.random.IntN(100) < percent }

// within draws a time that is mostly short, and never longer than that.
func (y year) within(longest time.Duration) time.Duration {
	share := y.random.Float64()
	return time.Duration(share * share * share * float64(longest)).Truncate(time.Second)
}

// weighted draws a place in a list of weights.
func (y year) weighted(weights ...int) int {
	sum := 0
	for _, weight := range weights {
		sum += weight
	}
	drawn := y.random.IntN(sum)
	for place, weight := range weights {
		if drawn -= weight; drawn < 0 {
			return place
		}
	}
	return 0
}

func (y year) report(n int) Filed {
	f := Filed{
		ID: uuid.Must(uuid.NewRandomFromReader(y)).String(), Theme: y.weighted(6, 18, 5, 6, 12, 14, 32, 4, 3),
		Channel:  []string{"telegram", "sms"}[y.weighted(60, 40)],
		Language: []string{"en", "pl", "ur", "ro", "bn", "pa", "gu"}[y.weighted(780, 60, 50, 40, 40, 20, 2)],
		Status:   flows.StatusNew, At: y.at(n),
	}
	if y.chance(75) {
		f.Ward = yearWards[y.weighted(4, 6, 9, 2, 30, 6, 20, 8, 14, 5, 4, 5, 3, 3, 6, 8, 2, 1, 1, 0)]
	}
	for _, lead := range y.plan.Leads(f.Theme) {
		f.Agencies = append(f.Agencies, lead.ID)
	}
	if y.chance(4) {
		f.Left, f.Agencies = f.Agencies, []string{"probation"}
	}
	y.live(&f)
	return f
}

// at spreads reports, and puts some into the hours around midnight in which
// clocks change or a week ends.
func (y year) at(n int) time.Time {
	at := y.from.Add(time.Duration(y.random.Float64() * float64(y.spread))).Truncate(time.Second)
	if n%50 == 0 {
		sunday := at.AddDate(0, 0, -int(at.Weekday())).Truncate(24 * time.Hour)
		if near := sunday.Add(time.Duration(y.random.IntN(28)) * time.Hour); near.After(y.from) {
			return near
		}
	}
	return at
}

// live lets happen to a report what does.
func (y year) live(f *Filed) {
	switch {
	case y.chance(4):
		f.Status = flows.StatusWithdrawn
		return
	case y.chance(2):
		f.Status = flows.StatusForgotten
		return
	case y.chance(10):
		return // still new
	}
	f.Status = flows.StatusTaken
	for last := f.At; len(f.Taken) == 0 || y.chance(10); last = f.Taken[len(f.Taken)-1] {
		f.Taken = append(f.Taken, last.Add(y.within(9*24*time.Hour)))
	}
	if y.chance(10) {
		return
	}
	f.Closed, f.Outcome = f.Taken[len(f.Taken)-1].Add(y.within(230*24*time.Hour)), bot.OutcomeDone
	switch y.weighted(75, 15, 10) {
	case 1:
		f.Outcome = bot.OutcomeNoAction
	case 2:
		f.Outcome = bot.OutcomeNotForUs
	}
	f.Status = flows.StatusClosed
	switch {
	case y.chance(20):
		f.Rating = y.weighted(1, 1, 2, 4, 3) + 1
	case y.chance(3):
		f.Status = flows.StatusForgotten
	case y.chance(5):
		f.Status, f.Opened, f.Closed, f.Outcome = flows.StatusNew, true, time.Time{}, ""
	}
}

// Read makes the year a source of ids.
func (y year) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(y.random.UintN(256)) //nolint:gosec // one byte of it
	}
	return len(p), nil
}

// insert copies rows into tables without row-level security, which COPY doesn't
// know, and spreads them from there.
func (y year) insert(t testing.TB, tx pgx.Tx, list []Filed) error {
	t.Helper()
	_, err := tx.Exec(t.Context(), `
		SET LOCAL statement_timeout = 0;
		CREATE TEMP TABLE filling (id uuid, n integer, theme smallint, degree text, status text, channel text, language text, ward text, agencies text[],
		                           earlier text[], filed timestamptz, taken timestamptz, outcome text, closed timestamptz) ON COMMIT DROP;
		CREATE TEMP TABLE happening (id uuid, n integer, event text, detail jsonb, at timestamptz) ON COMMIT DROP`)
	if err != nil {
		return err
	}
	var events [][]any
	row := func(n int) ([]any, error) {
		f := list[n]
		events = append(events, f.events()...)
		var taken, closed *time.Time
		if len(f.Taken) > 0 && !f.Opened {
			taken = &f.Taken[len(f.Taken)-1]
		}
		if !f.Closed.IsZero() {
			closed = &f.Closed
		}
		return []any{
			f.ID, n, f.Theme, string(y.plan.Degree(f.Theme)), string(f.Status), f.Channel, f.Language, f.Ward, f.Agencies, f.Left, f.At, taken, string(f.Outcome), closed,
		}, nil
	}
	columns := strings.Fields("id n theme degree status channel language ward agencies earlier filed taken outcome closed")
	if _, err := tx.CopyFrom(t.Context(), pgx.Identifier{"filling"}, columns, pgx.CopyFromSlice(len(list), row)); err != nil {
		return err
	}
	if _, err := tx.CopyFrom(t.Context(), pgx.Identifier{"happening"}, strings.Fields("id n event detail at"), pgx.CopyFromRows(events)); err != nil {
		return err
	}
	_, err = tx.Exec(t.Context(), `
		INSERT INTO reports (id, reference, theme, degree, status, channel, language, ward, contact, taken_at, outcome, closed_at, began_at, sent_at, filed_at)
		SELECT id, 'LUT-' || n, theme, degree, status, channel, language, ward, 'none', taken, outcome, closed, filed, filed, filed FROM filling;
		INSERT INTO referrals (report_id, agency, created_at) SELECT id, unnest(agencies), filed FROM filling;
		INSERT INTO referrals (report_id, agency, active, created_at, ended_at) SELECT id, unnest(earlier), false, filed, filed FROM filling;
		INSERT INTO entries (report_id, kind, event, detail, source, at) SELECT id, 'event', event, detail, id || ' ' || n, at FROM happening ORDER BY at, n`)
	return err
}

// events are the lines of a report's thread.
func (f Filed) events() [][]any {
	var list [][]any
	add := func(event string, detail map[string]string, at time.Time) {
		list = append(list, []any{f.ID, len(list), event, detail, at})
	}
	for i, at := range f.Taken {
		add([]string{"taken", "handed"}[min(i, 1)], map[string]string{}, at)
	}
	if f.Opened {
		last := f.Taken[len(f.Taken)-1]
		add("closed", map[string]string{}, last.Add(time.Hour))
		add("reopened", map[string]string{}, last.Add(2*time.Hour))
	}
	if !f.Closed.IsZero() {
		add("closed", map[string]string{"outcome": string(f.Outcome)}, f.Closed)
	}
	if f.Rating > 0 {
		add("rated", map[string]string{"rating": fmt.Sprint(f.Rating)}, f.Closed.Add(time.Hour))
	}
	return list
}
