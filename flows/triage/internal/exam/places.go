package exam

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"yousaid/flows"
	"yousaid/flows/triage/internal/measure"
)

// Situated is a message with where and when what it tells took place.
type Situated struct {
	Text            string
	Now             time.Time // when it was written
	Place, Postcode string    // empty for none
	From, To        time.Time // on London's clock, told as UTC; zero for no time
}

const (
	wallClock = "2006-01-02T15:04"
	none      = "-"
)

// Places reads an exam of places and times: lines "place | postcode | when |
// text" after one that says "now" and an instant.
func Places(folder fs.FS, name string) ([]Situated, error) {
	var list []Situated
	var now time.Time
	err := lines(folder, name, func(line string) (err error) {
		if stamp, ok := strings.CutPrefix(line, "now "); ok {
			now, err = time.Parse(wallClock+"Z", stamp)
			return err
		}
		fields := strings.SplitN(line, " | ", 4)
		if len(fields) < 4 {
			return errors.New("not four fields")
		}
		s := Situated{Text: fields[3], Now: now, Place: known(fields[0]), Postcode: known(fields[1])}
		if span := known(fields[2]); span != "" {
			from, to, _ := strings.Cut(span, "/")
			if s.From, err = time.Parse(wallClock, from); err != nil {
				return fmt.Errorf("when it began: %w", err)
			}
			if s.To, err = time.Parse(wallClock, to); err != nil {
				return fmt.Errorf("when it ended: %w", err)
			}
		}
		list = append(list, s)
		return nil
	})
	return list, err
}

func known(field string) string {
	if field == none {
		return ""
	}
	return field
}

// PlaceFigures are how often each was told right, where there is one and where
// there is none.
type PlaceFigures struct{ Place, Postcode, When measure.Share }

// SitPlaces reads the messages of an exam of places and times, and calls wrong
// for each that isn't read as its key has it.
func SitPlaces(list []Situated, read func(text string, now time.Time) flows.Reading, wrong func(s Situated, what string)) PlaceFigures {
	var f PlaceFigures
	for _, s := range list {
		reading := read(s.Text, s.Now)
		for _, part := range []struct {
			what  string
			right bool
			share *measure.Share
		}{
			{"place", s.placed(reading.Place), &f.Place},
			{"postcode", s.Postcode == reading.Postcode, &f.Postcode},
			{"when", s.timed(reading.When), &f.When},
		} {
			part.share.Count(part.right)
			if !part.right {
				wrong(s, part.what)
			}
		}
	}
	return f
}

// placed reports whether a place is the one that is meant. "The" and the
// apostrophe are no part of a name here.
func (s Situated) placed(got *flows.Place) bool {
	if got == nil {
		return s.Place == ""
	}
	return bare(got.Name) == bare(s.Place)
}

func bare(name string) string {
	return strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(name), "'", ""), "the ")
}

// timed reports whether the midpoint of a time falls into the one that is meant.
func (s Situated) timed(got *flows.When) bool {
	if got == nil || got.Start.IsZero() {
		return s.From.IsZero()
	}
	start, end := shown(got.Start), shown(got.End)
	middle := start.Add(end.Sub(start) / 2)
	return !s.From.IsZero() && !middle.Before(s.From) && !middle.After(s.To)
}

// shown is what a clock shows, as if it were UTC.
func shown(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
