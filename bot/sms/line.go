package sms

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
)

const (
	// DefaultAPIURL is Twilio's API in its first region.
	DefaultAPIURL = "https://api.twilio.com"
	// WebhookPath is where Twilio posts messages, below the PublicURL.
	WebhookPath = "/webhooks/twilio/sms"
	// StatusPath is where Twilio posts what became of messages.
	StatusPath = "/webhooks/twilio/status"
)

// maxText is the longest text of one message, in characters.
// https://www.twilio.com/docs/api/errors/21617
const maxText = 1600

// Ways in which a reply goes out.
const (
	TwiML = "twiml" // in the answer to the webhook
	REST  = "rest"  // by a call; needed in regions without TwiML messages, such as IE1
)

// Config is what a line has to know. AccountSID, AuthToken and one of From and
// MessagingServiceSID are needed; PublicURL too, for signatures are checked
// against it.
type Config struct {
	AccountSID, AuthToken string
	From                  string       // our number, E.164
	MessagingServiceSID   string       // instead of From, or beside it
	Reply                 string       // TwiML, which is the default, or REST
	APIURL                string       // DefaultAPIURL when empty
	PublicURL             string       // how Twilio reaches the service: https://chat.example.org
	HTTPClient            *http.Client // its Transport is used; nil: one of our own
	Log                   zerolog.Logger
	Now                   func() time.Time // time.Now when nil

	// Excuse is what the sender of a message is told when nothing can be made of
	// it; nil when they are told nothing.
	Excuse func(channel.Inbound) string
	// OnTrouble is called when a message could not be made safe: Missed should
	// run soon. It must not block.
	OnTrouble func()
	// OnStatus is told what became of a message. An error is logged; Twilio
	// reports only once.
	OnStatus func(context.Context, Status) error
}

// Line is one number (or messaging service) at Twilio. It is a channel.Channel
// and a channel.Fetcher.
type Line struct {
	config  Config
	handler channel.Handler
	api     *url.URL
	next    http.RoundTripper
	holds   channel.Holds // by number
	swept   atomic.Bool   // the last Erase blanked everything there was
}

var (
	_ channel.Channel = (*Line)(nil)
	_ channel.Fetcher = (*Line)(nil)
)

var (
	sidForm    = regexp.MustCompile(`^AC[0-9A-Za-z]+$`)
	numberForm = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// New makes a line that hands what comes in to handler. Every problem of the
// config is named at once, without its value.
func New(config Config, handler channel.Handler) (*Line, error) {
	if config.APIURL == "" {
		config.APIURL = DefaultAPIURL
	}
	if config.Reply == "" {
		config.Reply = TwiML
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	config.PublicURL = strings.TrimRight(config.PublicURL, "/")
	api, err := config.check()
	if err != nil {
		return nil, err
	}
	return &Line{config: config, handler: handler, api: api, next: transport(config.HTTPClient)}, nil
}

func (c Config) check() (*url.URL, error) {
	var problems []error
	demand := func(holds bool, otherwise string) {
		if !holds {
			problems = append(problems, errors.New("sms: "+otherwise))
		}
	}
	demand(sidForm.MatchString(c.AccountSID), "the account SID must be AC and 32 hexadecimal digits")
	demand(c.AuthToken != "", "the auth token is needed")
	demand(c.From != "" || c.MessagingServiceSID != "", "a number to send from, or a messaging service, is needed")
	demand(c.From == "" || numberForm.MatchString(c.From), "the number to send from must look like +447700900123")
	demand(c.Reply == TwiML || c.Reply == REST, "replies go by twiml or by rest")
	public, err := url.Parse(c.PublicURL)
	demand(err == nil && public.Host != "" && public.Fragment == "" && public.RawQuery == "", "the public URL must look like https://host")
	api, err := url.Parse(strings.TrimRight(c.APIURL, "/"))
	demand(err == nil && api.Host != "", "the API's URL must look like https://host")
	return api, errors.Join(problems...)
}

// Name is channel.SMS.
func (l *Line) Name() string { return channel.SMS }

// Can says what text messages show and carry. Photos is false though numbers
// of some countries take them: in the UK they don't arrive.
func (l *Line) Can() channel.Capabilities {
	return channel.Capabilities{MaxText: maxText, Parts: gsm7.Parts, Carries: printable, InAnswer: l.config.Reply == TwiML}
}

// Close lets go of idle connections. Calls under way are not disturbed.
func (l *Line) Close() {
	if idle, ok := l.next.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
}
