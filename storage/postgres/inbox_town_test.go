package postgres_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/seal"
	"yousaid/storage/storagetest"
)

// town is a record filled as years of a town would fill it: few themes make most
// reports, most are closed, what is open is mostly new.
type town struct {
	*postgres.Store
	t        testing.TB
	config   postgres.Config
	reports  int
	contacts int                    // residents whose reports they are; 0: nobody knows whose
	officers map[string][]uuid.UUID // by agency
	random   *rand.Rand
}

// worded is how many of the newest reports of a town have words; the others
// have no content, which no list reads.
const worded = 2200

// fill fills a record with so many reports.
func fill(t testing.TB, reports int) *town {
	t.Helper()
	return fillFor(t, reports, 0)
}

func fillFor(t testing.TB, reports, contacts int) *town {
	t.Helper()
	w := &town{
		t: t, reports: reports, contacts: contacts, config: storagetest.Config(t, storagetest.DB(t)),
		officers: map[string][]uuid.UUID{}, random: rand.New(rand.NewPCG(5, 9)),
	}
	w.config.Now = func() time.Time { return noon }
	w.Store = openFor(t, w.config)
	for _, agency := range w.config.Plan.Agencies {
		for n := range 12 { // the last one is new and has never had a report
			id := uuid.New()
			w.officers[agency.ID] = append(w.officers[agency.ID], id)
			w.exec(`INSERT INTO officers (id, name, agency, created_at) VALUES ($1, $2, $3, now())`, id, fmt.Sprintf("Officer %d", n), agency.ID)
		}
	}
	w.triggers("DISABLE")
	w.copyReports(reports)
	w.exec(`
		UPDATE inbox SET due_at = filed_at + interval '20 days', due_what = 'close',
		       first_due_at = CASE WHEN first THEN filed_at + interval '20 days' ELSE first_due_at END
		WHERE open AND waits = 'desk'`)
	w.triggers("ENABLE")
	w.owner(`VACUUM ANALYSE`) // as autovacuum has done in a real one
	return w
}

// owner runs statements as the login, which owns the tables.
func (w *town) owner(statements ...string) {
	w.t.Helper()
	conn, err := pgx.Connect(w.t.Context(), w.config.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close(w.t.Context()) //nolint:errcheck // ends with the test
	for _, statement := range statements {
		if _, err := conn.Exec(w.t.Context(), statement); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *town) triggers(word string) {
	w.t.Helper()
	for _, table := range []string{"reports", "referrals", "inbox", "entries"} {
		w.owner(`ALTER TABLE ` + table + ` ` + word + ` TRIGGER USER`)
	}
}

func (w *town) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.Pool().Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

// copyReports copies rows into a table without row-level security, which COPY
// doesn't know, and spreads them from there.
func (w *town) copyReports(reports int) {
	w.t.Helper()
	err := pgx.BeginFunc(w.t.Context(), w.Pool(), func(tx pgx.Tx) error {
		_, err := tx.Exec(w.t.Context(), `
			SET LOCAL statement_timeout = 0;
			CREATE TEMP TABLE filling (id uuid, n integer, theme smallint, degree text, status text, urgent boolean, ward text, language text,
			                           agencies text[], officer uuid, waits text, filed timestamptz, body bytea, data_key bytea, entry bytea) ON COMMIT DROP`)
		if err != nil {
			return err
		}
		columns := strings.Fields("id n theme degree status urgent ward language agencies officer waits filed body data_key entry")
		row := func(n int) ([]any, error) { return w.report(n, reports), nil }
		if _, err := tx.CopyFrom(w.t.Context(), pgx.Identifier{"filling"}, columns, pgx.CopyFromSlice(reports, row)); err != nil {
			return err
		}
		_, err = tx.Exec(w.t.Context(), fmt.Sprintf(`
			INSERT INTO vault.report_keys (report_id, data_key, created_at, draft) SELECT id, data_key, filed, false FROM filling;
			INSERT INTO reports (id, reference, theme, degree, status, urgent, channel, language, ward, contact, body, taken_by, taken_officer, taken_agency,
			                     began_at, sent_at, filed_at, contact_id)
			SELECT id, 'LUT-' || n, theme, degree, status, urgent, 'sms', language, ward, 'here', body, CASE WHEN officer IS NULL THEN '' ELSE 'Mia' END, officer,
			       CASE WHEN officer IS NULL THEN '' ELSE agencies[1] END, filed, filed, filed,
			       CASE WHEN %[1]d > 0 THEN md5('contact' || n %% greatest(%[1]d, 1))::uuid END FROM filling;
			INSERT INTO referrals (report_id, agency, created_at) SELECT id, unnest(agencies), filed FROM filling;
			INSERT INTO inbox (report_id, agency, first, theme, degree, status, open, urgent, ward, language, officer_id, waits, filed_at, moved_at)
			SELECT id, agency, place = 1, theme, degree, status, inbox_open(status), urgent, ward, language, officer, waits, filed, filed
			FROM filling, unnest(agencies) WITH ORDINALITY AS held (agency, place);
			INSERT INTO inbox_lanes SELECT DISTINCT agency, theme, degree FROM inbox;
			INSERT INTO entries (report_id, kind, text, source, at) SELECT id, 'resident', entry, 'fill ' || id, filed FROM filling WHERE entry IS NOT NULL`, w.contacts))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// report makes the row of report n of so many, the newest first.
func (w *town) report(n, reports int) []any {
	plan, id := w.config.Plan, uuid.New()
	theme := pick(w.random, 6, 18, 5, 6, 12, 14, 32, 4, 3)
	var agencies []string
	for _, lead := range plan.Leads(theme) {
		agencies = append(agencies, lead.ID)
	}
	if w.random.IntN(100) < 3 { // it was passed on
		agencies = []string{plan.Agencies[w.random.IntN(len(plan.Agencies))].ID}
	}
	ward := ""
	if w.random.IntN(4) > 0 {
		ward = fmt.Sprintf("Ward %d", w.random.IntN(20))
	}
	language := []string{"en", "pl", "ur", "ro", "bn", "pa", "gu"}[pick(w.random, 78, 6, 5, 4, 4, 2, 1)]
	status, waits := w.status(float64(n) / float64(reports))
	var officer *uuid.UUID
	if status == flows.StatusTaken || status == flows.StatusClosed {
		officer = &w.officers[agencies[0]][w.random.IntN(11)]
	}
	body, key, entry := w.words(id, n)
	return []any{
		id, n, theme, string(plan.Degree(theme)), string(status), w.random.IntN(100) < 3, ward, language, agencies, officer, string(waits),
		noon.Add(-time.Duration(n) * 13 * time.Minute), body, key, entry,
	}
}

// status draws how a report stands that is so old, of 1.
func (w *town) status(age float64) (flows.Status, bot.Waits) {
	open := 0.005
	switch {
	case age < 0.02:
		open = 0.9
	case age < 0.1:
		open = 0.3
	}
	switch {
	case w.random.Float64() >= open && w.random.IntN(100) < 4:
		return flows.StatusWithdrawn, bot.WaitsNobody
	case w.random.Float64() >= open:
		return flows.StatusClosed, bot.WaitsNobody
	case w.random.IntN(5) < 2:
		return flows.StatusNew, bot.WaitsDesk
	case w.random.IntN(3) == 0:
		return flows.StatusTaken, bot.WaitsDesk
	}
	return flows.StatusTaken, bot.WaitsResident
}

// words seals what stands in a report, and in every third one's thread.
func (w *town) words(id uuid.UUID, n int) (body, key, entry []byte) {
	data := w.config.Keyring.NewDataKey()
	key = w.config.Keyring.Wrap(data, seal.Cell("vault.report_keys", "data_key", id.String()))
	if n >= worded {
		return nil, key, nil
	}
	plain, err := json.Marshal(map[string]any{
		"w": []string{fmt.Sprintf("There is fly-tipping behind the garages again, sofas and paint, for week %d now. Somebody comes with a white van at night.", n)},
		"p": flows.Place{Name: "Dallow Road", Ward: "Dallow", Postcode: "LU1 1RF"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if n%3 == 0 {
		entry = data.Seal([]byte("They came again last night and left a fridge."), seal.Cell("entries", "text", "fill "+id.String()))
	}
	return data.Seal(plain, seal.Cell("reports", "body", id.String())), key, entry
}

// pick draws a place in a list of weights.
func pick(random *rand.Rand, weights ...int) int {
	sum := 0
	for _, weight := range weights {
		sum += weight
	}
	drawn := random.IntN(sum)
	for place, weight := range weights {
		if drawn -= weight; drawn < 0 {
			return place
		}
	}
	return 0
}

// member is an officer of an agency, the n-th of twelve.
func (w *town) member(agency string, n int, cleared bool) bot.Actor {
	return bot.Actor{Officer: w.officers[agency][n].String(), Name: "Mia", Agency: agency, Cleared: cleared}
}

// coordinator sees all agencies.
func (w *town) coordinator() bot.Actor {
	by := w.member("partnership", 0, true)
	by.All = true
	return by
}
