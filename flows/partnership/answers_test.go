package partnership_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows/partnership"
)

func TestReadyAnswersAreFilledIn(t *testing.T) {
	plan, err := translated(t, goodPolish+"  homes: \"Można dzwonić: {helpline}.\"\n")
	if err != nil {
		t.Fatal(err)
	}
	thanks := partnership.Ready{
		ID: "thanks", Title: "Thank you", Text: "Thank you. The Quay has SM-1, and writes by [day].",
		Own: "Dziękujemy. The Quay ma SM-1 i napisze do [dzień].",
	}
	homes := partnership.Ready{
		ID: "homes", Title: "Help at home", Text: "You can call Home Line 01632 960002.", Own: "Można dzwonić: Linia 01632 960002 (za darmo).",
	}
	if diff := cmp.Diff([]partnership.Ready{thanks, homes}, plan.ReadyAnswers(2, "pl", "SM-1", "The Quay")); diff != "" {
		t.Error(diff)
	}
	thanks.Own = ""
	if diff := cmp.Diff([]partnership.Ready{thanks}, plan.ReadyAnswers(1, "ro", "SM-1", "The Quay")); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"We come on [day].": "[day]", "Przyjdziemy [dzień].": "[dzień]", "It says [sic] there.": "", "no gap": "", "[": "",
	} {
		if got := plan.Gap(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLutonHasEachReadyAnswerInEachLanguage(t *testing.T) {
	plan := partnership.Luton()
	languages := []string{"pl", "ro", "ur", "bn", "pa", "gu"}
	for _, theme := range append([]partnership.Theme{{}}, plan.Themes...) {
		for _, language := range languages {
			for _, answer := range plan.ReadyAnswers(theme.Number, language, "LUT-7K3M-2QX", "Luton Council") {
				if answer.Own == "" {
					t.Errorf("%s is not there in %s", answer.ID, language)
				}
				if strings.ContainsAny(answer.Text+answer.Own, "{}") {
					t.Errorf("%s in %s is not filled in: %q %q", answer.ID, language, answer.Text, answer.Own)
				}
			}
		}
		if n := len(plan.ReadyAnswers(theme.Number, "en", "", "")); n < 10 || n > 15 {
			t.Errorf("%d ready answers for theme %d", n, theme.Number)
		}
	}
	domestic := plan.ReadyAnswers(3, "en", "", "")
	if !slices.ContainsFunc(domestic, func(a partnership.Ready) bool {
		return strings.Contains(a.Text, "National Domestic Abuse Helpline 0808 2000 247 (free)")
	}) {
		t.Errorf("no helpline among %v", domestic)
	}
}
