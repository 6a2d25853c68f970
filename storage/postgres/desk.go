package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

var (
	_ bot.DeskStore     = (*Store)(nil)
	_ bot.DeliveryStore = (*Store)(nil)
	_ bot.PeopleStore   = (*Store)(nil)
	_ bot.LinkStore     = (*Store)(nil)
)

// Open reads a report whole, for an officer, and notes that they did.
func (s *Store) Open(ctx context.Context, by bot.Actor, report, how string) (bot.Report, error) {
	var whole bot.Report
	err := s.desk(ctx, by, func(tx pgx.Tx) (err error) {
		if whole, err = s.readReport(ctx, tx, by, report, always); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, bot.AuditRead, report, map[string]string{"how": how})
	})
	if err != nil {
		return bot.Report{}, fmt.Errorf("open report %s: %w", report, err)
	}
	return whole, nil
}

// Glance reads how a report stands, without its words.
func (s *Store) Glance(ctx context.Context, by bot.Actor, report string) (bot.Report, error) {
	var head bot.Report
	err := s.desk(ctx, by, func(tx pgx.Tx) (err error) {
		head, err = s.readReport(ctx, tx, by, report, never)
		return err
	})
	if err != nil {
		return bot.Report{}, fmt.Errorf("look at report %s: %w", report, err)
	}
	return head, nil
}

// Photo opens one photo of a report, and notes who looked at it.
func (s *Store) Photo(ctx context.Context, by bot.Actor, photo string) (bot.StoredPhoto, error) {
	var stored bot.StoredPhoto
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		var report string
		var wrapped, content []byte
		err := tx.QueryRow(ctx, `
			SELECT files.report_id::text, report_keys.data_key, files.content, files.media_type, files.width, files.height
			FROM files JOIN vault.report_keys ON report_keys.report_id = files.report_id
			WHERE files.id = as_uuid($1) AND files.state = 'stored'`, photo).
			Scan(&report, &wrapped, &content, &stored.Type, &stored.Width, &stored.Height)
		if err != nil {
			return err
		}
		key, err := s.reportKey(report, wrapped)
		if err != nil {
			return err
		}
		if stored.Data, err = key.Open(content, contentOfFile(photo)); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "photo", report, map[string]string{"photo": photo})
	})
	if err != nil {
		return bot.StoredPhoto{}, fmt.Errorf("open photo %s: %w", photo, err)
	}
	return stored, nil
}

// Find returns the id of a report that the actor's agency has.
func (s *Store) Find(ctx context.Context, by bot.Actor, reference string) (id string, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT id::text FROM reports WHERE reference = $1`, reference).Scan(&id)
	})
	if err != nil {
		return "", fmt.Errorf("find a report: %w", err)
	}
	return id, nil
}

// audit adds who did what. It works under both roles; nobody can change it.
func (s *Store) audit(ctx context.Context, tx pgx.Tx, by bot.Actor, action, report string, detail map[string]string) error {
	if detail == nil {
		detail = map[string]string{}
	}
	if by.Desk != "" {
		detail["desk"] = by.Desk
	}
	encoded, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO audit (at, agency, officer_id, actor, action, report_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.now(), by.Agency, nullable(by.Officer), by.Name, action, nullable(report), encoded)
	if err == nil && by.Officer != "" && (action == bot.AuditRead || action == bot.AuditSearched) {
		err = s.watch(ctx, tx, by)
	}
	return err
}

// nullable is NULL for an id that isn't there.
func nullable(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}
