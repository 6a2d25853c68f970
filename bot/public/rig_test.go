package public_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"yousaid/bot/public"
	"yousaid/flows/locale"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// today is when these tests read: a Thursday.
var today = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// rig is the public pages on a record of their own.
type rig struct {
	t      *testing.T
	now    time.Time
	store  *postgres.Store
	db     *pgx.Conn
	config public.Config
	site   string
	client *http.Client
	writer string // an officer's id
	logs   *strings.Builder
}

func start(t *testing.T, changes ...func(*public.Config)) *rig {
	t.Helper()
	r := &rig{t: t, now: today, logs: &strings.Builder{}}
	url := storagetest.DB(t)
	config := storagetest.Config(t, url)
	config.Now = func() time.Time { return r.now }
	store, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	if r.db, err = pgx.Connect(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.db.Close(context.WithoutCancel(t.Context())) })
	r.exec(`SET ROLE yousaid_service`)
	r.writer = uuid.NewString()
	r.exec(`INSERT INTO officers (id, name, agency, created_at) VALUES ($1, 'Mia', 'neighbourhood-services', $2)`, r.writer, today)
	r.store = store
	r.serve(changes...)
	return r
}

// serve serves the pages of the rig's store.
func (r *rig) serve(changes ...func(*public.Config)) {
	r.t.Helper()
	bundle, err := locale.New()
	if err != nil {
		r.t.Fatal(err)
	}
	plan := storagetest.Plan(r.t)
	r.config = public.Config{
		Store: r.store, Plan: plan, Bundle: bundle.With(plan.Translations()), Number: "+447700900999",
		BotName:   func(context.Context) (string, error) { return "luton_safety_bot", nil },
		PublicURL: "https://chat.example.org", Now: func() time.Time { return r.now }, Log: zerolog.New(r.logs),
	}
	for _, change := range changes {
		change(&r.config)
	}
	handler, err := public.Handler(r.config)
	if err != nil {
		r.t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	r.t.Cleanup(server.Close)
	r.site, r.client = server.URL, server.Client()
}

func (r *rig) exec(sql string, args ...any) {
	r.t.Helper()
	if _, err := r.db.Exec(r.t.Context(), sql, args...); err != nil {
		r.t.Fatalf("%s: %v", sql, err)
	}
}

// seen is an answer.
type seen struct {
	status int
	header http.Header
	body   string
}

// get reads a page.
func (r *rig) get(path string, headers ...string) seen {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.site+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := r.client.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return seen{response.StatusCode, response.Header, string(body)}
}

// says reads a page that has all of some words.
func (r *rig) says(path string, words ...string) string {
	r.t.Helper()
	page := r.get(path)
	if page.status != http.StatusOK {
		r.t.Fatalf("%s: status %d; log: %s", path, page.status, r.logs)
	}
	for _, word := range words {
		if !strings.Contains(page.body, word) {
			r.t.Errorf("%s doesn't say %q:\n%s", path, word, page.body)
		}
	}
	return page.body
}
