package flowtest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"yousaid/flows"
)

// line is one line of a transcript that does something.
type line struct {
	text string // as it stands
	who  string // who says or does it; empty for comments and blank lines
	said bool   // "who> …"
	rest string
}

// parse splits a transcript into its lines, the bot's left out.
func parse(script string) []line {
	var lines []line
	bot := false
	for text := range strings.Lines(script) {
		text = strings.TrimRight(text, "\n")
		if bot && strings.HasPrefix(text, indent) {
			continue
		}
		if bot = strings.HasPrefix(text, "bot>"); bot {
			continue
		}
		lines = append(lines, parseLine(text))
	}
	return lines
}

func parseLine(text string) line {
	l := line{text: text}
	if text == "" || strings.HasPrefix(text, "#") {
		return l
	}
	end := strings.IndexAny(text, ">:")
	if end < 0 || strings.ContainsAny(text[:end], " ") {
		return l
	}
	l.who, l.said, l.rest = text[:end], text[end] == '>', strings.TrimPrefix(text[end+1:], " ")
	return l
}

// reading reads "6=0.93 5=0.04 place=\"Wardown Park\" danger=sure plain needs=domestic".
func reading(text string) (flows.Reading, error) {
	r := flows.Reading{}
	fields, err := fields(text)
	if err != nil {
		return r, err
	}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		if err := read(&r, name, value); err != nil {
			return r, fmt.Errorf("reads: %s: %w", field, err)
		}
	}
	return r, nil
}

func read(r *flows.Reading, name, value string) error {
	switch name {
	case "place":
		r.Place = &flows.Place{Name: value}
	case "outside":
		r.Place = &flows.Place{Name: value, Outside: true}
	case "postcode":
		r.Postcode = value
	case "when":
		from, to, _ := strings.Cut(value, "/")
		start, err := time.Parse("2006-01-02T15:04Z07:00", from)
		if err != nil {
			return err
		}
		end, err := time.Parse("2006-01-02T15:04Z07:00", to)
		r.When = &flows.When{Start: start, End: end}
		return err
	case "language":
		r.Language = value
	case "danger":
		r.Danger = map[string]flows.Danger{"sure": flows.SureDanger, "unsure": flows.UnsureDanger}[value]
	case "plain":
		r.Plain = true
	case "needs":
		for need := range strings.SplitSeq(value, ",") {
			r.Needs = append(r.Needs, flows.Need(need))
		}
	default:
		theme, err := strconv.Atoi(name)
		if err != nil {
			return err
		}
		chance, err := strconv.ParseFloat(value, 64)
		r.Themes = append(r.Themes, flows.Guess{Theme: theme, Confidence: chance})
		return err
	}
	return nil
}

// fields splits at spaces outside of quotes, and takes the quotes away.
func fields(text string) ([]string, error) {
	var list []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		end := strings.IndexAny(text, ` "`)
		if end < 0 {
			return append(list, text), nil
		}
		if text[end] == ' ' {
			list, text = append(list, text[:end]), text[end:]
			continue
		}
		quoted, err := strconv.QuotedPrefix(text[end:])
		if err != nil {
			return nil, fmt.Errorf("quotes in %q: %w", text, err)
		}
		words, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		list, text = append(list, text[:end]+words), text[end+len(quoted):]
	}
	return list, nil
}
