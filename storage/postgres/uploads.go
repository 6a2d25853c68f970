package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/seal"
)

// What an upload link is good for.
const (
	mostUploads  = 6
	uploadsLive  = 24 * time.Hour // as long as a draft lives
	uploadSource = "upload"       // the channel of files that came by a link
)

// hashed is how a secret of a link lies in the record: who reads the record
// can't use the link.
func hashed(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

func (c *commit) uploadLink(token string) string { return c.publicURL + "/u/" + token }

// offerUpload opens an upload link for a draft, for the resident's own report or
// for one that they opened by its PIN. What comes by it is sealed with the report's key, so a draft gets
// one.
func (c *commit) offerUpload(ctx context.Context, tx pgx.Tx, effect flows.Effect) (flows.Outcome, error) {
	var status flows.Status
	var own bool
	err := tx.QueryRow(ctx, `
		SELECT reports.status, coalesce(contacts.lookup = $2, false) OR $3 AND EXISTS (`+guestSQL+`)
		FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = as_uuid($1) FOR UPDATE OF reports`, effect.Target, c.lookup, true, c.now).Scan(&status, &own)
	switch {
	case errors.Is(err, pgx.ErrNoRows): // a draft
		_, wrapped := c.newReportKey(effect.Target)
		c.write(`
			INSERT INTO vault.report_keys (report_id, data_key, created_at) VALUES ($1, $2, $3)
			ON CONFLICT DO NOTHING`, effect.Target, wrapped, c.now)
	case err != nil:
		return flows.Outcome{}, err
	case !own || status == flows.StatusForgotten || status == flows.StatusWithdrawn:
		return flows.Outcome{Refused: flows.RefusedGone}, nil
	}
	c.write(`
		INSERT INTO uploads (token, report_id, lookup, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, hashed(effect.Text), effect.Target, c.lookup, c.now.Add(uploadsLive))
	return flows.Outcome{Link: c.uploadLink(effect.Text)}, nil
}

// Upload finds the draft or report that an upload link belongs to, and how many
// photos may still come by it. A link that is over, or never was, is ErrUsed.
func (s *Store) Upload(ctx context.Context, token string) (report string, left int, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT report_id::text, $3 - used FROM uploads
		WHERE token = $1 AND expires_at > $2 AND used < $3`, hashed(token), s.now(), mostUploads).Scan(&report, &left)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", 0, bot.ErrUsed
	}
	if err != nil {
		return "", 0, fmt.Errorf("find an upload link: %w", clean(err))
	}
	return report, left, nil
}

// AddUpload keeps a cleaned picture that came by an upload link. A second call
// with the same photoID (a UUID) changes nothing.
func (s *Store) AddUpload(ctx context.Context, token, photoID string, p bot.StoredPhoto) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		var report string
		var wrapped []byte
		var left bool
		err := tx.QueryRow(ctx, `
			SELECT uploads.report_id::text, report_keys.data_key, uploads.used < $3
			FROM uploads JOIN vault.report_keys ON report_keys.report_id = uploads.report_id
			WHERE uploads.token = $1 AND uploads.expires_at > $2
			FOR UPDATE OF uploads`, hashed(token), s.now(), mostUploads).Scan(&report, &wrapped, &left)
		if errors.Is(err, pgx.ErrNoRows) {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		key, err := s.reportKey(report, wrapped)
		if err != nil {
			return err
		}
		added, err := tx.Exec(ctx, `
			INSERT INTO files (id, report_id, channel, state, media_type, content, width, height, created_at)
			VALUES ($1, $2, $3, 'stored', $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO NOTHING`,
			photoID, report, uploadSource, p.Type, key.Seal(p.Data, contentOfFile(photoID)), p.Width, p.Height, s.now())
		if err != nil || added.RowsAffected() == 0 {
			return err
		}
		if !left {
			return bot.ErrUsed
		}
		if _, err := tx.Exec(ctx, `UPDATE uploads SET used = used + 1 WHERE token = $1`, hashed(token)); err != nil {
			return err
		}
		return s.touchReport(ctx, tx, report)
	})
	if err != nil {
		return fmt.Errorf("keep upload %s: %w", photoID, err)
	}
	return nil
}

func contentOfFile(id string) []byte { return seal.Cell("files", "content", id) }
