package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/seal"
)

// deed is one action of an officer on a report that has been locked for it. Its
// transaction works as the service.
type deed struct {
	*Store
	action bot.Action
	tx     pgx.Tx
	report headRow
	key    *seal.DataKey
	now    time.Time
	first  result // who was first, when somebody was
	detail map[string]string
	jobs   []river.JobArgs
	also   []string // further reports that it is about: locked with the first one
}

// result is what is kept of an action, for when it comes again.
type result struct {
	Did    string    `json:"did"`
	Report string    `json:"report"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// act does one action of an officer, once for each id. First the desk role must
// find the report and lock it; what is then written, is written as the service.
// The report comes back as it stands afterwards, to whoever still has it.
func (s *Store) act(ctx context.Context, a bot.Action, did, report string, do func(context.Context, *deed) error) (bot.Acted, error) {
	return s.actOn(ctx, a, did, report, nil, do)
}

// actOn is act for what is about further reports, too: all must be the actor's.
func (s *Store) actOn(ctx context.Context, a bot.Action, did, report string, also []string, do func(context.Context, *deed) error) (bot.Acted, error) {
	var acted bot.Acted
	err := s.service(ctx, func(tx pgx.Tx) error {
		d := &deed{Store: s, action: a, tx: tx, now: s.now(), also: also}
		done, repeat, err := d.once(ctx, result{Did: did, Report: report, By: a.By.Name, At: d.now}, do)
		if err != nil && !refusal(err) {
			return err
		}
		acted = bot.Acted{Repeat: repeat, Did: done.Did, By: done.By, At: done.At}
		var unread error
		if acted.Report, unread = s.afterwards(ctx, tx, a.By, done.Report); unread != nil {
			return unread
		}
		return err
	})
	if err != nil {
		return acted, fmt.Errorf("%s report %s: %w", did, report, err)
	}
	return acted, nil
}

// once does an action unless it has been done. On a refusal the result says who
// was first.
func (d *deed) once(ctx context.Context, wanted result, do func(context.Context, *deed) error) (done result, repeat bool, err error) {
	if done, repeat, err = d.before(ctx); err != nil || repeat {
		return done, repeat, err
	}
	if err := d.lock(ctx, wanted.Report); err != nil {
		return result{}, false, err
	}
	// It may have been done while the lock was waited for.
	if done, repeat, err = d.before(ctx); err != nil || repeat {
		return done, repeat, err
	}
	if err = d.unchanged(ctx); err == nil {
		err = do(ctx, d)
	}
	if err != nil {
		d.first.Report = wanted.Report
		return d.first, false, err
	}
	return wanted, false, d.finish(ctx, wanted)
}

// unchanged refuses an action on a report whose thread has grown since the
// actor read it. Entries are counted: their ids may be drawn in another order
// than that in which they are kept.
func (d *deed) unchanged(ctx context.Context) error {
	if d.action.Read == nil {
		return nil
	}
	var now int
	err := d.tx.QueryRow(ctx, `SELECT count(*) FROM entries WHERE report_id = $1`, d.report.ID).Scan(&now)
	if err == nil && now > *d.action.Read {
		return bot.ErrStale
	}
	return err
}

// before finds what came of the same action earlier.
func (d *deed) before(ctx context.Context) (result, bool, error) {
	var stored []byte
	err := d.tx.QueryRow(ctx, `SELECT result FROM actions WHERE id = $1`, d.action.ID).Scan(&stored)
	if errors.Is(err, pgx.ErrNoRows) {
		return result{}, false, nil
	}
	if err != nil {
		return result{}, false, err
	}
	var was result
	return was, true, json.Unmarshal(stored, &was)
}

// lock finds the report as the actor's agency and keeps others off it until the
// transaction ends.
func (d *deed) lock(ctx context.Context, report string) (err error) {
	if err := asDesk(ctx, d.tx, d.action.By); err != nil {
		return err
	}
	if err := d.lockAlso(ctx, report); err != nil {
		return err
	}
	if d.report, err = readHead(ctx, d.tx, report, ` FOR UPDATE OF reports`); err != nil {
		return err
	}
	if d.key, err = d.reportKey(report, d.report.DataKey); err != nil {
		return err
	}
	return asService(ctx, d.tx)
}

// lockAlso locks all reports of an action in one order, so that no two actions
// wait for each other. One that the actor may not see is as none.
func (d *deed) lockAlso(ctx context.Context, report string) error {
	if len(d.also) == 0 {
		return nil
	}
	all := append([]string{report}, d.also...)
	rows, err := d.tx.Query(ctx, `
		SELECT id::text FROM reports WHERE id = ANY(ARRAY(SELECT as_uuid(one) FROM unnest($1::text[]) one)) AND status <> 'forgotten'
		ORDER BY id FOR UPDATE`, all)
	if err != nil {
		return err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(found) != len(all) {
		err = bot.ErrNotFound
	}
	return err
}

// finish uses up the draft, keeps the result, writes the audit and queues what
// follows.
func (d *deed) finish(ctx context.Context, done result) error {
	stored, err := json.Marshal(done)
	if err != nil {
		return err
	}
	if _, err := d.tx.Exec(ctx, `INSERT INTO actions (id, result, at) VALUES ($1, $2, $3)`, d.action.ID, stored, d.now); err != nil {
		return err
	}
	if d.action.Draft != "" {
		if err := d.useDraft(ctx); err != nil {
			return err
		}
	}
	if _, err := d.tx.Exec(ctx, `UPDATE reports SET version = version + 1 WHERE id = $1`, done.Report); err != nil {
		return err
	}
	d.jobs = append(d.jobs, bot.RefreshJob{Report: done.Report})
	if err := d.audit(ctx, d.tx, d.action.By, done.Did, done.Report, d.detail); err != nil {
		return err
	}
	return d.enqueue(ctx, d.tx, d.jobs...)
}

// afterwards reads a report for whoever acted on it. Somebody who passed it on
// sees only what they need to hear what came of it.
func (s *Store) afterwards(ctx context.Context, tx pgx.Tx, by bot.Actor, report string) (bot.Report, error) {
	if err := asDesk(ctx, tx, by); err != nil {
		return bot.Report{}, err
	}
	whole, err := s.readReport(ctx, tx, by, report, always)
	if !errors.Is(err, pgx.ErrNoRows) {
		return whole, err
	}
	passed := bot.Report{ID: report}
	if err := asService(ctx, tx); err != nil {
		return bot.Report{}, err
	}
	err = tx.QueryRow(ctx, `SELECT reference, status, `+agenciesSQL+` FROM reports WHERE id = $1`, report).
		Scan(&passed.Reference, &passed.Status, &passed.Agencies)
	return passed, err
}

// open refuses what can't be done to a report that is over.
func (d *deed) open() error {
	switch d.report.Status {
	case flows.StatusClosed:
		d.first = result{By: d.report.TakenBy, At: at(d.report.ClosedAt)}
		return bot.ErrClosed
	case flows.StatusWithdrawn, flows.StatusForgotten:
		return bot.ErrClosed
	case flows.StatusNew, flows.StatusTaken:
	}
	return nil
}

// refusal tells an answer that is meant for the officer from a failure.
func refusal(err error) bool {
	for _, own := range []error{
		bot.ErrConflict, bot.ErrClosed, bot.ErrNoContact, bot.ErrSame, bot.ErrStale,
		bot.ErrOwn, bot.ErrUsed, bot.ErrAsker, bot.ErrNobody,
	} {
		if errors.Is(err, own) {
			return true
		}
	}
	return false
}

// event adds what happened to the thread; its text is sealed, detail is not.
func (d *deed) entry(ctx context.Context, kind bot.EntryKind, event, text string, detail map[string]string) (id int64, err error) {
	if detail == nil {
		detail = map[string]string{}
	}
	encoded, err := json.Marshal(detail)
	if err != nil {
		return 0, err
	}
	source := "action:" + d.action.ID
	err = d.tx.QueryRow(ctx, `
		INSERT INTO entries (report_id, kind, event, detail, officer_id, author, agency, text, source, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		d.report.ID, kind, event, encoded, nullable(d.action.By.Officer), d.action.By.Name, d.action.By.Agency,
		sealText(d.key, "entries", source, text), source, d.now).Scan(&id)
	return id, err
}

// reach says whether the resident can be written to.
func (d *deed) reach(ctx context.Context) (reach bot.Reach, err error) {
	err = d.tx.QueryRow(ctx, `
		SELECT `+reachSQL+` FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = $1`, d.report.ID).Scan(&reach)
	return reach, err
}
