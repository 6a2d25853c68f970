package main_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"yousaid/cmd/yousaid/internal/rig"
)

// The pages that links lead to are part of the running service, and so are
// those that everybody may read, which stand where nobody else does.
func TestPagesAreServed(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	for path, want := range map[string]struct {
		status int
		words  string
	}{
		"/r/nothing":        {http.StatusGone, ""},
		"/u/nothing":        {http.StatusGone, ""},
		"/page/style.css":   {http.StatusOK, ""},
		"/d/nothing":        {http.StatusGone, ""},
		"/console/":         {http.StatusOK, "Sign in"},
		"/":                 {http.StatusOK, "The plan for a safer Luton"},
		"/ur/themes/6":      {http.StatusOK, `dir="rtl"`},
		"/qr/telegram.svg":  {http.StatusOK, "<svg"},
		"/qr/sms.svg":       {http.StatusOK, "<svg"},
		"/robots.txt":       {http.StatusOK, "Disallow: /"},
		"/reports":          {http.StatusNotFound, "This page is not here"},
		"/webhooks/nothing": {http.StatusNotFound, "This page is not here"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.Replicas[0].URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != want.status || !strings.Contains(string(body), want.words) {
			t.Errorf("%s: status %d, want %d with %q (%v)", path, response.StatusCode, want.status, want.words, err)
		}
	}
}
