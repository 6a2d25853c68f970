package main

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows/partnership"
	"yousaid/storage/postgres"
)

// The people and groups of the sandbox. Their ids are the same at each start,
// so that the record of an earlier one still knows them.
const (
	firstGroup   = -1001000000001 // and down, in the plan's order of agencies
	firstOfficer = 900001         // and up, two to an agency
	firstPerson  = 100001
	devPhone     = "+447700900123"
)

// Sample names, two to an agency; of each pair the first is cleared.
var devNames = [...]string{
	"Priya", "Tom", "Marta", "Imran", "Grace", "Dan", "Nasreen", "Owen",
	"Ruth", "Kofi", "Ewa", "Sam", "Leila", "Joe", "Hannah", "Bilal",
}

// devWorld is who exists in the sandbox: a resident on each network, and a
// group with two officers for each agency of the plan.
func devWorld(plan *partnership.Plan) sandbox.World {
	w := sandbox.World{
		Title:     plan.Name,
		Pages:     "/",
		Residents: []sandbox.User{{ID: firstPerson, FirstName: "Ana", LanguageCode: "en"}},
		Phones:    []string{devPhone},
		Places:    devPlaces(plan),
	}
	for i, agency := range plan.Agencies {
		w.Groups = append(w.Groups, sandbox.GroupInfo{
			ID: groupID(i), Title: agency.Name, Agency: agency.Name, Supergroup: true, BotAdmin: true,
			Officers: []sandbox.User{devOfficer(2 * i), devOfficer(2*i + 1)},
		})
	}
	return w
}

func groupID(agency int) int64 { return firstGroup - int64(agency) }

func devOfficer(n int) sandbox.User {
	return sandbox.User{ID: int64(firstOfficer + n), FirstName: devNames[n%len(devNames)], LanguageCode: "en"}
}

// devPlaces are the middle of the area and its corners' midpoints: somewhere
// to send a position from, whatever the town.
func devPlaces(plan *partnership.Plan) []sandbox.Place {
	box := plan.Area.Box
	lat, lon := (box.South+box.North)/2, (box.West+box.East)/2
	return []sandbox.Place{
		{Name: plan.Town + ", centre", Lat: lat, Lon: lon},
		{Name: plan.Town + ", north", Lat: (lat + box.North) / 2, Lon: lon},
		{Name: "Outside " + plan.Town, Lat: box.North + 0.1, Lon: lon},
	}
}

// seedDesks makes the sandbox's groups desks and its officers known, unless an
// earlier start did.
func seedDesks(ctx context.Context, store *postgres.Store, plan *partnership.Plan) error {
	desks, err := store.Desks(ctx)
	if err != nil || len(desks) > 0 {
		return err
	}
	for i, agency := range plan.Agencies {
		desk := bot.Desk{ID: uuid.NewString(), Agency: agency.ID, Address: telegramAddress(groupID(i)), Label: agency.Name}
		if err := store.AddDesk(ctx, desk); err != nil {
			return err
		}
		for n := 2 * i; n < 2*i+2; n++ {
			if err := seedOfficer(ctx, store, plan, agency.ID, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// seedOfficer makes an officer known the way an invitation does.
func seedOfficer(ctx context.Context, store *postgres.Store, plan *partnership.Plan, agency string, n int) error {
	user, code := devOfficer(n), newCode()
	officer := bot.Officer{
		ID: uuid.NewString(), Name: user.FirstName, Agency: agency, Role: devRole(plan, agency, n), Cleared: n%2 == 0, Active: true,
	}
	if err := store.AddOfficer(ctx, officer); err != nil {
		return err
	}
	if err := store.Invite(ctx, officer.ID, code, time.Hour); err != nil {
		return err
	}
	_, err := store.Bind(ctx, code, telegramAddress(user.ID))
	return err
}

// devRole makes the first of each two a team lead; in the partnership's own
// team they are its coordinator and its administrator.
func devRole(plan *partnership.Plan, agency string, n int) bot.Role {
	own := plan.Leads(partnership.NoTheme)[0].ID == agency
	switch {
	case own && n%2 == 0:
		return bot.RoleCoordinator
	case own:
		return bot.RoleAdministrator
	case n%2 == 0:
		return bot.RoleLead
	}
	return bot.RoleOfficer
}

func telegramAddress(id int64) channel.Address {
	return channel.Address{Channel: channel.Telegram, ID: strconv.FormatInt(id, 10)}
}
