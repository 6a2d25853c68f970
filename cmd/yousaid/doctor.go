package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/redis/go-redis/v9/logging"
)

// probeTime bounds each probe: what takes longer doesn't work.
const probeTime = 15 * time.Second

type doctorCmd struct {
	JSON bool `name:"json" help:"Print one JSON object instead of lines."`
}

// state is what came of a check.
type state string

const (
	stateOK   state = "ok"
	stateWarn state = "warn" // it works, and should be looked at
	stateFail state = "fail"
)

// finding is one line of the doctor's. Nothing in it is secret or personal.
type finding struct {
	Check string `json:"check"`
	State state  `json:"state"`
	Found string `json:"found"`        // what is so
	Do    string `json:"do,omitempty"` // what to do next
}

func ok(check, found string, args ...any) finding {
	return finding{Check: check, State: stateOK, Found: fmt.Sprintf(found, args...)}
}

func warn(check, found, do string) finding {
	return finding{Check: check, State: stateWarn, Found: found, Do: do}
}

func fail(check, found, do string) finding {
	return finding{Check: check, State: stateFail, Found: found, Do: do}
}

// doctor looks at everything that the service stands on, and changes nothing.
type doctor struct {
	cfg    config
	getenv func(string) string
	clocks clocks
}

// probe looks at one part and finds one thing or several.
type probe struct {
	name string
	look func(context.Context) []finding
}

// Run looks at everything at once and says what it found. It is an error when
// something fails.
func (d *doctorCmd) Run(w *world) error {
	findings := examine(w.ctx, w.getenv)
	failed := 0
	for _, f := range findings {
		if f.State == stateFail {
			failed++
		}
	}
	if err := d.print(w.out, findings, failed); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d checks fail", failed, len(findings))
	}
	return nil
}

func (d *doctorCmd) print(out io.Writer, findings []finding, failed int) error {
	if d.JSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			OK     bool      `json:"ok"`
			Checks []finding `json:"checks"`
		}{failed == 0, findings})
	}
	for _, f := range findings {
		line := fmt.Sprintf("%-4s  %-22s  %s", f.State, f.Check, f.Found)
		if f.Do != "" {
			line += ". Next: " + f.Do
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// examine makes every check beside the others, and returns what they found in
// the order of the probes.
func examine(ctx context.Context, getenv func(string) string) []finding {
	logging.Disable() // the client of Redis writes to stderr by itself
	cfg, unread := readConfig(getenv)
	d := &doctor{cfg: cfg, getenv: getenv}
	findings := d.settings(unread)
	probes := []probe{
		{"postgres", d.postgres},
		{"redis", d.redis},
		{"keys", d.keys},
		{"telegram", d.telegram},
		{"twilio", d.twilio},
		{"mail", d.mail},
		{"openid", d.openID},
		{"public", d.public},
		{"plan", d.people},
	}
	found := make([][]finding, len(probes))
	var looks sync.WaitGroup
	for i, p := range probes {
		looks.Go(func() {
			within, cancel := context.WithTimeout(ctx, probeTime)
			defer cancel()
			found[i] = p.look(within)
		})
	}
	looks.Wait()
	for _, list := range found {
		findings = append(findings, list...)
	}
	return append(findings, d.clocks.judge()...)
}
