package postgres_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

// abreast is how many connections file at the same time.
const abreast = 8

// BenchmarkFilingRate compares the filing of reports with the same INSERTs by
// pgx alone, each in one pipeline and one transaction, on one server. It prints
// the rates of both and their ratio, which is to be 0.6 at least.
func BenchmarkFilingRate(b *testing.B) {
	const rounds, each = 6, 1500
	config := storagetest.Config(b, storagetest.DB(b))
	config.MaxConns = abreast
	store := openFor(b, config)
	lead := config.Plan.Leads(4)[0].ID
	if _, err := store.Pool().Exec(b.Context(), `
		INSERT INTO desks (id, agency, channel, lookup, address, label, created_at)
		VALUES (gen_random_uuid(), $1, 'telegram', 'x', '', 'desk', now())`, lead); err != nil {
		b.Fatal(err)
	}
	ours, bare := time.Duration(0), time.Duration(0)
	for range rounds { // by turns, so that what else the machine does meets both
		ours += timed(b, each, func(ctx context.Context, n int64) error { return fileOne(ctx, store, n) })
		bare += timed(b, each, func(ctx context.Context, n int64) error { return insertOne(ctx, store.Pool(), lead, n) })
	}
	rate := func(took time.Duration) float64 { return rounds * each / took.Seconds() }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(rate(ours), "reports/s")
	b.ReportMetric(rate(bare), "by-pgx/s")
	b.ReportMetric(rate(ours)/rate(bare), "of-pgx")
}

// numbered counts all that a process files here, so that everyone is new.
var numbered atomic.Int64

// timed does something so often, on all connections at once, and returns how
// long that took. The first, shorter time is for the connections to get ready.
func timed(b *testing.B, times int, do func(ctx context.Context, n int64) error) time.Duration {
	b.Helper()
	run := func(times int) {
		var all sync.WaitGroup
		for range abreast {
			all.Go(func() {
				for range times / abreast {
					if err := do(b.Context(), numbered.Add(1)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
	}
	run(10 * abreast)
	began := time.Now()
	run(times)
	return time.Since(began)
}

func fileOne(ctx context.Context, store *postgres.Store, n int64) error {
	from := channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(n)}
	_, err := store.Commit(ctx, from, pending(filing(submission(4))))
	return err
}

// insertOne does the INSERTs of a report, with values of the same sizes that
// are made beforehand as far as they can be.
func insertOne(ctx context.Context, pool *pgxpool.Pool, lead string, n int64) error {
	id := uuid.New()
	report, at := id.String(), noon
	batch := &pgx.Batch{}
	batch.Queue(`INSERT INTO commits (id, outcomes, at) VALUES ($1, $2, $3)`, uuid.NewString(), bareOutcomes, at)
	batch.Queue(`INSERT INTO vault.report_keys (report_id, data_key, created_at) VALUES ($1, $2, $3)`, report, bareKey, at)
	batch.Queue(`
		WITH contact AS (
			INSERT INTO vault.contacts (id, lookup, channel, data_key, address, created_at) VALUES ($1, $2, $3, $4, $5, $6)
			RETURNING id)
		INSERT INTO reports (id, reference, theme, degree, status, urgent, channel, language, ward, contact,
		                     contact_id, body, began_at, sent_at, filed_at)
		SELECT $7, $8, $9, $10, $11, $12, $3, $13, $14, $15, contact.id, $16, $17, $18, $6 FROM contact`,
		uuid.NewString(), fmt.Appendf(nil, "%032d", n), "telegram", bareKey, bareKey, at,
		report, "LUT-"+report[:8], 4, flows.Open, flows.StatusNew, false, "en", "Dallow", flows.ContactHere, bareBody, at, at)
	batch.Queue(`
		WITH lead AS (
			INSERT INTO referrals (report_id, agency, created_at) SELECT $1, unnest($2::text[]), $3
			RETURNING id, agency),
		card AS (
			INSERT INTO deliveries (report_id, referral_id, desk_id, created_at)
			SELECT $1, lead.id, desks.id, $3 FROM lead JOIN desks ON desks.agency = lead.agency AND desks.active
			RETURNING id)
		INSERT INTO river.river_job (kind, args, max_attempts) SELECT 'deliver', jsonb_build_object('delivery', id), 25 FROM card`,
		report, []string{lead}, at)
	return pool.SendBatch(ctx, batch).Close()
}

var bareKey, bareBody, bareOutcomes = random(90), random(400), []byte(`[{"k":"file","r":{"i":"` + uuid.NewString() + `","r":"LUT-7K3M-2QX","t":4}}]`)

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
