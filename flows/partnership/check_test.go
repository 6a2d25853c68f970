package partnership_test

import (
	"errors"
	"strings"
	"testing"

	"yousaid/flows/partnership"
)

// Each case spoils the made-up town's file in one place.
func TestLoadSaysWhatIsWrongAndWhere(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"unknown lead", "[police, council]", "[police, navy]", `line 24: theme 1 is led by "navy": there is no such agency`},
		{"lead twice", "[police, council]", "[police, police]", `line 24: theme 1 is led by "police" twice`},
		{"no lead", "[police, council]", "[]", `line 24: theme 1 has 0 leads: it must have one, or two that lead jointly`},
		{"three leads", "[police, council]", "[police, council, team]", `line 24: theme 1 has 3 leads: it must have one, or two that lead jointly`},
		{"degree missing", "    degree: open\n", "", `line 20: the degree of theme 1 is "": it must be open, neutral or guarded`},
		{"degree misspelt", "degree: neutral", "degree: neutrl", `line 41: the degree of theme 3 is "neutrl": it must be open, neutral or guarded`},
		{"degree of not sure", "not_sure: guarded", "not_sure: no", `line 18: the degree of "not sure" is "no": it must be open, neutral or guarded`},
		{"agency twice", "id: council", "id: police", `line 15: the id "police" of the kind agency is there twice`},
		{"theme id twice", "id: homes", "id: streets", `line 29: the id "streets" of the kind theme is there twice`},
		{"id with capitals", "id: sea", "id: The Sea", `line 37: the id "The Sea" of the kind theme must be small letters, digits and single dashes`},
		{"id missing", "    id: sea\n", "", `line 36: an id of the kind theme is missing`},
		{"number out of order", "number: 3", "number: 4", `line 36: the theme at place 3 has the number 4: themes are numbered 1 to 3, in order`},
		{"short too long", "short: Homes", "short: Homes, flats, gardens etc", `line 31: the short name of theme 2 has 25 characters: at most 24 fit`},
		{"short twice", "short: Homes", "short: streets", `line 31: two themes have the short name "streets"`},
		{"doing too long", "We listen.", strings.Repeat("We listen. ", 16) + "Truly.", `line 35: what is done about theme 2 has 182 characters: at most 160 fit`},
		{"team unknown", "team: team", "team: crew", `line 17: the partnership's own team is "crew": there is no such agency`},
		{"prefix", "prefix: SM", "prefix: Salty", `line 4: the prefix of references is "Salty": it must be 2 to 4 capital letters`},
		{"email", "email: safer@saltmere.gov.uk", "email: ask at the desk", `line 7: the partnership's email "ask at the desk" is not an address`},
		{"website", "website: saltmere", "website: https://saltmere", `line 6: the website of the partnership is "https://saltmere.gov.uk/safer": it must be like town.gov.uk/page, without https://`},
		{"time zone", "Europe/London", "Europe/Saltmere", `line 9: the time zone "Europe/Saltmere" is not known; Europe/London is one`},
		{"machine's time zone", "Europe/London", "Local", `line 9: the time zone "Local" is not known; Europe/London is one`},
		{"postcode", "[SM1,", "[SM1 1AA,", `line 11: "SM1 1AA" is not the first half of a postcode, such as LU1`},
		{"box", "south: 50.1", "south: 51.1", `line 12: the area's box holds nothing: south must be below north, and west below east, in degrees`},
		{"no towns", "towns: [Saltmere, Saltmere Quay]", "towns: []", `line 10: the area names no town`},
		{"nothing done", "doing: [We watch the harbour.]", "doing: []", `line 47: nothing is done about "We want to swim safely"`},
		{"no priorities", "priorities: [{name: Fewer people hurt, short: Fewer hurt, plain: We want nobody to be hurt.}]\n", "", `there is no priority`},
		{"priority not explained", ", plain: We want nobody to be hurt.", "", `line 44: what it means: priority 1 is missing`},
		{"wish without a button", ", short: Swim safely,\n", ",\n", `line 46: what residents said (1), in short, is missing`},
		{"too much is done", "[We watch the harbour.]}", "[" + strings.Repeat("We watch the harbour. ", 12) + "Truly.]}", `line 46: "We want to swim safely" and what is done about it: 293 characters together: at most 262 fit`},
		{"nobody takes part", "partners: [Saltmere Council, Saltmere Police]\n", "", `nothing says who takes part`},
		{"nothing about us", "about: [We work together.]", "about: []", `line 60: nothing says who the partnership is`},
		{"emergency", `danger: "999"`, `danger: nine`, `line 48: the number for danger now is "nine": it must be digits and spaces`},
		{"need unknown", "need: hate,", "need: hatred,", `line 57: helpline "Hate Page" is for the need "hatred": it must be one of silent, despair,`},
		{"need without a line", "need: hate,", "need: drugs,", `line 49: there is no checked helpline for the need "hate"`},
		{"need with an unchecked line", "hate.example.org, checked: true", "hate.example.org", `line 49: there is no checked helpline for the need "hate"`},
		{"no way to reach", `text: "82111", `, "", `line 55: helpline "Drug Line" has no number, text or web`},
		{"number with words", `text: "82111"`, `text: "82111 please"`, `line 55: the text number of helpline "Drug Line" is "82111 please": it must be digits and spaces`},
		{
			"case review of no theme", "period: 2025 to 2027", "period: 2025 to 2027\ncase_review: {theme: 9, reports: 3, months: 12, within: 6, ask: the council}",
			`line 6: the case review is for theme 9: there is no such theme`,
		},
		{
			"case review without numbers", "period: 2025 to 2027", "period: 2025 to 2027\ncase_review: {theme: 1, reports: 3, months: 12, ask: the council}",
			`line 6: the case review needs a number of reports, of months, and of months to ask within, each 1 or more`,
		},
		{
			"case review by nobody", "period: 2025 to 2027", "period: 2025 to 2027\ncase_review: {theme: 1, reports: 3, months: 12, within: 6}",
			`line 6: whom to ask for the case review is missing`,
		},
		{"answer twice", "id: homes, title", "id: thanks, title", `line 65: the id "thanks" of the kind answer is there twice`},
		{"answer without a title", "title: Thank you, ", "", `line 64: the title of ready answer "thanks" is missing`},
		{"answer for no theme", "themes: [2]", "themes: [7]", `line 65: ready answer "homes" is for theme 7: there is no such theme`},
		{"unknown place", "{reference}", "{name}", `line 64: ready answer "thanks" has {name}: it can have {reference}, {agency}, {helpline}, {danger}, {not_urgent}`},
		{"answer without a helpline", "need: domestic, text: \"You", "need: deaf, text: \"You", `line 65: ready answer "homes" names a helpline, but there is no checked one for the need "deaf"`},
		{"answer too long", "You can call", strings.Repeat("You can call ", 11) + "and call", `line 65: ready answer "homes" has 175 characters once it is filled in: at most 160 fit`},
		{"year without a holiday", "2027-05-31", "2026-05-31", `line 66: there is no bank holiday in 2027, a year of the plan (2025 to 2027)`},
		{"no such day", "2027-05-31", "2027-02-30", `line 70: "2027-02-30" is no date: it must be like 2026-12-25`},
		{"holiday twice", "2026-12-28", "2026-12-25", `line 69: the holiday 2026-12-25 is there twice`},
		{"hours of nobody", "agency: police", "agency: navy", `line 72: there are hours of "navy": there is no such agency`},
		{"hours twice", "agency: team", "agency: police", `line 73: the hours of "police" are there twice`},
		{"hours and always", "always: true", "always: true, week: {monday: \"09:00-17:00\"}", `line 72: "police" works always: then it has no hours of a week`},
		{"no hours", "always: true", "always: false", `line 72: "police" has no hours: give it a week, or always`},
		{"hours misspelt", "monday: \"09:00-17:00\"", "monday: 9 to 5", `line 73: Monday of "team" is "9 to 5": it must be like 09:00-17:00`},
		{"nights that overlap", "saturday: \"22:00-06:00\"", "saturday: \"05:00-06:00\"", `line 73: Saturday of "team" begins before the night before it ends`},
		{"deadline of no time", "take: 8,", "take: 0,", `line 75: to take within 0 hours is no deadline: it must be from 0.25 to 2000`},
		{"deadline of nothing", "take: 8,", "take: .nan,", `line 75: to take within NaN hours is no deadline: it must be from 0.25 to 2000`},
		{"deadline for no theme", "{themes: [2], take", "{themes: [9], take", `line 77: a deadline is for theme 9: there is no such theme`},
		{"two for the same", "{themes: [2], take", "{take", `line 77: there are two deadlines for the same reports: each theme has one for urgent ones and one for others`},
		{"none for all", "{take: 8,", "{themes: [1], take: 8,", `line 74: there is no deadline for all reports that aren't urgent: one without themes has to be there`},
		{"unknown field", "    degree: open", "    degre: open", `line 25: unknown field "degre"`},
		{"unknown fields", "    degree: open\n", "    degre: open\n    lead: police\n", "line 25: unknown field \"degre\"\nline 26: unknown field \"lead\""},
		{"field twice", "town: Saltmere", "town: Saltmere\ntown: Luton", `line 4: mapping key "town" already defined at [3:1]`},
		{"wrong kind", "number: 2", "number: two", `line 28: cannot unmarshal string into Go struct field`},
		{"two documents", "town: Saltmere\n", "town: Saltmere\n---\n", `the file holds more than one document`},
	} {
		t.Run(test.name, func(t *testing.T) {
			good := string(saltmereFile(t))
			if !strings.Contains(good, test.old) {
				t.Fatalf("the file has no %q to spoil", test.old)
			}
			plan, err := partnership.Load([]byte(strings.Replace(good, test.old, test.new, 1)))
			if err == nil || plan != nil {
				t.Fatalf("loaded, want %q", test.want)
			}
			if !strings.Contains("\n"+err.Error(), "\n"+test.want) {
				t.Errorf("got:\n%v\nwant:\n%s", err, test.want)
			}
		})
	}
}

func TestAllGapsAreNamedInOneGoInTheOrderOfTheFile(t *testing.T) {
	spoilt := strings.NewReplacer("prefix: SM", "prefix: sm", "[police, council]", "[navy, council]",
		"degree: neutral", "degree: soft", "need: homeless", "need: roofless").Replace(string(saltmereFile(t)))
	_, err := partnership.Load([]byte(spoilt))
	var gaps partnership.Gaps
	if !errors.As(err, &gaps) {
		t.Fatalf("%T: %v", err, err)
	}
	var lines []int
	for _, gap := range gaps {
		lines = append(lines, gap.Line)
	}
	want := []int{4, 24, 41, 49, 59}
	if len(lines) != len(want) {
		t.Fatalf("gaps:\n%v", err)
	}
	for i := range want {
		if lines[i] != want[i] {
			t.Errorf("gap %d is on line %d, want %d", i, lines[i], want[i])
		}
	}
}

func TestAFileThatIsNoPlanIsRefused(t *testing.T) {
	for name, file := range map[string]string{
		"empty":    "",
		"comments": "# nothing here\n",
		"a list":   "- one\n- two\n",
		"a word":   "luton",
		"broken":   "name: [Luton\ntown: x",
		"a tab":    "area:\n\ttowns: []\n",
		"binary":   "\x00\x01\x02",
		"a null":   "~",
	} {
		if _, err := partnership.Load([]byte(file)); err == nil {
			t.Errorf("%s: loaded", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}

func TestAPlanThatWasNotLoadedIsCheckedToo(t *testing.T) {
	if err := partnership.Luton().Check(); err != nil {
		t.Errorf("Luton: %v", err)
	}
	err := new(partnership.Plan).Check()
	for _, want := range []string{"there is no theme", "there is no agency", "the partnership's name is missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the empty plan: %v, want %q among it", err, want)
		}
	}
}
