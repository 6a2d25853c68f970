package sms

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs by HMAC-SHA1
	"encoding/base64"
	"maps"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// signed reports whether the signature is Twilio's for a request with this
// path and query, and this form in its body. The library's validator looks at
// the first value of each name only; Twilio signs all of them.
// https://www.twilio.com/docs/usage/security#validating-requests
//
// Signatures are compared as they are written: base64 has several spellings of
// the same bytes, and Twilio uses one.
func (l *Line) signed(requestURI string, form url.Values, signature string) bool {
	right := false
	for _, base := range withAndWithoutPort(l.config.PublicURL) {
		want := base64.StdEncoding.EncodeToString(l.signature(base+requestURI, form))
		right = hmac.Equal([]byte(want), []byte(signature)) || right // each one is tried, so that time tells nothing
	}
	return right
}

// messageID is the form of Twilio's ids of messages.
// https://www.twilio.com/docs/glossary/what-is-a-sid
var messageID = regexp.MustCompile(`^(SM|MM)[0-9a-f]{32}$`)

// once are the parameters that mean something here, beside those of media.
var once = map[string]bool{
	"MessageSid": true, "AccountSid": true, "From": true, "To": true, "Body": true, "NumMedia": true, "OptOutType": true,
	"MessageStatus": true, "ErrorCode": true,
}

// ambiguous says what is wrong with a form that Twilio signed, but hardly in
// this form. Names and values are signed as one string, without a mark between
// them, so whoever has a genuine request can cut it elsewhere: "NumMedia0" at
// the end of an id would make an old message a new one. What Twilio always
// sends must therefore be there, once and whole.
func (l *Line) ambiguous(form url.Values) string {
	for name, values := range form {
		if len(values) > 1 && (once[name] || strings.HasPrefix(name, "Media")) {
			return "a parameter twice"
		}
	}
	switch {
	case !messageID.MatchString(form.Get("MessageSid")):
		return "no message id"
	case !hmac.Equal([]byte(form.Get("AccountSid")), []byte(l.config.AccountSID)):
		return "another account"
	}
	return ""
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
