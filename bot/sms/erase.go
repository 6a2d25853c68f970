package sms

import (
	"context"
	"errors"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/channel"
)

// errOnTheWay says that Twilio hasn't finished with some messages.
var errOnTheWay = errors.New("sms: some messages are still on their way")

// Erase blanks, at Twilio, the texts of our messages in both directions that
// are older than before, and returns how many it blanked. Twilio would keep
// them for 400 days. It goes through all of them the first time, and then ends
// at the first page without a text, since everything older is blank already.
func (l *Line) Erase(ctx context.Context, before time.Time) (int, error) {
	everything := !l.swept.Swap(false)
	var common openapi.ListMessageParams
	common.SetDateSentBefore(before.UTC())
	blanked, left := 0, false
	for _, params := range l.both(common) {
		err := l.list(ctx, params, func(page []record) (bool, error) {
			texts := 0
			for _, m := range page {
				if m.body == "" || !m.at.Before(before) {
					continue
				}
				texts++
				done, err := l.blank(ctx, m.sid)
				if err != nil {
					return false, err
				}
				if done {
					blanked++
				} else {
					left = true
				}
			}
			return everything || texts > 0 || len(page) == 0, nil // a page may be all another number's
		})
		if err != nil {
			return blanked, err
		}
	}
	l.swept.Store(!left)
	return blanked, nil
}

// blank empties a message's text; false when Twilio can't yet.
func (l *Line) blank(ctx context.Context, sid string) (bool, error) {
	err := l.call(ctx, callTimeout, "Messages.update", func(api *openapi.ApiService) error {
		_, err := api.UpdateMessage(sid, (&openapi.UpdateMessageParams{}).SetBody(""))
		return err
	})
	return finished(err)
}

// EraseFor deletes, at Twilio, every message between us and one number. It
// fails when some can't be deleted yet; called again, it goes on.
func (l *Line) EraseFor(ctx context.Context, who channel.Address) error {
	if who.Channel != channel.SMS || !numberForm.MatchString(who.ID) {
		return &channel.SendError{Reason: channel.Rejected, Err: errors.New("not a number")}
	}
	left := false
	for _, params := range toAndFrom(who) {
		var sids []string // first all pages: deleting shifts them
		err := l.list(ctx, params, func(page []record) (bool, error) {
			for _, m := range page {
				sids = append(sids, m.sid)
			}
			return true, nil
		})
		if err != nil {
			return err
		}
		for _, sid := range sids {
			done, err := l.deleteOne(ctx, sid)
			if err != nil {
				return err
			}
			left = left || !done
		}
	}
	if left {
		return errOnTheWay
	}
	return nil
}

// deleteOne deletes a message; false when Twilio can't yet.
func (l *Line) deleteOne(ctx context.Context, sid string) (bool, error) {
	err := l.call(ctx, callTimeout, "Messages.delete", func(api *openapi.ApiService) error {
		return api.DeleteMessage(sid, nil)
	})
	return finished(err)
}

// finished sorts the outcome of blanking or deleting: gone is as good as done,
// and what is on its way is left for the next time.
func finished(err error) (bool, error) {
	switch {
	case err == nil, hasCode(err, notFound):
		return true, nil
	case hasCode(err, inProgress):
		return false, nil
	}
	return false, err
}
