package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/nyaruka/phonenumbers"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/postgres"
)

type forgetCmd struct {
	Reference string `arg:"" optional:"" help:"The reference of one of their reports, such as LUT-7K3M-2QX."`
	Number    string `help:"Their number, such as +447700900123." placeholder:"NUMBER"`
}

// Run does FORGET ME for somebody who asked for it otherwise than from their
// phone. It sends them nothing.
func (c *forgetCmd) Run(w *world) error {
	if (c.Reference == "") == (c.Number == "") {
		return &settingsError{[]string{"name the reference of one of their reports, or their --number"}}
	}
	return withVaults(w, func(ctx context.Context, v vaults) error {
		who, err := c.whom(ctx, v.record)
		if err != nil {
			return err
		}
		// Conversations first, as nothing in them may be filed afterwards.
		if err := v.talks.Forget(ctx, who); err != nil {
			return fmt.Errorf("forget the conversation in Redis: %w", err)
		}
		work := flows.Pending{ID: uuid.NewString(), Since: time.Now(), Effects: []flows.Effect{{Kind: flows.ForgetMe}}}
		if _, err := v.record.Commit(ctx, who, work); err != nil {
			return err
		}
		_, err = fmt.Fprintln(w.out, "Forgotten: the keys of all that they wrote are destroyed, and cards are blanked by the running service.")
		return err
	})
}

// whom finds the address that is to be forgotten.
func (c *forgetCmd) whom(ctx context.Context, store *postgres.Store) (channel.Address, error) {
	if c.Number != "" {
		number, err := phonenumbers.Parse(c.Number, "GB")
		if err != nil || !phonenumbers.IsPossibleNumber(number) {
			return channel.Address{}, &settingsError{[]string{"--number is no phone number: write it as +447700900123"}}
		}
		return channel.Address{Channel: channel.SMS, ID: phonenumbers.Format(number, phonenumbers.E164)}, nil
	}
	who, err := store.Writer(ctx, c.Reference)
	if errors.Is(err, bot.ErrNotFound) {
		return who, errors.New("there is no report of that reference whose writer is known: mind O and 0, or it has been forgotten")
	}
	return who, err
}
