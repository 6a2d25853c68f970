// Package measure says how well messages were read: the figures that triage
// has to reach, what is taken for what, and whether its chances are honest.
package measure

import (
	"math"
	"slices"

	"yousaid/flows"
	"yousaid/flows/triage/internal/corpus"
)

// Read is a message with what was read in it.
type Read struct {
	corpus.Message
	Reading flows.Reading
}

// First is the theme that was thought the likeliest.
func (r Read) First() int { return r.Reading.Themes[0].Theme }

// Among reports whether a right theme is among the first n.
func (r Read) Among(n int) bool {
	return slices.ContainsFunc(r.Reading.Themes[:n], func(guess flows.Guess) bool { return r.Right(guess.Theme) })
}

// Share is a part of a whole.
type Share struct{ Part, Whole int }

// Of is the share as a number, 0 when there is no whole.
func (s Share) Of() float64 {
	if s.Whole == 0 {
		return 0
	}
	return float64(s.Part) / float64(s.Whole)
}

// Count adds one to the whole, and to the part where it is in.
func (s *Share) Count(in bool) {
	s.Whole++
	if in {
		s.Part++
	}
}

// Figures are what triage has to reach.
type Figures struct {
	First, Three   Share // right theme first, among the first three
	Found, Noticed Share // danger now: sure, at least unsure
	Near           Share // false alarm on what only sounds like danger
	Ordinary       Share // false alarm on everything else
	Street         Share // false alarm on street reports
	Language       Share // language told right
}

// Of counts the figures.
func Of(reads []Read) Figures {
	var f Figures
	for _, read := range reads {
		sure := read.Reading.Danger == flows.SureDanger
		f.First.Count(read.Among(1))
		f.Three.Count(read.Among(3))
		f.Language.Count(read.Reading.Language == read.Language)
		switch read.Kind {
		case corpus.Danger:
			f.Found.Count(sure)
			f.Noticed.Count(read.Reading.Danger != flows.NoDanger)
		case corpus.NearDanger:
			f.Near.Count(sure)
		case corpus.Street:
			f.Street.Count(sure)
		case corpus.Ordinary:
			f.Ordinary.Count(sure)
		}
	}
	return f
}

// Confusion counts, for each theme that would have been right (the best one, if
// several), how often each was thought the likeliest. Where any right theme
// came first it counts as that one for both.
func Confusion(reads []Read) [9][9]int {
	var table [9][9]int
	for _, read := range reads {
		right := read.Themes[0]
		if read.Among(1) {
			right = read.First()
		}
		table[right][read.First()]++
	}
	return table
}

// Bin is the messages whose confidence lies in one tenth.
type Bin struct {
	Right      Share
	Confidence float64 // summed
}

// Calibration sorts messages by how sure the first theme was, into tenths, and
// gives the expected calibration error: how far confidence is from being right,
// on average.
func Calibration(reads []Read) (bins [10]Bin, expected float64) {
	for _, read := range reads {
		confidence := read.Reading.Themes[0].Confidence
		bin := &bins[min(int(confidence*10), 9)]
		bin.Right.Count(read.Among(1))
		bin.Confidence += confidence
	}
	for _, bin := range bins {
		if bin.Right.Whole > 0 {
			expected += math.Abs(float64(bin.Right.Part)-bin.Confidence) / float64(len(reads))
		}
	}
	return bins, expected
}

// Worst gives the n mistakes in the theme that were made with the most
// confidence.
func Worst(reads []Read, n int) []Read {
	var wrong []Read
	for _, read := range reads {
		if !read.Among(1) {
			wrong = append(wrong, read)
		}
	}
	slices.SortStableFunc(wrong, func(a, b Read) int {
		switch a, b := a.Reading.Themes[0].Confidence, b.Reading.Themes[0].Confidence; {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	return wrong[:min(n, len(wrong))]
}
