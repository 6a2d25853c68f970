package storagetest

import (
	"crypto/rand"
	"sync"
	"testing"

	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
	"yousaid/storage/postgres"
	"yousaid/storage/seal"
)

// Store gives a test a record of its own, with Luton's plan and keys drawn for
// it. The changes are made to its settings before it opens.
func Store(t testing.TB, changes ...func(*postgres.Config)) *postgres.Store {
	t.Helper()
	config := Config(t, DB(t))
	for _, change := range changes {
		change(&config)
	}
	store, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

// Config is what a record in the given database is opened with, for tests that
// open it more than once.
func Config(t testing.TB, url string) postgres.Config {
	t.Helper()
	return postgres.Config{
		URL: url, Keyring: Keyring(t), Lookup: seal.NewLookup(Key(t)), Plan: Plan(t),
		PublicURL: "https://yousaid.test", MaxConns: 8,
	}
}

// plan is read once for all tests: with the race detector that takes tens of
// milliseconds, and some tests ask for it a thousand times.
var plan = sync.OnceValue(partnership.Luton)

// Plan is Luton's. All tests share it, so none may change it: one that wants
// another has [partnership.Luton] read it anew.
func Plan(t testing.TB) *partnership.Plan {
	t.Helper()
	return plan()
}

// bundle is read once for all tests, as the plan is.
var bundle = sync.OnceValues(func() (*locale.Bundle, error) { return resident.Bundle(plan()) })

// Bundle holds what residents read in Luton, in every language. All tests share
// it; nobody can change it.
func Bundle(t testing.TB) *locale.Bundle {
	t.Helper()
	b, err := bundle()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Keyring draws a keyring of one key.
func Keyring(t testing.TB) *seal.Keyring {
	t.Helper()
	ring, err := seal.NewKeyring(seal.MasterKey{ID: "test", Key: Key(t)})
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// Key draws a key.
func Key(t testing.TB) seal.Key {
	t.Helper()
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
