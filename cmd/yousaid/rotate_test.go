package main_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"
	"github.com/redis/go-redis/v9"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// The master key is changed as docs/configuration.md says, with a kill in the
// middle, under residents who talk: everything old can be read after the old key
// has gone, and nothing is sealed with it any more.
func TestMasterKeyIsRotatedWithNothingLost(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{Replicas: 2})
	ctx := r.Context(5 * time.Minute)
	old := before(ctx, t, r)
	first, second := "k1:"+r.Master(), "k2:"+r.NewKey()

	r.Set("MASTER_KEYS", first+","+second) // 1: known to every replica, sealing nothing
	r.Restart()
	r.Set("MASTER_KEYS", second+","+first) // 2: newest
	r.Restart()
	if said := r.Run("keys", "list"); !strings.Contains(said, "k1 still seals") || !strings.Contains(said, "yousaid keys rotate") {
		t.Errorf("nothing says that k1 is needed:\n%s", said)
	}
	killedHalfWay(ctx, t, r)
	if h, err := old.inProgress.Next(ctx); err != nil {
		t.Fatal(err)
	} else if err := old.inProgress.Answer(h); err != nil { // the conversation goes on in between
		t.Fatal(err)
	}
	said := r.Run("keys", "rotate") // 3
	if !strings.Contains(said, "Nothing here needs k1 any more") || strings.Contains(said, "still seals") {
		t.Fatalf("after rotating:\n%s", said)
	}
	if said := r.Run("keys", "rotate"); !strings.Contains(said, "Sealed 0 values again") {
		t.Errorf("a second time changes something:\n%s", said)
	}
	nothingIsSealedWith(ctx, t, r, "k1")

	r.Set("MASTER_KEYS", second) // 4
	r.Restart()
	if said := r.Run("keys", "list"); !strings.Contains(said, "Everything is sealed with k2") {
		t.Errorf("without the old key:\n%s", said)
	}
	old.isReadable(ctx, t, r)
	nothingIsSealedWith(ctx, t, r, "k1")
}

// A key that is taken out too early is missed by its name, and by an exit code.
func TestMissingMasterKeyIsNamed(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	who := r.Reporter(r.SMS(), 6, "missing")
	if _, err := who.Report(r.Context(time.Minute)); err != nil {
		t.Fatal(err)
	}
	r.Set("MASTER_KEYS", "k2:"+r.NewKey())
	for _, command := range []string{"list", "rotate"} {
		out, err := r.Program("keys", command).CombinedOutput()
		if err == nil || !strings.Contains(string(out), `"k1" seals`) || !strings.Contains(string(out), "not in MASTER_KEYS") {
			t.Errorf("keys %s: %v\n%s", command, err, out)
		}
	}
	r.Set("MASTER_KEYS", "k1:"+r.Master())
	if said := r.Run("keys", "list"); !strings.Contains(said, "Everything is sealed with k1") {
		t.Errorf("the key is back:\n%s", said)
	}
}

// past is what there is before the key is changed.
type past struct {
	answered   *rig.Resident // has a report with a thread
	card       sandbox.Bubble
	desk       *rig.Desk
	thinks     *rig.Resident // has said what they think of an update
	inProgress *rig.Resident // has not sent theirs yet
	lead       rig.Phone     // has an authenticator app
	app        string        // its key
}

func before(ctx context.Context, t *testing.T, r *rig.Rig) past {
	t.Helper()
	old := past{answered: r.Reporter(r.SMS(), 6, "rotate"), inProgress: r.Reporter(r.Telegram(), 6, "underway")}
	if _, err := old.answered.Report(ctx); err != nil {
		t.Fatal(err)
	}
	old.desk = r.Leads(old.answered)[0]
	var err error
	if old.card, err = old.desk.Card(ctx, old.answered.Reference); err != nil {
		t.Fatal(err)
	}
	if _, err := old.desk.Press(ctx, old.desk.Officers[0], old.card.MessageID, rig.TakeIt); err != nil {
		t.Fatal(err)
	}
	if err := old.desk.Answer(ctx, old.desk.Officers[0], old.card, "Which gate is it, zqgate?"); err != nil {
		t.Fatal(err)
	}
	if err := old.answered.Reads(ctx, "zqgate"); err != nil {
		t.Fatal(err)
	}
	old.thinks = commenter(ctx, t, r)
	if err := begins(ctx, old.inProgress); err != nil {
		t.Fatal(err)
	}
	old.inProgress.Say("wait, the bags are blue")
	old.lead, old.app = teamLead(ctx, t, r)
	return old
}

// begins answers one question of a report, and reads the next.
func begins(ctx context.Context, who *rig.Resident) error {
	who.Say(who.Story)
	h, err := who.Next(ctx)
	if err != nil {
		return err
	}
	if err := who.Answer(h); err != nil {
		return err
	}
	_, err = who.Next(ctx)
	return err
}

// commenter is somebody who got an update and said what they think of it.
func commenter(ctx context.Context, t *testing.T, r *rig.Rig) *rig.Resident {
	t.Helper()
	who := &rig.Resident{Phone: r.Telegram(), Reply: rig.Patience}
	if err := who.Talks(ctx, "updates 6", ""); err != nil {
		t.Fatal(err)
	}
	h := who.All()[len(who.All())-1]
	if err := who.Choose(h, "When there is news"); err != nil {
		t.Fatalf("%v: %q %q", err, h.Text, h.Labels)
	}
	if _, err := who.Next(ctx); err != nil {
		t.Fatal(err)
	}
	desk := r.Desks["neighbourhood-services"]
	said := desk.Officers[0].Person.In(desk.Chat).Say("/update We mended forty lamps, zqlamps.")
	preview, err := desk.Sees(ctx, said, func(b sandbox.Bubble) bool { return rig.Offers(b, "Approve and send") })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Press(ctx, desk.Officers[1], preview.MessageID, "Approve and send"); err != nil {
		t.Fatal(err)
	}
	news, err := who.Next(ctx)
	if err != nil || !strings.Contains(news.Text, "zqlamps") {
		t.Fatalf("the news is %q, %v", news.Text, err)
	}
	r.Eventually(rig.Patience, "the conversation knows of the news", func() bool {
		return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state = 'sent'`) == 1
	})
	time.Sleep(time.Second)
	who.Say("nice but what about the lamps in zqstation road")
	about, err := who.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := who.Choose(about, "About the news"); err != nil {
		t.Fatalf("%v: %q %q", err, about.Text, about.Labels)
	}
	asked, err := who.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := who.Choose(asked, "Send"); err != nil {
		t.Fatalf("%v: %q %q", err, asked.Text, asked.Labels)
	}
	if h, err := who.Next(ctx); err != nil || !strings.Contains(h.Text, "Thank you") {
		t.Fatalf("what they think is answered with %q, %v", h.Text, err)
	}
	return who
}

// teamLead signs somebody in for the first time, and returns their phone and the
// key of their app.
func teamLead(ctx context.Context, t *testing.T, r *rig.Rig) (rig.Phone, string) {
	t.Helper()
	phone := r.SMS()
	r.Run("officer", "add", "Bilal", "--agency", "neighbourhood-services", "--role", "lead", "--cleared", "--phone", rig.Mobile(phone).Number)
	c := &cabinet{t, map[string]string{}}
	toApp(ctx, t, r, c, phone)
	_, body := c.ask(r.Replicas[0], "sign-in/app", nil)
	found := regexp.MustCompile(`<strong class="key">([A-Z2-7 ]+)</strong>`).FindStringSubmatch(body)
	if found == nil {
		t.Fatal("no key to set an app up with")
	}
	key := strings.ReplaceAll(found[1], " ", "")
	r.Mark(key)
	withApp(t, r, c, key, time.Now())
	return phone, key
}

// toApp signs in as far as the app.
func toApp(ctx context.Context, t *testing.T, r *rig.Rig, c *cabinet, phone rig.Phone) {
	t.Helper()
	phone.Skip()
	if answer, _ := c.ask(r.Replicas[0], "sign-in/code", url.Values{"who": {rig.Mobile(phone).Number}}); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("asking for a code: status %d", answer.StatusCode)
	}
	h, err := phone.Hear(ctx)
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(h.Text)
	if answer, _ := c.ask(r.Replicas[1], "sign-in/code/check", url.Values{"code": {code}}); answer.Header.Get("Location") != "/console/sign-in/app" {
		t.Fatalf("%q led to %q (%d)", h.Text, answer.Header.Get("Location"), answer.StatusCode)
	}
}

func withApp(t *testing.T, r *rig.Rig, c *cabinet, key string, at time.Time) {
	t.Helper()
	shown, err := totp.GenerateCode(key, at)
	if err != nil {
		t.Fatal(err)
	}
	if answer, body := c.ask(r.Replicas[0], "sign-in/app", url.Values{"app": {shown}}); answer.StatusCode >= 400 {
		t.Fatalf("the app's code: status %d\n%s", answer.StatusCode, body)
	}
	if answer, _ := c.ask(r.Replicas[1], "people", nil); answer.StatusCode != http.StatusOK {
		t.Fatalf("a team lead sees no people: %d", answer.StatusCode)
	}
}

// killedHalfWay kills the command when it has done the contacts and waits for
// the keys of reports, which somebody else holds.
func killedHalfWay(ctx context.Context, t *testing.T, r *rig.Rig) {
	t.Helper()
	holder, err := pgx.Connect(ctx, r.At(r.Database()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Close(ctx) }()
	if _, err := holder.Exec(ctx, `BEGIN; SELECT FROM vault.report_keys FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	command := r.Program("keys", "rotate")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	r.Eventually(rig.Patience, "the contacts are done and the command waits for the reports", func() bool {
		return r.Count(`SELECT count(*) FROM vault.contacts WHERE NOT (substring(data_key FROM 3 FOR 2) = 'k2'::bytea)`) == 0 &&
			r.Count(`SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE vault.report_keys%' AND datname = current_database()`) > 0
	})
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // killed
	if _, err := holder.Exec(ctx, `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if n := r.Count(`SELECT count(*) FROM vault.report_keys WHERE substring(data_key FROM 3 FOR 2) = 'k1'::bytea`); n == 0 {
		t.Fatal("the kill came too late to leave anything")
	}
}

// nothingIsSealedWith looks for a key's header in every column of every table,
// and in everything that Redis holds.
func nothingIsSealedWith(ctx context.Context, t *testing.T, r *rig.Rig, key string) {
	t.Helper()
	header := append([]byte{2, byte(len(key))}, key...)
	if dump := r.Dump(); strings.Contains(dump, fmt.Sprintf(`\\x%x`, header)) {
		at := strings.Index(dump, fmt.Sprintf(`\\x%x`, header))
		table := dump[:at][strings.LastIndex(dump[:at], "COPY "):]
		t.Errorf("%s still seals something: %s", key, table[:strings.IndexByte(table, '\n')])
	}
	options, err := redis.ParseURL(r.Redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	keys, err := client.Keys(ctx, "*").Result()
	if err != nil || len(keys) == 0 {
		t.Fatalf("%d keys in Redis: %v", len(keys), err)
	}
	for _, name := range keys {
		whole, err := client.Do(ctx, "DUMP", name).Text()
		if err == nil && strings.Contains(whole, string(header)) {
			t.Errorf("%s still seals something in Redis, under %s", key, name)
		}
	}
}

// isReadable uses all of the past.
func (p past) isReadable(ctx context.Context, t *testing.T, r *rig.Rig) {
	t.Helper()
	if err := p.desk.Answer(ctx, p.desk.Officers[0], p.card, "It is mended, zqmended."); err != nil {
		t.Error(err)
	}
	if err := p.answered.Reads(ctx, "zqmended"); err != nil {
		t.Errorf("the officer's words don't reach the resident: %v", err)
	}
	path, err := p.answered.AsksForCopy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r.Mark(strings.TrimPrefix(path, "/d/"))
	if status, body, err := r.Browse(ctx, http.MethodPost, path); err != nil || status != http.StatusOK ||
		!strings.Contains(body, p.answered.Story) || !strings.Contains(body, "zqgate") || !strings.Contains(body, "zqmended") {
		t.Errorf("the resident's thread: %d\n%s", status, body)
	}
	p.thinks.Say("MY DATA")
	if h, err := p.thinks.Next(ctx); err != nil {
		t.Error(err)
	} else if all := p.thinks.All(); !strings.Contains(h.Text, "zqstation") && !strings.Contains(all[len(all)-1].Text, "zqstation") {
		t.Errorf("what they thought of an update: %q", h.Text)
	}
	if reference, err := p.inProgress.Finish(ctx); err != nil {
		t.Errorf("the conversation that was under way: %v", err)
	} else if _, err := p.desk.Card(ctx, reference); err != nil {
		t.Error(err)
	}
	c := &cabinet{t, map[string]string{}}
	toApp(ctx, t, r, c, p.lead)
	withApp(t, r, c, p.app, time.Now().Add(30*time.Second)) // one code is good once
	if _, body := c.ask(r.Replicas[0], "comments", nil); !strings.Contains(body, "zqstation") {
		t.Error("the comment can't be read in the console")
	}
}
