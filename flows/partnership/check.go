package partnership

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	caseReviewLength = 40 // characters that fit the end of a text message

	buttonLength = 24  // characters that fit on a button of two to a row
	textLength   = 160 // characters of one text message in the GSM alphabet

	// Characters of two joined text messages, less what stands around: where to
	// go on from a page, and the words between names.
	pageLength  = 262
	namesLength = 250
)

var (
	slug      = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	prefix    = regexp.MustCompile(`^[A-Z]{2,4}$`)
	dialled   = regexp.MustCompile(`^[0-9][0-9 ]*$`)
	outward   = regexp.MustCompile(`^[A-Z]{1,2}[0-9][0-9A-Z]?$`)
	plainSite = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?$`)
)

// Needs returns the kinds of need that a plan has helplines for. The required
// ones are those that triage can tell (flows.Need), so that it never finds a
// need which nobody helps with.
func Needs() (required, further []string) {
	return []string{
		"silent", "despair", "child", "domestic", "drugs",
		"slavery", "hate", "terrorism", "homeless",
	}, []string{
		"anonymous", // to tell of a crime without giving a name
		"deaf",      // deaf, or hard to speak
	}
}

// Check names every gap of the plan in one go: the error, if any, is [Gaps].
// A plan from [Load] or [Luton] has none.
func (p *Plan) Check() error {
	f := &finder{lines: p.lines}
	p.checkPartnership(f)
	p.checkArea(f)
	p.checkAgencies(f)
	p.checkThemes(f)
	p.checkReads(f)
	p.checkCaseReview(f)
	p.checkPromises(f)
	p.checkPeople(f)
	p.checkEmergency(f)
	p.checkHelplines(f)
	p.checkAnswers(f)
	p.checkHolidays(f)
	p.checkHours(f)
	p.checkDeadlines(f)
	return f.found()
}

func (p *Plan) checkPartnership(f *finder) {
	f.filled("$.name", "the partnership's name", p.Name)
	f.filled("$.town", "the town", p.Town)
	f.filled("$.period", "the plan's period", p.Period)
	if !prefix.MatchString(p.Prefix) {
		f.add("$.prefix", "the prefix of references is %q: it must be 2 to 4 capital letters", p.Prefix)
	}
	f.site("$.website", "the partnership", p.Website)
	if addr, err := mail.ParseAddress(p.Email); err != nil || addr.Address != p.Email {
		f.add("$.email", "the partnership's email %q is not an address", p.Email)
	}
}

func (p *Plan) checkArea(f *finder) {
	// LoadLocation takes an empty name for UTC and "Local" for the machine's.
	_, err := time.LoadLocation(p.Area.TimeZone)
	if err != nil || p.Area.TimeZone == "" || p.Area.TimeZone == "Local" {
		f.add("$.area.time_zone", "the time zone %q is not known; Europe/London is one", p.Area.TimeZone)
	}
	if len(p.Area.Towns) == 0 {
		f.add("$.area.towns", "the area names no town")
	}
	for i, town := range p.Area.Towns {
		f.filled(fmt.Sprintf("$.area.towns[%d]", i), "a town", town)
	}
	for i, code := range p.Area.Postcodes {
		if !outward.MatchString(code) {
			f.add(fmt.Sprintf("$.area.postcodes[%d]", i), "%q is not the first half of a postcode, such as LU1", code)
		}
	}
	box := p.Area.Box
	if !(-90 <= box.South && box.South < box.North && box.North <= 90 &&
		-180 <= box.West && box.West < box.East && box.East <= 180) {
		f.add("$.area.box", "the area's box holds nothing: south must be below north, and west below east, in degrees")
	}
}

func (p *Plan) checkAgencies(f *finder) {
	if len(p.Agencies) == 0 {
		f.add("$.agencies", "there is no agency")
	}
	seen := map[string]bool{}
	for i, agency := range p.Agencies {
		at := fmt.Sprintf("$.agencies[%d]", i)
		f.id(at+".id", "agency", agency.ID, seen)
		f.filled(at+".name", fmt.Sprintf("the name of agency %q", agency.ID), agency.Name)
		f.fits(at+".short", fmt.Sprintf("the short name of agency %q", agency.ID), agency.Short, buttonLength)
	}
	if _, ok := p.Agency(p.Team); !ok || p.Team == "" {
		f.add("$.team", "the partnership's own team is %q: there is no such agency", p.Team)
	}
	if !p.NotSure.valid() {
		f.add("$.not_sure", "the degree of \"not sure\" is %q: it must be open, neutral or guarded", p.NotSure)
	}
}

func (p *Plan) checkCaseReview(f *finder) {
	review := p.CaseReview
	if review == nil {
		return
	}
	if _, ok := p.Theme(review.Theme); !ok {
		f.add("$.case_review.theme", "the case review is for theme %d: there is no such theme", review.Theme)
	}
	if review.Reports < 1 || review.Months < 1 || review.Within < 1 {
		f.add("$.case_review", "the case review needs a number of reports, of months, and of months to ask within, each 1 or more")
	}
	f.fits("$.case_review.ask", "whom to ask for the case review", review.Ask, caseReviewLength)
}

func (p *Plan) checkThemes(f *finder) {
	if len(p.Themes) == 0 {
		f.add("$.themes", "there is no theme")
	}
	ids, shorts := map[string]bool{}, map[string]bool{}
	for i, theme := range p.Themes {
		at := fmt.Sprintf("$.themes[%d]", i)
		which := fmt.Sprintf("theme %d", i+1)
		if theme.Number != i+1 {
			f.add(at+".number", "the theme at place %d has the number %d: themes are numbered 1 to %d, in order",
				i+1, theme.Number, len(p.Themes))
		}
		f.id(at+".id", "theme", theme.ID, ids)
		f.filled(at+".name", "the name of "+which, theme.Name)
		f.fits(at+".short", "the short name of "+which, theme.Short, buttonLength)
		if short := strings.ToLower(theme.Short); short != "" && shorts[short] {
			f.add(at+".short", "two themes have the short name %q", theme.Short)
		} else {
			shorts[short] = true
		}
		f.fits(at+".covers", "what "+which+" covers", theme.Covers, textLength)
		f.fits(at+".doing", "what is done about "+which, theme.Doing, textLength)
		if !theme.Degree.valid() {
			f.add(at+".degree", "the degree of %s is %q: it must be open, neutral or guarded", which, theme.Degree)
		}
		p.checkLeads(f, at+".leads", which, theme.Leads)
	}
}

func (p *Plan) checkLeads(f *finder, at, which string, leads []string) {
	if len(leads) < 1 || len(leads) > 2 {
		f.add(at, "%s has %d leads: it must have one, or two that lead jointly", which, len(leads))
	}
	for i, id := range leads {
		path := fmt.Sprintf("%s[%d]", at, i)
		if _, ok := p.Agency(id); !ok {
			f.add(path, "%s is led by %q: there is no such agency", which, id)
		}
		if slices.Contains(leads[:i], id) {
			f.add(path, "%s is led by %q twice", which, id)
		}
	}
}

func (p *Plan) checkPromises(f *finder) {
	if len(p.Priorities) == 0 {
		f.add("$.priorities", "there is no priority")
	}
	for i, priority := range p.Priorities {
		at, which := fmt.Sprintf("$.priorities[%d]", i), fmt.Sprintf("priority %d", i+1)
		f.fits(at+".name", which, priority.Name, textLength)
		f.fits(at+".short", "the short name of "+which, priority.Short, buttonLength)
		f.fits(at+".plain", "what it means: "+which, priority.Plain, textLength)
	}
	if len(p.YouSaid) == 0 {
		f.add("$.you_said", "nothing says what residents said")
	}
	for i, wish := range p.YouSaid {
		at := fmt.Sprintf("$.you_said[%d]", i)
		f.fits(at+".said", fmt.Sprintf("what residents said (%d)", i+1), wish.Said, textLength)
		f.fits(at+".short", fmt.Sprintf("what residents said (%d), in short,", i+1), wish.Short, buttonLength)
		if len(wish.Doing) == 0 {
			f.add(at+".doing", "nothing is done about %q", wish.Said)
		}
		for j, doing := range wish.Doing {
			f.filled(fmt.Sprintf("%s.doing[%d]", at, j), fmt.Sprintf("what is done about %q", wish.Said), doing)
		}
		f.together(at, fmt.Sprintf("%q and what is done about it", wish.Said), append([]string{wish.Said}, wish.Doing...), pageLength)
	}
}

func (p *Plan) checkPeople(f *finder) {
	if len(p.About) == 0 {
		f.add("$.about", "nothing says who the partnership is")
	}
	for i, line := range p.About {
		f.filled(fmt.Sprintf("$.about[%d]", i), "who the partnership is", line)
	}
	f.together("$.about", "who the partnership is", p.About, pageLength)
	if len(p.Partners) == 0 {
		f.add("$.partners", "nothing says who takes part")
	}
	for i, partner := range p.Partners {
		f.filled(fmt.Sprintf("$.partners[%d]", i), "a partner", partner)
	}
	f.filled("$.oversees", "who oversees the plan", p.Oversees)
	f.together("$.partners", "who takes part", append([]string{p.Oversees, p.Website, p.Email}, p.Partners...), namesLength)
}

func (p *Plan) checkEmergency(f *finder) {
	f.number("$.emergency.danger", "the number for danger now", p.Emergency.Danger)
	f.number("$.emergency.silent", "what to press when speaking is unsafe", p.Emergency.Silent)
	f.number("$.emergency.not_urgent", "the number of the police when it can wait", p.Emergency.NotUrgent)
}

func (p *Plan) checkHelplines(f *finder) {
	required, further := Needs()
	known := append(slices.Clone(required), further...)
	for i, line := range p.Numbers {
		at := fmt.Sprintf("$.helplines[%d]", i)
		which := fmt.Sprintf("helpline %q", line.Name)
		if !slices.Contains(known, line.Need) {
			f.add(at+".need", "%s is for the need %q: it must be one of %s", which, line.Need, strings.Join(known, ", "))
		}
		f.filled(at+".name", fmt.Sprintf("the name of helpline %d", i+1), line.Name)
		line.checkWays(f, at, which)
		if utf8.RuneCountInString(line.Note) > textLength {
			f.fits(at+".note", "the note of "+which, line.Note, textLength)
		}
	}
	for _, need := range required {
		if len(p.Helplines(need)) == 0 {
			f.add("$.helplines", "there is no checked helpline for the need %q", need)
		}
	}
}

func (h Helpline) checkWays(f *finder, at, which string) {
	if h.Number == "" && h.Text == "" && h.Web == "" {
		f.add(at, "%s has no number, text or web", which)
	}
	if h.Number != "" {
		f.number(at+".number", "the number of "+which, h.Number)
	}
	if h.Text != "" {
		f.number(at+".text", "the text number of "+which, h.Text)
	}
	if h.Web != "" {
		f.site(at+".web", which, h.Web)
	}
}

// filled wants words that neither begin nor end with a space.
func (f *finder) filled(path, what, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		f.add(path, "%s is missing", what)
	case strings.TrimSpace(text) != text:
		f.add(path, "%s begins or ends with a space", what)
	}
}

// fits wants words of at most that many characters.
func (f *finder) fits(path, what, text string, most int) {
	f.filled(path, what, text)
	if n := utf8.RuneCountInString(text); n > most {
		f.add(path, "%s has %d characters: at most %d fit", what, n, most)
	}
}

// together wants lines that make one reply of two text messages.
func (f *finder) together(path, what string, lines []string, most int) {
	if n := utf8.RuneCountInString(strings.Join(lines, "\n")); n > most {
		f.add(path, "%s: %d characters together: at most %d fit", what, n, most)
	}
}

func (f *finder) id(path, kind, id string, seen map[string]bool) {
	switch {
	case id == "":
		f.add(path, "an id of the kind %s is missing", kind)
	case !slug.MatchString(id):
		f.add(path, "the id %q of the kind %s must be small letters, digits and single dashes", id, kind)
	case seen[id]:
		f.add(path, "the id %q of the kind %s is there twice", id, kind)
	}
	seen[id] = true
}

func (f *finder) number(path, what, number string) {
	if !dialled.MatchString(number) {
		f.add(path, "%s is %q: it must be digits and spaces", what, number)
	}
}

func (f *finder) site(path, whose, site string) {
	if !plainSite.MatchString(site) {
		f.add(path, "the website of %s is %q: it must be like town.gov.uk/page, without https://", whose, site)
	}
}
