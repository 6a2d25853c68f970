package mydata_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/flows"
)

// A link that is nearly right opens nobody's copy, and uses up nothing.
func TestNoForgedLinkShowsACopy(t *testing.T) {
	r := start(t, nil)
	secret := bot.NewSecret()
	r.commit(flows.Effect{Kind: flows.CopyData, Text: secret})
	for at := range secret {
		for bit := range 5 {
			text := []byte(secret)
			text[at] ^= 1 << bit
			other := "/d/" + url.PathEscape(string(text))
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				if status, body := r.ask(method, other); status == http.StatusOK || strings.Contains(body, ana.ID) {
					t.Errorf("%s %s: %d", method, other, status)
				}
			}
		}
	}
	for _, other := range []string{secret[1:], secret[:42], secret + "A", strings.ToUpper(secret), strings.ToLower(secret), secret + "%00", "%00" + secret, secret + "%20"} {
		if status, _ := r.ask(http.MethodPost, "/d/"+other); status == http.StatusOK {
			t.Errorf("%s: %d", other, status)
		}
	}
	r.says(http.MethodPost, "/d/"+secret, http.StatusOK, "This is all that")
}
