package open311_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/open311"
	"yousaid/flows"
	"yousaid/flows/triage"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// mark stands in what residents write, and in no log.
const mark = "zebra-crossing"

// rig is Open311 at work, with a record.
type rig struct {
	*postgres.Store
	t    *testing.T
	site string
	log  *storagetest.Log
	mu   sync.Mutex
	skip time.Duration
}

func start(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, log: &storagetest.Log{}}
	server := httptest.NewUnstartedServer(nil)
	origin := "http://" + server.Listener.Addr().String()
	r.site = origin + open311.Path
	r.Store = storagetest.Store(t, func(c *postgres.Config) { c.Now = r.now })
	served, err := open311.New(open311.Config{
		Store: r.Store, Plan: storagetest.Plan(t), Read: triage.Read, Ward: triage.WardAt, Fresh: bot.NewFresh("LUT"),
		From: func(*http.Request) string { return "192.0.2.1" }, PublicURL: origin, Now: r.now, Log: zerolog.New(r.log),
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = served.Handler()
	server.Start()
	t.Cleanup(func() {
		server.Close()
		for _, word := range []string{mark, "LUT-", "key-", "api_key", "panic"} {
			if strings.Contains(r.log.String(), word) {
				t.Errorf("%q is in the log: %s", word, r.log)
			}
		}
	})
	return r
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Add(r.skip)
}

func (r *rig) later(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skip += d
}

// key adds a key of an agency and returns what its system sends.
func (r *rig) key(agency string, change func(*bot.APIKey)) string {
	r.t.Helper()
	lead := bot.Officer{ID: uuid.NewString(), Name: "Lena", Agency: agency, Role: bot.RoleLead, Cleared: true, Active: true}
	if err := r.AddOfficer(r.t.Context(), lead); err != nil {
		r.t.Fatal(err)
	}
	token := "key-" + bot.NewSecret()
	key := bot.APIKey{ID: uuid.NewString(), Agency: agency, Name: "Cases", Begins: token[:8]}
	if change != nil {
		change(&key)
	}
	if err := r.AddKey(r.t.Context(), lead, key, token); err != nil {
		r.t.Fatal(err)
	}
	return token
}

func creates(k *bot.APIKey) { k.Creates = true }

// files has a resident send a report.
func (r *rig) files(theme int, text string) flows.Known {
	r.t.Helper()
	sub := &flows.Submission{
		ID: uuid.NewString(), Reference: bot.NewFresh("LUT")().Reference, Theme: theme, What: []string{text},
		Place: &flows.Place{Name: "Dallow Road", Ward: "Dallow", Lat: 51.88, Lon: -0.43}, Contact: flows.ContactHere, Language: "en", Began: r.now(), Sent: r.now(),
	}
	done, err := r.Commit(r.t.Context(), channel.Address{Channel: channel.SMS, ID: "+447700900123"}, flows.Pending{
		ID: uuid.NewString(), Effects: []flows.Effect{{Kind: flows.FileReport, Report: sub}},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return done[0].Report
}

// got is an answer.
type got struct {
	status int
	kind   string
	header http.Header
	body   string
}

func (r *rig) do(method, path, body string, header ...string) got {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.site+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return got{answer.StatusCode, answer.Header.Get("Content-Type"), answer.Header, string(read)}
}

func (r *rig) get(path string) got { r.t.Helper(); return r.do(http.MethodGet, path, "") }

func (r *rig) post(form url.Values, header ...string) got {
	r.t.Helper()
	return r.do(http.MethodPost, "requests.json", form.Encode(), header...)
}

// list is what an answer holds, as JSON.
func (g got) list(t *testing.T) []map[string]any {
	t.Helper()
	var list []map[string]any
	if err := json.Unmarshal([]byte(g.body), &list); err != nil {
		t.Fatalf("%d %s: %v", g.status, g.body, err)
	}
	return list
}

func TestEverybodySeesWhichServicesThereAreAndNothingElse(t *testing.T) {
	r := start(t)
	r.files(6, mark)
	for _, path := range []string{"discovery.json", "discovery.xml", "services.json", "services.xml", "services/6.json", "services/6.xml", "services/0.json"} {
		g := r.get(path)
		if g.status != http.StatusOK {
			t.Errorf("%s: %d %s", path, g.status, g.body)
		}
		wellFormed(t, path, g)
	}
	if list := r.get("services.json").list(t); len(list) != 9 || list[5]["service_code"] != "6" || list[5]["metadata"] != false {
		t.Errorf("services: %v", list)
	}
	for path, want := range map[string]int{
		"requests.json": 401, "requests.xml": 401, "requests/LUT-7K3M-2QX.json": 401, "requests.json?api_key=key-wrong": 403,
		"requests.json?api_key=" + strings.Repeat("x", 300): 403, "services/9.json": 404, "services/06.json": 404, "services/x.xml": 404,
		"tokens/1.json": 404, "tokens.json": 404, "requests": 404, "requests.html": 404, "": 404, "services/6/7.json": 404, "other.json": 404,
	} {
		g := r.get(path)
		if g.status != want || strings.Contains(g.body, mark) {
			t.Errorf("%s: %d, want %d: %s", path, g.status, want, g.body)
		}
		wellFormed(t, path, g)
		if strings.HasPrefix(g.kind, "application/json") {
			if list := g.list(t); len(list) == 0 || list[0]["code"] != float64(want) || list[0]["description"] == "" {
				t.Errorf("%s: %s is not the standard's form of errors", path, g.body)
			}
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
		if g := r.do(method, "requests.json", ""); g.status != 405 || g.header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d, Allow %q", method, g.status, g.header.Get("Allow"))
		}
	}
}

// wellFormed checks that an answer is of the kind that it says, whole.
func wellFormed(t *testing.T, path string, g got) {
	t.Helper()
	if !strings.Contains(g.kind, "charset=utf-8") {
		t.Errorf("%s is of kind %q", path, g.kind)
	}
	if strings.HasPrefix(g.kind, "text/xml") {
		for d := xml.NewDecoder(strings.NewReader(g.body)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Errorf("%s is no XML: %v: %s", path, err, g.body)
				return
			}
		}
	}
	if !json.Valid([]byte(g.body)) {
		t.Errorf("%s is no JSON: %s", path, g.body)
	}
}

func TestASystemReadsItsAgencysReports(t *testing.T) {
	r := start(t)
	known := r.files(6, mark)
	r.files(4, mark)
	plain := r.key("neighbourhood-services", nil)
	words := r.key("neighbourhood-services", func(k *bot.APIKey) { k.Words = true })
	other := r.key("probation", func(k *bot.APIKey) { k.Words, k.Guarded = true, true })
	list := r.get("requests.json?api_key=" + plain).list(t)
	if len(list) != 1 || list[0]["service_request_id"] != known.Reference || list[0]["status"] != "open" || list[0]["service_code"] != "6" ||
		list[0]["description"] != nil || list[0]["address"] != nil || list[0]["lat"] != nil || list[0]["agency_responsible"] != "Luton Council Neighbourhood Services" {
		t.Errorf("without words: %v", list)
	}
	if at, err := time.Parse("2006-01-02T15:04:05-07:00", list[0]["requested_datetime"].(string)); err != nil || r.now().Sub(at) > time.Minute {
		t.Errorf("requested at %v", list[0]["requested_datetime"])
	}
	list = r.do(http.MethodGet, "requests/"+known.Reference+".json", "", "Authorization", "Bearer "+words).list(t)
	if len(list) != 1 || list[0]["description"] != mark || list[0]["address"] != "Dallow Road" || list[0]["lat"] != 51.88 {
		t.Errorf("with words: %v", list)
	}
	wellFormed(t, "requests.xml", r.get("requests.xml?api_key="+words))
	if g := r.get("requests.json?api_key=" + other); strings.TrimSpace(g.body) != "[]" {
		t.Errorf("another agency: %s", g.body)
	}
	theirs, nobodys := r.get("requests/"+known.Reference+".json?api_key="+other), r.get("requests/LUT-2222-22A.json?api_key="+other)
	if theirs.status != 404 || theirs.body != nobodys.body {
		t.Errorf("another agency's report: %d %s, and one that isn't there: %d %s", theirs.status, theirs.body, nobodys.status, nobodys.body)
	}
}

func TestWhatIsAskedForIsFilteredAndBounded(t *testing.T) {
	r := start(t)
	r.files(6, mark)
	r.later(time.Minute)
	second := r.files(6, mark)
	key := r.key("neighbourhood-services", nil)
	ask := func(query url.Values) got { query.Set("api_key", key); return r.get("requests.json?" + query.Encode()) }
	for query, want := range map[string]int{
		"": 2, "status=open": 2, "status=closed": 0, "status=open,closed": 2, "service_code=6": 2, "service_code=4": 0, "service_code=4,6": 2,
		"page_size=1": 1, "page_size=1&page=2": 1, "page_size=1&page=3": 0, "page_size=10000": 2, "page_size=99999999": 2,
		"service_request_id=" + second.Reference: 1, "service_request_id=" + strings.ToLower(second.Reference): 1, "service_request_id=LUT-2222-22A": 0,
		"start_date=2020-01-01T00:00:00Z": 0, "start_date=" + r.now().Add(-time.Hour).UTC().Format(time.RFC3339): 2,
		"end_date=" + r.now().Add(-time.Hour).UTC().Format(time.RFC3339): 0,
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if list := ask(values).list(t); len(list) != want {
			t.Errorf("%s: %d reports, want %d", query, len(list), want)
		}
	}
	for _, query := range []string{
		"status=x", "service_code=99", "service_code=-1", "page=0", "page=x", "page=1001", "page_size=0", "page_size=-5", "page_size=1e9",
		"start_date=yesterday", "end_date=2026-13-01", "start_date=0001-01-01T00:00:00Z", "start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z",
		"start_date=2025-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", "service_request_id=" + strings.Repeat("LUT-2222-22A,", 101),
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if g := ask(values); g.status != 400 && g.status != 404 {
			t.Errorf("%s: %d %s", query, g.status, g.body)
		}
	}
}

func TestManyRequestsOfAKeyHaveToWait(t *testing.T) {
	r := start(t)
	key := r.key("probation", nil)
	for n := range 200 {
		if g := r.get("requests.json?api_key=" + key); g.status == http.StatusTooManyRequests {
			if g.header.Get("Retry-After") == "" || n < 100 {
				t.Errorf("after %d requests: %v", n, g.header)
			}
			return
		}
	}
	t.Error("200 requests at once are answered")
}
