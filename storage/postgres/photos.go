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

// WaitingPhoto returns where a photo is to be fetched; ErrNotFound when it is
// there already, was refused or forgotten.
func (s *Store) WaitingPhoto(ctx context.Context, id string) (flows.Photo, error) {
	var photo flows.Photo
	var report string
	var wrapped, source []byte
	err := s.pool.QueryRow(ctx, `
		SELECT files.report_id::text, report_keys.data_key, files.source
		FROM files JOIN vault.report_keys ON report_keys.report_id = files.report_id
		WHERE files.id = as_uuid($1) AND files.state = 'waiting'`, id).Scan(&report, &wrapped, &source)
	if err != nil {
		return flows.Photo{}, fmt.Errorf("photo %s: %w", id, clean(err))
	}
	key, err := s.reportKey(report, wrapped)
	if err != nil {
		return flows.Photo{}, fmt.Errorf("photo %s: %w", id, clean(err))
	}
	if err := openJSON(key, source, &photo, seal.Cell("files", "source", id)); err != nil {
		return flows.Photo{}, fmt.Errorf("photo %s: %w", id, clean(err))
	}
	return photo, nil
}

// StorePhoto keeps the cleaned picture and has the cards show it. With nil, the
// photo is marked as refused and the resident is told, where they can be. The
// provider's id of the photo is not needed after that and goes.
func (s *Store) StorePhoto(ctx context.Context, id string, p *bot.StoredPhoto) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		var report string
		var wrapped []byte
		err := tx.QueryRow(ctx, `
			SELECT files.report_id::text, report_keys.data_key
			FROM files JOIN vault.report_keys ON report_keys.report_id = files.report_id
			WHERE files.id = as_uuid($1) AND files.state = 'waiting'
			FOR UPDATE OF files`, id).Scan(&report, &wrapped)
		if errors.Is(err, pgx.ErrNoRows) {
			return s.photoSettled(ctx, tx, id)
		}
		if err != nil {
			return err
		}
		if p == nil {
			return s.refusePhoto(ctx, tx, id, report)
		}
		key, err := s.reportKey(report, wrapped)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			UPDATE files SET state = 'stored', source = NULL, media_type = $2, content = $3, width = $4, height = $5
			WHERE id = $1`, id, p.Type, key.Seal(p.Data, contentOfFile(id)), p.Width, p.Height)
		if err != nil {
			return err
		}
		return s.touchReport(ctx, tx, report)
	})
	if err != nil {
		return fmt.Errorf("store photo %s: %w", id, err)
	}
	return nil
}

// photoSettled tells a photo that was settled before from one that isn't there.
func (s *Store) photoSettled(ctx context.Context, tx pgx.Tx, id string) error {
	var state string
	return tx.QueryRow(ctx, `SELECT state FROM files WHERE id = as_uuid($1)`, id).Scan(&state)
}

func (s *Store) refusePhoto(ctx context.Context, tx pgx.Tx, id, report string) error {
	if _, err := tx.Exec(ctx, `UPDATE files SET state = 'refused', source = NULL WHERE id = $1`, id); err != nil {
		return err
	}
	notice := uuid.NewString()
	told, err := tx.Exec(ctx, `
		INSERT INTO notices (id, report_id, kind, created_at)
		SELECT $1, reports.id, 'photo', $3 FROM reports WHERE reports.id = $2 AND reports.contact <> 'none'`,
		notice, report, s.now())
	if err != nil {
		return err
	}
	if told.RowsAffected() > 0 {
		if err := s.enqueue(ctx, tx, bot.NotifyJob{Notice: notice}); err != nil {
			return err
		}
	}
	return s.touchReport(ctx, tx, report)
}

// touchReport gives a report its next version and has its cards brought up to
// it. A draft that is no report yet has neither.
func (s *Store) touchReport(ctx context.Context, tx pgx.Tx, report string) error {
	changed, err := tx.Exec(ctx, `UPDATE reports SET version = version + 1 WHERE id = $1`, report)
	if err != nil || changed.RowsAffected() == 0 {
		return err
	}
	return s.enqueue(ctx, tx, bot.RefreshJob{Report: report})
}
