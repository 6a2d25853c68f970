package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// errRepeat says that the work had been committed before.
var errRepeat = errors.New("committed before")

// moreTries is how often a commit is tried anew after it met something that it
// can avoid: a reference that is taken, say.
const moreTries = 5

// Commit does the effects of pending work in one transaction. A second Commit
// of the same Pending.ID changes nothing and returns the same outcomes, however
// many of them run at once and wherever an earlier one was cut off.
func (s *Store) Commit(ctx context.Context, from channel.Address, work flows.Pending) ([]flows.Outcome, error) {
	c := commit{Store: s, from: from, lookup: s.blind(from), work: work, now: s.now()}
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
type commit struct {
	*Store
	from   channel.Address
	lookup []byte
	work   flows.Pending
	now    time.Time

	tx     pgx.Tx // nil until something has to be read first
	writes []write
	jobs   []river.JobArgs
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

// queueJobs lets work follow from the ids that a write returns.
func (c *commit) queueJobs(job func(id int64) river.JobArgs) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		for _, id := range ids {
			c.jobs = append(c.jobs, job(id))
		}
		return err
	}
}

func deliver(id int64) river.JobArgs { return bot.DeliverJob{Delivery: id} }

// try runs the whole once, again where it lost against another transaction.
func (c *commit) try(ctx context.Context) (outcomes []flows.Outcome, err error) {
	for range attempts {
		if outcomes, err = c.once(ctx); !again(err) {
			break
		}
	}
	if errors.Is(err, errRepeat) {
		return c.repeated(ctx)
	}
	return outcomes, err
}

func (c *commit) once(ctx context.Context) (outcomes []flows.Outcome, err error) {
	conn, err := c.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	c.tx, c.writes, c.jobs, c.after, c.counts = nil, nil, nil, nil, map[int]int{}
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
	if err := c.send(ctx, conn.Conn(), outcomes); err != nil {
		return nil, err
	}
	for place, count := range c.counts {
		outcomes[place].Count = count
	}
	for _, fn := range c.after {
		if err := fn(ctx); err != nil {
			return nil, err
		}
	}
	if err := c.enqueue(ctx, c.tx, c.jobs...); err != nil {
		return nil, err
	}
	return outcomes, c.tx.Commit(ctx)
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
	stored, err := json.Marshal(plain(outcomes))
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	if c.tx == nil {
		batch.BeginTx(pgx.TxOptions{})
	}
	batch.Queue(`INSERT INTO commits (id, outcomes, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, c.work.ID, stored, c.now).
		Exec(func(tag pgconn.CommandTag) error {
			if tag.RowsAffected() == 0 {
				return errRepeat
			}
			return nil
		})
	c.queue(batch)
	results := conn.SendBatch(ctx, batch)
	if c.tx == nil {
		c.tx = results.Tx()
	}
	return results.Close()
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
