package console

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"yousaid/bot/channel"
)

// mostSignIn is how many bytes a form of signing in, or about people, may have.
const mostSignIn = 16 << 10

// readForm reads a small form. Where it can't be read, the answer has been given.
func (c *Console) readForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, mostSignIn)
	if err := r.ParseForm(); err != nil {
		c.message(w, http.StatusBadRequest, note{
			Title: "That can’t be read", Lines: []string{"Nothing was done. Please go back and try again."},
		})
		return false
	}
	return true
}

// lasts says how long something lasts, in whole minutes.
func lasts(d time.Duration) string {
	if d <= time.Minute {
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", int(math.Ceil(d.Minutes())))
}

// retryAfter says the same to programs.
func retryAfter(w http.ResponseWriter, d time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(d.Seconds()))))
}

// addressWords are what a code can be sent to here.
func (c *Console) addressWords() string {
	switch mail, text := c.Channels[channel.Email] != nil, c.Channels[channel.SMS] != nil; {
	case mail && !text:
		return "an e-mail address"
	case text && !mail:
		return "a mobile number"
	}
	return "an e-mail address or a mobile number"
}

// addressLabel is the same above the field for it.
func (c *Console) addressLabel() string {
	switch mail, text := c.Channels[channel.Email] != nil, c.Channels[channel.SMS] != nil; {
	case mail && !text:
		return "E-mail address"
	case text && !mail:
		return "Mobile number"
	}
	return "E-mail address or mobile number"
}

func (c *Console) addressSample() string {
	if c.Channels[channel.Email] == nil && c.Channels[channel.SMS] != nil {
		return "07700 900123"
	}
	return "name@example.gov.uk"
}
