package main_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// patient is a whole service that the doctor looks at, behind a public address
// that answers on this machine.
type patient struct {
	*rig.Rig
	front *httptest.Server
	door  atomic.Pointer[http.HandlerFunc] // what answers at the public address; nil: the service
	redis *redis.Client
}

const (
	smsPath = "/webhooks/twilio/sms"
	again   = "#rc=5&rp=all"
)

// admit starts a service in which all is well.
func admit(t *testing.T) *patient {
	t.Helper()
	p := &patient{Rig: rig.New(t, rig.Options{OwnPostgres: true, Pace: 0.01})}
	service, err := url.Parse(p.Replicas[0].URL())
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.NewSingleHostReverseProxy(service)
	p.front = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if door := p.door.Load(); door != nil {
			(*door)(w, r)
			return
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(p.front.Close)
	options, err := redis.ParseURL(p.Redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	p.redis = redis.NewClient(options)
	t.Cleanup(func() { _ = p.redis.Close() })
	p.Set("PUBLIC_URL", p.front.URL)
	p.hook(p.front.URL+smsPath+again, p.front.URL+smsPath+again)
	p.Run("officer", "add", "Bilal", "--agency", p.Plan.Agencies[0].ID, "--role", "administrator", "--email", "bilal@luton.example")
	p.Replicas[0].Stop()
	p.Replicas[0].Start()
	if _, err := p.Reporter(p.Telegram(), 6, "doctor").Report(p.Context(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *patient) hook(address, fallback string) { p.Box.Twilio.SetWebhook(address, fallback) }

// seen is what the doctor prints.
type seen struct {
	OK     bool
	Checks []struct{ Check, State, Found, Do string }
	code   int
	text   string
}

// state is the worst that it says of a check, and its words.
func (s seen) state(check string) (state, words string) {
	for _, c := range s.Checks {
		if c.Check == check && (state == "" || state == "ok" || c.State == "fail") {
			state, words = c.State, c.Found+" | "+c.Do
		}
	}
	return state, words
}

// look runs the doctor with other settings than the service's.
func (p *patient) look(changed map[string]string) seen {
	p.T.Helper()
	env := p.Env()
	for name, value := range changed { // the last one counts
		env = append(env, name+"="+value)
	}
	code, printed := rig.Command(p.T, env, "doctor", "--json")
	s := seen{code: code, text: printed}
	text, _, _ := strings.Cut(printed, "\nyousaid: ") // what follows is for people
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		p.T.Fatalf("%v:\n%s", err, printed)
	}
	if found := p.Personal(printed); len(found) > 0 {
		p.T.Errorf("the doctor tells %q:\n%s", found, printed)
	}
	if s.OK != (code == 0) || code > 1 {
		p.T.Errorf("exit code %d, and ok is %v", code, s.OK)
	}
	return s
}

// ill is one thing that is wrong.
type ill struct {
	what     string
	settings map[string]string
	harm     func() // nil: the settings alone
	heal     func()
	check    string
	want     string // warn or fail
	words    string // that it says
}

// diagnose sees that the doctor finds each ill, and finds nothing once it is
// healed.
func (p *patient) diagnose(list []ill) {
	p.T.Helper()
	for _, i := range list {
		if i.harm != nil {
			i.harm()
		}
		s := p.look(i.settings)
		state, words := s.state(i.check)
		if state != i.want || !strings.Contains(words, i.words) {
			p.T.Errorf("%s: %s says %q, %q, want %s with %q\n%s", i.what, i.check, state, words, i.want, i.words, s.text)
		}
		if i.want == "fail" && s.code != 1 {
			p.T.Errorf("%s: exit code %d", i.what, s.code)
		}
		if i.heal != nil {
			i.heal()
		}
	}
	p.isWell()
}

// isWell fails where the doctor finds fault with a service that has none: only
// helplines wait to be confirmed.
func (p *patient) isWell() {
	p.T.Helper()
	s := p.look(nil)
	for _, c := range s.Checks {
		if c.State != "ok" && (c.Check != "plan" || c.State != "warn" || !strings.Contains(c.Found, "helplines")) {
			p.T.Errorf("all is well, and %s says %s: %s | %s", c.Check, c.State, c.Found, c.Do)
		}
	}
	if s.code != 0 || len(s.Checks) < 25 {
		p.T.Errorf("exit code %d, %d checks", s.code, len(s.Checks))
	}
}

// sql returns what runs statements as a superuser.
func (p *patient) sql(statements ...string) func() {
	return func() {
		p.T.Helper()
		if err := p.Exec(statements...); err != nil {
			p.T.Fatal(err)
		}
	}
}

func (p *patient) config(setting, value string) func() {
	return func() {
		p.T.Helper()
		if err := p.redis.ConfigSet(p.T.Context(), setting, value).Err(); err != nil {
			p.T.Fatal(err)
		}
	}
}

// telegram makes a call to the stand-in, as somebody else with the token could.
func (p *patient) telegram(method string, params url.Values) func() {
	return func() {
		p.T.Helper()
		request, err := http.NewRequestWithContext(p.T.Context(), http.MethodPost, p.API()+"/bot"+rig.Token+"/"+method, strings.NewReader(params.Encode()))
		if err != nil {
			p.T.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			p.T.Fatal(err)
		}
		if _ = response.Body.Close(); response.StatusCode != http.StatusOK {
			p.T.Fatalf("%s: status %d", method, response.StatusCode)
		}
	}
}

// ownHook is the webhook as the service sets it, with changes.
func (p *patient) ownHook(changes ...string) url.Values {
	values := url.Values{
		"url": {p.front.URL + "/webhooks/telegram"}, "secret_token": {rig.Secret}, "max_connections": {"100"},
		"allowed_updates": {`["message","edited_message","callback_query","my_chat_member"]`},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	return values
}

// account changes the Twilio account, and heals it.
func (p *patient) account(change func(*sandbox.TwilioAccount)) func() {
	return func() { p.Box.Twilio.SetAccount(change) }
}

func healed(a *sandbox.TwilioAccount) {
	*a = sandbox.TwilioAccount{Status: "active", Type: "Full", Method: http.MethodPost, FallbackMethod: http.MethodPost, Texts: true}
}

// answering has the public address answer by itself.
func (p *patient) answering(handler http.HandlerFunc) func() {
	return func() { p.door.Store(&handler) }
}

func (p *patient) open() { p.door.Store(nil) }

// Every check is seen to pass, and to find what it is there for.
func TestDoctorFindsWhatIsWrongAndNothingElse(t *testing.T) {
	t.Parallel()
	p := admit(t)
	p.isWell()
	t.Run("settings and record", func(*testing.T) { p.diagnose(append(p.illSettings(), p.illRecord()...)) })
	t.Run("conversations and keys", func(*testing.T) { p.diagnose(append(p.illRedis(), p.illKeys()...)) })
	t.Run("networks", func(*testing.T) { p.diagnose(append(p.illTelegram(), p.illTwilio()...)) })
	t.Run("the rest", func(*testing.T) { p.diagnose(append(append(p.illPublic(), p.illOthers()...), p.illPeople()...)) })
	t.Run("in words", func(*testing.T) { p.inWords() })
}

// inWords reads what people read: a line for each check.
func (p *patient) inWords() {
	code, printed := rig.Command(p.T, append(p.Env(), "REDIS_URL=redis://127.0.0.1:1"), "doctor")
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	if code != 1 || !strings.Contains(lines[len(lines)-1], "checks fail") {
		p.T.Errorf("exit code %d:\n%s", code, printed)
	}
	for _, line := range lines[:len(lines)-1] {
		state, rest, _ := strings.Cut(line, "  ")
		if (strings.TrimSpace(state) == "ok") == strings.Contains(rest, ". Next: ") {
			p.T.Errorf("a line without what to do, or with it where all is well: %s", line)
		}
	}
}
