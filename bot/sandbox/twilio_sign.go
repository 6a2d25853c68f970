package sandbox

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio's signature is HMAC-SHA1
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Sign makes an X-Twilio-Signature: base64 of HMAC-SHA1, keyed with the auth
// token, over the URL without its fragment, followed by the POST parameters
// sorted by name, each name and value joined. Empty values count.
// https://www.twilio.com/docs/usage/security#validating-requests
func Sign(authToken, address string, form url.Values) string {
	address, _, _ = strings.Cut(address, "#")
	mac := hmac.New(sha1.New, []byte(authToken))
	mac.Write([]byte(address))
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := slices.Compact(slices.Sorted(slices.Values(form[name])))
		for _, value := range values {
			mac.Write([]byte(name + value))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// withPort puts the default port into a URL that has none.
func withPort(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Port() != "" {
		return address
	}
	port := ":443"
	if u.Scheme == "http" {
		port = ":80"
	}
	return strings.Replace(address, "://"+u.Host, "://"+u.Host+port, 1)
}
