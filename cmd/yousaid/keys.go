package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"yousaid/storage/seal"
)

// devKeys are the secrets of a development installation: made once, kept with
// its data, good for nothing else.
type devKeys struct {
	Master string `json:"master_keys"`
	Lookup string `json:"lookup_key"`
	Secret string `json:"telegram_webhook_secret"`
}

// keepKeys reads the keys in dir, or makes them.
func keepKeys(dir string) (devKeys, error) {
	path := filepath.Join(dir, keysFile)
	raw, err := os.ReadFile(path) //nolint:gosec // our own data folder
	if err == nil {
		var keys devKeys
		if err := json.Unmarshal(raw, &keys); err != nil {
			return devKeys{}, fmt.Errorf("read %s: %w (start anew with --fresh)", path, err)
		}
		return keys, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return devKeys{}, err
	}
	keys, err := makeKeys()
	if err != nil {
		return devKeys{}, err
	}
	raw, err = json.MarshalIndent(keys, "", "  ") //nolint:gosec // keeping them is what this is for; the file is the owner's alone
	if err != nil {
		return devKeys{}, err
	}
	return keys, os.WriteFile(path, raw, 0o600)
}

func makeKeys() (devKeys, error) {
	master, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		return devKeys{}, err
	}
	lookup, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		return devKeys{}, err
	}
	return devKeys{Master: "dev:" + master.Base64(), Lookup: lookup.Base64(), Secret: rand.Text()}, nil
}
