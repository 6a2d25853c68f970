package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/trail"
	"yousaid/flows"
)

// moreTries is how often a commit is tried anew after it met something that it
// can avoid: a reference that is taken, say.
const moreTries = 5

// Commit does the effects of pending work in one transaction. A second Commit
// of the same Pending.ID changes nothing and returns the same outcomes, however
// many of them run at once and wherever an earlier one was cut off. What it
// returns is on the disk; with an error it may be.
func (s *Store) Commit(ctx context.Context, from channel.Address, work flows.Pending) ([]flows.Outcome, error) {
	c := commit{Store: s, from: from, lookup: s.blind(from), work: work, now: s.now(), request: cmp.Or(string(trail.Cause(ctx)), "{}")}
	outcomes, err := c.try(ctx)
	for range moreTries {
		if err == nil || !c.avoid(err) {
			break
		}
		outcomes, err = c.try(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", work.ID, clean(err))
	}
	return outcomes, nil
}

// commit is one Commit. Its effects first read what they need, with locks, and
// queue what they write; all of that then goes in one round trip, which begins
// with the claim of the work's id. Whoever loses that claim to another commit
// of the same work takes everything back and returns the other's outcomes.
//
// Where nothing has to be read first, as with a report, that round trip is the
// whole transaction: its statements, and the jobs with them, stand in one
// pipeline, which PostgreSQL commits at its end or not at all.
//
// The commit itself doesn't wait for the disk: see dontWait.
type commit struct {
	*Store
	from   channel.Address
	lookup []byte
	work   flows.Pending
	now    time.Time

	request string // what jobs remember of the one that queues them, as JSON

	tx     pgx.Tx // nil until something has to be read first
	writes []write
	jobs   []river.JobArgs
	wakes  bool                          // a write queues jobs itself
	late   bool                          // more jobs follow from what the writes return
	due    []bot.DueCard                 // what the courier is to deliver
	after  []func(context.Context) error // what can't be queued; runs when the writes are done

	reference string // the record's own choice, when the resident's wish is taken
	keyed     bool   // the report's key is there already: an upload link came first
	filed     bool   // the report is there already

	counts map[int]int // reports like the one that is filed, by the effect's place
}

// write is one statement of the round trip, with what to do with its rows.
type write struct {
	sql  string
	args []any
	rows func(pgx.Rows) error // nil: none are expected
}

func (c *commit) write(sql string, args ...any) {
	c.writes = append(c.writes, write{sql: sql, args: args})
}

// collect queues a statement whose rows are handed to fn.
func (c *commit) collect(fn func(pgx.Rows) error, sql string, args ...any) {
	c.writes = append(c.writes, write{sql: sql, args: args, rows: fn})
}

// collectJobs queues a statement whose rows make jobs.
func (c *commit) collectJobs(job pgx.RowToFunc[river.JobArgs], sql string, args ...any) {
	c.late = true
	c.collect(func(rows pgx.Rows) error {
		jobs, err := pgx.CollectRows(rows, job)
		c.jobs = append(c.jobs, jobs...)
		return err
	}, sql, args...)
}

func deliver(id int64) river.JobArgs { return bot.DeliverJob{Delivery: id} }

func deliverOf(row pgx.CollectableRow) (river.JobArgs, error) {
	id, err := pgx.RowTo[int64](row)
	return deliver(id), err
}

// try runs the whole once, again where it lost against another transaction.
func (c *commit) try(ctx context.Context) (outcomes []flows.Outcome, err error) {
	for range attempts {
		if outcomes, err = c.once(ctx); !again(err) {
			break
		}
	}
	if twice(err) == "commits_pkey" {
		return c.repeated(ctx)
	}
	if err == nil && len(c.due) > 0 {
		c.courier(c.due)
	}
	return outcomes, err
}

func (c *commit) once(ctx context.Context) (outcomes []flows.Outcome, err error) {
	conn, err := c.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	c.tx, c.writes, c.jobs, c.wakes, c.late, c.due, c.after, c.counts = nil, nil, nil, false, false, nil, nil, map[int]int{}
	defer func() {
		if c.tx != nil {
			_ = c.tx.Rollback(context.WithoutCancel(ctx)) // after a commit it does nothing
		}
	}()
	outcomes = make([]flows.Outcome, len(c.work.Effects))
	for i, effect := range c.work.Effects {
		if outcomes[i], err = c.effect(ctx, conn.Conn(), i, effect); err != nil {
			return nil, err
		}
		outcomes[i].Kind = effect.Kind
	}
	if c.whole() {
		err = c.sendWhole(ctx, conn.Conn(), outcomes)
	} else {
		err = c.sendFirst(ctx, conn.Conn(), outcomes)
	}
	for place, count := range c.counts {
		outcomes[place].Count = count
	}
	return outcomes, err
}

// whole reports whether one round trip can do everything.
func (c *commit) whole() bool {
	special := func(job river.JobArgs) bool { return !c.insertOpts(job).ScheduledAt.IsZero() }
	return c.tx == nil && !c.late && len(c.after) == 0 && !slices.ContainsFunc(c.jobs, special)
}

// sendWhole does all writes, and queues their jobs, in one round trip, which ends
// once that is on the disk.
func (c *commit) sendWhole(ctx context.Context, conn *pgx.Conn, outcomes []flows.Outcome) error {
	batch := &pgx.Batch{}
	batch.Queue(`BEGIN`)
	if err := c.queueAll(batch, outcomes); err != nil {
		return err
	}
	if err := insertJobs(batch, c.jobs, c.request); err != nil {
		return err
	}
	wakes := c.wakes || len(c.jobs) > 0
	at := wakes && c.bell.rings(time.Now())
	if at {
		batch.Queue(wakeSQL)
	}
	batch.Queue(`COMMIT`)
	batch.Queue(flushed)
	if err := sendWhole(ctx, conn, batch); err != nil {
		return err
	}
	if wakes && !at {
		c.bell.later()
	}
	return nil
}

// sendFirst does all writes in one round trip, and then what depends on what
// they return.
func (c *commit) sendFirst(ctx context.Context, conn *pgx.Conn, outcomes []flows.Outcome) error {
	if err := c.send(ctx, conn, outcomes); err != nil {
		return err
	}
	for _, fn := range c.after {
		if err := fn(ctx); err != nil {
			return err
		}
	}
	if err := c.enqueue(ctx, c.tx, c.jobs...); err != nil {
		return err
	}
	if err := c.tx.Commit(ctx); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, flushed)
	return err
}

// read opens the transaction for those effects that have to look first.
func (c *commit) read(ctx context.Context, conn *pgx.Conn) (tx pgx.Tx, err error) {
	if c.tx == nil {
		c.tx, err = conn.Begin(ctx)
	}
	return c.tx, err
}

// send claims the work's id and does all writes in one round trip. Where
// nothing was read before, that round trip also begins the transaction.
func (c *commit) send(ctx context.Context, conn *pgx.Conn, outcomes []flows.Outcome) error {
	batch := &pgx.Batch{}
	if c.tx == nil {
		batch.BeginTx(pgx.TxOptions{})
	}
	if err := c.queueAll(batch, outcomes); err != nil {
		return err
	}
	results := conn.SendBatch(ctx, batch)
	if c.tx == nil {
		c.tx = results.Tx()
	}
	return results.Close()
}

// queueAll puts the claim of the work's id and all writes into a batch. A claim
// that is lost ends the transaction: what stands behind it in the pipeline isn't
// done.
func (c *commit) queueAll(batch *pgx.Batch, outcomes []flows.Outcome) error {
	stored, err := json.Marshal(plain(outcomes))
	if err != nil {
		return err
	}
	batch.Queue(`
		INSERT INTO commits (id, outcomes, at) SELECT $1, $2, $3 FROM (`+dontWait+`) AS light`, c.work.ID, stored, c.now)
	c.queue(batch)
	return nil
}

// queue puts all writes into a batch.
func (c *commit) queue(batch *pgx.Batch) {
	for _, w := range c.writes {
		query := batch.Queue(w.sql, w.args...)
		if w.rows != nil {
			query.Query(w.rows)
		}
	}
}

// plain leaves out of outcomes what may not lie in the record unsealed: the
// secret of a link, the words of a notice.
func plain(outcomes []flows.Outcome) []flows.Outcome {
	kept := make([]flows.Outcome, len(outcomes))
	for i, out := range outcomes {
		out.Link, out.Notices = "", nil
		kept[i] = out
	}
	return kept
}

// repeated returns the outcomes of an earlier commit of the same work, with
// what plain left out found again.
func (c *commit) repeated(ctx context.Context) ([]flows.Outcome, error) {
	if _, err := c.pool.Exec(ctx, flushed); err != nil { // whoever was first may not have come to it
		return nil, err
	}
	var stored []byte
	if err := c.pool.QueryRow(ctx, `SELECT outcomes FROM commits WHERE id = $1`, c.work.ID).Scan(&stored); err != nil {
		return nil, err
	}
	var outcomes []flows.Outcome
	if err := json.Unmarshal(stored, &outcomes); err != nil {
		return nil, err
	}
	for i, effect := range c.work.Effects {
		if i >= len(outcomes) || outcomes[i].Refused != "" {
			continue
		}
		switch effect.Kind {
		case flows.OfferUpload:
			outcomes[i].Link = c.uploadLink(effect.Text)
		case flows.ReadNotices:
			notices, err := c.unread(ctx, c.pool, c.lookup, unreadStates, effect.Targets)
			if err != nil {
				return nil, err
			}
			outcomes[i].Notices = notices
		case flows.OpenReport:
			notices, err := c.openedBefore(ctx, outcomes[i], effect.Targets)
			if err != nil {
				return nil, err
			}
			outcomes[i].Notices = notices
		case flows.CopyData:
			out, err := c.copiedBefore(ctx, effect)
			if err != nil {
				return nil, err
			}
			outcomes[i].Link, outcomes[i].Copy = out.Link, out.Copy
		}
	}
	return outcomes, nil
}

// avoid changes the commit so that it doesn't meet the same obstacle again, and
// says whether that is possible.
func (c *commit) avoid(err error) bool {
	switch twice(err) {
	case "reports_reference_key":
		reference, err := c.newReference()
		c.reference = reference
		return err == nil
	case "report_keys_pkey":
		c.keyed = true
	case "reports_pkey":
		c.filed = true
	default:
		return false
	}
	return true
}

// effect reads what one effect needs, queues what it writes and says what will
// have come of it.
func (c *commit) effect(ctx context.Context, conn *pgx.Conn, place int, effect flows.Effect) (flows.Outcome, error) {
	switch effect.Kind {
	case flows.StopAll:
		c.stop()
		return flows.Outcome{}, nil
	case flows.StartAgain:
		c.start()
		return flows.Outcome{}, nil
	case flows.SetLanguage:
		c.setLanguage(effect.Text)
		return flows.Outcome{}, nil
	case flows.SetPIN:
		c.setPIN(effect.Text)
		return flows.Outcome{}, nil
	case flows.FileReport:
		return c.file(ctx, conn, place, effect.Report)
	case flows.FileComment:
		return c.comment(effect.Comment)
	case flows.FilePulse:
		return c.pulse(effect.Comment)
	case flows.OfferPulse:
		c.offerPulse()
		return flows.Outcome{}, nil
	case flows.Subscribe:
		return c.subscribe(effect.Updates), nil
	case flows.EndUpdates:
		c.endUpdates()
		return flows.Outcome{}, nil
	case flows.NoteAsked:
		c.noteAsked()
		return flows.Outcome{}, nil
	case flows.Thumb:
		c.thumb(effect)
		return flows.Outcome{}, nil
	}
	tx, err := c.read(ctx, conn)
	if err != nil {
		return flows.Outcome{}, err
	}
	switch effect.Kind {
	case flows.AnswerDesk, flows.Reopen:
		return c.answer(ctx, tx, place, effect)
	case flows.ReadNotices:
		return c.readNotices(ctx, tx, effect.Targets)
	case flows.OfferUpload:
		return c.offerUpload(ctx, tx, effect)
	case flows.ForgetMe:
		return c.forget(ctx, tx)
	case flows.ReadProgress:
		return c.readProgress(ctx, tx, effect.Updates)
	}
	return c.mine(ctx, tx, place, effect)
}

// mine is effect for what residents do with what is theirs.
func (c *commit) mine(ctx context.Context, tx pgx.Tx, place int, effect flows.Effect) (flows.Outcome, error) {
	switch effect.Kind {
	case flows.ListReports:
		return c.listReports(ctx, tx)
	case flows.OpenReport:
		return c.openReport(ctx, tx, effect)
	case flows.AddTo:
		return c.addTo(ctx, tx, place, effect)
	case flows.Withdraw:
		return c.withdraw(ctx, tx, place, effect)
	case flows.Rate:
		return c.rate(ctx, tx, effect)
	case flows.TryPIN:
		return c.tryPIN(ctx, tx, effect.Text)
	case flows.CopyData:
		return c.copyData(ctx, tx, effect)
	}
	return flows.Outcome{}, fmt.Errorf("unknown effect %q", effect.Kind)
}
