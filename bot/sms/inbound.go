package sms

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"yousaid/bot/channel"
)

// maxMedia is how many files a message may carry.
// https://www.twilio.com/docs/messaging/guides/accepted-mime-types
const maxMedia = 10

// inbound translates the parameters of the webhook. A message without an id
// has an empty ID; use is false for senders that nobody can answer by SMS:
// names, short codes, other networks, ourselves.
func (l *Line) inbound(form url.Values) (in channel.Inbound, use bool) {
	text := func(name string) string { return strings.ToValidUTF8(form.Get(name), "\uFFFD") }
	in = channel.Inbound{ID: text("MessageSid"), Message: text("MessageSid"), Private: true, Sent: l.config.Now()}
	sender, ok := number(form.Get("From"))
	if !ok || sender == l.config.From {
		return in, false
	}
	in.Chat = channel.Address{Channel: channel.SMS, ID: sender}
	in.Person = channel.Person{ID: sender}
	in.Text, in.OptOut = optOut(text("Body"), text("OptOutType"))
	in.Photos, in.What = l.media(form)
	in.Kind = kindOf(in)
	return in, true
}

// kindOf sorts a message by what is in it: a photo, else its words, else a
// file that no flow can use.
func kindOf(in channel.Inbound) channel.Kind {
	switch {
	case len(in.Photos) > 0:
		return channel.Photo
	case in.Text == "" && in.What != "":
		return channel.Other
	}
	return channel.Text
}

// international is a number in E.164, as Twilio writes them all; the library
// would find one in other words, too.
var international = regexp.MustCompile(`^\+[0-9]{5,15}$`)

// number reads a sender as E.164. Whether a number is assigned doesn't matter:
// the message came from it.
func number(from string) (string, bool) {
	if !international.MatchString(from) {
		return "", false
	}
	parsed, err := phonenumbers.Parse(from, "")
	if err != nil || !phonenumbers.IsPossibleNumber(parsed) {
		return "", false
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), true
}

// stopWords are the messages after which Twilio, by default, takes a number off
// and tells its owner so. A reply of ours would be refused (21610).
// https://help.twilio.com/articles/223134027
var stopWords = map[string]bool{
	"STOP": true, "STOPALL": true, "UNSUBSCRIBE": true, "END": true, "QUIT": true, "REVOKE": true, "OPTOUT": true, "CANCEL": true,
}

// optOut says whether the provider has acted and answered: always with Advanced
// Opt-Out, whose words are the operator's and so are told as what they mean.
// Otherwise it is silent on START, YES and UNSTOP unless the number was taken
// off, which can't be seen here; and its HELP doesn't name 999: both get our
// reply.
func optOut(body, kind string) (text, acted string) {
	switch {
	case kind != "":
		return kind, kind
	case stopWords[strings.ToUpper(strings.TrimSpace(body))]:
		return body, "STOP"
	}
	return body, ""
}

// media lists the photos of a message, and names what else there is. An
// address elsewhere than at Twilio is not Twilio's to fetch from.
func (l *Line) media(form url.Values) (photos []channel.File, what string) {
	count, err := strconv.Atoi(form.Get("NumMedia"))
	if err != nil {
		return nil, ""
	}
	for i := range min(max(count, 0), maxMedia) {
		address, kind := form.Get("MediaUrl"+strconv.Itoa(i)), form.Get("MediaContentType"+strconv.Itoa(i))
		if strings.HasPrefix(kind, "image/") && l.twilios(address) {
			photos = append(photos, channel.File{ID: address, Type: kind})
		} else {
			what = fileKind(kind)
		}
	}
	return photos, what
}

// fileKind names a file as Telegram's adapter does.
func fileKind(mimeType string) string {
	switch group, _, _ := strings.Cut(mimeType, "/"); group {
	case "video", "audio":
		return group
	}
	return "document"
}

// otherNetwork is told to people who write on a network that is not SMS but
// comes by the same webhook. There is no conversation that it could be in the
// language of.
const otherNetwork = "Sorry, we can't answer here. Please send a text message (SMS) instead. In danger now? Call 999."

// notForUs is the reply to a sender that nobody can answer by SMS: a kind word
// where it can be read, else nothing.
func notForUs(form url.Values) string {
	for _, network := range []string{"whatsapp:", "messenger:", "rcs:"} {
		if strings.HasPrefix(form.Get("From"), network) {
			return otherNetwork
		}
	}
	return ""
}
