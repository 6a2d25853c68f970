package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"yousaid/flows"
	"yousaid/flows/triage/internal/measure"
)

// printer writes tables and keeps the first error.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if _, err := fmt.Fprintf(p.out, format+"\n", args...); p.err == nil {
		p.err = err
	}
}

func (p *printer) figures(title string, reads []measure.Read) {
	english, others := byLanguage(reads)
	p.line("\n%s: %d in English, %d in other languages\n", title, len(english), len(others))
	p.line("%-52s %9s %7s   %9s %7s", "", "English", "target", "others", "target")
	here, there := measure.Of(english), measure.Of(others)
	for _, row := range []struct {
		what         string
		here, there  measure.Share
		want, wanted string
	}{
		{"right theme first", here.First, there.First, ">= 88", ">= 75"},
		{"right theme among the first three", here.Three, there.Three, ">= 97", ">= 92"},
		{"danger now found (999 first)", here.Found, there.Found, ">= 95", ">= 85"},
		{"danger now found or thought possible", here.Noticed, there.Noticed, "", ""},
		{"false alarm on what only sounds like danger", here.Near, there.Near, "<= 4", "<= 6"},
		{"false alarm on street reports", here.Street, there.Street, "<= 0.3", ""},
		{"false alarm on all other messages", here.Ordinary, there.Ordinary, "", ""},
		{"language", here.Language, there.Language, ">= 95", ">= 95"},
	} {
		p.line("%-52s %8.1f%% %7s   %8.1f%% %7s", row.what, 100*row.here.Of(), row.want, 100*row.there.Of(), row.wanted)
	}
	p.eachLanguage(reads)
}

// eachLanguage prints the two theme figures of every language but English.
func (p *printer) eachLanguage(reads []measure.Read) {
	groups := map[string][]measure.Read{}
	for _, read := range reads {
		groups[read.Language] = append(groups[read.Language], read)
	}
	var codes []string
	for code := range groups {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	p.line("\n%-10s %5s %7s %7s %7s %7s %9s", "", "", "first", "three", "found", "near", "language")
	for _, code := range codes {
		f := measure.Of(groups[code])
		p.line("%-10s %5d %6.1f%% %6.1f%% %6.1f%% %6.1f%% %8.1f%%", code, len(groups[code]),
			100*f.First.Of(), 100*f.Three.Of(), 100*f.Found.Of(), 100*f.Near.Of(), 100*f.Language.Of())
	}
}

func byLanguage(reads []measure.Read) (english, others []measure.Read) {
	for _, read := range reads {
		if read.Language == "en" {
			english = append(english, read)
		} else {
			others = append(others, read)
		}
	}
	return english, others
}

func (p *printer) confusion(reads []measure.Read) {
	p.line("\nThemes: right ones down, thought ones across\n")
	p.line("     %s", strings.Join([]string{"    0", "    1", "    2", "    3", "    4", "    5", "    6", "    7", "    8"}, ""))
	for theme, row := range measure.Confusion(reads) {
		var cells strings.Builder
		for _, n := range row {
			fmt.Fprintf(&cells, "%5d", n)
		}
		p.line("%4d %s", theme, cells.String())
	}
}

func (p *printer) calibration(reads []measure.Read) {
	bins, expected := measure.Calibration(reads)
	p.line("\nHow often a confidence was right (expected calibration error %.1f%%)\n", 100*expected)
	for _, bin := range bins {
		if bin.Right.Whole > 0 {
			p.line("said %5.1f%%, was %5.1f%%, %5d messages", 100*bin.Confidence/float64(bin.Right.Whole), 100*bin.Right.Of(), bin.Right.Whole)
		}
	}
}

func (p *printer) mistakes(reads []measure.Read, n int) {
	p.line("\nThe surest mistakes in the theme")
	for _, read := range measure.Worst(reads, n) {
		p.line("%v, thought %d (%.2f): %q", read.Themes, read.First(), read.Reading.Themes[0].Confidence, read.Text)
	}
	p.line("\nDanger that was not even thought possible")
	p.some(reads, n, func(read measure.Read) bool { return read.Danger && read.Reading.Danger == flows.NoDanger })
	p.line("\nFalse alarms")
	p.some(reads, n, func(read measure.Read) bool { return !read.Danger && read.Reading.Danger == flows.SureDanger })
}

// some prints the first n that fit.
func (p *printer) some(reads []measure.Read, n int, fits func(measure.Read) bool) {
	for _, read := range reads {
		if n > 0 && fits(read) {
			p.line("%s: %q", read.File, read.Text)
			n--
		}
	}
}
