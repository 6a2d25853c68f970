package main

import (
	"context"
	"errors"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/sms"
)

const (
	missedSpan  = 25 * time.Hour   // how far back the listing looks at most: no draft is older
	missedPause = 20 * time.Second // between two listings, so that trouble isn't made worse
	missedEarly = 3 * time.Second  // when an answer is missing that may still be on its way
	markEvery   = time.Minute
	clockSlack  = 30 * time.Second // between Twilio's clock and ours
	eraseAfter  = 2 * time.Minute  // a text of which the status is still to come can't be blanked
)

// textsUntil is the fact that says until when every text message is known to
// have come to us. After Redis has lost its data the ids of older ones are
// unknown, and only this keeps them from having their effect again.
const textsUntil = "texts until"

// askForMissed asks for a listing of the messages that Twilio couldn't bring.
// It doesn't block; one request is as good as many.
func (a *app) askForMissed() {
	select {
	case a.missed <- struct{}{}:
	default:
	}
}

// catchMissed lists, at start and after trouble, what arrived at Twilio and
// never came to us. While there is no trouble it moves the mark on.
func (a *app) catchMissed(ctx context.Context) error {
	a.askForMissed()
	mark := time.NewTicker(markEvery)
	defer mark.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-mark.C:
			a.markTexts(ctx, time.Now())
		case <-a.missed:
			a.listMissed(ctx)
		}
	}
}

func (a *app) listMissed(ctx context.Context) {
	now := time.Now()
	early := false
	since, err := a.textsSince(ctx, now)
	if err == nil {
		early, err = a.sms.Missed(ctx, since, a.knows)
	}
	switch {
	case err == nil && early:
		time.AfterFunc(missedEarly, a.askForMissed)
		return
	case err == nil:
		a.markTexts(ctx, now)
		return
	}
	if ctx.Err() == nil {
		a.log.Warn().Ctx(ctx).Err(err).Msg("missed messages not all fetched; trying again")
		wait(ctx, missedPause)
		a.askForMissed()
	}
}

// textsSince is where a listing begins: nowhere before the service first ran.
func (a *app) textsSince(ctx context.Context, now time.Time) (time.Time, error) {
	value, err := a.store.FirstFact(ctx, textsUntil, now.UTC().Format(time.RFC3339))
	if err != nil {
		return time.Time{}, err
	}
	until, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return time.Time{}, err
	}
	since := until.Add(-clockSlack)
	if oldest := now.Add(-missedSpan); since.Before(oldest) {
		since = oldest
	}
	return since, nil
}

// markTexts notes that every message until at has come, unless there is trouble.
func (a *app) markTexts(ctx context.Context, at time.Time) {
	if len(a.missed) > 0 {
		return
	}
	if err := a.store.SetFact(ctx, textsUntil, at.UTC().Format(time.RFC3339)); err != nil && ctx.Err() == nil {
		a.log.Warn().Ctx(ctx).Err(err).Msg("not noted until when texts have come")
	}
}

// knows says whether a text has had its effect: a resident's stands in their
// conversation, which Redis may have lost, an officer's in the record.
func (a *app) knows(ctx context.Context, from channel.Address, sid string) (past sms.Past, err error) {
	past.Known, err = a.memory.Knows(ctx, from, sid)
	if past.Known || err != nil {
		return past, err
	}
	if past.Known, err = a.desk.Heard(ctx, from, sid); past.Known || err != nil {
		return past, err
	}
	past.Lost, err = a.memory.LostAt(ctx, from)
	return past, err
}

// excuse is what a resident is told by text when nothing can be made of theirs.
func (a *app) excuse(in channel.Inbound) string { return a.residents.Excuse(in, a.sms.Can()).Text }

// smsStatus notes that a number can't be reached, or can again.
func (a *app) smsStatus(ctx context.Context, s sms.Status) error {
	who := channel.Address{Channel: channel.SMS, ID: s.To.ID}
	switch {
	case s.Unreachable:
		return errors.Join(a.residents.Lost(ctx, who), a.desk.TextsArrive(ctx, who, false))
	case s.Name == "delivered":
		return a.desk.TextsArrive(ctx, who, true)
	}
	return nil
}

// eraseTexts blanks what Twilio still keeps of the texts, except of those that
// may not have come to us yet.
func (a *app) eraseTexts(ctx context.Context) error {
	now := time.Now()
	before, err := a.textsSince(ctx, now)
	if err != nil {
		return err
	}
	if latest := now.Add(-eraseAfter); latest.Before(before) {
		before = latest
	}
	_, err = a.sms.Erase(ctx, before)
	return err
}
