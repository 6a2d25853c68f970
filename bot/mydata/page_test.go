package mydata_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/bot/frame"
	"yousaid/bot/mydata"
	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

var ana = channel.Address{Channel: channel.SMS, ID: "+447700900123"}

const words = "Rubbish <b>again</b> & again"

type rig struct {
	*postgres.Store
	t      *testing.T
	server *httptest.Server
	logs   *strings.Builder
}

func start(t *testing.T, store mydata.Store) *rig {
	t.Helper()
	r := &rig{t: t, logs: &strings.Builder{}}
	if store == nil {
		r.Store = storagetest.Store(t)
		store = r.Store
	}
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := mydata.Handler(mydata.Config{
		Store: store, Plan: storagetest.Plan(t), Bundle: bundle, PublicURL: "https://chat.example.org/luton", Log: zerolog.New(r.logs),
	})
	if err != nil {
		t.Fatal(err)
	}
	r.server = httptest.NewServer(handler)
	t.Cleanup(r.server.Close)
	return r
}

func (r *rig) commit(effect flows.Effect) {
	r.t.Helper()
	_, err := r.Commit(r.t.Context(), ana, flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{effect}})
	if err != nil {
		r.t.Fatal(err)
	}
}

// ask makes a request and returns its answer, whose headers it checks.
func (r *rig) ask(method, path string, headers ...string) (int, string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.server.URL+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := r.server.Client().Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	_ = response.Body.Close()
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Content-Security-Policy": string(frame.Plain),
	} {
		if got := response.Header.Get(name); got != want {
			r.t.Errorf("%s %s: %s is %q", method, path, name, got)
		}
	}
	return response.StatusCode, string(body)
}

func (r *rig) says(method, path string, status int, want string, headers ...string) string {
	r.t.Helper()
	got, body := r.ask(method, path, headers...)
	if got != status || !strings.Contains(body, want) {
		r.t.Errorf("%s %s: %d, want %d with %q:\n%s", method, path, got, status, want, body)
	}
	return body
}

func TestCopyIsShownOnceAndByAButton(t *testing.T) {
	r := start(t, nil)
	r.commit(flows.Effect{Kind: flows.FileReport, Report: &flows.Submission{
		ID: uuid.NewString(), Reference: "LUT-7K3M-2QX", Theme: 6, What: []string{words}, Language: "en",
		Contact: flows.ContactHere, Began: time.Now(), Sent: time.Now(),
	}})
	r.commit(flows.Effect{Kind: flows.CopyData, Text: "secret"})
	for range 3 { // programs look at links, too
		body := r.says(http.MethodGet, "/d/secret", http.StatusOK, `<form method="post" action="/luton/d/secret">`)
		if strings.Contains(body, "LUT-7K3M-2QX") || strings.Contains(body, ana.ID) {
			t.Error("it is shown without the button")
		}
	}
	body := r.says(http.MethodPost, "/d/secret", http.StatusOK, "Rubbish &lt;b&gt;again&lt;/b&gt; &amp; again")
	for _, want := range []string{"LUT-7K3M-2QX", "&#43;447700900123", "Antisocial behaviour", "can&#39;t be opened again"} {
		if !strings.Contains(body, want) {
			t.Errorf("the copy doesn't say %q:\n%s", want, body)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r.says(method, "/d/secret", http.StatusGone, "This link is over")
		r.says(method, "/d/never", http.StatusGone, "This link is over")
	}
	if r.logs.Len() > 0 {
		t.Errorf("logged: %s", r.logs)
	}
}

func TestOfManyWhoPressAtOnceOneSeesIt(t *testing.T) {
	r := start(t, nil)
	r.commit(flows.Effect{Kind: flows.CopyData, Text: "secret"})
	var shown atomic.Int64
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			response, err := http.Post(r.server.URL+"/d/secret", "application/x-www-form-urlencoded", nil)
			if err != nil {
				t.Error(err)
				return
			}
			if response.StatusCode == http.StatusOK {
				shown.Add(1)
			}
			_ = response.Body.Close()
		})
	}
	all.Wait()
	if shown.Load() != 1 {
		t.Errorf("%d saw it", shown.Load())
	}
}

func TestAnotherSiteCanNotUseALinkUp(t *testing.T) {
	r := start(t, nil)
	r.commit(flows.Effect{Kind: flows.CopyData, Text: "secret"})
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://elsewhere.example"}} {
		r.says(http.MethodPost, "/d/secret", http.StatusForbidden, "", headers...)
	}
	r.says(http.MethodPost, "/d/secret", http.StatusOK, "What we have about you", "Origin", "https://chat.example.org")
}

func TestWhatIsNoLink(t *testing.T) {
	r := start(t, nil)
	r.says(http.MethodGet, "/d/"+url.PathEscape("\x00\xff"), http.StatusGone, "")
	r.says(http.MethodGet, "/d/"+strings.Repeat("x", 4000), http.StatusGone, "")
	r.says(http.MethodPut, "/d/secret", http.StatusMethodNotAllowed, "")
	r.says(http.MethodGet, "/d/a/b", http.StatusNotFound, "")
}

// broken is a record that fails in one way or another.
type broken struct{ err error }

func (b broken) PeekCopy(context.Context, string) (string, error) { return "", b.err }

func (b broken) UseCopy(context.Context, string) (flows.Copy, error) {
	panic(fmt.Sprintf("with a token: %s", "secret"))
}

func TestTroubleIsSaidAndNothingPersonalLogged(t *testing.T) {
	r := start(t, broken{errors.New("the record is away")})
	r.says(http.MethodGet, "/d/secret", http.StatusInternalServerError, "does not work right now")
	r.says(http.MethodPost, "/d/secret", http.StatusInternalServerError, "does not work")
	if strings.Contains(r.logs.String(), "secret") || !strings.Contains(r.logs.String(), "not served") {
		t.Errorf("logged: %s", r.logs)
	}
}

func TestPageNeedsAnAddress(t *testing.T) {
	for _, public := range []string{"", "chat.example.org", "://"} {
		if _, err := mydata.Handler(mydata.Config{PublicURL: public}); err == nil {
			t.Errorf("%q is taken for one", public)
		}
	}
}
