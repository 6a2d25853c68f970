package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// trips counts the round trips to the database.
type trips struct {
	mu   sync.Mutex
	list []string
}

func (c *trips) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, what)
}

// during returns the trips that something makes.
func (c *trips) during(do func()) []string {
	c.mu.Lock()
	c.list = nil
	c.mu.Unlock()
	do()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list
}

func (c *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	c.add(q.SQL)
	return ctx
}
func (*trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.add("batch")
	return ctx
}
func (*trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (*trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

func (c *trips) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromStartData) context.Context {
	c.add("copy")
	return ctx
}
func (*trips) TraceCopyFromEnd(context.Context, *pgx.Conn, pgx.TraceCopyFromEndData) {}

func (c *trips) TracePrepareStart(ctx context.Context, _ *pgx.Conn, p pgx.TracePrepareStartData) context.Context {
	c.add("prepare " + p.SQL)
	return ctx
}
func (*trips) TracePrepareEnd(context.Context, *pgx.Conn, pgx.TracePrepareEndData) {}

// traced is a record with one connection, whose round trips are counted.
func traced(t *testing.T) (*rig, *trips) {
	t.Helper()
	r, counted := start(t), &trips{}
	r.config.Tracer, r.config.MaxConns = counted, 1
	r.Store = r.another()
	return r, counted
}

func TestWhatIsOnlyWrittenIsOneRoundTrip(t *testing.T) {
	photos := func() *flows.Submission {
		sub := submission(4)
		sub.Photos = []flows.Photo{{Channel: channel.Telegram, File: "a"}, {Channel: channel.Telegram, File: "b"}}
		return sub
	}
	comment := func() *flows.Comment {
		return &flows.Comment{ID: submission(4).ID, Theme: 4, Text: "more lamps", Language: "en"}
	}
	for name, effects := range map[string]func() []flows.Effect{
		"report":                   func() []flows.Effect { return []flows.Effect{filing(submission(4))} },
		"report with photos":       func() []flows.Effect { return []flows.Effect{filing(photos())} },
		"report that is counted":   func() []flows.Effect { return []flows.Effect{filing(submission(2))} },
		"report, pulse offered":    func() []flows.Effect { return []flows.Effect{filing(submission(4)), {Kind: flows.OfferPulse}} },
		"report, asked of updates": func() []flows.Effect { return []flows.Effect{filing(submission(4)), {Kind: flows.NoteAsked}} },
		"comment":                  func() []flows.Effect { return []flows.Effect{{Kind: flows.FileComment, Comment: comment()}} },
		"stop":                     func() []flows.Effect { return []flows.Effect{{Kind: flows.StopAll}} },
		"start":                    func() []flows.Effect { return []flows.Effect{{Kind: flows.StartAgain}} },
		"language":                 func() []flows.Effect { return []flows.Effect{{Kind: flows.SetLanguage, Text: "pl"}} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, counted := traced(t)
			r.desk(r.config.Plan.Leads(4)[0].ID)
			r.commit(ana, effects()...) // the statements are prepared
			time.Sleep(10 * time.Millisecond)
			r.commit(ana, effects()...) // with what wakes the workers
			time.Sleep(10 * time.Millisecond)
			if got := counted.during(func() { r.commit(ana, effects()...) }); len(got) != 1 || got[0] != "batch" {
				t.Errorf("%d round trips:\n%s", len(got), strings.Join(got, "\n"))
			}
		})
	}
}

// A card is read in one round trip, between those that begin its transaction as
// the desk, note in the audit that its words are shown, and end it.
func TestACardIsReadInOneRoundTrip(t *testing.T) {
	r, counted := traced(t)
	desk := bot.Desk{
		ID: newID(), Agency: r.config.Plan.Leads(6)[0].ID, Label: "d", Address: channel.Address{Channel: channel.Telegram, ID: newID()},
	}
	if err := r.AddDesk(t.Context(), desk); err != nil {
		t.Fatal(err)
	}
	r.file(ana, 6)
	d := r.delivery(r.deliveries()[0])
	var card bot.Report
	read := func() {
		var err error
		if card, err = r.Card(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	read() // the statements are prepared
	if got := counted.during(read); len(got) != 5 || got[2] != "batch" {
		t.Errorf("%d round trips:\n%s", len(got), strings.Join(got, "\n"))
	}
	if len(card.What) == 0 || len(card.Agencies) == 0 || card.Reach != bot.ReachOpen || len(card.Deadlines) == 0 {
		t.Errorf("it lacks something: %+v", card)
	}
}

// Of who sent nothing yet there is nothing to read but settings.
func TestOfANewResidentOneStatementIsAsked(t *testing.T) {
	r, counted := traced(t)
	known := func(who channel.Address) func() {
		return func() {
			if _, _, err := r.Resident(t.Context(), who); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.file(ana, 4)
	r.commit(ben, flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{ID: submission(4).ID, Theme: 4, Text: "more lamps", Language: "en"}})
	cat := channel.Address{Channel: channel.Telegram, ID: "303"}
	for who, trips := range map[channel.Address]int{ana: 2, ben: 2, cat: 1} {
		known(who)() // the statements are prepared
		if got := counted.during(known(who)); len(got) != trips || trips == 1 && got[0] == "batch" {
			t.Errorf("%d round trips for %s:\n%s", len(got), who.ID, strings.Join(got, "\n"))
		}
	}
}

// What a report writes is one transaction: each row bears its number.
func TestAReportIsOneTransaction(t *testing.T) {
	r := start(t)
	r.desk(r.config.Plan.Leads(4)[0].ID)
	r.file(ana, 4)
	const rows = `
		SELECT xmin FROM commits UNION ALL SELECT xmin FROM reports UNION ALL SELECT xmin FROM vault.contacts
		UNION ALL SELECT xmin FROM vault.report_keys UNION ALL SELECT xmin FROM referrals UNION ALL SELECT xmin FROM deliveries
		UNION ALL SELECT xmin FROM river.river_job`
	if n := r.count(`SELECT count(*) FROM (` + rows + `) written`); n != 7 {
		t.Errorf("%d rows", n)
	}
	if n := r.count(`SELECT count(DISTINCT xmin::text) FROM (` + rows + `) written`); n != 1 {
		t.Errorf("%d transactions", n)
	}
}

// What fails only when the transaction is to end has not been done.
func TestAReportThatFailsAtItsEndIsNotFiled(t *testing.T) {
	r := start(t)
	owner := r.owner()
	for _, sql := range []string{
		`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$`,
		`CREATE CONSTRAINT TRIGGER refuses AFTER INSERT ON reports DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`,
	} {
		if _, err := owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	work := pending(filing(submission(4)))
	if out, err := r.Commit(t.Context(), ana, work); err == nil {
		t.Errorf("it says that it is filed: %+v", out)
	}
	if n := r.count(`SELECT count(*) FROM commits`) + r.count(`SELECT count(*) FROM river.river_job`); n != 0 {
		t.Errorf("%d rows are left of it", n)
	}
	if _, err := owner.Exec(t.Context(), `DROP TRIGGER refuses ON reports`); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Commit(t.Context(), ana, work); err != nil {
		t.Error(err)
	}
}

// The workers are woken when a report is there, also by the second of two that
// come one right after the other.
func TestJobsOfReportsAreWokenAtOnce(t *testing.T) {
	r := start(t)
	conn := r.owner()
	if _, err := conn.Exec(t.Context(), `LISTEN "river.river_insert"`); err != nil {
		t.Fatal(err)
	}
	heard := func() (payload string, err error) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		n, err := conn.WaitForNotification(ctx)
		if err == nil {
			payload = n.Payload
		}
		return payload, err
	}
	r.desk(r.config.Plan.Leads(4)[0].ID)
	for round := range 10 {
		time.Sleep(10 * time.Millisecond)
		r.file(ana, 4)
		r.file(ben, 4)
		for _, which := range []string{"first", "second"} {
			if got, err := heard(); err != nil || got != `{"queue": "default"}` {
				t.Fatalf("round %d, after the %s: heard %q, %v", round, which, got, err)
			}
		}
	}
}
