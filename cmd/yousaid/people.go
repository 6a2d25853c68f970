package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/nyaruka/phonenumbers"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
	"yousaid/flows/partnership"
	"yousaid/storage/postgres"
)

// How long codes live. A desk's is typed at once, an officer's may wait for
// their next shift.
const (
	officerCodeLives = 72 * time.Hour
	deskCodeLives    = 24 * time.Hour
)

// withRecord runs what needs the record alone, not the networks.
func withRecord(w *world, do func(context.Context, *postgres.Store, *partnership.Plan, config) error) error {
	cfg, err := readConfig(w.getenv)
	if err != nil {
		return err
	}
	if err := cfg.check(needRecord | needKeys); err != nil {
		return err
	}
	plan, err := loadPlan(cfg.PlanFile)
	if err != nil {
		return err
	}
	ring, lookup, err := cfg.keys()
	if err != nil {
		return err
	}
	store, err := postgres.Open(w.ctx, postgres.Config{
		URL: cfg.DatabaseURL, Keyring: ring, Lookup: lookup, Plan: plan, PublicURL: cfg.PublicURL, Now: time.Now,
	})
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Check(w.ctx); err != nil {
		return err
	}
	return do(w.ctx, store, plan, cfg)
}

// knownAgency returns the id of an agency, or says which there are.
func knownAgency(plan *partnership.Plan, id string) error {
	if _, ok := plan.Agency(id); ok {
		return nil
	}
	ids := make([]string, len(plan.Agencies))
	for i, a := range plan.Agencies {
		ids[i] = a.ID
	}
	return &settingsError{[]string{fmt.Sprintf("there is no agency %q; the plan has: %s", id, strings.Join(ids, ", "))}}
}

type deskAddCmd struct {
	Agency        string `arg:"" help:"The agency's id, as in the plan's file."`
	SMS           string `help:"A number that gets alerts, such as +441582000000." placeholder:"NUMBER" xor:"where"`
	Email         string `help:"A mailbox that gets alerts." placeholder:"ADDRESS" xor:"where"`
	Label         string `help:"What colleagues call it."`
	Cleared       bool   `help:"Only officers who are cleared for guarded themes read it."`
	ReferenceOnly bool   `help:"Cards never show text here."`
}

// Run adds a number or a mailbox; without either it makes a code for a group.
func (c *deskAddCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, plan *partnership.Plan, _ config) error {
		if err := knownAgency(plan, c.Agency); err != nil {
			return err
		}
		if c.SMS == "" && c.Email == "" {
			return c.code(ctx, w.out, store)
		}
		where, err := c.address()
		if err != nil {
			return err
		}
		label := c.Label
		if label == "" {
			label = where.Channel
		}
		desk := bot.Desk{ID: uuid.NewString(), Agency: c.Agency, Address: where, Label: label, Cleared: c.Cleared, ReferenceOnly: c.ReferenceOnly}
		if err := store.AddDesk(ctx, desk); err != nil {
			return err
		}
		_, err = fmt.Fprintf(w.out, "Added desk %s.\n", desk.ID)
		return err
	})
}

// code makes the code that turns a Telegram group into a desk.
func (c *deskAddCmd) code(ctx context.Context, out io.Writer, store *postgres.Store) error {
	code := newCode()
	if err := store.InviteDesk(ctx, c.Agency, code, c.Cleared, deskCodeLives); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "Add the bot to the agency's group. Then an officer writes there, within a day:\n/link %s\n", code)
	return err
}

func (c *deskAddCmd) address() (channel.Address, error) {
	if c.Email != "" {
		mailbox, err := mail.ParseAddress(c.Email)
		if err != nil {
			return channel.Address{}, &settingsError{[]string{"--email is no mail address"}}
		}
		return channel.Address{Channel: channel.Email, ID: mailbox.Address}, nil
	}
	number, err := phonenumbers.Parse(c.SMS, "GB")
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return channel.Address{}, &settingsError{[]string{"--sms is no phone number: write it as +441582000000"}}
	}
	return channel.Address{Channel: channel.SMS, ID: phonenumbers.Format(number, phonenumbers.E164)}, nil
}

type deskListCmd struct{}

// Run lists the desks without their addresses: a list is soon pasted somewhere.
func (deskListCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		desks, err := store.Desks(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(w.out, 0, 4, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "ID\tAGENCY\tNETWORK\tLABEL\tCLEARED\tREFERENCE ONLY\tREACHED")
		for _, d := range desks {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", d.ID, d.Agency, d.Address.Channel, d.Label, yes(d.Cleared), yes(d.ReferenceOnly), yes(!d.Unreachable))
		}
		return table.Flush()
	})
}

type deskRemoveCmd struct {
	ID string `arg:"" help:"The desk's id, from desk list."`
}

// Run removes a desk.
func (c *deskRemoveCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		return store.RemoveDesk(ctx, c.ID)
	})
}

type officerAddCmd struct {
	Name    string `arg:"" help:"As colleagues see it."`
	Agency  string `required:"" help:"The agency's id, as in the plan's file."`
	Role    string `enum:"officer,lead,coordinator,administrator" default:"officer" help:"${enum}: what they may do beyond their agency's reports."`
	Cleared bool   `help:"May read guarded themes."`
	Email   string `help:"Their work e-mail address: they sign in to the console by it." placeholder:"ADDRESS"`
	Phone   string `help:"Their work mobile number: codes for the console can go there." placeholder:"NUMBER"`
}

// Run adds an officer and makes the first invitation.
func (c *officerAddCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, plan *partnership.Plan, cfg config) error {
		if err := knownAgency(plan, c.Agency); err != nil {
			return err
		}
		addresses, err := c.addresses()
		if err != nil {
			return err
		}
		officer := bot.Officer{
			ID: uuid.NewString(), Name: c.Name, Agency: c.Agency, Role: bot.Role(c.Role), Cleared: c.Cleared, Active: true, Addresses: addresses,
		}
		err = store.AddOfficer(ctx, officer)
		if errors.Is(err, bot.ErrConflict) {
			return &settingsError{[]string{"--email or --phone is registered for another officer already"}}
		}
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w.out, "Added officer %s.\n", officer.ID); err != nil {
			return err
		}
		if len(addresses) > 0 && cfg.PublicURL != "" {
			if _, err := fmt.Fprintf(w.out, "They sign in at %s%s\n", strings.TrimSuffix(cfg.PublicURL, "/"), console.Path); err != nil {
				return err
			}
		}
		return invite(ctx, w.out, store, cfg, officer.ID)
	})
}

// addresses reads those by which the officer signs in.
func (c *officerAddCmd) addresses() (list []channel.Address, err error) {
	for _, given := range []struct{ typed, network, problem string }{
		{c.Email, channel.Email, "--email is no e-mail address: write it as name@example.gov.uk"},
		{c.Phone, channel.SMS, "--phone is no phone number: write it as +447700900123"},
	} {
		if given.typed == "" {
			continue
		}
		address, err := bot.ParseAddress(given.typed)
		if err != nil || address.Channel != given.network {
			return nil, &settingsError{[]string{given.problem}}
		}
		list = append(list, address)
	}
	return list, nil
}

type officerResetCmd struct {
	ID string `arg:"" help:"The officer's id, from officer list."`
}

// Run has an officer set up a new authenticator app.
func (c *officerResetCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		return store.ResetApp(ctx, c.ID)
	})
}

type officerInviteCmd struct {
	ID string `arg:"" help:"The officer's id, from officer list."`
}

// Run makes another invitation, for a new phone say.
func (c *officerInviteCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, cfg config) error {
		return invite(ctx, w.out, store, cfg, c.ID)
	})
}

func invite(ctx context.Context, out io.Writer, store *postgres.Store, cfg config, officer string) error {
	code := newCode()
	if err := store.Invite(ctx, officer, code, officerCodeLives); err != nil {
		return err
	}
	name := "the bot"
	if cfg.telegram() {
		if username := botName(ctx, cfg); username != "" {
			_, err := fmt.Fprintf(out, "Send the officer this link; it works once, within three days:\nhttps://t.me/%s?start=%s\n", username, code)
			return err
		}
	}
	_, err := fmt.Fprintf(out, "The officer writes this to %s; it works once, within three days:\n/start %s\n", name, code)
	return err
}

type officerListCmd struct{}

// Run lists the officers.
func (officerListCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		officers, err := store.Officers(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(w.out, 0, 4, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "ID\tNAME\tAGENCY\tROLE\tCLEARED\tACTIVE\tBOUND")
		for _, o := range officers {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d\n", o.ID, o.Name, o.Agency, o.Role, yes(o.Cleared), yes(o.Active), len(o.Addresses))
		}
		return table.Flush()
	})
}

type officerRemoveCmd struct {
	ID string `arg:"" help:"The officer's id, from officer list."`
}

// Run removes an officer.
func (c *officerRemoveCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		return store.RemoveOfficer(ctx, c.ID)
	})
}

type purgeCmd struct{}

// Run removes what is past its time.
func (purgeCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		return store.Purge(ctx, time.Now())
	})
}

// newCode draws a code for an invitation: 130 bits, letters and digits, fit for
// Telegram's deep links.
func newCode() string { return rand.Text() }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
