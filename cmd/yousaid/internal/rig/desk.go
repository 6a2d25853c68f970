package rig

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows/partnership"
	"yousaid/storage/postgres"
)

// deskTime is how long a card or an answer to an officer may take.
const deskTime = 45 * time.Second

// Desk is an agency's Telegram group with its people.
type Desk struct {
	Agency   partnership.Agency
	Chat     int64
	Officers []*Officer // the first linked the group, and is cleared

	rig *Rig
}

// Officer is somebody who works at a desk.
type Officer struct {
	Name   string
	Person *sandbox.Person
}

// Ids of this form are what the logs are searched for.
const (
	firstGroup   = -1_005_550_000_000
	firstOfficer = 5_550_000_000
)

// groups are the agencies' groups, with two officers each.
func (r *Rig) groups() []sandbox.GroupInfo {
	var list []sandbox.GroupInfo
	for i, agency := range r.Plan.Agencies {
		first, second := officerOf(i, 1), officerOf(i, 2)
		list = append(list, sandbox.GroupInfo{
			ID: firstGroup - int64(i) - 1, Title: agency.Short + " desk", Agency: agency.Name,
			Supergroup: true, Officers: []sandbox.User{first, second},
		})
	}
	return list
}

func officerOf(agency, n int) sandbox.User {
	names := []string{"Olu", "Priya", "Sam", "Jo", "Mina", "Tariq", "Ewa", "Ben", "Noor"}
	return sandbox.User{
		ID: firstOfficer + int64(agency*10+n), FirstName: names[agency%len(names)], LastName: []string{"", "Adeyemi", "Hill"}[n],
		LanguageCode: "en",
	}
}

// ManDesks makes officers known and links their groups, by the command line
// and by what officers do themselves.
func (r *Rig) ManDesks() {
	r.T.Helper()
	for i, agency := range r.Plan.Agencies {
		desk := &Desk{Agency: agency, Chat: firstGroup - int64(i) - 1, rig: r}
		r.Desks[agency.ID] = desk
		for n := 1; n <= 2; n++ {
			desk.Officers = append(desk.Officers, r.invite(agency, officerOf(i, n), n == 1))
		}
		r.link(desk)
	}
}

// manDesks has the desks manned: by invitations where a test asks for them, else
// as the record stands afterwards, which takes a twentieth of the time.
func (r *Rig) manDesks() {
	r.T.Helper()
	if r.options.Invited {
		r.ManDesks()
		return
	}
	ctx := r.Context(startTime)
	store, err := r.open(ctx)
	if err != nil {
		r.T.Fatal(err)
	}
	defer store.Close()
	for i, agency := range r.Plan.Agencies {
		desk := &Desk{Agency: agency, Chat: firstGroup - int64(i) - 1, rig: r}
		r.Desks[agency.ID] = desk
		at := channel.Address{Channel: channel.Telegram, ID: strconv.FormatInt(desk.Chat, 10)}
		if err := store.AddDesk(ctx, bot.Desk{ID: uuid.NewString(), Agency: agency.ID, Address: at, Label: agency.Name}); err != nil {
			r.T.Fatal(err)
		}
		for n := 1; n <= 2; n++ {
			user := officerOf(i, n)
			officer := bot.Officer{
				ID: uuid.NewString(), Name: user.FirstName + " " + user.LastName, Agency: agency.ID,
				Role: []bot.Role{bot.RoleOfficer, bot.RoleLead}[n-1], Cleared: n == 1, Active: true, // the lead approves
			}
			if err := employ(ctx, store, officer, user.ID); err != nil {
				r.T.Fatal(err)
			}
			desk.Officers = append(desk.Officers, &Officer{Name: officer.Name, Person: r.Box.Telegram.Person(user.ID).Known()})
		}
	}
}

// employ makes an officer known as if they had opened their invitation.
func employ(ctx context.Context, store *postgres.Store, officer bot.Officer, telegram int64) error {
	if err := store.AddOfficer(ctx, officer); err != nil {
		return err
	}
	code := uuid.NewString()
	if err := store.Invite(ctx, officer.ID, code, time.Hour); err != nil {
		return err
	}
	_, err := store.Bind(ctx, code, channel.Address{Channel: channel.Telegram, ID: strconv.FormatInt(telegram, 10)})
	return err
}

// codeForm finds a code in what a command printed.
var codeForm = regexp.MustCompile(`(?:/link |start[ =])(\w{8,})`)

func (r *Rig) codeIn(printed string) string {
	r.T.Helper()
	match := codeForm.FindStringSubmatch(printed)
	if match == nil {
		r.T.Fatalf("no code in what the command printed: %s", printed)
	}
	r.Mark(match[1])
	return match[1]
}

// invite adds an officer by the command line; they open the link.
func (r *Rig) invite(agency partnership.Agency, user sandbox.User, cleared bool) *Officer {
	r.T.Helper()
	name := user.FirstName + " " + user.LastName
	args := []string{"officer", "add", name, "--agency", agency.ID}
	if cleared {
		args = append(args, "--cleared")
	} else {
		args = append(args, "--role", "lead") // who approves
	}
	code := r.codeIn(r.Run(args...))
	officer := &Officer{Name: name, Person: r.Box.Telegram.Person(user.ID)}
	before := r.Box.Telegram.LastMessage(user.ID)
	officer.Person.Start(code)
	if _, err := officer.Person.Private().Wait(r.Context(deskTime), before, nil); err != nil {
		r.T.Fatalf("officer %s of %s gets no answer to their code: %v", name, agency.ID, err)
	}
	return officer
}

// link makes a group a desk.
func (r *Rig) link(desk *Desk) {
	r.T.Helper()
	code := r.codeIn(r.Run("desk", "add", desk.Agency.ID))
	before := r.Box.Telegram.LastMessage(desk.Chat)
	desk.Officers[0].Person.In(desk.Chat).Say("/link " + code)
	if _, err := r.Box.Telegram.WaitMessage(r.Context(deskTime), desk.Chat, before, nil); err != nil {
		r.T.Fatalf("the group of %s isn't linked: %v", desk.Agency.ID, err)
	}
}

// Card waits for the card of a report.
func (d *Desk) Card(ctx context.Context, reference string) (sandbox.Bubble, error) {
	card, err := d.Sees(ctx, 0, func(b sandbox.Bubble) bool { return strings.Contains(b.Says(), reference) && len(b.Labels()) > 0 })
	if err != nil {
		return card, fmt.Errorf("no card of the report at %s: %w", d.Agency.ID, err)
	}
	return card, nil
}

// Sees waits for a message in the group after another one.
func (d *Desk) Sees(ctx context.Context, after int, match func(sandbox.Bubble) bool) (sandbox.Bubble, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	return d.rig.Box.Telegram.WaitMessage(ctx, d.Chat, after, match)
}

// Press has an officer press a button, and returns what Telegram showed them.
func (d *Desk) Press(ctx context.Context, by *Officer, message int, label string) (sandbox.Answer, error) {
	query, err := by.Person.In(d.Chat).Press(message, label)
	if err != nil {
		return sandbox.Answer{}, fmt.Errorf("press %s: %w", label, err)
	}
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	return d.rig.Box.Telegram.WaitAnswer(ctx, query)
}

// Shown is a message of the group as it stands now.
func (d *Desk) Shown(message int) sandbox.Bubble {
	for _, b := range d.rig.Box.Telegram.History(d.Chat) {
		if b.MessageID == message {
			return b
		}
	}
	return sandbox.Bubble{}
}

// Cards counts, for each reference, the messages in the group that are the
// card of its report.
func (d *Desk) Cards() map[string]int {
	count := map[string]int{}
	for _, b := range d.rig.Box.Telegram.History(d.Chat) {
		if reference := Reference.FindString(b.Says()); b.FromBot && reference != "" && len(b.Labels()) > 0 {
			count[reference]++
		}
	}
	return count
}
