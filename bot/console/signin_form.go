package console

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"yousaid/bot/channel"
)

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
