package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/storage/postgres"
	"yousaid/storage/sessions"
)

// vaults opens what the keys seal; a problem is what to do before it can be.
func (d *doctor) vaults(ctx context.Context, client redis.UniversalClient) (v vaults, done func(), problem string) {
	ring, lookup, err := d.cfg.keys()
	if err != nil || d.cfg.DatabaseURL == "" {
		return v, nil, "put right what is said of settings first"
	}
	plan, err := loadPlan(d.cfg.PlanFile)
	if err != nil {
		return v, nil, "put right what is said of plan first"
	}
	store, err := postgres.Open(ctx, postgres.Config{
		URL: d.cfg.DatabaseURL, Keyring: ring, Lookup: lookup, Plan: plan, PublicURL: d.cfg.PublicURL, Now: time.Now, MaxConns: 2,
	})
	if err != nil {
		return v, nil, "put right what is said of settings first"
	}
	if err := store.Check(ctx); err != nil {
		store.Close()
		return v, nil, "put right what is said of postgres first"
	}
	v = vaults{record: store, ids: ring.IDs()}
	if client != nil {
		v.talks = sessions.New(client, ring.For("session"), lookup, time.Now)
	}
	return v, store.Close, ""
}

// keys tries the keys on what they seal.
func (d *doctor) keys(ctx context.Context) []finding {
	const master, lookup = "master keys", "lookup key"
	client, err := openTalks(d.cfg)
	if err != nil || d.cfg.RedisURL == "" {
		return unset(master, "REDIS_URL")
	}
	defer func() { _ = client.Close() }()
	v, done, problem := d.vaults(ctx, client)
	if problem != "" {
		return []finding{fail(master, "not tried", problem), fail(lookup, "not tried", problem)}
	}
	defer done()
	trial, err := v.record.TryKeys(ctx)
	if err != nil {
		return []finding{fail(master, "not tried: "+err.Error(), "put right what is said of postgres first")}
	}
	return []finding{v.tried(ctx, master, trial), known(lookup, trial.Known)}
}

// tried says whether every master key that is in use is there and is the right
// one.
func (v vaults) tried(ctx context.Context, name string, trial postgres.KeyTrial) finding {
	const back = "put the right key back into MASTER_KEYS from where it is kept; nothing is lost until it is"
	if len(trial.Closed) > 0 {
		return fail(name, "a key of that name is there and doesn't open "+strings.Join(trial.Closed, ", "), back)
	}
	strange, err := v.strange(ctx)
	if err != nil {
		return fail(name, "what they seal can't be counted", "put right what is said of postgres and redis first")
	}
	if len(strange) > 0 {
		return fail(name, fmt.Sprintf("%s not in MASTER_KEYS, and seal what nobody can read now", strings.Join(strange, ", ")), back)
	}
	return ok(name, "all that are in use are there; %s opened a value of each kind, %d in all", strings.Join(v.ids, ", "), trial.Tried)
}

// strange are the ids of keys that seal something and aren't in MASTER_KEYS.
func (v vaults) strange(ctx context.Context) ([]string, error) {
	var list []string
	for _, count := range []func(context.Context) (map[string]int, error){v.record.SealedBy, v.talks.SealedBy} {
		sealed, err := count(ctx)
		if err != nil {
			return nil, err
		}
		for id := range sealed {
			if !slices.Contains(v.ids, id) && !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
	}
	slices.Sort(list)
	return list, nil
}

func known(name string, found *bool) finding {
	switch {
	case found == nil:
		return ok(name, "there is no address yet to try it on")
	case !*found:
		return fail(name, "it isn't the one by which the record finds people", "set LOOKUP_KEY to what it was: with another one nobody is known, and every STOP is forgotten")
	}
	return ok(name, "it finds an address of the record")
}
