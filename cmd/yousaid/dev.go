package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
	"yousaid/flows/partnership"
	"yousaid/storage/local"
	"yousaid/storage/postgres"
)

type devCmd struct {
	Fresh bool   `help:"Begin anew: delete what earlier starts kept."`
	Dir   string `help:"Where data are kept between starts." default:".data/dev" type:"path"`
}

// The sandbox's own Telegram bot and Twilio account: they exist nowhere else.
const (
	devToken      = "110201543:sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5"
	devSID        = "AC00000000000000000000000000005a4d"
	devTwilio     = "5a4db0c5000000000000000000000000"
	devNumber     = "+447700900999"
	devListen     = "127.0.0.1:8080"
	keysFile      = "keys.json"
	sandboxState  = "sandbox.json"
	devStopWithin = 20 * time.Second
)

// Run starts private servers and a sandbox of phones, then the service.
func (d *devCmd) Run(w *world) error {
	cfg, err := readConfig(w.getenv)
	if err != nil {
		return err
	}
	if err := cfg.check(0); err != nil {
		return err
	}
	plan, err := loadPlan(cfg.PlanFile)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(d.Dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	stop, err := d.servers(w, &cfg)
	if err != nil {
		return err
	}
	defer stop()
	return d.serve(w, cfg, plan)
}

// servers starts whichever of PostgreSQL and Redis the settings don't name.
func (d *devCmd) servers(w *world, cfg *config) (stop func(), err error) {
	options := local.Options{Dir: d.Dir, Fresh: d.Fresh, Log: func(line string) { _, _ = fmt.Fprintln(w.err, line) }}
	var stops []func(context.Context) error
	stop = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), devStopWithin)
		defer cancel()
		for _, end := range stops {
			if err := end(ctx); err != nil {
				_, _ = fmt.Fprintln(w.err, "stop:", err)
			}
		}
	}
	if cfg.DatabaseURL == "" {
		pg, err := local.StartPostgres(w.ctx, options)
		if err != nil {
			return nil, err
		}
		cfg.DatabaseURL = pg.URL()
		stops = append(stops, pg.Stop)
	}
	if cfg.RedisURL == "" {
		talks, err := local.StartRedis(w.ctx, options)
		if err != nil {
			stop()
			return nil, err
		}
		cfg.RedisURL = talks.URL()
		stops = append(stops, talks.Stop)
		if warning := talks.Warning(); warning != "" {
			_, _ = fmt.Fprintln(w.err, "warning:", warning)
		}
	}
	return stop, nil
}

// serve runs the service against the sandbox.
func (d *devCmd) serve(w *world, cfg config, plan *partnership.Plan) error {
	public, err := devListener(w.getenv("LISTEN_ADDR"))
	if err != nil {
		return err
	}
	api, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // lives as long as the program
	if err != nil {
		return errors.Join(err, public.Close())
	}
	if w.getenv("ADMIN_ADDR") == "" && taken(cfg.AdminAddr) {
		cfg.AdminAddr = "127.0.0.1:0"
	}
	if err := d.settings(&cfg, public, api); err != nil {
		return errors.Join(err, public.Close(), api.Close())
	}
	if err := d.world(w, cfg, plan, public, api); err != nil {
		return errors.Join(err, public.Close(), api.Close())
	}
	return nil
}

// world runs the sandbox and, against it, the service.
func (d *devCmd) world(w *world, cfg config, plan *partnership.Plan, public, api net.Listener) error {
	if err := postgres.Migrate(w.ctx, cfg.DatabaseURL); err != nil {
		return err
	}
	box := sandbox.New(d.sandbox(cfg, plan))
	defer box.Close()
	providers := serveOn(api, box.API())
	ctx, stop := context.WithCancel(w.ctx)
	defer stop()
	go func() { _ = providers.serve(ctx) }()
	a, err := build(ctx, cfg, plan, newLogger(cfg, w.err))
	if err != nil {
		return err
	}
	defer a.close()
	if err := seedDesks(ctx, a.store, plan); err != nil {
		return err
	}
	a.public.Handle("/sandbox/", box.Handler())
	context.AfterFunc(ctx, box.Close) // open pages would hold the shutdown up
	return a.run(ctx, public, func() {
		_, _ = fmt.Fprintf(w.out, "\nyousaid is ready. Open this in a browser:\n\n    %s/sandbox/\n\nCtrl-C stops it; what was said is kept until `yousaid dev --fresh`.\n", cfg.PublicURL)
	})
}

// sandbox is the stand-ins' side of the settings.
func (d *devCmd) sandbox(cfg config, plan *partnership.Plan) sandbox.Options {
	return sandbox.Options{
		Telegram: sandbox.TelegramOptions{Token: cfg.TelegramToken, Privacy: true},
		Twilio: sandbox.TwilioOptions{
			AccountSID: cfg.TwilioSID, AuthToken: cfg.TwilioToken, From: cfg.TwilioFrom,
			WebhookURL: cfg.PublicURL + sms.WebhookPath + "#rc=5&rp=all",
		},
		World:     devWorld(plan),
		StateFile: filepath.Join(d.Dir, sandboxState),
	}
}

// devListener takes the usual port, or any free one when that is taken and
// nobody asked for it by name.
func devListener(wanted string) (net.Listener, error) {
	addr := wanted
	if addr == "" {
		addr = devListen
	}
	listener, err := net.Listen("tcp", addr) //nolint:noctx // lives as long as the program
	if err != nil && wanted == "" {
		return net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // as above
	}
	return listener, err
}

// taken reports whether somebody listens at an address already: another
// `yousaid dev`, say.
func taken(addr string) bool {
	listener, err := net.Listen("tcp", addr) //nolint:noctx // closed at once
	if err != nil {
		return true
	}
	return listener.Close() != nil
}

// settings points the service at the sandbox, with keys of its own.
func (d *devCmd) settings(cfg *config, public, api net.Listener) error {
	if d.Fresh {
		for _, name := range []string{keysFile, sandboxState} {
			if err := os.Remove(filepath.Join(d.Dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	keys, err := keepKeys(d.Dir)
	if err != nil {
		return err
	}
	cfg.dev, cfg.DrainDelay = true, 0
	cfg.PublicURL = strings.TrimSuffix("http://"+public.Addr().String(), "/")
	cfg.TelegramURL, cfg.TwilioURL = "http://"+api.Addr().String(), "http://"+api.Addr().String()
	cfg.TelegramToken, cfg.TelegramSecret = devToken, keys.Secret
	cfg.TwilioSID, cfg.TwilioToken, cfg.TwilioFrom, cfg.TwilioMessaging = devSID, devTwilio, devNumber, ""
	if cfg.MasterKeys == "" {
		cfg.MasterKeys = keys.Master
	}
	if cfg.LookupKey == "" {
		cfg.LookupKey = keys.Lookup
	}
	return nil
}
