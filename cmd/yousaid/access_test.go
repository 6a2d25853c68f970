package main_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"yousaid/cmd/yousaid/internal/rig"
)

// cabinet is a browser behind a proxy that speaks https: it keeps cookies that
// are for https alone, and sends them to any replica.
type cabinet struct {
	t       *testing.T
	cookies map[string]string
}

// ask sends a form, or without one asks for a page, and follows nothing.
func (c *cabinet) ask(replica *rig.Replica, path string, form url.Values) (*http.Response, string) {
	c.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(c.t.Context(), method, replica.URL()+"/console/"+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", rig.PublicURL)
	for name, value := range c.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, cookie := range answer.Cookies() {
		if !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" ||
			cookie.SameSite != http.SameSiteLaxMode {
			c.t.Errorf("a cookie that is open: %s", cookie)
		}
		c.cookies[cookie.Name] = cookie.Value
	}
	return answer, string(body)
}

// The first administrator of a new service comes in by what the command line
// registered, whichever replica answers, with a provider that is away.
func TestFirstAdministratorSignsIn(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{Replicas: 2, NoDesks: true, Env: map[string]string{
		"OIDC_ISSUER": "https://127.0.0.1:1/id", "OIDC_CLIENT_ID": "yousaid", "OIDC_CLIENT_SECRET": "zqsecret",
	}})
	phone := r.SMS()
	printed := r.Run("officer", "add", "Bilal", "--agency", r.Plan.Agencies[0].ID, "--role", "administrator",
		"--phone", rig.Mobile(phone).Number, "--email", "bilal@luton.example")
	if !strings.Contains(printed, rig.PublicURL+"/console/") {
		t.Errorf("nothing says where to sign in: %s", printed)
	}
	one, two := r.Replicas[0], r.Replicas[1]
	c := &cabinet{t, map[string]string{}}
	if answer, body := c.ask(one, "sign-in/work", nil); answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "with a code") {
		t.Errorf("the provider is away: %d", answer.StatusCode)
	}
	if answer, _ := c.ask(one, "sign-in/code", url.Values{"who": {rig.Mobile(phone).Number}}); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", answer.StatusCode)
	}
	h, err := phone.Hear(r.Context(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(h.Text)
	if answer, _ := c.ask(two, "sign-in/code/check", url.Values{"code": {code}}); answer.Header.Get("Location") != "/console/sign-in/app" {
		t.Fatalf("%q led to %q (%d)", h.Text, answer.Header.Get("Location"), answer.StatusCode)
	}
	_, body := c.ask(one, "sign-in/app", nil)
	found := regexp.MustCompile(`<strong class="key">([A-Z2-7 ]+)</strong>`).FindStringSubmatch(body)
	if found == nil {
		t.Fatal("no key to set an app up with")
	}
	key := strings.ReplaceAll(found[1], " ", "")
	shown, err := totp.GenerateCode(key, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if answer, _ := c.ask(two, "sign-in/app", url.Values{"app": {shown}}); answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d", answer.StatusCode)
	}
	answer, body := c.ask(one, "people", nil)
	if answer.StatusCode != http.StatusOK || !strings.Contains(body, "Bilal") {
		t.Errorf("an administrator sees no people: %d", answer.StatusCode)
	}
	for _, secret := range []string{key, "bilal@luton.example", rig.Mobile(phone).Number} {
		if strings.Contains(r.Dump(), secret) {
			t.Errorf("%s stands in the record", secret)
		}
	}
}
