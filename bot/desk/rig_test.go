package desk_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/bot/desk"
	"yousaid/bot/jobs"
	"yousaid/bot/sandbox"
	"yousaid/bot/telegram"
	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/resident"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

const (
	token  = "110201543:sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5"
	secret = "s3cret"

	wardens = -100 // Neighbourhood Services: open theme 6
	health  = -200 // Public Health: neutral theme 4, guarded theme 3
	police  = -300
	council = -400
)

// People at the desks. Vic is in the wardens' group and no officer.
var (
	mia = sandbox.User{ID: 11, FirstName: "Mia"}
	tom = sandbox.User{ID: 12, FirstName: "Tom"}
	vic = sandbox.User{ID: 13, FirstName: "Vic"}
	nia = sandbox.User{ID: 21, FirstName: "Nia"}
	pip = sandbox.User{ID: 22, FirstName: "Pip"}
	pat = sandbox.User{ID: 31, FirstName: "Pat"}
	lou = sandbox.User{ID: 41, FirstName: "Lou"}
)

var ana = channel.Address{Channel: channel.SMS, ID: "+447700900123"}

// rig is desks at work: the record, the jobs and a Telegram.
type rig struct {
	*postgres.Store
	t      *testing.T
	desk   *desk.Desk
	box    *sandbox.Sandbox
	logs   *storagetest.Log
	config desk.Config
	texts  *line

	mu       sync.Mutex
	notices  []bot.Notice
	at       time.Time // what the clock shows; zero: the real time
	officers map[int64]string
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at.IsZero() {
		return time.Now()
	}
	return r.at
}

// start brings up desks with their groups linked and their officers bound.
func start(t *testing.T, change ...func(*desk.Config)) *rig {
	t.Helper()
	return startAt(t, 0.001, change...)
}

// startAt is start with the pace of the networks: what they wait for, our
// answers too, goes by it.
func startAt(t *testing.T, pace float64, change ...func(*desk.Config)) *rig {
	t.Helper()
	r := &rig{t: t, Store: storagetest.Store(t), logs: &storagetest.Log{}, officers: map[int64]string{}}
	return r.startAt(pace, change...)
}

// startAt is the rest of startAt, for a record that was opened another way.
func (r *rig) startAt(pace float64, change ...func(*desk.Config)) *rig {
	t := r.t
	t.Helper()
	hooks := &http.Transport{}
	r.box = sandbox.New(sandbox.Options{
		Pace: pace, Client: &http.Client{Transport: hooks}, Telegram: sandbox.TelegramOptions{Token: token},
		World: sandbox.World{Groups: []sandbox.GroupInfo{
			{ID: wardens, Title: "Wardens", Officers: []sandbox.User{mia, tom, vic}},
			{ID: health, Title: "Health", Officers: []sandbox.User{nia, pip}},
			{ID: police, Title: "Police", Officers: []sandbox.User{pat}},
			{ID: council, Title: "Council", Officers: []sandbox.User{lou}},
		}},
	})
	api, mux := httptest.NewServer(r.box.API()), http.NewServeMux()
	hook := httptest.NewServer(mux)
	calls := &http.Transport{}
	tg, err := telegram.New(telegram.Config{
		Token: token, APIURL: api.URL, Secret: secret, PublicURL: hook.URL, HTTPClient: &http.Client{Transport: calls}, Log: zerolog.New(r.logs),
	}, r.receive)
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle(telegram.WebhookPath, tg.Webhook())
	r.texts = &line{}
	r.config = desk.Config{
		Store: r.Store, Plan: storagetest.Plan(t), PublicURL: "https://yousaid.test/",
		Channels: map[string]channel.Channel{channel.Telegram: tg, channel.SMS: r.texts, channel.Email: r.texts},
		Officers: &bot.Officers{Store: r.Store, Now: r.now, Quiet: bot.QuietHours{From: 21, To: 8, Zone: storagetest.Plan(t).Zone()}},
		BotName:  tg.Username, Now: r.now, Log: zerolog.New(r.logs),
	}
	for _, fn := range change {
		fn(&r.config)
	}
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	residents := &bot.Service{
		Engine: resident.Engine(r.config.Plan, bundle), Bundle: bundle, Channels: r.config.Channels, Now: r.now, Fresh: bot.NewFresh(r.config.Plan.Prefix),
	}
	r.config.Foretell = residents.ForetellAnswer
	r.config.Newsroom = &bot.Newsroom{
		Store: r.Store, Plan: r.config.Plan, Bundle: bundle, Channels: r.config.Channels, Quiet: r.config.Officers.Quiet,
		Now: r.now, Log: zerolog.New(r.logs),
	}
	r.desk = desk.New(r.config)
	runner, err := jobs.New(r.Pool(), jobs.Work{
		Deliver: r.desk.Deliver, Refresh: r.desk.Refresh, Notify: r.notify,
		Comment: r.desk.DeliverComment, Uncomment: r.desk.WithdrawComment, Recomment: r.desk.RefreshComment, Bell: r.desk.Bell, UpdateBell: r.desk.UpdateBell, HookBell: r.desk.HookBell, Warn: r.desk.Warn, Remind: r.desk.Remind,
	}, zerolog.New(r.logs))
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.box.Close()
		if err := runner.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		hook.Close()
		api.Close()
		hooks.CloseIdleConnections()
		calls.CloseIdleConnections()
		r.keepsQuiet()
	})
	if err := tg.Setup(t.Context(), telegram.Setup{}); err != nil {
		t.Fatal(err)
	}
	r.people()
	return r
}

// people makes the desks and officers that there are at the start.
func (r *rig) people() {
	for group, agency := range map[int64]string{
		wardens: "neighbourhood-services", health: "public-health", police: "bedfordshire-police", council: "luton-council",
	} {
		d := bot.Desk{ID: uuid.NewString(), Agency: agency, Label: agency, Address: at(group)}
		if err := r.AddDesk(r.t.Context(), d); err != nil {
			r.t.Fatal(err)
		}
	}
	for user, agency := range map[sandbox.User]string{
		mia: "neighbourhood-services", tom: "neighbourhood-services", nia: "public-health", pip: "public-health",
		pat: "bedfordshire-police", lou: "luton-council",
	} {
		r.bind(user, agency, user == nia) // Nia alone is cleared
	}
}

func (r *rig) bind(user sandbox.User, agency string, cleared bool) {
	r.t.Helper()
	o := bot.Officer{ID: uuid.NewString(), Name: user.FirstName, Agency: agency, Role: bot.RoleLead, Cleared: cleared}
	ctx := r.t.Context()
	if err := r.AddOfficer(ctx, o); err != nil {
		r.t.Fatal(err)
	}
	if err := r.Invite(ctx, o.ID, o.ID, time.Hour); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.Bind(ctx, o.ID, at(user.ID)); err != nil {
		r.t.Fatal(err)
	}
	r.officers[user.ID] = o.ID
}

func at(id int64) channel.Address {
	return channel.Address{Channel: channel.Telegram, ID: strconv.FormatInt(id, 10)}
}

func (r *rig) receive(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	ours, err := r.desk.Handles(ctx, in)
	if err != nil || !ours {
		return nil, err
	}
	return r.desk.Receive(ctx, in)
}

// notify stands where bot.Service tells residents: it reads the notice as that
// does, and remembers it.
func (r *rig) notify(ctx context.Context, id string) error {
	n, err := r.Notice(ctx, id)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.notices = append(r.notices, n)
	r.mu.Unlock()
	return r.NoticeDone(ctx, id, bot.NoticeTold, "")
}

// told waits for the n-th notice.
func (r *rig) told(n int) bot.Notice {
	r.t.Helper()
	var notice bot.Notice
	r.until("a notice", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		if len(r.notices) >= n {
			notice = r.notices[n-1]
		}
		return len(r.notices) >= n
	})
	return notice
}

func (r *rig) toldNothing() {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.notices) > 0 {
		r.t.Errorf("the resident was told %d things", len(r.notices))
	}
}

// secretWords stand in whatever residents and officers write here.
const secretWords = "zebra-crossing"

// keepsQuiet checks that no log line holds what anybody wrote.
func (r *rig) keepsQuiet() {
	logged := r.logs.String()
	for _, word := range []string{secretWords, "LUT-", "+4477", token} {
		if strings.Contains(logged, word) {
			r.t.Errorf("%q is in the log: %s", word, logged)
		}
	}
}

func (r *rig) file(theme int, change ...func(*flows.Submission)) flows.Known {
	r.t.Helper()
	return r.fileFor(ana, theme, change...)
}

func (r *rig) fileFor(who channel.Address, theme int, change ...func(*flows.Submission)) flows.Known {
	r.t.Helper()
	id := uuid.New()
	now := time.Now().UTC()
	sub := &flows.Submission{
		ID: id.String(), Reference: "LUT-" + strings.ToUpper(id.String()[:8]), Theme: theme, Language: "en", Contact: flows.ContactHere,
		What: []string{"Rubbish <b>again</b> & again by the " + secretWords}, Place: &flows.Place{Name: "Alley <3", Ward: "Dallow"},
		Began: now.Add(-time.Minute), Sent: now,
	}
	for _, fn := range change {
		fn(sub)
	}
	return r.commitFor(who, flows.Effect{Kind: flows.FileReport, Report: sub})
}

func (r *rig) commit(effect flows.Effect) flows.Known {
	r.t.Helper()
	return r.commitFor(ana, effect)
}

func (r *rig) commitFor(who channel.Address, effect flows.Effect) flows.Known {
	r.t.Helper()
	out, err := r.Commit(r.t.Context(), who, flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{effect}, Since: time.Now()})
	if err != nil {
		r.t.Fatal(err)
	}
	return out[0].Report
}

// card waits for the card of a report in a group, as match wants it.
func (r *rig) card(group int64, reference string, match ...string) sandbox.Bubble {
	r.t.Helper()
	card := r.message(group, 0, append([]string{reference}, match...)...)
	r.until("the card is remembered", func() bool {
		return r.count(`SELECT count(*) FROM desk_messages WHERE message = $1`, strconv.Itoa(card.MessageID)) > 0
	})
	return card
}

// message waits for a message of the bot that says all of words.
func (r *rig) message(chat int64, after int, words ...string) sandbox.Bubble {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 8*time.Second)
	defer cancel()
	b, err := r.box.Telegram.WaitMessage(ctx, chat, after, func(b sandbox.Bubble) bool {
		for _, word := range words {
			if !strings.Contains(b.Says(), word) {
				return false
			}
		}
		return true
	})
	if err != nil {
		r.t.Fatalf("no message in %d that says %q (%v); there are %s; log: %s", chat, words, err, r.said(chat), r.logs)
	}
	return b
}

func (r *rig) said(chat int64) string {
	var list []string
	for _, b := range r.box.Telegram.History(chat) {
		list = append(list, b.Says())
	}
	return strings.Join(list, "\n--\n")
}

// press presses a button and returns what the person saw.
func (r *rig) press(user sandbox.User, chat int64, message int, label string) sandbox.Answer {
	r.t.Helper()
	query, err := r.box.Telegram.Person(user.ID).In(chat).Press(message, label)
	if err != nil {
		r.t.Fatalf("%s: %v", label, err)
	}
	return r.answer(query)
}

func (r *rig) answer(query string) sandbox.Answer {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 8*time.Second)
	defer cancel()
	answer, err := r.box.Telegram.WaitAnswer(ctx, query)
	if err != nil {
		r.t.Fatalf("the press was not answered (%v); log: %s", err, r.logs)
	}
	return answer
}

func (r *rig) reply(user sandbox.User, chat int64, to int, text string) int {
	return r.box.Telegram.Person(user.ID).In(chat).Reply(to, text)
}

func (r *rig) until(what string, holds func() bool) {
	r.t.Helper()
	for range 800 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.t.Fatalf("did not happen in 8 s: %s; log: %s", what, r.logs)
}

func (r *rig) count(sql string, args ...any) (n int) {
	r.t.Helper()
	if err := r.Pool().QueryRow(r.t.Context(), sql, args...).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// line is a network of texts and mails that a test reads.
type line struct {
	mu   sync.Mutex
	sent []channel.Outbound
}

func (*line) Name() string { return channel.SMS }
func (*line) Can() channel.Capabilities {
	return channel.Capabilities{InAnswer: true, Parts: gsm7.Parts}
}

func (l *line) Send(_ context.Context, out channel.Outbound) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, out)
	return strconv.Itoa(len(l.sent)), nil
}

func (l *line) all() []channel.Outbound {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]channel.Outbound(nil), l.sent...)
}
