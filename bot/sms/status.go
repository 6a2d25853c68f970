package sms

import (
	"context"
	"net/http"
	"strconv"

	"yousaid/bot/channel"
)

// Status is what Twilio reports of a message on its way. Reports come in any
// order, or not at all: one whose Rank is not above that of the last must not
// change anything.
type Status struct {
	ID          string          // SID of the message, as Send returned it
	Name        string          // queued, sent, delivered, undelivered, failed …
	Rank        int             // 0 for a name that is new to us
	Code        int             // Twilio's error code; 0 when none
	To          channel.Address // whom the message was for
	Unreachable bool            // by its code, this number gets no messages
}

// ranks order the states of a message. The last ones are equal: the first that
// is heard of stays.
// https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
var ranks = map[string]int{
	"accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4,
	"delivered": 5, "undelivered": 5, "failed": 5, "canceled": 5, "read": 6,
}

// Status takes Twilio's reports of what became of messages.
func (l *Line) Status() http.Handler { return http.HandlerFunc(l.serveStatus) }

func (l *Line) serveStatus(w http.ResponseWriter, r *http.Request) {
	form, ok := l.verified(w, r)
	if !ok {
		return
	}
	code, _ := strconv.Atoi(form.Get("ErrorCode")) // 0 when there is none
	status := Status{
		ID: form.Get("MessageSid"), Name: form.Get("MessageStatus"), Rank: ranks[form.Get("MessageStatus")],
		Code: code, Unreachable: reasons[code] == channel.Blocked,
		To: channel.Address{Channel: channel.SMS, ID: form.Get("To")},
	}
	if status.ID == "" || status.Name == "" {
		l.refuse(w, r, http.StatusBadRequest, "no status")
		return
	}
	if l.config.OnStatus != nil {
		ctx, cancel := context.WithTimeout(r.Context(), handlerTimeout)
		defer cancel()
		if err := l.config.OnStatus(ctx, status); err != nil {
			l.config.Log.Warn().Ctx(ctx).Err(err).Str("status", status.Name).Msg("status of a text message not kept")
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
