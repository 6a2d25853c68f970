package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
)

// out publishes an update as SQL: what it takes to publish one is tested elsewhere.
func (r *rig) out(theme, wish int, words string, at time.Time, more ...string) string {
	r.t.Helper()
	id := newID()
	writer, _ := r.writers()
	r.exec(`
		INSERT INTO plan_updates (id, agency, theme, words, wish, state, writer, writer_name, created_at, decided_at)
		VALUES ($1, 'neighbourhood-services', $2, $3, $4, 'published', $5, 'Mia', $6, $6)`, id, theme, words, wish, writer.Officer, at)
	for _, change := range more {
		r.exec(`UPDATE plan_updates SET `+change+` WHERE id = $1`, id)
	}
	return id
}

// lines are updates as one line each.
func lines(list []bot.Published) string {
	var all []string
	for _, p := range list {
		all = append(all, fmt.Sprintf("%d %s", p.Theme, p.Words))
	}
	return strings.Join(all, "; ")
}

func TestPublishedUpdatesAreThoseThatAreOut(t *testing.T) {
	r := start(t)
	now := noon
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	later, earlier := fmt.Sprintf(`send_at = '%s'`, now.Add(time.Second).Format(time.RFC3339)), fmt.Sprintf(`send_at = '%s'`, now.Add(-time.Second).Format(time.RFC3339))
	first := r.out(6, 8, "first", ago(9))
	r.out(6, 8, "second", ago(8))
	r.out(6, 0, "third", ago(7))
	r.out(6, 8, "taken back", ago(6), `cancelled_at = now()`)
	r.out(6, 8, "later", ago(5), later)
	r.out(6, 8, "a draft", ago(5), `state = 'draft'`)
	r.out(5, 8, "on time", ago(30), earlier)
	r.out(6, 8, "heard", ago(1), fmt.Sprintf(`answers = '%s'`, first))
	r.out(6, 8, "heard later", ago(1), fmt.Sprintf(`answers = '%s'`, first), later)

	check := func(what, want string, list []bot.Published, err error) {
		t.Helper()
		if got := lines(list); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", what, got, want, err)
		}
	}
	list, err := r.NewestPublished(t.Context(), "en", []int{1, 6, 5})
	check("newest", "6 third; 5 on time", list, err)
	list, err = r.PublishedByWish(t.Context(), "en", 8, 2)
	check("by wish", "5 on time; 6 second", list, err)
	list, err = r.PublishedByWish(t.Context(), "en", 7, 2)
	check("by wish", "", list, err)
	list, err = r.PublishedAnswers(t.Context(), "en", []string{first, newID()}, 5)
	check("heard", "6 heard", list, err)
	list, err = r.LatestPublished(t.Context(), "en", 3)
	check("latest", "5 on time; 6 heard; 6 third", list, err)

	list, err = r.PublishedOn(t.Context(), "en", 6, bot.ListKey{}, 2)
	check("first page", "6 third; 6 second", list, err)
	list, err = r.PublishedOn(t.Context(), "en", 6, list[1].Key(), 2)
	check("second page", "6 first", list, err)
	list, err = r.PublishedOn(t.Context(), "en", 6, list[0].Key(), 2)
	check("third page", "", list, err)
}

// Two that came out in the same moment are both listed, each once.
func TestPublishedPagesLoseNothing(t *testing.T) {
	r := start(t)
	at := noon.Add(-time.Hour)
	for range 7 {
		r.out(6, 0, "together", at)
	}
	seen := map[string]bool{}
	var behind bot.ListKey
	for range 4 {
		list, err := r.PublishedOn(t.Context(), "en", 6, behind, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			seen[p.ID] = true
			behind = p.Key()
		}
	}
	if len(seen) != 7 {
		t.Errorf("%d of 7 are listed", len(seen))
	}
}

func TestPublishedUpdateHasItsLanguageAndWhatPeopleMadeOfIt(t *testing.T) {
	r := start(t)
	id := r.out(6, 0, "We cleared it", noon.Add(-time.Hour), `story = 'We cleared it at last', link = 'https://luton.gov.uk/x'`)
	r.exec(`INSERT INTO update_texts (update_id, language, words) VALUES ($1, 'pl', 'Posprzątane')`, id)
	r.exec(`INSERT INTO update_pictures (update_id, words, data) VALUES ($1, 'A clean street', '\xffd8')`, id)
	r.exec(`INSERT INTO update_thumbs (update_id, lookup, up, at) SELECT $1, sha256(n::text::bytea), n < 6, now() FROM generate_series(1, 7) n`, id)
	r.exec(`INSERT INTO comments (id, theme, degree, plan_update, channel, language, created_at) VALUES (gen_random_uuid(), 6, 'open', $1, 'sms', 'en', now())`, id)
	for language, want := range map[string]bot.Published{
		"pl": {Words: "Posprzątane", Language: "pl"}, "ur": {Words: "We cleared it", Story: "We cleared it at last", Language: "en"},
	} {
		list, err := r.PublishedOn(t.Context(), language, 6, bot.ListKey{}, 5)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
		want.ID, want.Theme, want.Agency, want.Link, want.Picture = id, 6, "neighbourhood-services", "https://luton.gov.uk/x", "A clean street"
		want.Up, want.Down, want.Comments, want.At = 5, 2, 1, list[0].At
		if list[0] != want {
			t.Errorf("%s: %+v, want %+v", language, list[0], want)
		}
	}
	if data, err := r.PublishedPicture(t.Context(), id); err != nil || string(data) != "\xff\xd8" {
		t.Errorf("picture %x, %v", data, err)
	}
	r.exec(`UPDATE plan_updates SET cancelled_at = now() WHERE id = $1`, id)
	for _, none := range []string{id, newID(), "nothing"} {
		if _, err := r.PublishedPicture(t.Context(), none); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("picture of %s: %v", none, err)
		}
	}
}

// A month is one of the area's clock: in summer it begins an hour before UTC's.
func TestReportsAndPulsesAreCountedByMonth(t *testing.T) {
	r := start(t)
	early, late := time.Date(2026, 6, 30, 22, 59, 0, 0, time.UTC), time.Date(2026, 6, 30, 23, 1, 0, 0, time.UTC)
	for _, at := range []time.Time{early, late, late} {
		r.exec(`INSERT INTO reports (id, reference, theme, degree, status, channel, language, contact, began_at, sent_at, filed_at)
			VALUES (gen_random_uuid(), gen_random_uuid()::text, 6, 'open', 'new', 'sms', 'en', 'none', $1, $1, $1)`, at)
		r.exec(`INSERT INTO pulses (id, score, channel, language, again, at) VALUES (gen_random_uuid(), 4, 'sms', 'en', false, $1)`, at)
	}
	r.exec(`INSERT INTO pulses (id, score, channel, language, again, at) VALUES (gen_random_uuid(), 1, 'sms', 'en', true, $1), (gen_random_uuid(), 3, 'sms', 'en', false, $1)`, late)
	june, july, august := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	reports, err := r.ReportsByMonth(t.Context(), june, august)
	if want := []bot.MonthlyReports{{Month: june, Theme: 6, Count: 1}, {Month: july, Theme: 6, Count: 2}}; err != nil || fmt.Sprint(reports) != fmt.Sprint(want) {
		t.Errorf("reports %v, want %v (%v)", reports, want, err)
	}
	if none, err := r.ReportsByMonth(t.Context(), june, early); err != nil || len(none) != 0 {
		t.Errorf("reports of before: %v (%v)", none, err)
	}
	pulses, err := r.PulsesByMonth(t.Context(), june, august)
	if err != nil || len(pulses) != 2 || pulses[1].Answers != 3 || pulses[1].Mean < 3.66 || pulses[1].Mean > 3.67 || !pulses[1].Month.Equal(july) {
		t.Errorf("pulses %v (%v)", pulses, err)
	}
}
