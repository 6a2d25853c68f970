package load

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"
)

// Options say whom to play against, how many and for how long.
type Options struct {
	URL       string // where the service listens
	StandIns  string // host:port on which the stand-ins listen
	PublicURL string // as the service knows it: signatures are made over it
	Own       bool   // URL and StandIns may be other than loopback addresses

	TelegramToken, TelegramSecret        string
	TwilioSID, TwilioToken, TwilioNumber string

	Residents     int           // at the same time
	SMS           float64       // the share of residents who text, 0 to 1
	Script        string        // see Scripts
	Repeats       float64       // the share of webhooks that come twice, 0 to 1
	Rate          float64       // turns a second; 0 for as many as go
	Warm          time.Duration // what is played before anything is counted
	For           time.Duration // what is counted, 0 for no bound
	Conversations int           // ends after so many, 0 for no bound

	Desks []int64 // the agencies' groups at Telegram

	AdminURL    string // the service's private listener; its process is read there
	PID         int    // or the process itself, on this machine
	RedisURL    string // of the service; empty: nothing is read there
	DatabaseURL string // of the service; empty: nothing is read there
}

// maxResidents is as many as the numbers that are kept for texting last.
const maxResidents = 50_000

// check names everything that is wrong with the options.
func (o *Options) check() error {
	var wrong []error
	add := func(bad bool, text string) {
		if bad {
			wrong = append(wrong, errors.New(text))
		}
	}
	add(o.PublicURL == "", "PUBLIC_URL is not set: the load speaks by webhooks, so the service must have one; set the same for both")
	add(o.SMS < 1 && o.TelegramToken == "", "TELEGRAM_BOT_TOKEN is not set: give the load the service's own settings, or play by SMS alone with --sms 1")
	add(o.SMS > 0 && (o.TwilioSID == "" || o.TwilioToken == "" || o.TwilioNumber == ""),
		"residents are to text, but TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN or TWILIO_FROM is not set: give the load the service's own settings, or --sms 0")
	add(o.Residents < 1 || o.Residents > maxResidents, fmt.Sprintf("--residents must be 1 to %d", maxResidents))
	add(o.SMS < 0 || o.SMS > 1, "--sms is a share: 0 to 1")
	add(o.Repeats < 0 || o.Repeats > 1, "--repeats is a share: 0 to 1")
	add(o.Rate < 0, "--rate is turns a second: 0 for as many as go")
	add(o.For <= 0 && o.Conversations <= 0, "nothing bounds the load: give --for or --conversations")
	if _, ok := Scripts()[o.Script]; !ok {
		wrong = append(wrong, fmt.Errorf("there is no script %q: use one of %v", o.Script, ScriptNames()))
	}
	wrong = append(wrong, o.checkPlaces()...)
	return errors.Join(wrong...)
}

// checkPlaces refuses what is not on this machine: a service with residents of
// its own is not played with.
func (o *Options) checkPlaces() []error {
	var wrong []error
	at, err := url.Parse(o.URL)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return append(wrong, fmt.Errorf("--url %q is not an address such as http://127.0.0.1:8080", o.URL))
	}
	host, _, err := net.SplitHostPort(o.StandIns)
	if err != nil {
		return append(wrong, fmt.Errorf("--stand-ins %q is not host:port, such as 127.0.0.1:8090, nor does TELEGRAM_API_URL name one", o.StandIns))
	}
	for flag, place := range map[string]string{"--url": at.Hostname(), "--stand-ins": host} {
		if !o.Own && !loopback(place) {
			wrong = append(wrong, fmt.Errorf("%s names %s, which is not this machine: a load fills a service's record with reports that nobody made; "+
				"add --i-own-this-service where that is what you want", flag, place))
		}
	}
	return wrong
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
