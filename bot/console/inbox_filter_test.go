package console_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

var (
	listed   = regexp.MustCompile(`<a class="open" href="/console/report/(LUT-[0-9A-Z-]+)">`)
	nextPage = regexp.MustCompile(`<a href="/console/([^"]*)" rel="next">`)
)

// references are those of a page's list, in its order.
func (p page) references() (list []string) {
	for _, found := range listed.FindAllStringSubmatch(p.Body, -1) {
		list = append(list, found[1])
	}
	return list
}

// take has an officer take a report.
func (r *rig) take(o bot.Officer, report string) {
	r.t.Helper()
	if _, err := r.Take(r.t.Context(), bot.Action{ID: uuid.NewString(), By: o.Actor()}, report); err != nil {
		r.t.Fatal(err)
	}
}

func TestFiltersLeaveWhatTheySay(t *testing.T) {
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	kofi := r.officer("Kofi", "neighbourhood-services", bot.RoleOfficer, false)
	old := r.file(6, mark)
	r.later(4 * 24 * time.Hour)
	polish := r.file(6, mark, func(s *flows.Submission) { s.Language = "pl" })
	stopsley := r.file(6, mark, func(s *flows.Submission) { s.Place.Ward = "Stopsley" })
	urgent := r.file(6, mark, func(s *flows.Submission) { s.Urgent = true })
	mine, his, closed := r.file(6, mark), r.file(6, mark), r.file(6, mark)
	r.take(ruth, mine.ID)
	r.take(kofi, his.ID)
	if _, err := r.Resolve(t.Context(), bot.Action{ID: uuid.NewString(), By: kofi.Actor()}, closed.ID, bot.OutcomeDone, ""); err != nil {
		t.Fatal(err)
	}
	all := []flows.Known{old, polish, stopsley, urgent, mine, his, closed}
	b := r.signedIn(ruth)
	for query, want := range map[string][]flows.Known{
		"?view=mine":                      {mine},
		"?view=team":                      {urgent, his, mine, stopsley, polish, old},
		"":                                {urgent, his, mine, stopsley, polish, old}, // as an officer comes in
		"?view=all":                       {urgent, closed, his, mine, stopsley, polish, old},
		"?view=all&order=oldest":          {urgent, old, polish, stopsley, mine, his, closed},
		"?view=all&theme=6":               {urgent, closed, his, mine, stopsley, polish, old},
		"?view=all&theme=5":               {},
		"?view=all&state=closed":          {closed},
		"?view=all&state=open":            {urgent, his, mine, stopsley, polish, old},
		"?view=all&state=taken":           {his, mine},
		"?view=team&state=new":            {urgent, stopsley, polish, old},
		"?view=all&area=Stopsley":         {stopsley},
		"?view=all&language=pl":           {polish},
		"?view=all&language=ur":           {},
		"?view=all&urgent=yes":            {urgent},
		"?view=all&older=3":               {old},
		"?view=all&older=7":               {},
		"?view=all&officer=me":            {mine},
		"?view=all&officer=" + kofi.ID:    {closed, his},
		"?view=all&officer=none":          {urgent, stopsley, polish, old},
		"?view=all&area=Dallow&state=new": {urgent, polish, old},
	} {
		p := b.get(query)
		var names []string
		for _, reference := range p.references() {
			place := slices.IndexFunc(all, func(known flows.Known) bool { return known.Reference == reference })
			names = append(names, []string{"old", "polish", "stopsley", "urgent", "mine", "his", "closed"}[place])
		}
		if p.Status != http.StatusOK || len(names) != len(want) {
			t.Errorf("%s: status %d, %v", query, p.Status, names)
			continue
		}
		for _, known := range want {
			if !slices.Contains(p.references(), known.Reference) {
				t.Errorf("%s: %v", query, names)
			}
		}
		if len(want) > 1 && (p.references()[0] == urgent.Reference) != (want[0].ID == urgent.ID) {
			t.Errorf("%s: urgent ones don't stand first: %v", query, names)
		}
	}
}

func TestWhatIsSetIsSaidAndTakenAway(t *testing.T) {
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	b := r.signedIn(ruth)
	p := b.get("?view=all&theme=6&area=Dallow&older=7&urgent=yes&officer=none&language=ur&state=new&order=oldest")
	chips := regexp.MustCompile(`<li>([^<]+) <a href="([^"]+)">Remove<`).FindAllStringSubmatch(p.Body, -1)
	var words []string
	for _, chip := range chips {
		words = append(words, chip[1])
		less := b.get(strings.TrimPrefix(html.UnescapeString(chip[2]), "/console/"))
		if n := strings.Count(less.Body, ">Remove<"); n != len(chips)-1 {
			t.Errorf("without %s: %d are set", chip[1], n)
		}
		if strings.Contains(less.Body, "<li>"+chip[1]+" ") {
			t.Errorf("%s can't be taken away", chip[1])
		}
	}
	want := []string{
		"Theme: Nuisance, noise, rubbish", "State: New", "Area: Dallow", "Language: Urdu", "Age: Older than 7 days",
		"Who has it: Nobody, or away", "Order: Oldest first", "Urgent only",
	}
	if !slices.Equal(words, want) {
		t.Errorf("set is %q", words)
	}
}

func TestPagesShowEachReportOnce(t *testing.T) {
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	want := map[string]bool{}
	for n := range 103 {
		want[r.file(6, mark, func(s *flows.Submission) { s.Urgent = n%50 == 7 }).Reference] = true
	}
	for _, query := range []string{"", "?order=oldest", "?view=all"} {
		b, seen := r.signedIn(ruth), map[string]int{}
		for pages := 1; ; pages++ {
			p := b.get(query)
			for _, reference := range p.references() {
				seen[reference]++
			}
			if back := strings.Contains(p.Body, "Back to the first page"); back != (pages > 1) {
				t.Errorf("page %d leads back: %t", pages, back)
			}
			next := nextPage.FindStringSubmatch(p.Body)
			if next == nil {
				if pages != 3 {
					t.Errorf("%d pages", pages)
				}
				break
			}
			query = html.UnescapeString(next[1])
		}
		if len(seen) != len(want) {
			t.Errorf("%d of %d reports were seen", len(seen), len(want))
		}
		for reference, times := range seen {
			if times != 1 || !want[reference] {
				t.Errorf("%s was seen %d times", reference, times)
			}
		}
	}
}

func TestNonsenseGivesThePlainList(t *testing.T) {
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	hannah := r.officer("Hannah", "partnership", bot.RoleCoordinator, true)
	known := r.file(6, mark)
	b, h := r.signedIn(ruth), r.signedIn(hannah)
	for _, name := range []string{"view", "theme", "state", "area", "language", "urgent", "older", "officer", "agency", "order", "after", "find", "x"} {
		for _, value := range []string{
			"x", "-1", "0", "9999999999999999999999", "06", "%00", "%ff%fe", "' OR 1=1--", "<script>", strings.Repeat("9", 5000), "public-health",
			uuid.NewString(), "1.", ".1", "1." + known.ID, "-5." + known.ID, "99999999999999999." + known.ID,
		} {
			query := "?" + name + "=" + strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E", "'", "%27").Replace(value)
			for who, browser := range map[string]*browser{"Ruth": b, "Hannah": h} {
				p := browser.get(query)
				if p.Status != http.StatusOK || strings.Contains(p.Body, "<script>") {
					t.Errorf("%s at %.40s: status %d", who, query, p.Status)
				}
				plain := name != "theme" && name != "after" && !(name == "agency" && who == "Hannah")
				if plain && !strings.Contains(p.Body, known.Reference) {
					t.Errorf("%s at %.40s: no plain list", who, query)
				}
			}
		}
	}
	if p := b.get("?agency=public-health&view=all"); strings.Contains(p.Body, "Agency:") {
		t.Error("an officer may ask for another agency")
	}
}

func TestCoordinatorSeesEveryAgencyByTurns(t *testing.T) {
	r := start(t)
	rubbish, abuse, joint := r.file(6, mark), r.file(3, mark), r.file(1, mark)
	b := r.signedIn(r.officer("Hannah", "partnership", bot.RoleCoordinator, true))
	for query, want := range map[string][]string{
		"":                                {joint.Reference, abuse.Reference, rubbish.Reference},
		"?view=all&agency=public-health":  {abuse.Reference},
		"?view=all&agency=luton-council":  {joint.Reference},
		"?view=all&theme=1":               {joint.Reference}, // once, though two have it
		"?view=team":                      {},
		"?view=all&area=Dallow&state=new": {joint.Reference, abuse.Reference, rubbish.Reference},
	} {
		p := b.get(query)
		got := p.references()
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", query, got)
		}
	}
	if p := b.get(""); !strings.Contains(p.Body, "Bedfordshire Police and Luton Council") {
		t.Error("it isn't said who has a report")
	}
}

func TestCountsSayWhatWaits(t *testing.T) {
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	counts := func() string {
		body := html.UnescapeString(r.signedIn(ruth).get("").Body)
		found := regexp.MustCompile(`\(</span>([0-9+]+)<span class="hidden"> waiting`).FindAllStringSubmatch(body, -1)
		urgent := regexp.MustCompile(`Urgent</strong> ([0-9+]+) open`).FindStringSubmatch(body)
		return fmt.Sprint(found[0][1], " ", found[1][1], " ", urgent)
	}
	if got := counts(); got != "0 0 []" {
		t.Errorf("at first: %s", got)
	}
	urgent := func(s *flows.Submission) { s.Urgent = true }
	mine := r.file(6, mark)
	r.take(ruth, mine.ID)
	r.file(6, mark, urgent)
	r.file(3, mark, urgent)
	if got := counts(); got != "1 2 [Urgent</strong> 1 open 1]" {
		t.Errorf("then: %s", got)
	}
	if _, err := r.AddReply(t.Context(), bot.Action{ID: uuid.NewString(), By: ruth.Actor()}, mine.ID, "Which day?"); err != nil {
		t.Fatal(err)
	}
	if got := counts(); got != "0 1 [Urgent</strong> 1 open 1]" {
		t.Errorf("when the resident is asked: %s", got)
	}
	for range 105 {
		r.file(6, mark)
	}
	if got := counts(); got != "0 99+ [Urgent</strong> 1 open 1]" {
		t.Errorf("when many wait: %s", got)
	}
}

func TestAgeIsSaidInWords(t *testing.T) {
	r := start(t)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	r.file(6, mark)
	total := time.Duration(0)
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, "just now"},
		{time.Minute, "1 minute ago"},
		{50 * time.Minute, "50 minutes ago"},
		{2 * time.Hour, "2 hours ago"},
		{47 * time.Hour, "47 hours ago"},
		{3 * 24 * time.Hour, "3 days ago"},
		{21 * 24 * time.Hour, "3 weeks ago"},
		{90 * 24 * time.Hour, "3 months ago"},
		{800 * 24 * time.Hour, "2 years ago"},
	} {
		r.later(c.after - total)
		total = c.after
		p := b.get("")
		if strings.HasPrefix(p.Path, "sign-in") {
			b = r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
			p = b.get("")
		}
		if !strings.Contains(p.Body, ">"+c.want+"</time>") {
			t.Errorf("after %v it isn't said that it was %s", c.after, c.want)
		}
	}
}

// The list by itself is what a page asks for that has heard of news.
func TestListAlone(t *testing.T) {
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	known := r.file(6, mark)
	b := r.signedIn(ruth)
	p := b.get("list?view=team&area=Dallow")
	if got := p.references(); !slices.Equal(got, []string{known.Reference}) || strings.Contains(p.Body, "<h1") {
		t.Errorf("status %d: %v", p.Status, got)
	}
	r.later(25 * time.Minute)
	if p := b.get("list"); p.Status != http.StatusOK {
		t.Errorf("status %d", p.Status)
	}
	r.later(10 * time.Minute)
	if p := b.get("list"); p.Status != http.StatusUnauthorized {
		t.Errorf("what a page does by itself keeps a session in use: %d", p.Status)
	}
	if p := r.stranger().get("list"); p.Status != http.StatusUnauthorized {
		t.Errorf("a stranger got %d", p.Status)
	}
}
