package partnership_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows/partnership"
)

// Which agency a report goes to is the one thing in the file that nobody would
// notice to be wrong, so that it is written down twice.
func TestLutonRoutesEachThemeToItsLeads(t *testing.T) {
	want := []struct {
		theme  string
		degree partnership.Degree
		leads  []string
	}{
		{"", partnership.Neutral, []string{"Luton Community Safety Partnership team"}},
		{"Violence and exploitation", partnership.Neutral, []string{"Bedfordshire Police", "Luton Council"}},
		{"Safeguarding children: criminal exploitation and offending", partnership.Guarded, []string{"Luton Council Youth Partnership Service"}},
		{"Domestic abuse and on-street sexual exploitation", partnership.Guarded, []string{"Luton Council Public Health"}},
		{"Drugs, alcohol and mental health", partnership.Neutral, []string{"Luton Council Public Health"}},
		{"Town Centre safety", partnership.Open, []string{"Bedfordshire Police"}},
		{"Antisocial behaviour and environmental crime", partnership.Open, []string{"Luton Council Neighbourhood Services"}},
		{"Hate crime and extremism", partnership.Neutral, []string{"Luton Council Citizen Engagement", "Bedfordshire Police"}},
		{"Reducing re-offending", partnership.Neutral, []string{"Probation Services"}},
	}
	plan := partnership.Luton()
	if len(plan.Themes) != len(want)-1 {
		t.Fatalf("%d themes, want %d", len(plan.Themes), len(want)-1)
	}
	for number, w := range want {
		theme, _ := plan.Theme(number)
		var leads []string
		for _, agency := range plan.Leads(number) {
			leads = append(leads, agency.Name)
		}
		if theme.Name != w.theme || plan.Degree(number) != w.degree || !slices.Equal(leads, w.leads) {
			t.Errorf("theme %d: %q, %s, led by %q", number, theme.Name, plan.Degree(number), leads)
		}
	}
}

// A letter outside the GSM alphabet makes a text message half as long, so that
// what fits 160 characters would no longer fit one part.
func TestLutonIsWrittenInLettersThatTextMessagesHave(t *testing.T) {
	plan := partnership.Luton()
	texts := append(slices.Concat(plan.About, plan.Partners), plan.Oversees)
	for _, priority := range plan.Priorities {
		texts = append(texts, priority.Name, priority.Short, priority.Plain)
	}
	for _, theme := range plan.Themes {
		texts = append(texts, theme.Name, theme.Short, theme.Covers, theme.Doing)
	}
	for _, wish := range plan.YouSaid {
		texts = append(append(texts, wish.Said, wish.Short), wish.Doing...)
	}
	for _, agency := range plan.Agencies {
		texts = append(texts, agency.Name, agency.Short)
	}
	for _, line := range plan.Numbers {
		texts = append(texts, line.Name, line.Hours, line.Cost, line.OnBill, line.Note)
	}
	for _, answer := range plan.Answers {
		texts = append(texts, answer.Text)
	}
	for _, text := range texts {
		if i := strings.IndexFunc(text, func(r rune) bool { return r > '~' || r < ' ' || r == '`' }); i >= 0 {
			t.Errorf("%q: the letter at %d is not in the GSM alphabet", text, i)
		}
	}
}

func TestLutonSaysWhatTheOwnersOfTheNumbersSay(t *testing.T) {
	plan := partnership.Luton()
	if diff := cmp.Diff(partnership.Emergency{Danger: "999", Silent: "55", NotUrgent: "101"}, plan.Emergency); diff != "" {
		t.Error(diff)
	}
	first := map[string]string{
		"silent": "999", "despair": "116 123", "child": "0800 1111", "domestic": "0808 2000 247",
		"drugs": "0300 123 6600", "slavery": "08000 121 700", "terrorism": "0800 789 321", "anonymous": "0800 555 111",
	}
	for need, number := range first {
		lines := plan.Helplines(need)
		if len(lines) == 0 || lines[0].Number != number {
			t.Errorf("need %s: %v, want first %s", need, lines, number)
		}
	}
	if frank := plan.Helplines("drugs")[0]; frank.OnBill == "" || frank.Cost == "" {
		t.Error("FRANK may show on a bill: the file doesn't say so")
	}
}

// The needs of the flows are written in another package, which this one may
// not import: what triage can tell must have a helpline here.
func TestEveryNeedThatTriageCanTellIsRequired(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../reading.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Need" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			told = append(told, value)
		}
		return true
	})
	required, _ := partnership.Needs()
	slices.Sort(told)
	slices.Sort(required)
	if len(told) == 0 || !slices.Equal(told, required) {
		t.Errorf("triage tells %q, plans must have %q", told, required)
	}
}

func TestLutonIsAValueOfItsOwnEachTime(t *testing.T) {
	first, second := partnership.Luton(), partnership.Luton()
	first.Themes[0].Leads[0] = "nobody"
	first.Numbers[0].Number = "1"
	if second.Themes[0].Leads[0] == "nobody" || second.Numbers[0].Number == "1" {
		t.Error("two plans share what they hold")
	}
}

func BenchmarkLuton(b *testing.B) {
	for b.Loop() {
		partnership.Luton()
	}
}
