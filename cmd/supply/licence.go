package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// allowed are the licences that a module may have, by their names at SPDX. All
// of them let the program be run, changed and passed on without its own source;
// MPL-2.0 asks that changes to its own files be published, and none were made.
var allowed = []string{"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense"}

// file is the name of a licence's file.
var file = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|unlicense)([.-].*)?$`)

// signs are the words by which a licence is known, in the order in which they
// are looked for: one that has another's words stands before it.
var signs = []struct {
	name  string
	words []string
}{
	{"MPL-2.0", []string{"mozilla public license version 2.0", "secondary licenses"}}, // which it names: the GNU ones
	{"AGPL", []string{"gnu affero general public license"}},
	{"LGPL", []string{"gnu lesser general public license version"}},
	{"GPL", []string{"gnu general public license version"}},
	{"Apache-2.0", []string{"apache license", "version 2.0"}},
	{"BSD-3-Clause", []string{"redistribution and use in source and binary forms", "endorse or promote products derived"}},
	{"BSD-2-Clause", []string{"redistribution and use in source and binary forms"}},
	{"MIT", []string{"permission is hereby granted, free of charge", "without restriction"}},
	{"ISC", []string{"permission to use, copy, modify, and", "distribute this software for any purpose"}},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}},
}

var spaces = regexp.MustCompile(`\s+`)

// known names the licence that a text is; empty for one that isn't known.
func known(text string) string {
	text = strings.ToLower(spaces.ReplaceAllString(text, " "))
	for _, sign := range signs {
		if !slices.ContainsFunc(sign.words, func(words string) bool { return !strings.Contains(text, words) }) {
			return sign.name
		}
	}
	return ""
}

// licencesIn are the licences of the files at the top of a module's folder.
func licencesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, entry := range entries {
		if entry.IsDir() || !file.MatchString(entry.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name())) //nolint:gosec // a folder that the go command named
		if err != nil {
			return nil, err
		}
		name := known(string(text))
		if name == "" {
			return nil, fmt.Errorf("%s is no licence that is known", filepath.Join(folder, entry.Name()))
		}
		if !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		return nil, errors.New(folder + " has no licence")
	}
	slices.Sort(found)
	return found, nil
}
