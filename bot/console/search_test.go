package console_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/flows"
)

func (b *browser) search(typed string, filters ...string) page {
	form := url.Values{"q": {typed}}
	for i := 0; i < len(filters); i += 2 {
		form.Set(filters[i], filters[i+1])
	}
	return b.post("search", form)
}

func TestReferenceLeadsToItsReport(t *testing.T) {
	r := start(t)
	known, theirs := r.file(6, mark), r.file(3, mark)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	plain := strings.ReplaceAll(strings.TrimPrefix(known.Reference, "LUT-"), "-", "")
	for _, typed := range []string{known.Reference, strings.ToLower(known.Reference), plain, " lut " + plain[:4] + " " + plain[4:] + " ", known.Reference[4:]} {
		if p := b.search(typed); p.Path != "report/"+known.Reference {
			t.Errorf("%q led to %s", typed, p.Path)
		}
	}
	p := b.search(theirs.Reference)
	if p.Status != http.StatusNotFound || !strings.Contains(p.Body, "There is no report "+theirs.Reference+", or it is not for you to see") {
		t.Errorf("another agency's: status %d", p.Status)
	}
	nobodys := bot.NewFresh("LUT")().Reference
	if unknown := b.search(nobodys); unknown.Status != p.Status || strings.ReplaceAll(text(unknown), nobodys, "") != strings.ReplaceAll(text(p), theirs.Reference, "") {
		t.Error("an unknown one and another agency's don't look the same")
	}
	if p := b.search(plain[:4]); len(p.references()) != 0 || !strings.Contains(p.Body, "A reference is found when it is whole: LUT-7K3M-2QX.") {
		t.Errorf("half of it: status %d", p.Status)
	}
	slip := known.Reference[:len(known.Reference)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(known.Reference, "0")]
	if p := b.search(slip); p.Status != http.StatusNotFound || !strings.Contains(p.Body, "There is a slip in "+slip) {
		t.Errorf("with a slip: status %d", p.Status)
	}
}

// text is what a page's main part shows, without addresses, which are sealed
// anew each time.
func text(p page) string {
	_, main, _ := strings.Cut(p.Body, `class="problem"`)
	return main
}

func TestSearchShowsWhereTheWordsStand(t *testing.T) {
	r := start(t)
	known := r.file(6, "A white van <b>by</b> the "+mark)
	other := r.file(6, "Noise at night", func(s *flows.Submission) { s.Place.Ward = "Stopsley" })
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	p := b.search("VAN whit")
	if got := p.references(); !slices.Equal(got, []string{known.Reference}) {
		t.Errorf("found %v", got)
	}
	if !strings.Contains(p.Body, "A <mark>white</mark> <mark>van</mark> &lt;b&gt;by") {
		t.Error("the hits are not marked, or the words not escaped")
	}
	if !strings.Contains(p.Body, `value="VAN whit"`) || !strings.Contains(p.Body, "It looked into all 2 reports that you may see") {
		t.Error("it isn't said what was looked for, or where")
	}
	if got := b.search("dallow").references(); len(got) != 2 {
		t.Errorf("by its place: %v", got)
	}
	p = b.search("night", "area", "Stopsley", "view", "mine")
	if got := p.references(); !slices.Equal(got, []string{other.Reference}) || !strings.Contains(p.Body, "Area: Stopsley") || !strings.Contains(p.Body, "all 1 report that the filters leave") {
		t.Errorf("within a filter: %v", got)
	}
	if p := b.search("van", "area", "Stopsley"); len(p.references()) != 0 || !strings.Contains(p.Body, "Nothing found") {
		t.Error("found outside the filter")
	}
}

func TestSearchFindsNothingOfAnotherAgency(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	for _, o := range []bot.Officer{
		r.officer("Priya", "bedfordshire-police", bot.RoleOfficer, true),
		r.officer("Tom", "public-health", bot.RoleLead, true),
		r.officer("Ada", "partnership", bot.RoleAdministrator, true),
	} {
		if p := r.signedIn(o).search(mark); p.Status != http.StatusOK || strings.Contains(p.Body, known.Reference) || strings.Contains(p.Body, "<mark>") {
			t.Errorf("%s: status %d", o.Name, p.Status)
		}
	}
	guarded := r.file(3, mark)
	uncleared, cleared := r.officer("Owen", "public-health", bot.RoleOfficer, false), r.officer("Nasreen", "public-health", bot.RoleOfficer, true)
	if p := r.signedIn(uncleared).search(mark); strings.Contains(p.Body, guarded.Reference) {
		t.Error("found without clearance")
	}
	if p := r.signedIn(cleared).search(mark); !strings.Contains(p.Body, guarded.Reference) {
		t.Error("not found with clearance")
	}
}

// Words may be names: they stand in no address, which browsers keep and proxies
// write down. The rig sees to it that they are in no log.
func TestWordsOfASearchAreInNoAddress(t *testing.T) {
	r := start(t)
	r.file(6, mark)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	b := r.signedIn(ruth)
	p := b.search(mark)
	if strings.Contains(p.Path, "zebra") || strings.Contains(p.Path, url.QueryEscape(mark)) || !strings.HasPrefix(p.Path, "search?find=") {
		t.Errorf("the address is %s", p.Path)
	}
	if again := b.get(p.Path); len(again.references()) != 1 {
		t.Error("the address finds nothing again")
	}
	if other := r.signedIn(ruth).get(p.Path); other.Status != http.StatusOK || strings.Contains(other.Body, mark) || !strings.Contains(other.Body, "not kept any more") {
		t.Error("another session reads it")
	}
	if p := b.get("search?find=" + strings.Repeat("A", 60)); p.Status != http.StatusOK || !strings.Contains(p.Body, "not kept any more") {
		t.Errorf("forged: status %d", p.Status)
	}
}

func TestNonsenseIsSearchedForWithoutHarm(t *testing.T) {
	r := start(t)
	r.file(6, mark)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	for _, typed := range []string{"", " ", "a", "'", "\x00", "\xff\xfe", "<script>alert(1)</script>", "%", strings.Repeat("word ", 2000), "🦓", "'; DROP TABLE reports; --"} {
		p := b.search(typed)
		if p.Status != http.StatusOK || strings.Contains(p.Body, "<script>alert") {
			t.Errorf("%.20q: status %d", typed, p.Status)
		}
	}
	if p := b.search("van", "area", "nowhere", "theme", "99", "x", strings.Repeat("y", 5000)); p.Status != http.StatusOK || strings.Contains(p.Path, "yyy") {
		t.Errorf("nonsense beside it: status %d", p.Status)
	}
	if p := b.search("van", "x", strings.Repeat("y", 50000)); p.Status >= 500 {
		t.Errorf("far too much: status %d", p.Status)
	}
	if p := r.stranger().search("van"); p.Status != http.StatusForbidden {
		t.Errorf("a stranger: status %d", p.Status)
	}
}
