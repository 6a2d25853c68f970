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

type planNewCmd struct {
	File string `arg:"" help:"Where to write it, such as town.yaml."`
}

// Run writes a file to be filled in, and never over one that is there.
func (c *planNewCmd) Run(w *world) error {
	file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // there is nothing secret in it
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: choose another name, or check it with `yousaid plan check %s`", c.File, c.File)
	}
	if err != nil {
		return fmt.Errorf("write the new file: %w", err)
	}
	_, err = file.Write(partnership.New())
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the new file: %w", err)
	}
	_, err = fmt.Fprintf(w.out, "Fill in %s; `yousaid plan check %s` names what is missing.\n", c.File, c.File)
	return err
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
	if unread := plan.Unread(); len(unread) > 0 {
		if _, err := fmt.Fprintf(w.out, "  no theme reads, so that residents are asked: %s\n", strings.Join(unread, ", ")); err != nil {
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
