package sms

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/twilio/twilio-go/twiml"

	"yousaid/bot/channel/gsm7"
)

// writeTwiML answers the webhook with a reply, or with none when text is empty.
func (l *Line) writeTwiML(w http.ResponseWriter, text string) {
	document, err := l.twiml(text)
	if err != nil {
		l.config.Log.Error().Msg("TwiML could not be made") // err may quote the text
		w.WriteHeader(http.StatusServiceUnavailable)
		l.trouble()
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	if _, err := w.Write([]byte(document)); err != nil {
		l.config.Log.Debug().Msg("Twilio hung up before the answer")
	}
}

// twiml makes the answer's document. What becomes of the reply is reported like
// that of any other message.
func (l *Line) twiml(text string) (string, error) {
	if text = printable(text); text == "" {
		return twiml.Messages(nil)
	}
	if utf8.RuneCountInString(text) > maxText {
		l.config.Log.Error().Int("characters", utf8.RuneCountInString(text)).Msg("reply cut: it is too long for one message")
		text = string([]rune(text)[:maxText-3]) + "..."
	}
	return twiml.Messages([]twiml.Element{twiml.MessagingMessage{Body: text, Action: l.config.PublicURL + StatusPath}})
}

// printable is a text as it goes out. It drops what no phone shows and no XML
// may hold: control characters other than line breaks; the library would put
// U+FFFD there. What phones and word processors put in by themselves, such as
// curly quotes, is swapped for its look-alike in the GSM alphabet: one of them
// would make the text cost more than twice as much.
func printable(text string) string {
	return gsm7.Replace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
}
