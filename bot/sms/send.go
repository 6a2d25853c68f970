package sms

import (
	"context"
	"errors"
	"unicode/utf8"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/channel"
)

const createMethod = "Messages.create"

// Send sends one text message and returns its SID. A text that is too long is
// refused whole: a message in two calls could go by half. Twilio knows no
// idempotency key, so that a call without an answer is Unknown: the message may
// have gone.
func (l *Line) Send(ctx context.Context, out channel.Outbound) (string, error) {
	text := printable(out.Text)
	if why := unfit(out, text); why != "" {
		return "", &channel.SendError{Reason: channel.Rejected, Err: errors.New(why)}
	}
	params := (&openapi.CreateMessageParams{}).SetTo(out.To.ID).SetBody(text).SetStatusCallback(l.config.PublicURL + StatusPath)
	if l.config.From != "" {
		params.SetFrom(l.config.From)
	}
	if l.config.MessagingServiceSID != "" {
		params.SetMessagingServiceSid(l.config.MessagingServiceSID)
	}
	if err := l.holds.Check(out.To, l.config.Now()); err != nil {
		return "", err
	}
	var sid string
	err := l.call(ctx, callTimeout, createMethod, func(api *openapi.ApiService) error {
		sent, err := api.CreateMessage(params)
		if err == nil && (sent.Sid == nil || *sent.Sid == "") {
			err = errors.New("no SID")
		}
		if err == nil {
			sid = *sent.Sid
		}
		return err
	})
	l.holds.Note(out.To, err, l.config.Now())
	return sid, err
}

// unfit says why something can't be a text message.
func unfit(out channel.Outbound, text string) string {
	switch {
	case out.Verb != channel.Say:
		return "a text message can only be sent"
	case out.To.Channel != channel.SMS || !numberForm.MatchString(out.To.ID):
		return "not a number"
	case out.HTML || out.Photo != nil:
		return "a text message holds plain text"
	case text == "":
		return "nothing to send"
	case utf8.RuneCountInString(text) > maxText:
		return "the text is too long for one message"
	}
	return ""
}
