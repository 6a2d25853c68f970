package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
)

// module is one that something is built of.
type module struct {
	Path, Version, Folder string
	Licences              []string
	Built                 bool // into the program, on Linux; else into tests and tools alone
}

// modules are all of whose packages something is built, by path.
func modules() ([]module, error) {
	built, err := list("-deps", "./cmd/yousaid")
	if err != nil {
		return nil, err
	}
	all, err := list("-deps", "-test", "./...")
	if err != nil {
		return nil, err
	}
	found := slices.SortedFunc(maps.Values(all), func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	var problems []error
	for i := range found {
		m := &found[i]
		_, m.Built = built[m.Path]
		if m.Licences, err = licencesIn(m.Folder); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", m.Path, err))
		}
		for _, licence := range m.Licences {
			if !slices.Contains(allowed, licence) {
				problems = append(problems, fmt.Errorf("%s has the licence %s, which is not one of %s", m.Path, licence, strings.Join(allowed, ", ")))
			}
		}
	}
	return found, errors.Join(problems...)
}

// list asks the go command for the modules of packages, but for our own.
func list(args ...string) (map[string]module, error) {
	args = append([]string{"list", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}"}, args...)
	command := exec.Command("go", args...) //nolint:gosec,noctx // our own words; it lives as long as the program
	command.Env = append(command.Environ(), "GOOS=linux", "CGO_ENABLED=0")
	var failure bytes.Buffer
	command.Stderr = &failure
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, failure.String())
	}
	found := map[string]module{}
	for line := range strings.Lines(string(out)) {
		parts := strings.Split(strings.TrimSpace(line), "\t")
		if len(parts) == 3 {
			found[parts[0]] = module{Path: parts[0], Version: parts[1], Folder: parts[2]}
		}
	}
	return found, nil
}

// tableOf is the page of licences.
func tableOf(list []module) []byte {
	var b bytes.Buffer
	b.WriteString(`# Licences

What yousaid is built of. ` + "`make licences`" + ` writes this page, and ` + "`make check`" + ` fails where it isn't true or a module has another
licence than: ` + strings.Join(allowed, ", ") + `. All of them let the partnership run, change and pass on the program. MPL-2.0 asks whoever
changes a file under it to publish that file; none was changed.

Where a module is in the program, its licence has to be passed on with the program, and the texts are in the module's own folder
(` + "`go list -m -f '{{.Dir}}' MODULE`" + `). The Go standard library itself has BSD-3-Clause.

| module | version | licence | built into |
| --- | --- | --- | --- |
`)
	for _, m := range list {
		into := "tests and tools"
		if m.Built {
			into = "the program"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.Path, m.Version, strings.Join(m.Licences, ", "), into)
	}
	return b.Bytes()
}
