package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/seal"
)

// AddReply puts an officer's words into the thread and has them told to the
// resident. Where those can't be reached it is ErrNoContact and nothing is kept.
func (s *Store) AddReply(ctx context.Context, a bot.Action, report, text string) (bot.Acted, error) {
	return s.act(ctx, a, "reply", report, func(ctx context.Context, d *deed) error {
		reach, err := d.reach(ctx)
		if err != nil {
			return err
		}
		if reach != bot.ReachOpen {
			return bot.ErrNoContact
		}
		entry, err := d.entry(ctx, bot.EntryReply, "", text, nil)
		if err != nil {
			return err
		}
		return d.notify(ctx, flows.NoticeMessage, entry, d.action.By.Agency, "")
	})
}

// AddNote puts an officer's words into the thread, for colleagues alone.
func (s *Store) AddNote(ctx context.Context, a bot.Action, report, text string) (bot.Acted, error) {
	return s.act(ctx, a, "note", report, func(ctx context.Context, d *deed) error {
		_, err := d.entry(ctx, bot.EntryNote, "", text, nil)
		return err
	})
}

// notify has something told to the resident. Who chose no contact, or was
// forgotten, isn't told anything; for the rest the job looks when it runs. An
// entry of 0 is none.
func (d *deed) notify(ctx context.Context, kind flows.NoticeKind, entry int64, agency, outcome string) error {
	reach, err := d.reach(ctx)
	if err != nil || reach == bot.ReachNone || reach == bot.ReachGone {
		return err
	}
	id := uuid.NewString()
	_, err = d.tx.Exec(ctx, `
		INSERT INTO notices (id, report_id, kind, entry_id, agency, result, created_at)
		VALUES ($1, $2, $3, nullif($4::bigint, 0), $5, $6, $7)`,
		id, d.report.ID, kind, entry, agency, outcome, d.now)
	d.jobs = append(d.jobs, bot.NotifyJob{Notice: id})
	return err
}

// SaveDraft keeps what an officer wrote until they say where it goes. The same
// action gives the same draft, even once it has been used.
func (s *Store) SaveDraft(ctx context.Context, a bot.Action, report, text string) (id string, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		d := &deed{Store: s, action: a, tx: tx, now: s.now()}
		if err := d.lock(ctx, report); err != nil {
			return err
		}
		id, err = d.saveDraft(ctx, "report_id", report, text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keep a draft about report %s: %w", report, err)
	}
	return id, nil
}

// saveDraft keeps what an officer wrote about a report or a comment, as column
// says, until they say send.
func (d *deed) saveDraft(ctx context.Context, column, about, text string) (id string, err error) {
	// The update that changes nothing makes RETURNING see a row that was there.
	err = d.tx.QueryRow(ctx, `
		INSERT INTO drafts (id, `+column+`, officer_id, agency, text, source, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (source) DO UPDATE SET source = excluded.source
		RETURNING id::text`,
		uuid.NewString(), about, nullable(d.action.By.Officer), d.action.By.Agency, sealText(d.key, "drafts", d.action.ID, text),
		d.action.ID, d.now).Scan(&id)
	return id, err
}

// savedDraft reads what was kept, under the desk role. The query finds a draft
// $1 that has not been used: what it is about, its source, its text and the
// wrapped key, which unwrap opens. ErrUsed when there is none.
func (s *Store) savedDraft(ctx context.Context, by bot.Actor, id, query string, unwrap func(about string, wrapped []byte) (*seal.DataKey, error)) (about, text string, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		var source string
		var wrapped, sealed []byte
		err := tx.QueryRow(ctx, query, id).Scan(&about, &source, &sealed, &wrapped)
		if errors.Is(err, pgx.ErrNoRows) {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		key, err := unwrap(about, wrapped)
		if err != nil {
			return err
		}
		text, err = openText(key, "drafts", source, sealed)
		return err
	})
	return about, text, err
}

// Draft reads a draft of the actor's agency. One that has been used, or was
// thrown away, is ErrUsed.
func (s *Store) Draft(ctx context.Context, by bot.Actor, id string) (report, text string, err error) {
	report, text, err = s.savedDraft(ctx, by, id, `
		SELECT drafts.report_id::text, drafts.source, drafts.text, report_keys.data_key
		FROM drafts JOIN vault.report_keys ON report_keys.report_id = drafts.report_id
		WHERE drafts.id = as_uuid($1) AND drafts.used_at IS NULL`, s.reportKey)
	if err != nil {
		return "", "", fmt.Errorf("draft %s: %w", id, err)
	}
	return report, text, nil
}

// DiscardDraft throws a draft away.
func (s *Store) DiscardDraft(ctx context.Context, by bot.Actor, id string) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		gone, err := tx.Exec(ctx, `
			UPDATE drafts SET used_at = $3, text = ''
			WHERE id = as_uuid($1) AND agency = $2 AND used_at IS NULL`, id, by.Agency, s.now())
		if err == nil && gone.RowsAffected() == 0 {
			return bot.ErrUsed
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("discard draft %s: %w", id, err)
	}
	return nil
}

// useDraft empties the draft whose text has gone elsewhere.
func (d *deed) useDraft(ctx context.Context) error {
	_, err := d.tx.Exec(ctx, `UPDATE drafts SET used_at = $3, text = '' WHERE id = as_uuid($1) AND agency = $2`,
		d.action.Draft, d.action.By.Agency, d.now)
	return err
}
