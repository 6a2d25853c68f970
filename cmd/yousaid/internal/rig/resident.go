package rig

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"yousaid/flows/partnership"
)

// Resident is somebody who reports by reading what the service says. They know
// what they want to tell, not how the service asks.
type Resident struct {
	Phone

	Story string             // what happened; its words are unmistakable
	Theme *partnership.Theme // what it is about; nil: not sure
	Place string             // empty: they skip the question
	Reply time.Duration      // how long they wait for an answer; 10 s when zero
	// Again is what they do, twice at most, where no answer comes. Nil: they wait.
	Again func()

	// BeforeSend is what happens between reading the summary and sending it.
	BeforeSend func()

	// WhenKept is what happens once they were told that the report goes by itself.
	WhenKept func()

	Reference string
	Kept      bool     // they were told that the report goes by itself
	Repeats   int      // how often they wrote again
	Said      []string // the service's words, in order, without repeats

	known map[string]bool
}

// Reference is what residents are told to quote.
var Reference = regexp.MustCompile(`LUT-[0-9A-Z]{4}-[0-9A-Z]{3}`)

var errStuck = errors.New("the resident doesn't know what to answer")

const (
	reply   = 10 * time.Second
	longest = 25 // messages until a report is sent
)

// Report tells the story and answers until the service names a reference.
func (r *Resident) Report(ctx context.Context) (reference string, err error) {
	r.Say(r.Story)
	return r.Finish(ctx)
}

// Finish answers what the service asks until it names a reference.
func (r *Resident) Finish(ctx context.Context) (reference string, err error) {
	for range longest {
		h, err := r.Next(ctx)
		if err != nil {
			return "", err
		}
		if r.filed(h) {
			return r.Reference, nil
		}
		if err := r.Answer(h); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("%w after %d messages: %q", errStuck, longest, r.Said)
}

// Until answers until the service says these words, and leaves them
// unanswered.
func (r *Resident) Until(ctx context.Context, words string) (Heard, error) {
	for range longest {
		h, err := r.Next(ctx)
		if err != nil || strings.Contains(h.Text, words) {
			return h, err
		}
		if err := r.Answer(h); err != nil {
			return Heard{}, err
		}
	}
	return Heard{}, fmt.Errorf("%w: never heard %q", errStuck, words)
}

// Next is the next thing that the service says which it didn't say before: a
// message that comes twice is read once.
func (r *Resident) Next(ctx context.Context) (Heard, error) {
	for tries := 0; ; {
		within, cancel := context.WithTimeout(ctx, cmp.Or(r.Reply, reply))
		h, err := r.Hear(within)
		cancel()
		if err != nil && r.Again != nil && tries < 2 && ctx.Err() == nil {
			tries++
			r.Repeats++
			r.Again()
			continue
		}
		if err != nil {
			return Heard{}, fmt.Errorf("no answer on %s after %q: %w", r.Network(), r.Said, err)
		}
		if r.hears(h) {
			return h, nil
		}
	}
}

// hears notes what was said and reports whether it was new.
func (r *Resident) hears(h Heard) bool {
	if r.known == nil {
		r.known = map[string]bool{}
	}
	if r.known[h.Text] {
		return false
	}
	r.known[h.Text] = true
	r.Said = append(r.Said, h.Text)
	return true
}

// filed reads the reference off the words that confirm a report.
func (r *Resident) filed(h Heard) bool {
	if strings.Contains(h.Text, "Your report is safe with us") {
		r.Kept = true
		if r.WhenKept != nil {
			r.WhenKept()
		}
	}
	if !strings.Contains(h.Text, "Your reference is") {
		return false
	}
	r.Reference = Reference.FindString(h.Text)
	return r.Reference != ""
}

// Answer answers one question, as somebody who reads it would.
func (r *Resident) Answer(h Heard) error {
	for _, rule := range rules {
		if !rule.heard.MatchString(h.Text) || rule.only != "" && !h.Offers(rule.only) {
			continue
		}
		label, words := rule.answer(r, h)
		switch {
		case words != "":
			r.Say(words)
			return nil
		case label != "":
			return r.Choose(h, label)
		default:
			return nil // nothing to answer: what follows is waited for
		}
	}
	return fmt.Errorf("%w: %q", errStuck, r.Said)
}

// rule is how a resident answers what they read: by a choice's label, in
// words, or not at all.
type rule struct {
	heard  *regexp.Regexp
	answer func(*Resident, Heard) (label, words string)
	only   string // a label without which the rule is for something else
}

// rules are tried in order.
var rules = []rule{
	{heard: regexp.MustCompile(`goes by itself|I can't answer just now`), answer: func(*Resident, Heard) (string, string) { return "", "" }},
	{heard: regexp.MustCompile(`in danger now`), answer: choose("Carry on"), only: "Carry on"},
	{heard: regexp.MustCompile(`It sounds like`), answer: (*Resident).confirm},
	{heard: regexp.MustCompile(`We know which team`), answer: choose("Choose the subject myself")},
	{heard: regexp.MustCompile(`What is it (mostly )?about\?`), answer: (*Resident).pick},
	{heard: regexp.MustCompile(`We can still pass it on`), answer: choose("Send it to our team anyway")},
	{heard: regexp.MustCompile(`Where was it\?`), answer: (*Resident).where},
	{heard: regexp.MustCompile(`Is it safe for us to write`), answer: choose("Yes, any time")},
	{heard: regexp.MustCompile(`Send what you wrote\?`), answer: send("Yes")},
	{heard: regexp.MustCompile(`(?m)^To send:|This is what we will send`), answer: send("Send")},
	{heard: regexp.MustCompile(`Shall I add that to what happened\?`), answer: choose("Yes, add it")},
	{heard: regexp.MustCompile(`or something new\?`), answer: choose("Something new")},
}

func choose(label string) func(*Resident, Heard) (string, string) {
	return func(*Resident, Heard) (string, string) { return label, "" }
}

func send(label string) func(*Resident, Heard) (string, string) {
	return func(r *Resident, _ Heard) (string, string) {
		if r.BeforeSend != nil {
			r.BeforeSend()
		}
		return label, ""
	}
}

// confirm agrees where the service understood, else asks for the others.
func (r *Resident) confirm(h Heard) (label, words string) {
	if r.Theme != nil && strings.Contains(h.Text, r.Theme.Name) {
		return "Yes", ""
	}
	return "No, show me others", ""
}

// pick finds the theme by its short name.
func (r *Resident) pick(h Heard) (label, words string) {
	for _, none := range []string{"Something else / not sure", "Other / not sure"} {
		if r.Theme == nil && h.Offers(none) {
			return none, ""
		}
	}
	if r.Theme != nil && h.Offers(r.Theme.Short) {
		return r.Theme.Short, ""
	}
	return "Show all", ""
}

func (r *Resident) where(Heard) (label, words string) {
	if r.Place == "" {
		return "", "skip"
	}
	return "", r.Place
}
