package bot_test

import (
	"testing"

	"yousaid/bot"
	"yousaid/flows/partnership"
)

func TestDestinationsComeBackFromAForm(t *testing.T) {
	plan := partnership.Luton()
	report := bot.Report{Theme: plan.Themes[0].Number}
	themes, agencies := report.Elsewhere(plan, plan.Agencies[0].ID)
	if len(themes) != len(plan.Themes)-1 || len(agencies) != len(plan.Agencies)-1 {
		t.Errorf("%d themes, %d agencies", len(themes), len(agencies))
	}
	for _, one := range append(themes, agencies...) {
		if got, ok := bot.ParseDestination(one.String()); !ok || got != one.Destination || one.Name == "" {
			t.Errorf("%s (%q) becomes %+v", one, one.Name, got)
		}
		if one.Destination == (bot.Destination{Theme: report.Theme}) || one.Agency == plan.Agencies[0].ID {
			t.Errorf("it is with %s already", one)
		}
	}
	for _, text := range []string{"", "theme", "theme:", "theme:x", "agency:", "agency", "team:1", ":1"} {
		if got, ok := bot.ParseDestination(text); ok {
			t.Errorf("%q becomes %+v", text, got)
		}
	}
}

func TestSecretsLookLikeSecrets(t *testing.T) {
	one, other := bot.NewSecret(), bot.NewSecret()
	if one == other || !bot.IsSecret(one) || !bot.IsSecret(other) {
		t.Errorf("%q and %q", one, other)
	}
	for _, text := range []string{"", one[1:], one + "x", one[1:] + "\n", one[1:] + "/"} {
		if bot.IsSecret(text) {
			t.Errorf("%q is none", text)
		}
	}
}
