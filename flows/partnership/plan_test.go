package partnership_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows/partnership"
)

func saltmere(t *testing.T) *partnership.Plan {
	t.Helper()
	plan, err := partnership.Load(saltmereFile(t))
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func saltmereFile(t *testing.T) []byte {
	t.Helper()
	file, err := os.ReadFile("testdata/saltmere.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAnotherTownMayHaveThreeThemes(t *testing.T) {
	plan := saltmere(t)
	police := partnership.Agency{ID: "police", Name: "Saltmere Police", Short: "Police"}
	council := partnership.Agency{ID: "council", Name: "Saltmere Council", Short: "Council"}
	team := partnership.Agency{ID: "team", Name: "Saltmere Safer Streets team", Short: "Safer Streets"}
	for _, test := range []struct {
		number int
		known  bool
		leads  []partnership.Agency
		degree partnership.Degree
	}{
		{partnership.NoTheme, false, []partnership.Agency{team}, partnership.Guarded},
		{1, true, []partnership.Agency{police, council}, partnership.Open},
		{2, true, []partnership.Agency{council}, partnership.Guarded},
		{3, true, []partnership.Agency{police}, partnership.Neutral},
		{4, false, []partnership.Agency{team}, partnership.Guarded},
		{-1, false, []partnership.Agency{team}, partnership.Guarded},
	} {
		theme, known := plan.Theme(test.number)
		if known != test.known || (known && theme.Number != test.number) {
			t.Errorf("theme %d: %+v, %v", test.number, theme, known)
		}
		if diff := cmp.Diff(test.leads, plan.Leads(test.number)); diff != "" {
			t.Errorf("leads of %d (-want +got):\n%s", test.number, diff)
		}
		if got := plan.Degree(test.number); got != test.degree {
			t.Errorf("degree of %d: %s, want %s", test.number, got, test.degree)
		}
	}
	if plan.OwnTeam() != team {
		t.Errorf("own team: %+v", plan.OwnTeam())
	}
	if _, ok := plan.Agency("navy"); ok {
		t.Error("there is no agency navy")
	}
}

func TestNoResidentIsGivenANumberThatNobodyChecked(t *testing.T) {
	plan := saltmere(t)
	want := []partnership.Helpline{{Need: "child", Name: "Childline", Number: "0800 1111", Checked: true}}
	if diff := cmp.Diff(want, plan.Helplines("child")); diff != "" {
		t.Errorf("child (-want +got):\n%s", diff)
	}
	want = []partnership.Helpline{{Need: "child", Name: "Quay Children", Number: "01632 960001"}}
	if diff := cmp.Diff(want, plan.Unchecked()); diff != "" {
		t.Errorf("unchecked (-want +got):\n%s", diff)
	}
	if lines := plan.Helplines("weather"); len(lines) != 0 {
		t.Errorf("help with the weather: %v", lines)
	}
}

func TestWhatMethodsReturnIsACopy(t *testing.T) {
	plan := saltmere(t)
	theme, _ := plan.Theme(1)
	theme.Leads[0] = "navy"
	plan.Leads(1)[0].Name = "Navy"
	plan.Helplines("child")[0].Number = "1"
	if got := plan.Leads(1)[0].Name; got != "Saltmere Police" {
		t.Errorf("the plan was changed from outside: led by %s", got)
	}
	if got := plan.Helplines("child")[0].Number; got != "0800 1111" {
		t.Errorf("the plan was changed from outside: call %s", got)
	}
}

func TestAPlanKnowsItsClock(t *testing.T) {
	if got := saltmere(t).Zone().String(); got != "Europe/London" {
		t.Errorf("zone %s", got)
	}
	if got := new(partnership.Plan).Zone().String(); got != "UTC" {
		t.Errorf("zone of no plan: %s", got)
	}
}

func TestTheBoxHoldsTheTownAndNotItsNeighbours(t *testing.T) {
	box := partnership.Luton().Area.Box
	for _, test := range []struct {
		place    string
		lat, lon float64
		want     bool
	}{
		{"Luton, St George's Square", 51.8794, -0.4155, true},
		{"Wardown Park", 51.8898, -0.4235, true},
		{"Bedford", 52.1360, -0.4667, false},
		{"St Albans", 51.7527, -0.3394, false},
		{"Leighton Buzzard", 51.9165, -0.6610, false},
	} {
		if got := box.Contains(test.lat, test.lon); got != test.want {
			t.Errorf("%s inside: %v", test.place, got)
		}
	}
}

func TestTheStricterDegreeWins(t *testing.T) {
	for _, test := range []struct{ a, b, want partnership.Degree }{
		{partnership.Open, partnership.Open, partnership.Open},
		{partnership.Open, partnership.Neutral, partnership.Neutral},
		{partnership.Guarded, partnership.Open, partnership.Guarded},
		{"", partnership.Open, partnership.Guarded},
		{partnership.Neutral, "opne", partnership.Guarded},
	} {
		if got := test.a.Stricter(test.b); got != test.want {
			t.Errorf("%q and %q: %q, want %q", test.a, test.b, got, test.want)
		}
		if got := test.b.Stricter(test.a); got != test.want {
			t.Errorf("%q and %q: %q, want %q", test.b, test.a, got, test.want)
		}
	}
}
