package open311_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/storage/storagetest"
)

func (r *rig) count(sql string, args ...any) (n int) {
	r.t.Helper()
	if err := r.Pool().QueryRow(r.t.Context(), sql, args...).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// opens reads a report as an agency that has it.
func (r *rig) opens(agency, reference string) bot.Report {
	r.t.Helper()
	by := bot.Actor{Name: "PC Khan", Agency: agency, Cleared: true}
	id, err := r.Find(r.t.Context(), by, reference)
	if err != nil {
		r.t.Fatal(err)
	}
	report, err := r.Open(r.t.Context(), by, id, "test")
	if err != nil {
		r.t.Fatal(err)
	}
	return report
}

func wish(key, description string) url.Values {
	return url.Values{"api_key": {key}, "service_code": {"6"}, "description": {description}}
}

func TestASystemFilesAReportThatItsLeadGets(t *testing.T) {
	r := start(t)
	key := r.key("probation", creates)
	form := wish(key, "A sofa was dumped, says a caller")
	for name, value := range map[string]string{
		"lat": "51.8787", "long": "-0.4200", "address_string": "Park Street", "first_name": "Ann", "last_name": "Otherby", "phone": "+447700900999", "email": "ann@example.org",
	} {
		form.Set(name, value)
	}
	g := r.post(form)
	list := g.list(t)
	if g.status != http.StatusCreated || len(list) != 1 || !strings.Contains(list[0]["service_notice"].(string), "999") || !strings.Contains(list[0]["service_notice"].(string), "not kept") {
		t.Fatalf("%d %s", g.status, g.body)
	}
	reference := list[0]["service_request_id"].(string)
	report := r.opens("neighbourhood-services", reference)
	if report.Theme != 6 || report.What[0] != "A sofa was dumped, says a caller" || report.Place.Name != "Park Street" || report.Place.Lat != 51.8787 || report.Place.Ward == "" ||
		report.Reach != bot.ReachNone || report.Channel != "open311" || report.Urgent || report.Name+report.Phone != "" {
		t.Errorf("report %+v, place %+v", report, report.Place)
	}
	if n := r.count(`SELECT count(*) FROM deliveries`); n != 0 {
		t.Errorf("%d cards for no desk", n)
	}
	mine := r.get("requests/" + reference + ".json?api_key=" + key).list(t)
	if len(mine) != 1 || mine[0]["status"] != "open" || mine[0]["description"] != nil || mine[0]["service_code"] != nil {
		t.Errorf("its filer reads %v", mine)
	}
	for _, word := range []string{"Ann", "Otherby", "900999"} {
		if strings.Contains(strings.Join(report.What, ""), word) {
			t.Errorf("%q was kept", word)
		}
	}
}

func TestTheSameRequestSentTwiceIsOneReport(t *testing.T) {
	r := start(t)
	key, another := r.key("probation", creates), r.key("probation", creates)
	references := map[string]bool{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			reference := r.post(wish(key, "Noise every night")).list(t)[0]["service_request_id"].(string)
			mu.Lock()
			defer mu.Unlock()
			references[reference] = true
		})
	}
	all.Wait()
	if n := r.count(`SELECT count(*) FROM reports`); n != 1 || len(references) != 1 {
		t.Errorf("%d reports, references %v", n, references)
	}
	r.post(wish(key, "Noise every morning"))
	r.post(wish(another, "Noise every night"))
	r.later(11 * time.Minute)
	r.post(wish(key, "Noise every night"))
	if n := r.count(`SELECT count(*) FROM reports`); n != 4 {
		t.Errorf("%d reports, want 4: other words, another system, and later", n)
	}
	first := r.post(wish(key, "Named"), "Idempotency-Key", "call 7").body
	r.later(24 * time.Hour)
	if again := r.post(wish(key, "Named, with a word more"), "Idempotency-Key", "call 7").body; again != first {
		t.Errorf("by the same name: %s, then %s", first, again)
	}
}

func TestDangerIsUrgentAndFor999(t *testing.T) {
	r := start(t)
	key := r.key("bedfordshire-police", creates)
	g := r.post(url.Values{"api_key": {key}, "description": {"he has a knife and is stabbing someone right now help"}})
	said := g.list(t)[0]
	if notice := said["service_notice"].(string); !strings.HasPrefix(notice, "This sounds as if somebody is in danger. Call 999 now") {
		t.Errorf("notice %q", notice)
	}
	if n := r.count(`SELECT count(*) FROM reports WHERE urgent AND theme = 1 AND reference = $1`, said["service_request_id"]); n != 1 {
		t.Error("it is not urgent, or triage found no theme")
	}
}

func TestWhatCantBeFiledIsRefusedWithEveryReason(t *testing.T) {
	r := start(t)
	key, reads := r.key("probation", creates), r.key("probation", nil)
	for name, c := range map[string]struct {
		change func(url.Values)
		status int
		words  string
	}{
		"no words":         {func(f url.Values) { f.Del("description") }, 400, "description is missing"},
		"blanks":           {func(f url.Values) { f.Set("description", " \n\t ") }, 400, "description is missing"},
		"unknown service":  {func(f url.Values) { f.Set("service_code", "77") }, 404, "service_code was not found"},
		"strange service":  {func(f url.Values) { f.Set("service_code", "6; DROP TABLE reports") }, 404, "service_code was not found"},
		"too long":         {func(f url.Values) { f.Set("description", strings.Repeat("x", 8001)) }, 400, "8000 characters"},
		"far too long":     {func(f url.Values) { f.Set("description", strings.Repeat("x", 200_000)) }, 413, "too long"},
		"long address":     {func(f url.Values) { f.Set("address_string", strings.Repeat("é", 301)) }, 400, "300 characters"},
		"NUL":              {func(f url.Values) { f.Set("description", "a\x00b") }, 400, "UTF-8"},
		"no UTF-8":         {func(f url.Values) { f.Set("description", "a\xff\xfeb") }, 400, "UTF-8"},
		"outside":          {func(f url.Values) { f.Set("lat", "51.5"); f.Set("long", "-0.12") }, 400, "outside"},
		"half a position":  {func(f url.Values) { f.Set("lat", "51.88") }, 400, "go together"},
		"no number":        {func(f url.Values) { f.Set("lat", "NaN"); f.Set("long", "Inf") }, 400, "go together"},
		"no key":           {func(f url.Values) { f.Del("api_key") }, 401, "missing"},
		"wrong key":        {func(f url.Values) { f.Set("api_key", "key-wrong") }, 403, "not valid"},
		"a key that reads": {func(f url.Values) { f.Set("api_key", reads) }, 403, "may not file"},
	} {
		form := wish(key, "Rubbish by the road")
		c.change(form)
		if g := r.post(form); g.status != c.status || !strings.Contains(g.body, c.words) {
			t.Errorf("%s: %d %s", name, g.status, g.body)
		}
	}
	for kind, want := range map[string]int{"application/json": 415, "multipart/form-data; boundary=x": 415, "": 415, "application/x-www-form-urlencoded; charset=utf-8": 201} {
		if g := r.post(wish(key, "Rubbish by the road"), "Content-Type", kind); g.status != want {
			t.Errorf("a form of type %q: %d", kind, g.status)
		}
	}
	if g := r.do(http.MethodPost, "requests.xml", "description=%zz"); g.status != 400 {
		t.Errorf("a form that can't be read: %d %s", g.status, g.body)
	}
	if g := r.do(http.MethodPost, "requests.json?"+wish(key, "In the address").Encode(), ""); g.status != 401 {
		t.Errorf("a form in the address: %d", g.status)
	}
	if n := r.count(`SELECT count(*) FROM reports`); n != 1 {
		t.Errorf("%d reports", n)
	}
}

// What systems file reaches officers as it was sent, or is refused with a reason;
// and it is given back as it was filed.
func TestNaughtyWordsOfSystemsAreKeptAsTheyAre(t *testing.T) {
	r := start(t)
	files := r.key("probation", creates)
	reads := r.key("neighbourhood-services", func(k *bot.APIKey) { k.Words = true })
	list := storagetest.Naughty(t)
	list = append(list, `<b>bold</b><script>alert(1)</script>`, "two\r\nlines", "  blanks  ")
	for n, words := range list {
		g := r.post(wish(files, "before "+words+" after"))
		r.later(2 * time.Second)
		if g.status >= 500 {
			t.Errorf("word %d %q: %d", n, words, g.status)
		}
		if g.status != http.StatusCreated {
			if !strings.Contains(words, "\x00") && strings.ToValidUTF8(words, "") == words && len(words) < 200 {
				t.Errorf("word %d %q: %d %s", n, words, g.status, g.body)
			}
			continue
		}
		reference := g.list(t)[0]["service_request_id"].(string)
		if n%10 != 0 && n < len(list)-3 {
			continue
		}
		back := r.get("requests/" + reference + ".json?api_key=" + reads).list(t)
		if len(back) != 1 || back[0]["description"] != "before "+words+" after" {
			t.Errorf("word %d %q comes back as %v", n, words, back)
		}
		wellFormed(t, words, r.get("requests/"+reference+".xml?api_key="+reads))
	}
}
