package postgres_test

import (
	"crypto/md5"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// keen is how many of a world's subscribers can really be written to: their
// addresses are sealed, and what is due is due to them first. Of the others the
// rows are there and nothing in them can be opened.
const keen = 300

// grown is a town with all that years leave behind: a resident for each five
// reports and for each subscriber, threads, cards, notices, deadlines, an audit,
// comments, updates that were sent, and one that is being sent. A report comes
// every 13 minutes, so that what is kept for some days or weeks is as much in a
// small world as in a large one.
func grown(t testing.TB, reports, subscribers int) *town {
	t.Helper()
	contacts := max(subscribers, reports/5)
	w := fillFor(t, reports, contacts)
	for n, agency := range w.config.Plan.Agencies {
		desk := bot.Desk{ID: uuid.NewString(), Agency: agency.ID, Label: agency.Name, Address: channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(-9000 - n)}}
		if err := w.PutDesk(t.Context(), desk); err != nil {
			t.Fatal(err)
		}
	}
	w.hook("neighbourhood-services")
	for n := range keen {
		if _, err := w.Commit(t.Context(), keenOne(n), pending(asking(n%5 == 0, 6))); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 60 { // some pages of them
		effect := commenting(6, "lamps please")
		effect.Comment.Update = uuid.UUID(md5.Sum([]byte("update0"))).String()
		if _, err := w.Commit(t.Context(), keenOne(n), pending(effect)); err != nil {
			t.Fatal(err)
		}
	}
	quiet := []string{"reports", "referrals", "inbox", "entries", "vault.contacts", "stops", "comment_deliveries"}
	for _, table := range quiet {
		w.owner(`ALTER TABLE ` + table + ` DISABLE TRIGGER USER`)
	}
	w.leave(contacts, subscribers)
	for _, table := range quiet {
		w.owner(`ALTER TABLE ` + table + ` ENABLE TRIGGER USER`)
	}
	w.owner(`VACUUM ANALYSE`)
	return w
}

// keenOne is a subscriber who can be written to.
func keenOne(n int) channel.Address {
	return channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(7_000_000_000 + n)}
}

// hook has a system of an agency told of everything.
func (w *town) hook(agency string) {
	w.t.Helper()
	lead := bot.Officer{ID: uuid.NewString(), Name: "Lena", Agency: agency, Role: bot.RoleLead, Active: true}
	h := bot.Hook{ID: uuid.NewString(), Agency: agency, URL: "https://cases.example.org", Description: "Cases", Events: bot.HookEvents()}
	err := w.AddOfficer(w.t.Context(), lead)
	if err == nil {
		err = w.AddHook(w.t.Context(), lead, h, bot.NewHookSecret())
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// leave writes what years leave. NOW stands for noon. It has a connection of its
// own: one that was used before has plans in it that were made for small tables.
func (w *town) leave(contacts, subscribers int) {
	w.t.Helper()
	conn, err := pgx.ConnectConfig(w.t.Context(), w.Pool().Config().ConnConfig)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close(w.t.Context()) //nolint:errcheck // it ends with the test
	err = pgx.BeginFunc(w.t.Context(), conn, func(tx pgx.Tx) error {
		began := time.Now()
		for _, sql := range append([]string{
			`SET LOCAL statement_timeout = 0`,
			`CREATE TEMP TABLE numbered ON COMMIT DROP AS SELECT *, substr(reference, 5)::int AS n FROM reports`,
			`CREATE TEMP TABLE people ON COMMIT DROP AS
			 SELECT n, md5('contact' || n)::uuid AS id, sha256(('lookup' || n)::bytea) AS lookup, CASE WHEN n % 10 < 6 THEN 'telegram' ELSE 'sms' END AS channel
			 FROM generate_series(0, CONTACTS - 1) n`,
			`ANALYSE numbered, people`,
		}, left...) {
			sql = strings.NewReplacer(
				"NOW", "'"+noon.Format(time.RFC3339)+"'::timestamptz", "CONTACTS", fmt.Sprint(contacts),
				"SUBSCRIBERS", fmt.Sprint(subscribers), "COMMENTED", fmt.Sprint(max(3, w.reports/100_000)), "WORDED", fmt.Sprint(worded), "KEEN", fmt.Sprint(keen)).Replace(sql)
			if _, err := tx.Exec(w.t.Context(), sql); err != nil {
				return fmt.Errorf("%w\n%s", err, sql)
			}
		}
		if testing.Verbose() {
			w.t.Logf("%d reports, %d subscribers: what is left of them took %v", w.reports, subscribers, time.Since(began).Round(time.Second))
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// left are the rows that years leave, by table.
var left = []string{
	`INSERT INTO vault.contacts (id, lookup, channel, data_key, address, blocked_at, created_at)
	 SELECT id, lookup, channel, sha256('key'), sha256('address'), CASE WHEN n % 50 = 7 THEN NOW - interval '9 days' END, NOW - n * interval '13 minutes'
	 FROM people`,
	`INSERT INTO preferences (lookup, language, changed_at, updates_asked_at) SELECT lookup, 'en', NOW, NOW FROM people WHERE n % 2 = 0`,
	`INSERT INTO stops (lookup, since) SELECT lookup, NOW FROM people WHERE n % 50 = 1`,
	`INSERT INTO pins (lookup, salt, hash, set_at) SELECT lookup, sha256('salt'), sha256('hash'), NOW FROM people WHERE n % 20 = 2`,
	`INSERT INTO pulse_offers (lookup, offered_at) SELECT lookup, NOW FROM people WHERE n % 2 = 0`,

	`INSERT INTO entries (report_id, kind, event, officer_id, author, agency, source, at)
	 SELECT id, 'event', 'taken', taken_officer, taken_by, taken_agency, 'taken ' || n, filed_at + interval '5 hours' FROM numbered WHERE status IN ('taken', 'closed')`,
	`INSERT INTO entries (report_id, kind, officer_id, author, agency, text, source, at)
	 SELECT id, 'reply', taken_officer, taken_by, taken_agency, sha256('text'), 'reply ' || n, filed_at + interval '6 hours'
	 FROM numbered WHERE status = 'closed' AND n >= WORDED`,
	`INSERT INTO entries (report_id, kind, event, detail, officer_id, author, agency, source, at)
	 SELECT id, 'event', 'closed', '{"outcome": "done"}', taken_officer, taken_by, taken_agency, 'closed ' || n, filed_at + interval '9 days'
	 FROM numbered WHERE status = 'closed'`,
	`INSERT INTO notices (id, report_id, kind, agency, result, state, created_at, told_at)
	 SELECT md5('notice' || n)::uuid, id, 'closed', taken_agency, 'done', CASE WHEN n % 9 = 0 THEN 'told' ELSE 'read' END, filed_at, filed_at
	 FROM numbered WHERE status = 'closed'`,
	`INSERT INTO deliveries (report_id, referral_id, desk_id, state, message, shown, created_at, sent_at)
	 SELECT report_id, referrals.id, desks.id, CASE WHEN n < 15 THEN 'waiting' ELSE 'sent' END, n::text, 1, filed_at, filed_at
	 FROM referrals JOIN desks ON desks.agency = referrals.agency JOIN numbered ON numbered.id = report_id`,
	`INSERT INTO deadlines (report_id, agency, what, from_at, due_at, met_at, next_at)
	 SELECT report_id, referrals.agency, what, filed_at, filed_at + days * interval '1 day',
	        CASE WHEN status NOT IN ('new', 'taken') OR what = 'take' AND status = 'taken' THEN filed_at + interval '5 hours' END,
	        CASE WHEN what = 'close' AND status IN ('new', 'taken') THEN NOW + (1 + n % 20) * interval '1 day' END
	 FROM referrals JOIN numbered ON numbered.id = report_id, (VALUES ('take', 2), ('close', 20)) kinds (what, days)`,
	`INSERT INTO reminders (officer_id, report_id, agency, what, from_at, step, state, created_at, sent_at)
	 SELECT taken_officer, report_id, agency, what, from_at, 1, 'sent', from_at, from_at
	 FROM deadlines JOIN numbered ON numbered.id = report_id WHERE n % 4 = 0 AND what = 'close' AND taken_officer IS NOT NULL AND filed_at > NOW - interval '91 days'`,
	`INSERT INTO audit (at, agency, officer_id, actor, action, report_id)
	 SELECT filed_at + hours * interval '1 hour', agency, (SELECT id FROM officers WHERE officers.agency = referrals.agency LIMIT 1), 'Mia', action, report_id
	 FROM referrals JOIN numbered ON numbered.id = report_id, (VALUES (1, 'card'), (2, 'read'), (5, 'take')) did (hours, action)
	 ORDER BY 1`,
	`INSERT INTO commits (id, outcomes, at) SELECT md5('commit' || n)::uuid, '[]', filed_at FROM numbered WHERE filed_at > NOW - interval '91 days'`,
	`INSERT INTO actions (id, result, at) SELECT 'action ' || n || ' ' || k, '{}', filed_at FROM numbered, generate_series(1, 3) k WHERE filed_at > NOW - interval '91 days'`,
	`INSERT INTO desk_texts (id, lookup, report_id, at) SELECT 'text ' || n, sha256('desk'), id, filed_at FROM numbered WHERE filed_at > NOW - interval '91 days' AND n % 5 = 0`,
	`INSERT INTO desk_messages (chat, message, channel, address, report_id, agency, purpose, shows, created_at)
	 SELECT sha256('chat'), n::text, 'telegram', sha256('address'), id, taken_agency, 'thread', true, filed_at FROM numbered WHERE n % 2 = 0`,
	`INSERT INTO files (id, report_id, channel, state, media_type, content, created_at)
	 SELECT md5('file' || n)::uuid, id, 'telegram', 'stored', 'image/jpeg', sha256('picture'), filed_at FROM numbered WHERE n % 5 = 0`,
	`INSERT INTO silences (report_id, at) SELECT id, filed_at FROM numbered WHERE n % 100 = 0`,
	`INSERT INTO tombstones (kind, target, at) SELECT 'report', md5('gone' || n)::uuid, filed_at FROM numbered WHERE n % 20 = 0`,
	`INSERT INTO incidents (id, created_at) SELECT md5('incident' || n / 40)::uuid, min(filed_at) FROM numbered WHERE n % 10 = 0 GROUP BY n / 40`,
	`INSERT INTO incident_members (report_id, incident_id, kind, linked_by, agency, linked_at)
	 SELECT id, md5('incident' || n / 40)::uuid, 'same', 'Mia', taken_agency, filed_at FROM numbered WHERE n % 10 = 0`,
	`INSERT INTO reveals (id, report_id, agency, asker, asker_name, ground, state, asked_at)
	 SELECT md5('reveal' || n)::uuid, id, taken_agency, taken_officer, 'Mia', 'life', 'seen', filed_at FROM numbered WHERE n % 10 = 3 AND taken_officer IS NOT NULL`,

	`INSERT INTO comments (id, theme, degree, channel, language, lookup, text, created_at, agencies, plan_update)
	 SELECT md5('comment' || n)::uuid, theme, degree, channel, language, sha256(('lookup' || n % CONTACTS)::bytea), sha256('text'), filed_at - interval '1 day',
	        ARRAY(SELECT agency FROM referrals WHERE report_id = numbered.id AND active), CASE WHEN n % 2 = 0 THEN md5('update' || n / 6 % 60)::uuid::text ELSE '' END
	 FROM numbered WHERE n % COMMENTED = 0`,
	`INSERT INTO vault.comment_keys (comment_id, data_key, created_at) SELECT id, sha256('key'), created_at FROM comments ON CONFLICT DO NOTHING`,
	`INSERT INTO comment_deliveries (comment_id, agency, desk_id, state, message, created_at, sent_at)
	 SELECT comments.id, desks.agency, desks.id, 'sent', '1', comments.created_at, comments.created_at FROM comments JOIN desks ON desks.agency = ANY(agencies) ON CONFLICT DO NOTHING`,
	`INSERT INTO comment_answers (id, comment_id, agency, officer, officer_name, state, created_at, told_at)
	 SELECT md5('answer' || id)::uuid, id, agencies[1], (SELECT id FROM officers WHERE officers.agency = agencies[1] LIMIT 1), 'Mia', 'read', created_at, created_at
	 FROM comments WHERE get_byte(decode(md5(id::text), 'hex'), 0) < 128`,
	`INSERT INTO pulses (id, score, channel, language, again, at) SELECT md5('pulse' || n)::uuid, 1 + n % 5, channel, language, false, filed_at FROM numbered WHERE n % 8 = 1`,

	`INSERT INTO plan_updates (id, agency, theme, words, state, writer, writer_name, decider, decider_name, audience, created_at, decided_at, wish)
	 SELECT md5('update' || n)::uuid, 'neighbourhood-services', CASE WHEN n = 0 THEN 6 ELSE 1 + n % 8 END, 'We took rubbish away, ' || n, 'published',
	        writer.id, 'Mia', writer.id, 'Tom', SUBSCRIBERS, NOW - n * interval '14 days', NOW - n * interval '14 days' - interval '1 hour', n % 4
	 FROM generate_series(0, 59) n, (SELECT id FROM officers WHERE agency = 'neighbourhood-services' ORDER BY id LIMIT 1) writer`,
	`INSERT INTO subscriptions (contact_id, theme, weekly, language, since)
	 SELECT id, CASE WHEN n % 4 = 0 THEN 0 ELSE 6 END, n % 4 = 1, 'en', NOW - n * interval '13 minutes' FROM people WHERE n < SUBSCRIBERS`,
	`INSERT INTO plan_deliveries (update_id, contact_id, channel, weekly, due_at, state, done_at)
	 SELECT md5('update' || number)::uuid, CASE WHEN number < 7 THEN people.id END, channel, n % 4 = 1, decided_at, 'sent', decided_at + interval '1 hour'
	 FROM generate_series(1, 9) number JOIN plan_updates ON plan_updates.id = md5('update' || number)::uuid, people WHERE n < SUBSCRIBERS
	 ORDER BY decided_at`,
	`INSERT INTO plan_deliveries (update_id, contact_id, channel, weekly, due_at)
	 SELECT md5('update0')::uuid, contacts.id, contacts.channel, subscriptions.weekly, NOW - interval '2 hours'
	 FROM subscriptions JOIN vault.contacts ON contacts.id = contact_id AND length(contacts.address) > 32`,
	`INSERT INTO plan_deliveries (update_id, contact_id, channel, weekly, due_at)
	 SELECT md5('update0')::uuid, id, channel, n % 4 = 1, NOW - interval '1 hour' FROM people WHERE n < SUBSCRIBERS ORDER BY n`,
	`INSERT INTO update_thumbs (update_id, lookup, up, at)
	 SELECT md5('update' || number)::uuid, lookup, n % 3 > 0, NOW FROM people, generate_series(1, 9) number WHERE n < SUBSCRIBERS AND n % 10 = 0`,

	`INSERT INTO hook_deliveries (hook_id, event, report_id, state, attempts, status, at, next_at, tried_at)
	 SELECT hooks.id, event, numbered.id, 'sent', 1, 200, filed_at, filed_at, filed_at
	 FROM hooks, numbered, unnest(ARRAY['report.referred', 'report.taken', 'report.closed']) event WHERE filed_at > NOW - interval '31 days' ORDER BY filed_at`,
	`INSERT INTO hook_deliveries (hook_id, event, report_id, at, next_at)
	 SELECT hooks.id, 'report.taken', numbered.id, NOW - interval '1 hour', NOW - interval '1 hour' FROM hooks, numbered WHERE n < KEEN`,
	`INSERT INTO figure_weeks (week, agency, theme, filed, channels, outcomes, taken, closed)
	 SELECT (date_trunc('week', NOW) - n * interval '7 days')::date, agency, theme, 5, '{"sms": 5}', '{"done": 5}', array_fill(0, ARRAY[26]), array_fill(0, ARRAY[26])
	 FROM generate_series(0, greatest(104, (SELECT count(*) FROM reports)::int * 13 / 10080)) n,
	      (SELECT DISTINCT agency, theme FROM inbox_lanes UNION SELECT '*', theme FROM inbox_lanes) held`,
	`INSERT INTO river.river_job (kind, args, state, max_attempts, attempt, finalized_at, scheduled_at, created_at)` + //nolint:misspell // the queue's own word
		`
	 SELECT (ARRAY['deliver', 'notify', 'refresh', 'spread'])[1 + n % 4], jsonb_build_object('delivery', n), 'completed', 25, 1, now(), now(), now()
	 FROM generate_series(1, 3000) n`,
	`INSERT INTO river.river_job (kind, args, state, max_attempts, scheduled_at)
	 SELECT 'deliver', jsonb_build_object('delivery', n), 'available', 25, NOW FROM generate_series(1, 200) n`,
}
