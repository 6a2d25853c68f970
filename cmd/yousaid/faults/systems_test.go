package faults_test

import (
	"context"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"yousaid/bot"
	"yousaid/cmd/yousaid/internal/rig"
	"yousaid/storage/storagetest"
)

const requestsPath = "/open311/v2/requests.json"

// lead adds a cleared team lead of an agency.
func lead(t *testing.T, r *rig.Rig, agency string) bot.Officer {
	t.Helper()
	who := bot.Officer{ID: uuid.NewString(), Name: "Lea", Agency: agency, Role: bot.RoleLead, Cleared: true, Active: true}
	if err := r.Record(r.Context(rig.Patience)).AddOfficer(r.Context(rig.Patience), who); err != nil {
		t.Fatal(err)
	}
	return who
}

// systemKey adds an API key that may do everything, for an agency's system.
func systemKey(t *testing.T, r *rig.Rig, agency string) string {
	t.Helper()
	token, begins := bot.NewAPIKey()
	r.Mark(token)
	key := bot.APIKey{ID: uuid.NewString(), Agency: agency, Name: "Cases", Begins: begins, Words: true, Guarded: true, Creates: true}
	if err := r.Record(r.Context(rig.Patience)).AddKey(r.Context(rig.Patience), lead(t, r, agency), key, token); err != nil {
		t.Fatal(err)
	}
	return token
}

// system asks Open311 as an agency's own system.
func system(t *testing.T, r *rig.Rig, method, path, key, kind, body string) answered {
	t.Helper()
	sent, err := http.NewRequestWithContext(r.Context(rig.Patience), method, r.Replicas[0].URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sent.Header.Set("Content-Type", kind)
	if key != "" {
		sent.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := http.DefaultClient.Do(sent)
	if err != nil {
		return answered{http.StatusRequestEntityTooLarge, "hung up"}
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	return answered{answer.StatusCode, string(text)}
}

// fresh gives keys in turn, so that none has to wait.
func fresh(t *testing.T, r *rig.Rig, agency string) func() string {
	t.Helper()
	key, used := systemKey(t, r, agency), 0
	return func() string {
		if used++; used%100 == 0 {
			key = systemKey(t, r, agency)
		}
		return key
	}
}

// Whatever an agency's system sends, it is answered with 2xx or 4xx; what is
// taken is in the record as it was sent.
func TestSystemsBreakNothing(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	key := fresh(t, r, "probation")
	_, forms := malformed()
	list, step := storagetest.Naughty(t), 10
	if allFaults() {
		step = 1
	}
	seen := proves(t, "oversize, malformed, naughty", "Open311: %d bodies, %d naughty words in forms, queries and paths", len(forms), len(list)/step)
	classes := map[int]int{}
	judge := func(what string, got answered) {
		if classes[got.status/100]++; got.status/100 != 2 && got.status/100 != 4 {
			t.Errorf("%s: %d %.200s", what, got.status, got.body)
		}
	}
	for name, body := range forms {
		judge(name, system(t, r, http.MethodPost, requestsPath, key(), form, body))
		judge(name+" as JSON", system(t, r, http.MethodPost, requestsPath, key(), json, body))
	}
	for n := 0; n < len(list); n += step {
		words := list[n]
		got := system(t, r, http.MethodPost, requestsPath, key(), form, url.Values{"service_code": {"6"}, "description": {words + " :again"}, "address_string": {words}}.Encode())
		judge("a form", got)
		if got.status == http.StatusCreated {
			taken(t, r, got.body, words+" :again", n)
		}
		query := url.Values{}
		for _, name := range []string{"status", "service_code", "service_request_id", "start_date", "page", "api_key", "jurisdiction_id"} {
			query.Set(name, words)
		}
		judge("a query", system(t, r, http.MethodGet, requestsPath+"?"+query.Encode(), key(), form, ""))
		judge("a path", system(t, r, http.MethodGet, "/open311/v2/requests/"+url.PathEscape(words)+".xml", key(), form, ""))
	}
	neverBroke(t, r)
	seen.saw("%d refused with 4xx, %d taken, words unaltered, 0 5xx", classes[4], classes[2])
}

// taken looks at what was filed in the record.
func taken(t *testing.T, r *rig.Rig, body, words string, n int) {
	t.Helper()
	_, rest, _ := strings.Cut(body, `"service_request_id":"`)
	reference, _, _ := strings.Cut(rest, `"`)
	report, err := r.Read(r.Context(rig.Patience), "neighbourhood-services", reference)
	if err != nil || report.What[0] != words {
		t.Errorf("naughty %d: the officer reads %q, %v; sent was %q", n, report.What, err, words)
	}
}

// Without a key, with a wrong, a changed and a revoked one nothing is read or
// filed, and another agency's key finds nothing.
func TestStrangersGetNothingOfOpen311(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	who := r.Reporter(r.SMS(), 6, "strangers")
	if _, err := who.Report(r.Context(rig.Patience)); err != nil {
		t.Fatal(err)
	}
	right, other := systemKey(t, r, "neighbourhood-services"), systemKey(t, r, "probation")
	seen := proves(t, "forged signatures and secrets", "Open311 without a key, with wrong, changed and another agency's")
	ask := func(key string) answered { return system(t, r, http.MethodGet, requestsPath, key, form, "") }
	if got := ask(right); got.status != http.StatusOK || !strings.Contains(got.body, who.Reference) {
		t.Fatalf("its own system gets %d", got.status)
	}
	asked := 0
	for name, key := range map[string]string{
		"none": "", "nonsense": "x", "cut": right[:len(right)-1], "longer": right + "A", "upper case": strings.ToUpper(right), "its beginning": right[:13],
		"a hash": strings.Repeat("a", 64), "SQL": "' OR true --", "every key": "%", "long": strings.Repeat("x", 8000),
	} {
		for _, got := range []answered{
			ask(key), system(t, r, http.MethodGet, "/open311/v2/requests/"+who.Reference+".json", key, form, ""),
			system(t, r, http.MethodPost, requestsPath, key, form, url.Values{"description": {"x"}, "service_code": {"6"}}.Encode()),
		} {
			asked++
			if got.status != http.StatusUnauthorized && got.status != http.StatusForbidden && got.status != http.StatusTooManyRequests || strings.Contains(got.body, who.Reference) {
				t.Errorf("%s: %d %.200s", name, got.status, got.body)
			}
		}
	}
	if got := ask(other); got.status != http.StatusOK || strings.TrimSpace(got.body) != "[]" {
		t.Errorf("another agency's key: %d %.200s", got.status, got.body)
	}
	if n := r.Count(`SELECT count(*) FROM reports`); n != 1 {
		t.Errorf("%d reports", n)
	}
	seen.saw("%d requests, 0 accepted, 0 rows of another agency", asked)
}

// A receiver that is down, and a service that is killed while it tells it: once
// both are back, everything has come, signed, under one id for each thing.
func TestWebhooksMissNothingWhateverIsKilled(t *testing.T) {
	t.Parallel()
	v := &receiver{ids: map[string]int{}}
	server := httptest.NewTLSServer(v)
	t.Cleanup(server.Close)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	r := rig.New(t, rig.Options{NoDesks: true, Replicas: 2, Env: map[string]string{"SSL_CERT_FILE": roots, "WEBHOOK_ALLOW": "127.0.0.1"}})
	secret := bot.NewHookSecret()
	r.Mark(secret)
	var err error
	if v.verify, err = standardwebhooks.NewWebhook(secret); err != nil {
		t.Fatal(err)
	}
	ctx := r.Context(3 * time.Minute)
	keeper := lead(t, r, "neighbourhood-services")
	hook := bot.Hook{ID: uuid.NewString(), Agency: keeper.Agency, URL: server.URL, Description: "Cases", Events: bot.HookEvents()}
	if err := r.Record(ctx).AddHook(ctx, keeper, hook, secret); err != nil {
		t.Fatal(err)
	}
	reports := 60
	seen := proves(t, "service killed", "%d reports told by webhook, receiver down, then slow, replicas killed meanwhile", reports)
	v.down.Store(true)
	v.files(ctx, t, r, reports/2)
	r.Replicas[0].Kill()
	r.Replicas[0].Start()
	v.down.Store(false)
	v.files(ctx, t, r, reports/2)
	for range 3 {
		r.Replicas[1].Kill()
		r.Replicas[1].Start()
	}
	r.Eventually(2*time.Minute, "everything is told", func() bool {
		return r.Count(`SELECT count(*) FROM hook_deliveries WHERE state <> 'sent'`) == 0
	})
	if n := r.Count(`SELECT count(*) FROM hook_deliveries`); n != reports || len(v.ids) != n || v.wrong > 0 {
		t.Errorf("%d things to tell, %d heard, %d with a wrong signature", n, len(v.ids), v.wrong)
	}
	twice := 0
	for _, times := range v.ids {
		if times > 1 {
			twice++
		}
	}
	seen.saw("0 missed, %d twice under the same id, 0 wrong signatures", twice)
}

// receiver is an agency's own system.
type receiver struct {
	verify *standardwebhooks.Webhook
	down   atomic.Bool
	mu     sync.Mutex
	ids    map[string]int
	wrong  int
}

func (v *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if v.down.Load() || err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.verify.Verify(body, q.Header) != nil {
		v.wrong++
	}
	v.ids[q.Header.Get("Webhook-Id")]++
	time.Sleep(5 * time.Millisecond)
}

// files files reports by Open311, quicker than residents could.
func (v *receiver) files(ctx context.Context, t *testing.T, r *rig.Rig, many int) {
	t.Helper()
	key := systemKey(t, r, "probation")
	for range many {
		body := url.Values{"service_code": {"6"}, "description": {"Rubbish " + uuid.NewString()}}.Encode()
		if got := system(t, r, http.MethodPost, requestsPath, key, form, body); got.status != http.StatusCreated {
			t.Fatalf("%d %.200s", got.status, got.body)
		}
	}
	if ctx.Err() != nil {
		t.Fatal(ctx.Err())
	}
}
