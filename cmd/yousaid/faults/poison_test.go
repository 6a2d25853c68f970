package faults_test

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// poisons are what a field may hold instead, as JSON: what PostgreSQL, JSON, XML
// or a clock refuses.
var poisons = []string{
	`"\u0000"`, `"before\u0000after"`, `"\ud800 alone"`, `"\udc00\ud800"`, "\"broken \xff\xfe\"", `"\u0001\u001b[31m\u007f\u0085"`,
	`"` + strings.Repeat("long ", 900) + `"`, `"` + strings.Repeat(`\ud83d\ude21`, 900) + `"`, `""`, `"'; DROP TABLE reports; --"`,
	`-1`, `0`, `1e308`, `9223372036854775807`, `18446744073709551616`, `253402300800`, `1e999`, `-0.0`, `true`, `null`, `[]`, `{}`, `[[[[]]]]`,
}

// What is in any field of anything that networks bring, taken from whole
// conversations of residents and officers, never breaks the service and never
// holds up what comes next.
func TestPoisonInAnyFieldHoldsNothingUp(t *testing.T) {
	t.Parallel()
	most := 400
	if allFaults() {
		most = 8000
	}
	seen := proves(t, "poison message, poison job", "%d deliveries with a poisoned field, both networks", most)
	r := rig.New(t, rig.Options{})
	ctx := r.Context(10 * time.Minute)
	seed := seedOf(t)
	random := rand.New(rand.NewPCG(seed, 3))
	for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
		if err := answeredTalk(ctx, r, r.Reporter(phone, 6, "poison")); err != nil {
			t.Fatal(err)
		}
	}
	everyKind(t, r)
	updates, texts := deliveries(r)
	slowest, id := time.Duration(0), int64(1_900_000_000)
	for n := range most {
		var got answered
		if n%4 == 3 {
			got = signedText(t, r, poisonedText(random, texts, r.API(), n))
		} else {
			id++
			got = update(t, r, poisonedUpdate(t, random, updates, id))
		}
		if got.status >= 500 || got.status == 0 {
			t.Errorf("poison %d is answered %d", n, got.status)
		}
		if n%(most/10) == 0 {
			slowest = max(slowest, answersWithin(ctx, t, r, random.IntN(2) == 0))
		}
	}
	if strings.Contains(r.Replicas[0].Log(), "message set aside") {
		t.Errorf("something made the service panic:\n%s", logged(r, "message set aside"))
	}
	if failing := rig.Rows[string](r, `SELECT kind || ' ' || state || ': ' || coalesce(errors[1]->>'error', '') FROM river.river_job WHERE state IN ('retryable', 'discarded')`); len(failing) > 0 {
		t.Errorf("jobs fail: %q", failing)
	}
	seen.saw("0 panics, 0 5xx, the next message answered within %v", slowest.Round(time.Millisecond))
}

// everyKind has a resident send what isn't words.
func everyKind(t *testing.T, r *rig.Rig) {
	t.Helper()
	seat := rig.Seat(r.Telegram())
	if _, err := seat.Album("a caption", rig.Picture(t), rig.Picture(t)); err != nil {
		t.Fatal(err)
	}
	seat.Location(51.88, -0.42)
	seat.Contact("+447700900555")
	seat.Sticker("👍")
	seat.Voice(9)
	seat.Forward(sandbox.User{ID: 5_550_999_998, FirstName: "Fay"}, "look at this")
	seat.Edit(seat.Say("words"), "others")
	seat.PressData(1, ":menu:report")
	person := r.Box.Telegram.Person(seat.User)
	person.Block()
	person.Unblock()
	r.Eventually(rig.Patience, "all kinds are taken", func() bool { return r.Box.Telegram.Pending() == 0 })
}

// deliveries are what the networks have brought so far.
func deliveries(r *rig.Rig) (updates []string, texts []url.Values) {
	for _, e := range r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == sandbox.Webhook && e.Done }) {
		if e.Provider == "telegram" {
			updates = append(updates, e.Params["body"])
			continue
		}
		values := url.Values{}
		for name, value := range e.Params {
			values.Set(name, value)
		}
		texts = append(texts, values)
	}
	return updates, texts
}

// poisonedText is a text message with one parameter changed, signed anew.
func poisonedText(random *rand.Rand, texts []url.Values, api string, n int) url.Values {
	values := url.Values{}
	maps.Copy(values, texts[random.IntN(len(texts))])
	values.Set("MessageSid", fmt.Sprintf("SM%032x", 0xdead0000+n))
	if random.IntN(3) == 0 { // pictures, that it doesn't have
		values.Set("NumMedia", "1")
		values.Set("MediaUrl0", api+"/2010-04-01/Accounts/x/Messages/y/Media/z")
		values.Set("MediaContentType0", "image/png")
	}
	names := slices.Sorted(maps.Keys(values))
	poison := poisons[random.IntN(len(poisons))]
	var text string
	if stdjson.Unmarshal([]byte(poison), &text) != nil {
		text = poison
	}
	if random.IntN(4) == 0 {
		text = "\xff\xfe" + text
	}
	name := names[random.IntN(len(names))]
	values.Set(name, values.Get(name)+text)
	return values
}

// poisonedUpdate is an update with one field changed.
func poisonedUpdate(t *testing.T, random *rand.Rand, updates []string, id int64) string {
	t.Helper()
	var whole map[string]any
	decoder := stdjson.NewDecoder(strings.NewReader(updates[random.IntN(len(updates))]))
	decoder.UseNumber()
	if err := decoder.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	whole["update_id"] = id
	var places []func(any)
	walk(whole, &places)
	const mark = "the poisoned field"
	places[random.IntN(len(places))](mark)
	out, err := stdjson.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(out), `"`+mark+`"`, poisons[random.IntN(len(poisons))], 1)
}

// walk finds every place of a JSON value that can be changed.
func walk(value any, places *[]func(any)) {
	switch inner := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(inner)) {
			*places = append(*places, func(to any) { inner[name] = to })
			walk(inner[name], places)
		}
	case []any:
		for i := range inner {
			*places = append(*places, func(to any) { inner[i] = to })
			walk(inner[i], places)
		}
	}
}

// answersWithin has somebody new write, and returns how long the answer took.
func answersWithin(ctx context.Context, t *testing.T, r *rig.Rig, byText bool) time.Duration {
	t.Helper()
	phone := r.Telegram()
	if byText {
		phone = r.SMS()
	}
	began := time.Now()
	phone.Say(rig.Story("next", 0))
	if _, err := phone.Hear(ctx); err != nil {
		t.Errorf("no answer on %s behind poison: %v", phone.Network(), err)
	}
	return time.Since(began)
}

// logged are the lines of a log with these words.
func logged(r *rig.Rig, words string) string {
	var lines []string
	for line := range strings.Lines(r.Replicas[0].Log()) {
		if strings.Contains(line, words) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// metric reads a figure of a replica's metrics; empty when there is none.
func metric(t *testing.T, r *rig.Rig, name string) string {
	t.Helper()
	asked, err := http.NewRequestWithContext(r.Context(rig.Patience), http.MethodGet, r.Replicas[0].Admin()+"/metrics", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(all) {
		if value, ok := strings.CutPrefix(string(line), name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// A report that nothing opens any more, and jobs that never can be done: what
// officers do about it is set aside and they are told so, and the next message
// at the same desk, the next report and the next card come as fast as before.
func TestPoisonThatStaysHoldsNothingUp(t *testing.T) {
	t.Parallel()
	jobs := 20
	if allFaults() {
		jobs = 300
	}
	seen := proves(t, "poison message, poison job", "a report that can’t be opened, %d jobs of every kind with invalid ids", jobs)
	r := rig.New(t, rig.Options{})
	ctx := r.Context(3 * time.Minute)
	broken, whole := r.Reporter(r.Telegram(), 6, "broken"), r.Reporter(r.SMS(), 6, "whole")
	before := cardWithin(ctx, t, r, whole)
	cardWithin(ctx, t, r, broken)
	desk := r.Leads(broken)[0]
	card := func(who *rig.Resident) sandbox.Bubble {
		found, err := desk.Card(ctx, who.Reference)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	r.Count(`WITH broken AS (UPDATE vault.report_keys SET data_key = set_byte(data_key, length(data_key) - 1, get_byte(data_key, length(data_key) - 1) # 1)
		WHERE report_id = (SELECT id FROM reports WHERE reference = $1) RETURNING 1) SELECT count(*) FROM broken`, broken.Reference)

	officer := desk.Officers[0]
	seat := officer.Person.In(desk.Chat)
	said := seat.Reply(card(broken).MessageID, "Is it still there?")
	if _, err := desk.Sees(ctx, said, func(b sandbox.Bubble) bool { return strings.Contains(b.Says(), "nothing was done") }); err != nil {
		t.Errorf("the officer isn't told that it can't be opened: %v", err)
	}
	poisonJobs(r, jobs, broken.Reference)
	began := time.Now()
	if err := desk.Answer(ctx, officer, card(whole), "We are on our way."); err != nil {
		t.Errorf("the next reply at the desk: %v", err)
	}
	answered := time.Since(began)
	if _, err := whole.Until(ctx, "on our way"); err != nil {
		t.Error(err)
	}
	after := cardWithin(ctx, t, r, r.Reporter(r.Telegram(), 6, "next"))
	if limit := max(time.Second, 4*before); after > limit {
		t.Errorf("a card takes %v behind poison, and %v before it", after, before)
	}
	if n := r.Count(`SELECT count(*) FROM set_aside WHERE reason = 'refused'`); n != 1 {
		t.Errorf("%d messages are set aside, want one", n)
	}
	if got := metric(t, r, `yousaid_messages_set_aside_total{channel="telegram",reason="refused"}`); got != "1" {
		t.Errorf("the metric says %q", got)
	}
	if !strings.Contains(r.Replicas[0].Log(), "message set aside") {
		t.Error("the log doesn't say that something was set aside")
	}
	failing := r.Count(`SELECT count(*) FROM river.river_job WHERE errors IS NOT NULL AND state IN ('retryable', 'running', 'available', 'discarded')`)
	if failing == 0 {
		t.Error("no job is seen to fail")
	}
	seen.saw("set aside and told, the next reply at the desk within %v, the next card within %v (%v before), %d jobs seen to fail",
		answered.Round(time.Millisecond), after.Round(time.Millisecond), before.Round(time.Millisecond), failing)
}

// cardWithin has somebody report, and returns how long the card took.
func cardWithin(ctx context.Context, t *testing.T, r *rig.Rig, who *rig.Resident) time.Duration {
	t.Helper()
	if _, err := who.Report(ctx); err != nil {
		t.Fatal(err)
	}
	told := time.Now()
	if _, err := r.Leads(who)[0].Card(ctx, who.Reference); err != nil {
		t.Fatal(err)
	}
	return time.Since(told)
}

// poisonJobs queues jobs that never can be done.
func poisonJobs(r *rig.Rig, each int, reference string) {
	args := []string{`{}`, `[]`, `"x"`}
	for _, name := range []string{"delivery", "report", "notice", "photo", "network", "comment", "desk", "update"} {
		for _, value := range []string{`-1`, `"no id"`, `"00000000-0000-4000-8000-000000000000"`, `9223372036854775807`, `null`} {
			args = append(args, fmt.Sprintf(`{%q:%s}`, name, value))
		}
	}
	args = append(args, fmt.Sprintf(`{"report":%q}`, rig.Rows[string](r, `SELECT id::text FROM reports WHERE reference = $1`, reference)[0]))
	for _, kind := range []string{"deliver", "refresh", "notify", "photo", "spread", "comment", "uncomment", "recomment", "warn", "bulk", "bell", "update_bell"} {
		r.Count(`WITH queued AS (
				INSERT INTO river.river_job (kind, args, max_attempts, queue)
				SELECT $1, ($2::jsonb[])[1 + n % array_length($2::jsonb[], 1)], 25, 'default' FROM generate_series(1, $3) AS n RETURNING 1)
			SELECT count(*) FROM queued`, kind, args, each)
	}
}
