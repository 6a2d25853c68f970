package main

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
	"yousaid/bot/desk"
	"yousaid/bot/email"
	"yousaid/bot/hooks"
	"yousaid/bot/jobs"
	"yousaid/bot/mydata"
	"yousaid/bot/pace"
	"yousaid/bot/picture"
	"yousaid/bot/sms"
	"yousaid/bot/telegram"
	"yousaid/bot/trail"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
	"yousaid/flows/triage"
	"yousaid/storage/postgres"
	"yousaid/storage/sessions"
)

// app is the service with all its parts, built by hand and not yet running.
type app struct {
	cfg     config
	log     zerolog.Logger
	plan    *partnership.Plan
	bundle  *locale.Bundle
	metrics *prometheus.Registry
	counts  counts
	traces  *sdktrace.TracerProvider // nil when off
	trail   trail.Tracks
	meters  meters

	store  *postgres.Store
	talks  redis.UniversalClient
	memory *sessions.Store

	read  bot.Reader     // what triage makes of words, for this plan
	areas []console.Area // the wards of the plan's area
	ward  bot.Ward

	residents *bot.Service
	officers  *bot.Officers
	photos    *bot.Photos
	newsroom  *bot.Newsroom
	desk      *desk.Desk
	deadlines *bot.Timekeeper
	intake    *bot.Intake
	runner    *jobs.Runner
	courier   *desk.Courier
	door      *hooks.Door
	hooks     *hooks.Sender
	telegram  *telegram.Bot    // nil when off
	sms       *sms.Line        // nil when off
	mail      *email.Mailer    // nil when off
	console   *console.Console // nil without PUBLIC_URL
	missed    chan struct{}    // asks for the listing of what an outage kept from us

	leaving atomic.Bool  // told to stop: not ready any more, and still serving
	tell    func(string) // what the service manager is told; nil where nobody asked

	public *http.ServeMux
}

// build makes every part; nothing runs yet. close undoes it.
func build(ctx context.Context, cfg config, plan *partnership.Plan, log zerolog.Logger) (*app, error) {
	a := &app{cfg: cfg, log: log, plan: plan, metrics: prometheus.NewRegistry(), public: http.NewServeMux(), missed: make(chan struct{}, 1)}
	a.counts, a.meters = newCounts(a.metrics), newMeters(a.metrics)
	a.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), buildInfo())
	log.Info().Ctx(ctx).Str("version", release()).Str("commit", commit).Str("go", runtime.Version()).Msg("yousaid starts")
	steps := []func(context.Context) error{a.startTraces, a.openStores, a.makeChannels, a.makeService, a.makePages, a.makeJobs}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			a.close()
			return nil, err
		}
	}
	if err := a.routes(); err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

// close gives back what build opened. Pools go last.
func (a *app) close() {
	a.endTraces()
	if a.talks != nil {
		_ = a.talks.Close()
	}
	if a.store != nil {
		a.store.Close()
	}
}

// openStores opens the record and the conversations. Neither has to be there
// yet, but the record must have been migrated when it is.
func (a *app) openStores(ctx context.Context) error {
	ring, lookup, err := a.cfg.keys()
	if err != nil {
		return err
	}
	a.store, err = postgres.Open(ctx, postgres.Config{
		URL: a.cfg.DatabaseURL, Keyring: ring, Lookup: lookup, Plan: a.plan, PublicURL: a.cfg.PublicURL, Now: time.Now,
		BulkReads: a.cfg.BulkReadAlert, Courier: func(cards []bot.DueCard) { a.courier.Take(cards) },
	})
	if err != nil {
		return err
	}
	redis.SetLogger(talksLog{a.log}) // there is one for the whole program
	if a.talks, err = openTalks(a.cfg); err != nil {
		return err
	}
	a.metrics.MustRegister(newGauges(a.store.Backlog, a.store.Pool().Stat, a.talks.PoolStats))
	a.memory = sessions.New(a.talks, ring.For("session"), lookup, time.Now)
	return nil
}

// makeChannels makes the networks that the settings name.
func (a *app) makeChannels(context.Context) error {
	var err error
	if a.cfg.telegram() {
		a.telegram, err = telegram.New(telegram.Config{
			Token: a.cfg.TelegramToken, APIURL: a.cfg.TelegramURL, Secret: a.cfg.TelegramSecret,
			PublicURL: a.cfg.PublicURL, Log: a.log, Now: time.Now, HTTPClient: a.meters.client(channel.Telegram),
		}, a.receive)
		if err != nil {
			return err
		}
	}
	if a.cfg.sms() {
		a.sms, err = sms.New(sms.Config{
			AccountSID: a.cfg.TwilioSID, AuthToken: a.cfg.TwilioToken, From: a.cfg.TwilioFrom, MessagingServiceSID: a.cfg.TwilioMessaging,
			Reply: a.cfg.TwilioReply, APIURL: a.cfg.TwilioURL, PublicURL: a.cfg.PublicURL, Log: a.log, Now: time.Now,
			HTTPClient: a.meters.client("twilio"), Excuse: a.excuse, OnTrouble: a.askForMissed, OnStatus: a.smsStatus,
		}, a.receive)
		if err != nil {
			return err
		}
	}
	if a.cfg.SMTPURL != "" {
		a.mail, err = email.New(email.Config{URL: a.cfg.SMTPURL, From: a.cfg.MailFrom, ReplyTo: a.cfg.MailReplyTo})
	}
	return err
}

// receive hands what a network brings to the intake, which is built after the
// networks: it sends on them.
func (a *app) receive(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	ctx, end := a.trail.Turn(ctx, in.Chat.Channel)
	out, err := a.meters.turn(ctx, in, a.intake.Receive)
	end(err)
	return out, err
}

func (a *app) channels() map[string]channel.Channel {
	list := map[string]channel.Channel{}
	if a.telegram != nil {
		list[channel.Telegram] = a.meters.delivers(a.telegram)
	}
	if a.sms != nil {
		list[channel.SMS] = a.meters.delivers(a.sms)
	}
	if a.mail != nil {
		list[channel.Email] = a.meters.delivers(a.mail)
	}
	return list
}

func (a *app) makeService(context.Context) error {
	bundle, err := resident.Bundle(a.plan)
	if err != nil {
		return err
	}
	a.bundle = bundle
	a.read, a.areas = bot.Reader(triage.Read).For(a.plan), areasOf(a.plan)
	a.ward = wardOf(a.plan, a.areas)
	quiet := bot.QuietHours{From: 21, To: 8, Zone: a.plan.Zone()}
	a.residents = &bot.Service{
		Engine:   resident.Engine(a.plan, bundle),
		Bundle:   bundle,
		Read:     a.meters.reader(a.read),
		Ward:     a.ward,
		GaveUp:   a.meters.gaveUp,
		Sessions: a.memory,
		Store:    a.store,
		Channels: a.channels(),
		Now:      time.Now,
		Fresh:    bot.NewFresh(a.plan.Prefix),
		Quiet:    quiet,
		Log:      a.log,
	}
	a.memory.PutOff(a.residents.Continue)
	a.officers = &bot.Officers{Store: a.store, Quiet: quiet, Now: time.Now}
	cleaner := picture.NewCleaner()
	a.photos = &bot.Photos{Store: a.store, Channels: a.residents.Channels, Cleaner: cleaner}
	a.newsroom = &bot.Newsroom{
		Store: a.store, Plan: a.plan, Bundle: bundle, Sessions: a.memory, Channels: a.residents.Channels,
		Quiet: quiet, Now: time.Now, Log: a.log, Gaps: a.cfg.updateGaps(), Paces: &pace.Book{}, Price: a.cfg.partPrice(), Cleaner: cleaner,
	}
	a.desk = desk.New(desk.Config{
		Store: a.store, Officers: a.officers, Newsroom: a.newsroom, Plan: a.plan, Channels: a.residents.Channels,
		PublicURL: a.cfg.PublicURL, BotName: a.botName, Foretell: a.residents.ForetellAnswer, Now: time.Now, Log: a.log,
	})
	a.door = &hooks.Door{Allow: a.cfg.hookNetworks()}
	a.hooks = &hooks.Sender{Store: a.store, Door: a.door, Now: time.Now, Log: a.log, Count: a.counts.hookTried}
	a.deadlines = &bot.Timekeeper{Store: a.store, Missed: a.counts.deadlineMissed}
	a.intake = &bot.Intake{Residents: a.residents, Desk: a.desk, Aside: a.store, Counted: a.counts.setAside, Log: a.log}
	return nil
}

// botName is the bot's name at Telegram.
func (a *app) botName(ctx context.Context) (string, error) {
	if a.telegram == nil {
		return "", errors.New("telegram is off")
	}
	return a.telegram.Username(ctx)
}

// makeJobs hands what is queued to those who do it. Where SMS is off, its jobs
// wait for a replica that has it.
func (a *app) makeJobs(context.Context) error {
	work := jobs.Work{
		Deliver: a.desk.Deliver, Refresh: a.desk.Refresh, Notify: a.residents.Notify, Photo: a.photos.Fetch,
		Comment: a.desk.DeliverComment, Uncomment: a.desk.WithdrawComment, Recomment: a.desk.RefreshComment,
		Remind: a.desk.Remind,
		Bell:   a.desk.Bell, UpdateBell: a.desk.UpdateBell, HookBell: a.desk.HookBell, Warn: a.desk.Warn, Bulk: a.desk.TellOfBulk,
		Spread: a.newsroom.Spread, SpreadDue: a.newsroom.SpreadDue,
		Figures:  a.store.CountFigures,
		Purge:    func(ctx context.Context) error { return a.store.Purge(ctx, time.Now()) },
		Panicked: a.counts.jobPanicked,
		Begin:    a.trail.Job,
	}
	if a.sms != nil {
		work.Missed = func(context.Context) error { a.askForMissed(); return nil }
		work.Erase = a.eraseTexts
	}
	a.courier = desk.NewCourier(a.desk, work.Begin, work.Panicked)
	var err error
	a.runner, err = jobs.New(a.store.Pool(), work, a.log)
	return err
}

// routes are what the public listener serves.
func (a *app) routes() error {
	if a.telegram != nil {
		a.public.Handle(telegram.WebhookPath, a.trail.Webhook("telegram", a.telegram.Webhook()))
	}
	if a.sms != nil {
		a.public.Handle(sms.WebhookPath, a.trail.Webhook("twilio", a.sms.Webhook()))
		a.public.Handle(sms.StatusPath, a.sms.Status())
	}
	a.public.Handle("GET "+selfPath, a.self())
	if a.cfg.PublicURL == "" {
		return nil // no link leads here
	}
	copies, err := mydata.Handler(mydata.Config{
		Store: a.store, Plan: a.plan, Bundle: a.bundle, PublicURL: a.cfg.PublicURL, Log: a.log,
	})
	if err != nil {
		return err
	}
	a.public.Handle(mydata.Path, copies)
	return a.openPages()
}

// checks are the parts without which nothing works.
func (a *app) checks() checks {
	return checks{
		"service": a.stays,
		"postgres": func(ctx context.Context) error {
			if err := a.store.Check(ctx); !errors.Is(err, postgres.ErrSchema) {
				return err
			}
			return nil
		},
		"schema": func(ctx context.Context) error { // ok as well where PostgreSQL is what is missing
			if err := a.store.Check(ctx); errors.Is(err, postgres.ErrSchema) {
				return err
			}
			return nil
		},
		"redis": func(ctx context.Context) error { return a.talks.Ping(ctx).Err() },
	}
}
