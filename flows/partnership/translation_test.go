package partnership_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"yousaid/flows/partnership"
)

const goodPolish = `language: pl
reviewed-by: Ola, 2026
themes:
  streets: {name: Bezpieczne ulice, short: Ulice, covers: Co na ulicach., doing: Stawiamy lampy.}
priorities:
  - {name: Mniej rannych, short: Mniej ran, plain: Mniej osób z nożem.}
you_said:
  - said: Chcemy pływać bezpiecznie
    short: Bezpiecznie pływać
    doing: [Pilnujemy portu.]
about: [Razem pilnujemy miasta.]
helplines:
  Childline: {cost: za darmo}
  Home Line: {name: Linia, cost: za darmo}
answers:
  thanks: "Dziękujemy. {agency} ma {reference} i napisze do [dzień]."
`

func translated(t *testing.T, polish string) (*partnership.Plan, error) {
	t.Helper()
	return partnership.LoadFrom(fstest.MapFS{
		"town.yaml": {Data: saltmereFile(t)}, "town.pl.yaml": {Data: []byte(polish)}, "other.ro.yaml": {Data: []byte("no plan of this town")},
	}, "town.yaml")
}

func TestAPlanHasItsTranslationsBesideIt(t *testing.T) {
	plan, err := translated(t, goodPolish)
	if err != nil {
		t.Fatal(err)
	}
	words := plan.Translations()["pl"]
	streets, _ := plan.Theme(1)
	homes, _ := plan.Theme(2)
	for key, want := range map[string]string{
		streets.Key("name"): "Bezpieczne ulice", streets.Key("short"): "Ulice", streets.Key("covers"): "Co na ulicach.", streets.Key("doing"): "Stawiamy lampy.",
		homes.Key("name"): "", partnership.PriorityKey(0, "name"): "Mniej rannych", partnership.PriorityKey(0, "short"): "Mniej ran",
		partnership.PriorityKey(0, "plain"): "Mniej osób z nożem.", partnership.SaidKey(0, "said"): "Chcemy pływać bezpiecznie",
		partnership.SaidKey(0, "short"): "Bezpiecznie pływać", partnership.AboutKey(0): "Razem pilnujemy miasta.",
		partnership.DoingKey(0, 0): "Pilnujemy portu.", plan.Helplines("child")[0].Key("cost"): "za darmo", plan.Helplines("child")[0].Key("name"): "",
	} {
		if got := words[key]; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if len(plan.Unreviewed()) != 0 {
		t.Errorf("unreviewed: %v", plan.Unreviewed())
	}
}

func TestATranslationMustFitItsPlan(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown theme":    {"  streets:", "  moon:", `line 4: there is no theme "moon" in the plan`},
		"short too long":   {"short: Ulice", "short: Ulice i place i parki oraz", `line 4: the short name of theme streets has 26 characters: at most 24 fit`},
		"name missing":     {"name: Bezpieczne ulice, ", "", `line 4: the name of theme streets is missing`},
		"a priority more":  {"you_said:", "  - {name: Więcej, short: Więcej, plain: Więcej.}\nyou_said:", `line 5: there are 2 priorities: the plan has 1`},
		"a wish more":      {"about:", "  - {said: Coś, short: Coś, doing: [Coś]}\nabout:", `line 7: there are 2 things that residents said: the plan has 1`},
		"a promise more":   {"[Pilnujemy portu.]", "[Pilnujemy portu., Tak.]", `line 10: 2 things are done about "Chcemy pływać bezpiecznie": in the plan 1`},
		"a label too long": {"short: Mniej ran,", "short: Mniej rannych w całym mieście,", `line 6: the short name of priority 1 has 29 characters: at most 24 fit`},
		"no short wish":    {"    short: Bezpiecznie pływać\n", "", `line 8: the short form of what residents said (1) is missing`},
		"a line more":      {"[Razem pilnujemy miasta.]", "[Razem., Tak.]", `there are 2 lines about the partnership: the plan has 1`},
		"unknown answer":   {"  thanks:", "  please:", `line 16: there is no ready answer "please" in the plan`},
		"another place":    {"{agency} ma", "Ktoś ma", `line 16: ready answer "thanks" has the places ["{reference}"]: in the plan they are ["{agency}" "{reference}"]`},
		"no gap":           {" do [dzień]", "", `line 16: ready answer "thanks" leaves 0 things in [brackets]: in the plan there are 1`},
		"answer too long":  {"Dziękujemy.", strings.Repeat("Dziękujemy. ", 12), `characters once it is filled in: at most 160 fit`},
		"unknown helpline": {"  Childline:", "  Nobody:", `line 13: there is no helpline "Nobody" in the plan`},
		"bad language":     {"language: pl", "language: Polish please", `line 1: the language "Polish please" is not a tag such as pl`},
		"unknown field":    {"reviewed-by", "reviewed", `line 2: unknown field "reviewed"`},
	} {
		if !strings.Contains(goodPolish, c.old) {
			t.Fatalf("%s: nothing to spoil", name)
		}
		_, err := translated(t, strings.Replace(goodPolish, c.old, c.new, 1))
		if err == nil || !strings.Contains(err.Error(), "town.pl.yaml") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// Luton's translations say all that its plan says to residents.
func TestLutonIsTranslatedWhole(t *testing.T) {
	plan := partnership.Luton()
	translations := plan.Translations()
	if len(translations) < 2 {
		t.Fatalf("only %d translations", len(translations))
	}
	var keys []string
	for _, theme := range plan.Themes {
		keys = append(keys, theme.Key("name"), theme.Key("short"), theme.Key("covers"), theme.Key("doing"))
	}
	for i := range plan.Priorities {
		keys = append(keys, partnership.PriorityKey(i, "name"), partnership.PriorityKey(i, "short"), partnership.PriorityKey(i, "plain"))
	}
	for i, wish := range plan.YouSaid {
		keys = append(keys, partnership.SaidKey(i, "said"), partnership.SaidKey(i, "short"))
		for j := range wish.Doing {
			keys = append(keys, partnership.DoingKey(i, j))
		}
	}
	for i := range plan.About {
		keys = append(keys, partnership.AboutKey(i))
	}
	for _, line := range plan.Numbers {
		for field, text := range map[string]string{"hours": line.Hours, "cost": line.Cost, "on_bill": line.OnBill, "note": line.Note} {
			if text != "" {
				keys = append(keys, line.Key(field))
			}
		}
	}
	for language, words := range translations {
		var missing []string
		for _, key := range keys {
			if words[key] == "" {
				missing = append(missing, key)
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s lacks %d: %s", language, len(missing), strings.Join(missing, " "))
		}
	}
}
