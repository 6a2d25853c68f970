package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"yousaid/bot"
	"yousaid/flows"
)

// What tests of the package's outside need of its inside.
var (
	RolesCanBeMade = rolesCanBeMade
	Clean          = clean
)

// OpenTraced opens a record whose statements a tracer sees before they are sent.
func OpenTraced(ctx context.Context, c Config, tracer pgx.QueryTracer) (*Store, error) {
	config, err := c.pool()
	if err != nil {
		return nil, err
	}
	config.ConnConfig.Tracer = tracer
	return open(ctx, c, config)
}

// MigrateTo brings an empty database to an earlier version.
func MigrateTo(ctx context.Context, url string, version int64) (err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := record(db)
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}

// Gone is the key of the refusal.
const Gone = flows.RefusedGone

// SealText seals a text of a report's thread.
func (s *Store) SealText(ctx context.Context, report, source, text string) ([]byte, error) {
	var wrapped []byte
	err := s.pool.QueryRow(ctx, `SELECT data_key FROM vault.report_keys WHERE report_id = $1`, report).Scan(&wrapped)
	if err != nil {
		return nil, err
	}
	key, err := s.reportKey(report, wrapped)
	if err != nil {
		return nil, err
	}
	return sealText(key, "entries", source, text), nil
}

// PutDesk adds a desk as it is, with nothing brought to it.
func (s *Store) PutDesk(ctx context.Context, d bot.Desk) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO desks (id, agency, channel, lookup, address, label, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		d.ID, d.Agency, d.Address.Channel, s.blind(d.Address), s.sealAddress("desks", d.ID, d.Address), d.Label, s.now())
	return err
}

// OpenText opens a text of a thread.
func (s *Store) OpenText(ctx context.Context, source string) (string, error) {
	var report string
	var wrapped, text []byte
	err := s.pool.QueryRow(ctx, `
		SELECT entries.report_id::text, data_key, text FROM entries JOIN vault.report_keys USING (report_id) WHERE source = $1`, source).
		Scan(&report, &wrapped, &text)
	if err != nil {
		return "", err
	}
	key, err := s.reportKey(report, wrapped)
	if err != nil {
		return "", err
	}
	return openText(key, "entries", source, text)
}

// OpenFile opens a stored file.
func (s *Store) OpenFile(ctx context.Context, id string) ([]byte, error) {
	var report string
	var wrapped, sealed []byte
	err := s.pool.QueryRow(ctx, `
		SELECT files.report_id::text, data_key, content FROM files JOIN vault.report_keys USING (report_id) WHERE id = $1`, id).
		Scan(&report, &wrapped, &sealed)
	if err != nil {
		return nil, err
	}
	key, err := s.reportKey(report, wrapped)
	if err != nil {
		return nil, err
	}
	return key.Open(sealed, contentOfFile(id))
}

// How a list is read: as the desk role, in order.
var (
	AsDesk  = asDesk
	InOrder = inOrder
)

// HeadSQL is how a report is read.
const HeadSQL = headSQL + ` WHERE reports.id = ANY($1::uuid[])`

// InboxSQL is how a list is read.
func InboxSQL(by bot.Actor, f bot.InboxFilter, now time.Time) (sql string, args []any) {
	f.Most = inboxPageSize
	sql, args, _ = inboxList(by, f, now)
	return sql, args
}

// WorkAsDesk runs fn as the desk role, for an actor.
func (s *Store) WorkAsDesk(ctx context.Context, by bot.Actor, fn func(pgx.Tx) error) error {
	return s.desk(ctx, by, fn)
}

// Note adds a line to the audit.
func (s *Store) Note(ctx context.Context, tx pgx.Tx, by bot.Actor, action, report string) error {
	return s.audit(ctx, tx, by, action, report, nil)
}
