package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows/partnership"
	"yousaid/storage/postgres"
)

type forgottenCmd struct{}

// Run prints what was forgotten, for a copy beside the backups.
func (forgottenCmd) Run(w *world) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		list, err := store.Forgotten(ctx)
		if err != nil {
			return err
		}
		for _, one := range list {
			if _, err := fmt.Fprintln(w.out, one); err != nil {
				return err
			}
		}
		return nil
	})
}

type restoredCmd struct {
	List string `arg:"" help:"The newest file that 'yousaid forgotten' wrote; - is standard input. 'none': there is none." placeholder:"FILE"`
}

// noList says that there is no list newer than the backup.
const noList = "none"

// Run forgets again whoever was forgotten after the backup was made.
func (c *restoredCmd) Run(w *world) error {
	list, err := c.read(w.in)
	if err != nil {
		return err
	}
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, _ config) error {
		newest, err := store.Newest(ctx)
		if err != nil {
			return err
		}
		found, err := store.ForgetAgain(ctx, list)
		if err != nil {
			return errors.Join(err, errors.New("do not serve from this database yet; run this again: it goes on where it broke off"))
		}
		var said strings.Builder
		fmt.Fprintf(&said, "Forgotten again: %d residents with all of theirs, and %d reports and %d comments besides. STOPs that were missing: %d.\n",
			found.Residents, found.Reports, found.Comments, found.Stops)
		if !newest.IsZero() {
			fmt.Fprintf(&said, "What residents sent after %s is not in this backup.\n", newest.UTC().Format("2 January 2006, 15:04 UTC"))
		}
		c.warn(&said, list, newest)
		return say(w.out, &said)
	})
}

func (c *restoredCmd) read(in io.Reader) ([]bot.Forgotten, error) {
	switch c.List {
	case noList:
		return nil, nil
	case "-":
		return bot.ReadForgotten(in)
	}
	file, err := os.Open(c.List)
	if err != nil {
		return nil, &settingsError{[]string{err.Error()}}
	}
	defer func() { _ = file.Close() }()
	return bot.ReadForgotten(file)
}

// warn says so where the list can't name everybody.
func (c *restoredCmd) warn(out *strings.Builder, list []bot.Forgotten, newest time.Time) {
	var last time.Time
	for _, one := range list {
		if one.At.After(last) {
			last = one.At
		}
	}
	if c.List == noList {
		out.WriteString("There was no list. Whoever asked to be forgotten, or said STOP, after the backup was made is here again, and nobody knows who. " +
			"Tell the partnership's data protection officer before you serve from this database.\n")
	} else if last.Before(newest) {
		out.WriteString("The newest line of the list is older than this backup: either nobody was forgotten since, or it is the wrong file. See that it is the newest one.\n")
	}
}
