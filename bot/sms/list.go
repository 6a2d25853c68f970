package sms

import (
	"context"
	"net/url"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/channel"
)

const (
	pageSize = 1000 // the most that Twilio gives
	maxPages = 500  // of one listing: half a million messages, years of them
)

// record is a message as Twilio keeps it. Most fields of the library's may be
// missing.
type record struct {
	sid, from, to, body, service string
	inbound, media               bool
	at, made                     time.Time // when it was sent, and when Twilio was given it
}

// list calls with for every message that is ours, newest first, page by page;
// with returns false for enough. The library's own listing reads all pages in a
// goroutine that nothing stops.
func (l *Line) list(ctx context.Context, params openapi.ListMessageParams, with func(page []record) (bool, error)) error {
	params.SetPageSize(pageSize)
	token, number := "", ""
	for range maxPages {
		var page *openapi.ListMessageResponse
		err := l.call(ctx, listTimeout, "Messages.list", func(api *openapi.ApiService) (err error) {
			page, err = api.PageMessage(&params, token, number)
			return err
		})
		if err != nil {
			return err
		}
		more, err := with(l.ours(page.Messages))
		if err != nil || !more || page.NextPageUri == nil {
			return err
		}
		next, err := url.Parse(*page.NextPageUri)
		if err != nil || next.Query().Get("Page") == "" {
			return nil
		}
		token, number = next.Query().Get("PageToken"), next.Query().Get("Page")
	}
	return nil
}

// ours reads messages, and leaves out those of other numbers of the account.
func (l *Line) ours(list []openapi.ApiV2010Message) []record {
	records := make([]record, 0, len(list))
	for i := range list {
		if m := read(&list[i]); l.isOurs(m) {
			records = append(records, m)
		}
	}
	return records
}

func (l *Line) isOurs(m record) bool {
	own := m.from
	if m.inbound {
		own = m.to
	}
	return m.sid != "" && (l.config.From != "" && own == l.config.From ||
		l.config.MessagingServiceSID != "" && m.service == l.config.MessagingServiceSID)
}

func read(m *openapi.ApiV2010Message) record {
	return record{
		sid: value(m.Sid), from: value(m.From), to: value(m.To), body: value(m.Body), service: value(m.MessagingServiceSid),
		inbound: value(m.Direction) == "inbound", media: value(m.NumMedia) != "" && value(m.NumMedia) != "0",
		at: moment(value(m.DateSent), value(m.DateCreated)), made: moment(value(m.DateCreated)),
	}
}

// moment is the first of these that is a time.
func moment(texts ...string) time.Time {
	for _, text := range texts {
		if at, err := time.Parse(time.RFC1123Z, text); err == nil {
			return at
		}
	}
	return time.Time{}
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// both are the listings that hold every message of ours: what came to our
// number and what went from it. Without a number of our own, which a messaging
// service has several of, it is one listing of the whole account.
func (l *Line) both(common openapi.ListMessageParams) []openapi.ListMessageParams {
	if l.config.From == "" || l.config.MessagingServiceSID != "" {
		return []openapi.ListMessageParams{common}
	}
	in, out := common, common
	in.SetTo(l.config.From)
	out.SetFrom(l.config.From)
	return []openapi.ListMessageParams{in, out}
}

// toAndFrom are the listings of everything between us and one number.
func toAndFrom(who channel.Address) []openapi.ListMessageParams {
	var in, out openapi.ListMessageParams
	in.SetFrom(who.ID)
	out.SetTo(who.ID)
	return []openapi.ListMessageParams{in, out}
}
