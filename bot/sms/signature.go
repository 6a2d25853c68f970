package sms

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs by HMAC-SHA1
	"encoding/base64"
	"maps"
	"net"
	"net/url"
	"slices"
)

// signed reports whether the signature is Twilio's for a request with this
// path and query, and this form in its body. The library's validator looks at
// the first value of each name only; Twilio signs all of them.
// https://www.twilio.com/docs/usage/security#validating-requests
func (l *Line) signed(requestURI string, form url.Values, signature string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	right := false
	for _, base := range withAndWithoutPort(l.config.PublicURL) {
		want := l.signature(base+requestURI, form)
		right = hmac.Equal(want, given) || right // each one is tried, so that time tells nothing
	}
	return right
}

// signature is made over the URL and the parameters sorted by name, each name
// and value joined; a name that comes more than once, with each of its values
// once.
func (l *Line) signature(address string, form url.Values) []byte {
	mac := hmac.New(sha1.New, []byte(l.config.AuthToken))
	mac.Write([]byte(address))
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := form[name]
		if len(values) > 1 {
			values = slices.Compact(slices.Sorted(slices.Values(values)))
		}
		for _, value := range values {
			mac.Write([]byte(name + value))
		}
	}
	return mac.Sum(nil)
}

// withAndWithoutPort returns a URL as it is and the other way: parts of Twilio
// sign with the port, parts without.
func withAndWithoutPort(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	other := *u
	switch {
	case u.Port() != "":
		other.Host = u.Host[:len(u.Host)-len(u.Port())-1]
	case u.Scheme == "http":
		other.Host = net.JoinHostPort(u.Hostname(), "80")
	default:
		other.Host = net.JoinHostPort(u.Hostname(), "443")
	}
	return []string{address, other.String()}
}
