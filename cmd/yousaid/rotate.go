package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"yousaid/flows/partnership"
	"yousaid/storage/postgres"
	"yousaid/storage/sessions"
)

type (
	keysListCmd   struct{}
	keysRotateCmd struct{}
)

// vaults are the two places in which the keyring seals.
type vaults struct {
	record *postgres.Store
	talks  *sessions.Store
	ids    []string // of MASTER_KEYS, newest first
}

// Run says how much each master key seals.
func (keysListCmd) Run(w *world) error {
	return withVaults(w, func(ctx context.Context, v vaults) error {
		var said strings.Builder
		err := v.list(ctx, &said)
		return errors.Join(say(w.out, &said), err)
	})
}

func say(out io.Writer, said *strings.Builder) error {
	_, err := io.WriteString(out, said.String())
	return err
}

// Run seals everything with the newest master key, and says what is left.
func (keysRotateCmd) Run(w *world) error {
	return withVaults(w, func(ctx context.Context, v vaults) error {
		changed, lost, err := v.record.Rotate(ctx)
		if err != nil {
			return errors.Join(err, errors.New("what was done stays done: run this again"))
		}
		more, closed, err := v.talks.Rotate(ctx)
		if err != nil {
			return errors.Join(err, errors.New("what was done stays done: run this again"))
		}
		var said strings.Builder
		fmt.Fprintf(&said, "Sealed %d values again with %s.\n\n", changed+more, v.ids[0])
		err = v.list(ctx, &said)
		if err := errors.Join(say(w.out, &said), err); err != nil {
			return err
		}
		if lost+closed > 0 {
			return fmt.Errorf("%d values can't be opened by any key of MASTER_KEYS; they were left as they are", lost+closed)
		}
		return nil
	})
}

// withVaults opens the record and the conversations for a command.
func withVaults(w *world, do func(context.Context, vaults) error) error {
	return withRecord(w, func(ctx context.Context, store *postgres.Store, _ *partnership.Plan, cfg config) error {
		if err := cfg.check(needTalks); err != nil {
			return err
		}
		ring, lookup, err := cfg.keys()
		if err != nil {
			return err
		}
		client, err := openTalks(cfg)
		if err != nil {
			return err
		}
		defer func() { _ = client.Close() }()
		return do(ctx, vaults{store, sessions.New(client, ring.For("session"), lookup, time.Now), ring.IDs()})
	})
}

// tableRow is a line of the table: the id of a key has 16 characters at most.
const tableRow = "%-16s  %-14s  %13s  %8s\n"

// list prints how much each key seals and what follows from it. It is an error
// when there is something that no key opens.
func (v vaults) list(ctx context.Context, out *strings.Builder) error {
	record, err := v.record.SealedBy(ctx)
	if err != nil {
		return err
	}
	talks, err := v.talks.SealedBy(ctx)
	if err != nil {
		return err
	}
	strange := map[string]int{}
	for _, counts := range []map[string]int{record, talks} {
		for id, count := range counts {
			if !slices.Contains(v.ids, id) {
				strange[id] += count
			}
		}
	}
	fmt.Fprintf(out, tableRow, "KEY", "IN MASTER_KEYS", "IN POSTGRESQL", "IN REDIS")
	for i, id := range v.ids {
		fmt.Fprintf(out, tableRow, id, map[bool]string{true: "newest", false: "older"}[i == 0], strconv.Itoa(record[id]), strconv.Itoa(talks[id]))
	}
	for _, id := range slices.Sorted(maps.Keys(strange)) {
		fmt.Fprintf(out, tableRow, id, "no", strconv.Itoa(record[id]), strconv.Itoa(talks[id]))
	}
	return v.advise(out, record, talks, strange)
}

// advise says what can be done with each key.
func (v vaults) advise(out *strings.Builder, record, talks, strange map[string]int) error {
	out.WriteString("\n")
	for _, id := range v.ids[1:] {
		if left := record[id] + talks[id]; left > 0 {
			fmt.Fprintf(out, "%s still seals %d values. See that every replica runs with the new MASTER_KEYS, then run: yousaid keys rotate\n", id, left)
		} else {
			fmt.Fprintf(out, "Nothing here needs %s any more: take it out of MASTER_KEYS. Keep it apart until the last backup from before this day is gone.\n", id)
		}
	}
	if len(strange) > 0 {
		for _, id := range slices.Sorted(maps.Keys(strange)) {
			fmt.Fprintf(out, "%q seals %d values and is not in MASTER_KEYS: nobody can read them until it is put back.\n", id, strange[id])
		}
		return errors.New("a master key is missing")
	}
	if len(v.ids) == 1 {
		fmt.Fprintf(out, "Everything is sealed with %s.\n", v.ids[0])
	}
	return nil
}
