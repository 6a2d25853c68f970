package open311

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rs/zerolog"

	"yousaid/flows/partnership"
)

// bare is a server without a record: what is fuzzed here is read before it.
func bare(f *testing.F) *Server {
	f.Helper()
	s, err := New(Config{Plan: partnership.Luton(), PublicURL: "https://chat.example.org", Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		f.Fatal(err)
	}
	return s
}

// A form becomes a report that can be kept, or is refused with a reason, never
// both and never neither; its words are those that were sent.
func FuzzFiling(f *testing.F) {
	s := bare(f)
	f.Add("service_code=6&description=Needles+by+the+swings&lat=51.88&long=-0.42", "application/x-www-form-urlencoded")
	f.Add("description=%00&lat=NaN&long=1e999&service_code=-0", "application/x-www-form-urlencoded; charset=utf-8")
	f.Add("description=%ff&description=x&address_string="+strings.Repeat("%C3%A9", 301), "application/x-www-form-urlencoded")
	f.Add("a=%zz;b", "text/plain")
	f.Fuzz(func(t *testing.T, body, kind string) {
		r := httptest.NewRequest(http.MethodPost, Path+"requests.json", strings.NewReader(body))
		r.Header["Content-Type"] = []string{kind}
		form, err := readForm(r)
		if err != nil {
			if form != nil {
				t.Error("refused and read")
			}
			return
		}
		got, wrong := s.readWish(form)
		if len(wrong) > 0 {
			for _, p := range wrong {
				if p.Code < 400 || p.Code > 499 || p.Description == "" {
					t.Errorf("refused with %+v", p)
				}
			}
			return
		}
		if got.Description != form.Get("description") || strings.TrimSpace(got.Description) == "" || !utf8.ValidString(got.Description+got.Address) ||
			utf8.RuneCountInString(got.Description) > mostDescription {
			t.Errorf("kept %q", got.Description)
		}
		if _, known := s.Plan.Theme(got.Theme); !known && got.Theme != partnership.NoTheme {
			t.Errorf("theme %d", got.Theme)
		}
		if got.Placed && !s.Plan.Area.Box.Contains(got.Lat, got.Long) {
			t.Errorf("placed at %f, %f", got.Lat, got.Long)
		}
	})
}

// Whatever is asked for is a question that the record can be asked, or refused.
func FuzzFilter(f *testing.F) {
	s := bare(f)
	f.Add("status=open&page=2&page_size=50&service_code=4,6")
	f.Add("start_date=2026-01-01T00:00:00Z&end_date=2026-02-01T00:00:00%2B01:00")
	f.Add("page=1000&page_size=99999999999&service_request_id=,,%00")
	f.Fuzz(func(t *testing.T, query string) {
		asked, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		for _, words := range []bool{false, true} {
			filter, wrong := s.filter(asked, words)
			if len(wrong) > 0 {
				continue
			}
			if filter.Most < 1 || filter.Most > mostRows || filter.Skip < 0 || filter.Skip > mostRows*mostPage || len(filter.References) > mostIDs {
				t.Errorf("asks for %+v", filter)
			}
			if len(filter.References) == 0 && filter.To.Sub(filter.From) > mostDays {
				t.Errorf("asks for %s", filter.To.Sub(filter.From))
			}
		}
	})
}
