package main

import (
	"context"
	"net/http"
	"time"

	"yousaid/bot"
	"yousaid/bot/console"
	"yousaid/bot/jobs"
	"yousaid/bot/open311"
	"yousaid/bot/page"
	"yousaid/bot/public"
)

// makePages makes the pages that links lead to. Where nobody can reach us by an
// address of our own there are no links, and so no pages.
func (a *app) makePages(context.Context) error {
	if a.cfg.PublicURL == "" {
		return nil
	}
	pages, err := page.New(page.Config{
		Store: a.store, Officers: a.officers, Photos: a.photos, Desk: a.desk,
		Plan: a.plan, Bundle: a.bundle, PublicURL: a.cfg.PublicURL, Log: a.log,
	})
	if err != nil {
		return err
	}
	handler, err := pages.Handler()
	if err != nil {
		return err
	}
	for _, path := range page.Paths {
		a.public.Handle(path, handler)
	}
	return a.makeConsole()
}

// makeConsole makes the agencies' side in a browser.
func (a *app) makeConsole() error {
	desks, err := console.New(console.Config{
		Store: a.store, Officers: a.officers, Desk: a.desk, Newsroom: a.newsroom, Residents: a.residents, Plan: a.plan, Bundle: a.bundle, Wards: wardsOf(a.areas), Areas: a.areas, PublicURL: a.cfg.PublicURL, Dev: a.cfg.dev,
		Tiles: console.Tiles{URL: a.cfg.MapTiles, By: a.cfg.MapOwner}, Channels: a.residents.Channels, Proxies: a.cfg.proxies(), Work: a.cfg.workAccounts(), BotName: a.botName, CheckHook: a.door.Check,
		Now: time.Now, Log: a.log,
		Jobs: func(prefix string) (http.Handler, error) { return jobs.Screen(a.store.Pool(), prefix, a.log) },
	})
	if err != nil {
		return err
	}
	handler, err := desks.Handler()
	if err != nil {
		return err
	}
	a.public.Handle(console.Path, handler)
	a.console = desks
	return a.makeOpen311()
}

// makeOpen311 makes what agencies' own systems read and file reports by.
func (a *app) makeOpen311() error {
	server, err := open311.New(open311.Config{
		Store: a.store, Plan: a.plan, Read: a.read, Ward: a.ward, Fresh: bot.NewFresh(a.plan.Prefix),
		From: a.console.From, PublicURL: a.cfg.PublicURL, Now: time.Now, Log: a.log,
	})
	if err != nil {
		return err
	}
	a.public.Handle(open311.Path, server.Handler())
	return nil
}

// openPages makes the pages that everybody may read, where nobody else stands.
func (a *app) openPages() error {
	c := public.Config{
		Store: a.store, Plan: a.plan, Bundle: a.bundle, PublicURL: a.cfg.PublicURL, Now: time.Now, Log: a.log,
	}
	if a.telegram != nil {
		c.BotName = a.botName
	}
	if a.sms != nil {
		c.Number = a.cfg.TwilioFrom
	}
	handler, err := public.Handler(c)
	if err != nil {
		return err
	}
	a.public.Handle("/", handler)
	return nil
}
