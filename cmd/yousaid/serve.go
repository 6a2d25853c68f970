package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot"
	"yousaid/storage/postgres"
)

type serveCmd struct{}

// Run serves until it is told to stop.
func (serveCmd) Run(w *world) error {
	spare(w.getenv)
	cfg, err := readConfig(w.getenv)
	if err != nil {
		return err
	}
	if err := cfg.check(needRecord | needKeys | needTalks | needChannels); err != nil {
		return err
	}
	plan, err := loadPlan(cfg.PlanFile)
	if err != nil {
		return err
	}
	a, err := build(w.ctx, cfg, plan, newLogger(cfg, w.err))
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.store.Check(w.ctx); err != nil {
		return err
	}
	public, err := net.Listen("tcp", cfg.ListenAddr) //nolint:noctx // lives as long as the program
	if err != nil {
		return fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	a.tell = managerOf(w.getenv)
	return a.run(w.ctx, public, func() {
		a.log.Info().Ctx(w.ctx).Str("address", public.Addr().String()).Msg("ready")
		time.AfterFunc(shedAfter, shed)
	})
}

type migrateCmd struct{}

// Run brings the database to this release.
func (migrateCmd) Run(w *world) error {
	cfg, err := readConfig(w.getenv)
	if err != nil {
		return err
	}
	if err := cfg.check(needRecord); err != nil {
		return err
	}
	if err := postgres.Migrate(w.ctx, cfg.DatabaseURL); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, "The database is at this release.")
	return err
}

const sweepEvery = time.Second

// conversationsSince is the fact that conversations have been kept before, and
// since when.
const conversationsSince = "conversations since"

// run starts everything in order and stops it in reverse. Told to stop, it says
// that it isn't ready and goes on for DRAIN_DELAY; then intake ends, so that
// nothing new comes; then the jobs, and what says how it is; the pools go last,
// by close.
func (a *app) run(ctx context.Context, public net.Listener, ready func()) error {
	admin, err := listen(a.cfg.AdminAddr, adminRoutes(a.metrics, a.checks()))
	if err != nil {
		return errors.Join(fmt.Errorf("ADMIN_ADDR: %w", err), public.Close())
	}
	if err := a.begin(ctx); err != nil {
		return errors.Join(err, public.Close(), admin.listener.Close())
	}
	if err := a.runner.Start(ctx); err != nil {
		return errors.Join(err, public.Close(), admin.listener.Close())
	}
	if err := a.newsroom.Rejoin(ctx); err != nil {
		a.log.Warn().Ctx(ctx).Err(err).Msg("plan updates that a restart cut off go on later")
	}
	serving, stop := a.serving(ctx)
	defer stop()
	watched, unwatch := context.WithCancel(context.WithoutCancel(ctx))
	defer unwatch()
	var back errgroup.Group
	back.Go(func() error { defer stop(); return admin.serve(watched) })
	carrying, arrive := context.WithCancel(context.WithoutCancel(ctx))
	defer arrive()
	var cards sync.WaitGroup
	cards.Go(func() { a.courier.Run(carrying) })
	front, frontCtx := errgroup.WithContext(serving)
	front.Go(func() error {
		return serveOn(public, a.lastAnswers(a.trail.Front(a.cfg.proxies(), a.log, a.public))).serve(frontCtx)
	})
	front.Go(func() error { return a.regularly(frontCtx, "what was left unsent or pending", a.residents.Sweep) })
	front.Go(func() error { return a.hooks.Run(frontCtx) })
	front.Go(func() error { return a.regularly(frontCtx, "what comes due", a.deadlines.Keep) })
	if a.console != nil {
		front.Go(func() error { return a.console.Live(frontCtx) })
	}
	if a.telegram != nil {
		front.Go(func() error { return a.fromTelegram(frontCtx) })
	}
	if a.sms != nil {
		front.Go(func() error { return a.catchMissed(frontCtx) })
		front.Go(func() error { return a.desk.Watch(frontCtx) })
	}
	ready()
	a.say("READY=1")
	err = ignoreClosed(front.Wait())
	if a.console != nil {
		a.console.Wait()
	}
	ctx = context.WithoutCancel(ctx)
	arrive()
	cards.Wait()
	err = errors.Join(err, a.runner.Stop(ctx), a.memory.Settle(ctx))
	unwatch()
	return errors.Join(err, ignoreClosed(back.Wait()))
}

// begin notes whether conversations were lost, and warns of a Redis that would
// lose more.
func (a *app) begin(ctx context.Context) error {
	since, err := a.store.Fact(ctx, conversationsSince)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	lost, err := a.memory.Begin(ctx, since == "")
	if err != nil {
		return fmt.Errorf("open the conversations in Redis: %w", err)
	}
	if lost {
		a.log.Warn().Ctx(ctx).Msg("Redis has lost conversations: whoever writes within a day is told so")
	}
	a.warnOfRedis(ctx)
	if since == "" {
		return a.store.SetFact(ctx, conversationsSince, time.Now().UTC().Format(time.RFC3339))
	}
	return nil
}

// regularly does something every second, until ctx ends. What breaks off goes on
// the next time.
func (a *app) regularly(ctx context.Context, what string, do func(context.Context) error) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := do(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn().Ctx(ctx).Err(err).Str("what", what).Msg("regular work broke off; the next time it goes on")
		}
	}
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
