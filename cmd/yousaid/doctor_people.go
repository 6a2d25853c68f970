package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows/partnership"
)

// people looks at the partnership's file, and whether those who are to read
// reports are there.
func (d *doctor) people(ctx context.Context) []finding {
	const name = "plan"
	plan, err := loadPlan(d.cfg.PlanFile)
	if err != nil {
		return []finding{fail(name, "the file can't be used", "`yousaid plan check` names every gap")}
	}
	list := []finding{ok(name, "%s: %d themes, %d agencies", plan.Name, len(plan.Themes), len(plan.Agencies))}
	if n := len(plan.Unchecked()); n > 0 {
		list[0] = warn(name, fmt.Sprintf("%s: %d helplines are not offered, as nobody has confirmed them", plan.Name, n), "`yousaid plan check` names them")
	}
	v, done, problem := d.vaults(ctx, nil)
	if problem != "" {
		return append(list, fail("desks", "not looked at", problem))
	}
	defer done()
	desks, err := v.record.Desks(ctx)
	if err != nil {
		return append(list, fail("desks", "not looked at", "put right what is said of postgres first"))
	}
	officers, err := v.record.Officers(ctx)
	if err != nil {
		return append(list, fail("officers", "not looked at", "put right what is said of postgres first"))
	}
	officers = slices.DeleteFunc(officers, func(o bot.Officer) bool { return !o.Active })
	return append(list, desksOf(plan, desks), officersOf(plan, officers), administratorsOf(officers))
}

// lacking are the agencies that has says no of.
func lacking(plan *partnership.Plan, has func(agency string) bool) string {
	var ids []string
	for _, agency := range plan.Agencies {
		if !has(agency.ID) {
			ids = append(ids, agency.ID)
		}
	}
	return strings.Join(ids, ", ")
}

func desksOf(plan *partnership.Plan, desks []bot.Desk) finding {
	const name = "desks"
	without := lacking(plan, func(agency string) bool {
		return slices.ContainsFunc(desks, func(d bot.Desk) bool { return d.Agency == agency })
	})
	away := 0
	for _, desk := range desks {
		if desk.Unreachable {
			away++
		}
	}
	switch {
	case without != "":
		return warn(name, "none for "+without+": their reports wait", "yousaid desk add AGENCY")
	case away > 0:
		return warn(name, fmt.Sprintf("%d can't be reached", away), "`yousaid desk list` says which: a group that the bot was taken out of, or a number that sent STOP")
	}
	return ok(name, "%d, one for every agency at least", len(desks))
}

func officersOf(plan *partnership.Plan, officers []bot.Officer) finding {
	const name = "officers"
	without := lacking(plan, func(agency string) bool {
		return slices.ContainsFunc(officers, func(o bot.Officer) bool { return o.Agency == agency })
	})
	if without != "" {
		return warn(name, "none at "+without, "yousaid officer add NAME --agency AGENCY, or in the console under People")
	}
	return ok(name, "%d, one at every agency at least", len(officers))
}

// administratorsOf looks for somebody who can sign in and add the others.
func administratorsOf(officers []bot.Officer) finding {
	const name = "administrator"
	count := 0
	for _, o := range officers {
		signsIn := slices.ContainsFunc(o.Addresses, func(a channel.Address) bool { return a.Channel != "" })
		if o.Role == bot.RoleAdministrator && signsIn {
			count++
		}
	}
	if count == 0 {
		return warn(name, "nobody can sign in who may add people", "yousaid officer add NAME --agency AGENCY --role administrator --email ADDRESS")
	}
	return ok(name, "%d", count)
}
