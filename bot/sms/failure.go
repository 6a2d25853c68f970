package sms

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio/twilio-go/client"

	"yousaid/bot/channel"
)

// reasons are Twilio's error codes that say more than their HTTP status.
// https://www.twilio.com/docs/api/errors
var reasons = map[int]channel.Reason{
	21610: channel.Blocked, // the recipient has sent STOP
	21211: channel.Blocked, // not a number
	21214: channel.Blocked, // a number that can't be reached
	21217: channel.Blocked, // not a number, by its length
	21612: channel.Blocked, // no way from our number to this one
	21614: channel.Blocked, // not a mobile number
	30003: channel.Blocked, // unreachable
	30004: channel.Blocked, // blocked by the recipient
	30005: channel.Blocked, // unknown
	30006: channel.Blocked, // a landline

	20429: channel.Throttled, // too many requests
	21611: channel.Throttled, // our number's queue is full
	14107: channel.Throttled, // too many messages at once

	// Our settings are wrong. The message waits for them to be put right.
	20003: channel.Unreachable, // auth token
	20404: channel.Unreachable, // account SID, or API URL
	21603: channel.Unreachable, // From is missing
	21606: channel.Unreachable, // From is not ours
	21659: channel.Unreachable, // From is no number of Twilio's
	21660: channel.Unreachable, // From belongs to another account
	21703: channel.Unreachable, // messaging service
	21704: channel.Unreachable, // messaging service without numbers
}

const (
	notFound   = 20404 // of a message: it has been deleted
	inProgress = 20009 // a message that is on its way can't be blanked or deleted

	// queueWait is how long a full queue is given: it says no time, and drains
	// by about one part a second.
	queueWait = 10 * time.Second
)

// failure says why a call failed, in the terms that decide what happens next.
func (l *Line) failure(method string, way *roundTrip, err error) *channel.SendError {
	var refused *client.TwilioRestError
	if errors.As(err, &refused) && way.status >= http.StatusMultipleChoices {
		return l.refused(method, way, refused)
	}
	failed := &channel.SendError{Code: way.status, RetryAfter: way.retryAfter, Err: harmless(method, err)}
	switch {
	case way.status == http.StatusTooManyRequests:
		failed.Reason = channel.Throttled
	case way.status == http.StatusGatewayTimeout, way.status/100 == 2, way.status == 0 && way.sent.Load():
		failed.Reason = channel.Unknown // it may have gone; the answer was lost
	default:
		failed.Reason = channel.Unreachable
	}
	return failed
}

// refused reads a refusal. Its text may quote a number, so only the code is
// passed on.
func (l *Line) refused(method string, way *roundTrip, answer *client.TwilioRestError) *channel.SendError {
	failed := &channel.SendError{
		Reason: reasonOf(way.status, answer.Code), Code: answer.Code, RetryAfter: way.retryAfter,
		Err: fmt.Errorf("%s: refused with status %d", method, way.status),
	}
	if failed.Reason == channel.Throttled && failed.RetryAfter == 0 {
		failed.RetryAfter = queueWait
	}
	settings := reasons[answer.Code] == channel.Unreachable
	if method == createMethod && (settings || way.status == http.StatusUnauthorized || way.status == http.StatusForbidden) {
		l.config.Log.Error().Ctx(way.ctx).Str("method", method).Int("status", way.status).Int("code", answer.Code).Msg("Twilio refuses our settings: nothing goes out until TWILIO_… is right")
	}
	return failed
}

func reasonOf(status, code int) channel.Reason {
	if reason, ok := reasons[code]; ok {
		return reason
	}
	switch {
	case status == http.StatusTooManyRequests:
		return channel.Throttled
	case status == http.StatusBadRequest:
		return channel.Rejected
	case status == http.StatusGatewayTimeout:
		return channel.Unknown
	}
	return channel.Unreachable
}

// harmless keeps how the network failed. The library's own errors quote what it
// could not read.
func harmless(method string, err error) error {
	var network *url.Error // its URL may hold a number
	if errors.As(err, &network) {
		return fmt.Errorf("%s: %w", method, network.Err)
	}
	return fmt.Errorf("%s: no answer that could be read", method)
}

// hasCode reports whether err is a refusal with this code.
func hasCode(err error, code int) bool {
	var failed *channel.SendError
	return errors.As(err, &failed) && failed.Code == code
}
