package main

import (
	"fmt"
	"os"

	"yousaid/flows/partnership"
)

// loadPlan reads the partnership's file, or Luton's when none is named.
func loadPlan(path string) (*partnership.Plan, error) {
	if path == "" {
		return partnership.Luton(), nil
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, &settingsError{[]string{fmt.Sprintf("PLAN_FILE can't be read: %v", err)}}
	}
	plan, err := partnership.Load(raw)
	if err != nil {
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
	return nil
}
