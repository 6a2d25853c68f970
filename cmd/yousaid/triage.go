package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"yousaid/flows/triage"
)

// longest is the longest line that triage reads, in bytes.
const longest = 1 << 20

type triageCmd struct {
	Now string `help:"The clock to read times by, RFC 3339 in UTC, such as 2026-11-23T09:00:00Z. The real clock when not given." placeholder:"TIME"`
}

// Run reads one message per line, or JSON lines with a text field, and prints
// one JSON object per line.
func (c *triageCmd) Run(w *world) error {
	now, err := c.clock()
	if err != nil {
		return err
	}
	in := bufio.NewScanner(w.in)
	in.Buffer(make([]byte, 0, 64<<10), longest)
	out := bufio.NewWriter(w.out)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for in.Scan() {
		if err := lines.Encode(triage.Encode(triage.Read(messageOf(in.Text()), now))); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	return out.Flush()
}

func (c *triageCmd) clock() (time.Time, error) {
	if c.Now == "" {
		return time.Now(), nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, c.Now, time.UTC); err == nil {
			return at, nil
		}
	}
	return time.Time{}, &settingsError{[]string{"--now is no time: write it as 2026-11-23T09:00:00Z"}}
}

// messageOf is the text of a line: of its text field where it is a JSON object
// that has one, else the line as it stands. In both, \n may stand for a break.
func messageOf(line string) string {
	if !strings.HasPrefix(strings.TrimSpace(line), "{") {
		return line
	}
	var object struct {
		Text *string `json:"text"`
	}
	if json.Unmarshal([]byte(line), &object) != nil || object.Text == nil {
		return line
	}
	return *object.Text
}
