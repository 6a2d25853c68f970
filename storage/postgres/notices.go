package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

// reachSQL says whether a report's resident can be written to (bot.Reach). It
// reads the vault, so it needs the service role, and contacts joined on the
// left.
const reachSQL = `
	CASE WHEN reports.contact_id IS NULL OR reports.status = 'forgotten' THEN 'gone'
	     WHEN reports.contact = 'none' THEN 'none'
	     WHEN EXISTS (SELECT FROM stops WHERE stops.lookup = contacts.lookup) THEN 'stopped'
	     WHEN contacts.blocked_at IS NOT NULL THEN 'blocked'
	     ELSE 'open' END`

// readsSQL is the language that a report's resident is written to in: their
// choice, else that of the report. It needs what reachSQL needs.
const readsSQL = `
	coalesce((SELECT language FROM preferences WHERE preferences.lookup = contacts.lookup), reports.language)`

// addressed is a notice with where it goes.
type addressed struct {
	noticeRow
	State      bot.NoticeState
	Reach      bot.Reach
	Language   string
	Contact    string
	Channel    string
	ContactKey []byte
	Address    []byte
}

// Notice reads what is to be told and opens the address that it goes to. A
// notice whose resident was forgotten is ErrNotFound.
func (s *Store) Notice(ctx context.Context, id string) (bot.Notice, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT notices.id::text, notices.kind, notices.agency, notices.result, `+rateSQL+` AS rate, entries.source, entries.text,
		       report_keys.data_key,
		       reports.id::text AS report, reports.reference, reports.theme, reports.degree, reports.status,
		       `+agenciesSQL+` AS agencies,
		       notices.state, `+reachSQL+` AS reach,
		       `+readsSQL+` AS language,
		       contacts.id::text AS contact, contacts.channel, contacts.data_key AS contact_key, contacts.address
		FROM notices
		JOIN reports ON reports.id = notices.report_id
		JOIN vault.contacts ON contacts.id = reports.contact_id
		JOIN vault.report_keys ON report_keys.report_id = reports.id
		LEFT JOIN entries ON entries.id = notices.entry_id
		WHERE notices.id = as_uuid($1)`, id)
	if err != nil {
		return bot.Notice{}, fmt.Errorf("notice %s: %w", id, clean(err))
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[addressed])
	if errors.Is(err, pgx.ErrNoRows) {
		notice, err := s.answerNotice(ctx, id)
		if err != nil {
			err = fmt.Errorf("notice %s: %w", id, clean(err))
		}
		return notice, err
	}
	if err != nil {
		return bot.Notice{}, fmt.Errorf("notice %s: %w", id, clean(err))
	}
	notice := bot.Notice{State: row.State, Language: row.Language, Reach: row.Reach}
	if notice.Notice, err = s.notice(row.noticeRow); err != nil {
		return bot.Notice{}, fmt.Errorf("notice %s: %w", id, clean(err))
	}
	notice.To, err = s.contactAddress(row.Contact, row.Channel, row.ContactKey, row.Address)
	if err != nil {
		return bot.Notice{}, fmt.Errorf("notice %s: %w", id, clean(err))
	}
	return notice, nil
}

// NoticeDone notes how far a notice came, and why not further; the failure is a
// word of ours, never a provider's text. What was read stays read. The cards of
// the report show it.
func (s *Store) NoticeDone(ctx context.Context, id string, state bot.NoticeState, failure string) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			WITH notice AS (
				UPDATE notices
				SET state = $2, failure = $3,
				    told_at = CASE WHEN $2 IN ('told', 'read') THEN coalesce(told_at, $4) ELSE told_at END,
				    read_at = CASE WHEN $2 = 'read' THEN $4 ELSE read_at END
				WHERE id = as_uuid($1) AND state <> $2 AND state <> 'read'
				RETURNING report_id)
			UPDATE reports SET version = version + 1 FROM notice WHERE reports.id = notice.report_id
			RETURNING reports.id::text`, id, state, failure, s.now())
		if err != nil {
			return err
		}
		jobs, err := pgx.CollectRows(rows, refreshOf)
		if err != nil {
			return err
		}
		if len(jobs) == 0 {
			if jobs, err = s.answerDone(ctx, tx, id, state, failure); err != nil {
				return err
			}
		}
		return s.enqueue(ctx, tx, jobs...)
	})
	if err != nil {
		return fmt.Errorf("notice %s is %s: %w", id, state, err)
	}
	return nil
}

// readNotices marks notices as read and returns all that waited, the marked
// ones included.
func (c *commit) readNotices(ctx context.Context, tx pgx.Tx, ids []string) (flows.Outcome, error) {
	waiting, err := c.unread(ctx, tx, c.lookup, unreadStates, ids)
	if err != nil {
		return flows.Outcome{}, err
	}
	c.markRead(c.lookup, ids)
	c.markAnswersRead(ids)
	return flows.Outcome{Notices: waiting}, nil
}

// markRead marks notices to an address as read; the cards of their reports show
// it.
func (c *commit) markRead(lookup []byte, ids []string) {
	if len(ids) == 0 {
		return
	}
	c.collectJobs(refreshOf, `
		WITH notice AS (
			UPDATE notices SET state = 'read', told_at = coalesce(told_at, $3), read_at = $3
			FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id
			WHERE reports.id = notices.report_id AND contacts.lookup = $1
			  AND notices.id::text = ANY($2) AND notices.state IN ('waiting', 'told')
			RETURNING notices.report_id)
		UPDATE reports SET version = version + 1 WHERE id IN (SELECT report_id FROM notice)
		RETURNING reports.id::text`, lookup, ids, c.now)
}
