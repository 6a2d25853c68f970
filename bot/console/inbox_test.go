package console_test

import (
	"strings"
	"testing"

	"yousaid/bot"
)

func TestInboxShowsAnAgencyItsOwn(t *testing.T) {
	r := start(t)
	rubbish, abuse := r.file(6, mark), r.file(3, mark)
	shows := func(o bot.Officer, view, reference string) bool {
		return strings.Contains(r.signedIn(o).get("?view="+view).Body, reference)
	}
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, true)
	nasreen := r.officer("Nasreen", "public-health", bot.RoleOfficer, true)
	owen := r.officer("Owen", "public-health", bot.RoleOfficer, false)
	hannah := r.officer("Hannah", "partnership", bot.RoleCoordinator, true)
	for _, c := range []struct {
		who       bot.Officer
		team, all [2]bool // rubbish, abuse
	}{
		{ruth, [2]bool{true, false}, [2]bool{true, false}},
		{nasreen, [2]bool{false, true}, [2]bool{false, true}},
		{owen, [2]bool{false, false}, [2]bool{false, false}}, // not cleared for what is guarded
		{hannah, [2]bool{false, false}, [2]bool{true, true}},
	} {
		team := [2]bool{shows(c.who, "team", rubbish.Reference), shows(c.who, "team", abuse.Reference)}
		all := [2]bool{shows(c.who, "all", rubbish.Reference), shows(c.who, "all", abuse.Reference)}
		if team != c.team || all != c.all {
			t.Errorf("%s: team %v, all %v", c.who.Name, team, all)
		}
	}
}
