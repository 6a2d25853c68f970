package locale

import (
	"slices"
	"strings"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
)

// Billed parts that a text message may have (resident-safety rule 11).
const (
	mostParts     = 2
	mostWideParts = 3 // where its letters need the larger alphabet
)

// asides are lines that a text message can do without: what is asked after them
// tells enough. 999 and what was sent are none.
var asides = []string{
	"hello", "missed", "missed.again", "missed.words", "odd.edit", "odd.file", "odd.other", "odd.signs", "odd.voice",
	"stale", "skip.needed", "skip.nothing", "back.first", "command.unknown", "restarted", "forget.kept", "start.done",
	"language.done", "extra.added", "new.already", "over.none", "read.none", "where.kept", "photos.kept",
	"welcome", "welcome.computer", "hello.data", "updates.nosuch", "filed.next",
	"voice.later", "plan.later", "updates.later", "mine.missed", "pin.digits", "read.back", "message.later",
	"pulse.offer", "calm", "dropped", "drop.kept", "drop.nothing",
}

// pages are what a page of the plan can do without, in the order in which it is
// tried: where to go on, what belongs to a theme, what is new with it, who
// oversees the plan and where to read more.
var pages = [][]string{
	{"plan.next"},
	{".covers"},
	{".covers", "plan.next"},
	{".covers", "plan.newest.short"},
	{".covers", "plan.newest.short", "plan.next"},
	{"plan.oversees"},
	{"plan.oversees", "plan.next"},
	{"plan.oversees", "plan.more", "plan.next"},
}

// isAside also counts the answer to a question that was asked back: beside a
// danger line and a long question there may be no room for it.
func isAside(key string) bool { return slices.Contains(asides, key) || strings.HasPrefix(key, "ask.") }

// fit joins the lines of a text message. One that would have too many parts
// goes without its asides, and with fewer helplines, but never without any.
func fit(lines []said, choices string) string {
	if tooLong(lines, choices) {
		lines = page(lines, choices)
	}
	for tooLong(lines, choices) {
		spare := spare(lines, choices != "")
		if spare < 0 {
			break
		}
		lines = slices.Delete(lines, spare, spare+1)
	}
	return joined(lines, choices)
}

func tooLong(lines []said, choices string) bool {
	text, most := joined(lines, choices), mostParts
	if !gsm7.Encodable(text) {
		text = gsm7.Replace(text)
		most = mostWideParts
	}
	return gsm7.Parts(text) > most
}

// page leaves out what a page of the plan can do without.
func page(lines []said, choices string) []said {
	least := lines
	for _, keys := range pages {
		rest := slices.DeleteFunc(slices.Clone(lines), func(line said) bool {
			return slices.ContainsFunc(keys, func(key string) bool { return strings.HasSuffix(line.key, key) })
		})
		if !tooLong(rest, choices) {
			return rest
		}
		if len(rest) < len(least) {
			least = rest
		}
	}
	return least
}

// said is a line as it was rendered.
type said struct{ key, text string }

func joined(lines []said, choices string) string {
	var all []string
	for _, line := range lines {
		all = append(all, line.text)
	}
	if choices != "" {
		all = append(all, choices)
	}
	return strings.Join(all, "\n")
}

// spare is the place of the last line that can be left out, -1 when all must
// stay.
func spare(lines []said, asked bool) int {
	helplines := 0
	for _, line := range lines {
		if strings.HasPrefix(line.key, "helpline") {
			helplines++
		}
	}
	for i, line := range slices.Backward(lines) {
		if helplines > 1 && strings.HasPrefix(line.key, "helpline") {
			return i
		}
		if (asked || i < len(lines)-1) && isAside(line.key) {
			return i
		}
	}
	for _, key := range lastly {
		if i := slices.IndexFunc(lines, func(line said) bool { return line.key == key }); i >= 0 && len(lines) > 1 {
			return i
		}
	}
	return -1
}

// lastly are lines that go when nothing else is left to go: how to ask for
// helplines (999 stands above it), that more waits, and that there is no report.
var lastly = []string{"danger.numbers", "read.more", "mine.none"}

// render puts the lines of a reply into words.
func (v voice) render(lines []flows.Line) []said {
	all := make([]said, 0, len(lines)+1)
	for _, line := range lines {
		if text := v.line(line); text != "" {
			all = append(all, said{line.Key, text})
		}
	}
	return all
}
