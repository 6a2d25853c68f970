package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"yousaid/flows/partnership"
	"yousaid/flows/resident"
)

// loadPlan reads the partnership's file with the translations beside it, or
// Luton's when none is named.
func loadPlan(path string) (*partnership.Plan, error) {
	if path == "" {
		return partnership.Luton(), nil
	}
	plan, err := partnership.LoadFrom(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	var unread *fs.PathError
	switch {
	case errors.As(err, &unread):
		return nil, &settingsError{[]string{fmt.Sprintf("PLAN_FILE can't be read: %v", err)}}
	case err != nil:
		return nil, &settingsError{[]string{fmt.Sprintf("PLAN_FILE has gaps:\n%v", err)}}
	}
	return plan, nil
}

type planCheckCmd struct {
	File string `arg:"" optional:"" help:"The file to check; PLAN_FILE or Luton's own when not given."`
}

// Run names every gap in the file, and what still has to be confirmed.
func (c *planCheckCmd) Run(w *world) error {
	path := c.File
	if path == "" {
		path = w.getenv("PLAN_FILE")
	}
	plan, err := loadPlan(path)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w.out, "%s: %d themes, %d agencies, %d priorities. No gaps.\n", plan.Name, len(plan.Themes), len(plan.Agencies), len(plan.Priorities)); err != nil {
		return err
	}
	for _, line := range plan.Unchecked() {
		if _, err := fmt.Fprintf(w.out, "  not offered until confirmed: %s, %s\n", line.Name, line.Number); err != nil {
			return err
		}
	}
	return unreviewed(w, plan)
}

// unreviewed lists what no native speaker has read: of the service's texts, and
// of the plan's translations.
func unreviewed(w *world, plan *partnership.Plan) error {
	bundle, err := resident.Bundle(plan)
	if err != nil {
		return err
	}
	for _, list := range []struct {
		what  string
		codes []string
	}{{"texts", bundle.Unreviewed()}, {"translations of the plan", plan.Unreviewed()}} {
		names := make([]string, len(list.codes))
		for i, code := range list.codes {
			names[i] = fmt.Sprintf("%s (%s)", bundle.Name(code), code)
		}
		if len(names) == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w.out, "  %s that no native speaker has read: %s\n", list.what, strings.Join(names, ", ")); err != nil {
			return err
		}
	}
	return nil
}
