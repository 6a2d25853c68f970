package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// Each licence is known by its words, whatever its lines are like, and what is
// none is not taken for one.
func TestLicencesAreKnownByTheirWords(t *testing.T) {
	for text, want := range map[string]string{
		"Permission is hereby granted, free of charge,\nto any person\tobtaining a copy … without   restriction":                        "MIT",
		"Apache License\n   Version 2.0, January 2004":                                                                                  "Apache-2.0",
		"Redistribution and use in source and binary forms, … used to endorse or promote\nproducts derived":                             "BSD-3-Clause",
		"Redistribution and use in source and binary forms":                                                                             "BSD-2-Clause",
		"Mozilla Public License Version 2.0 … GNU General Public License, Version 2.0 … GNU Affero General Public … Secondary Licenses": "MPL-2.0",
		"GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3":                                                                                  "AGPL",
		"GNU GENERAL PUBLIC LICENSE\n Version 3":                                                                                        "GPL",
		"All rights reserved.":                                                                                                          "",
		"":                                                                                                                              "",
	} {
		if got := known(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestFolderWithoutAKnownLicenceIsRefused(t *testing.T) {
	folder := t.TempDir()
	if found, err := licencesIn(folder); err == nil {
		t.Errorf("no licence is %q", found)
	}
	path := filepath.Join(folder, "LICENSE.txt")
	if err := os.WriteFile(path, []byte("Ask us."), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := licencesIn(folder); err == nil {
		t.Errorf("an unknown licence is %q", found)
	}
}

// docs/licences.md is what the modules say, and all of them are allowed.
func TestPageOfLicencesIsTrue(t *testing.T) {
	t.Chdir("../..")
	if err := licences(true); err != nil {
		t.Error(err)
	}
}

// The bill of a binary names the toolchain, and each module once with its
// version and licence.
func TestBillNamesEveryModule(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Path: "yousaid"}, Deps: []*debug.Module{
		{Path: "example.org/a", Version: "v1.2.3", Sum: "h1:YWJj"},
		{Path: "example.org/old", Version: "v1.0.0", Replace: &debug.Module{Path: "example.org/new", Version: "v2.0.0"}},
		{Path: "example.org/part", Version: "v3.0.0", Replace: &debug.Module{Path: "./.bin/lean/part", Version: "(devel)"}},
	}}
	first := billOf(info, sha256.Sum256([]byte("binary")), map[string][]string{"example.org/a": {"MIT"}})
	raw, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(billOf(info, sha256.Sum256([]byte("binary")), map[string][]string{"example.org/a": {"MIT"}}))
	if err != nil || !bytes.Equal(raw, again) {
		t.Errorf("the same binary has two bills: %v", err)
	}
	for _, want := range []string{
		`"pkg:golang/std@1.26.0"`, `"pkg:golang/example.org/a@v1.2.3"`, `{"license":{"id":"MIT"}}`, `"h1:YWJj"`, `"pkg:golang/example.org/new@v2.0.0"`, `"pkg:golang/example.org/part@v3.0.0"`, `"bomFormat":"CycloneDX"`,
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s isn't in %s", want, raw)
		}
	}
	if strings.Contains(string(raw), "example.org/old") {
		t.Error("what was replaced is named")
	}
}
