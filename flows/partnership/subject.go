package partnership

import (
	"fmt"
	"slices"
	"strings"
)

// Subjects are what triage can tell a message to be about, in the order of its
// numbers, from 1. They are those of the plan that it was made for.
func Subjects() []string {
	return []string{
		"violence", "children", "domestic-abuse", "drugs", "town-centre", "antisocial-behaviour", "hate-crime", "reoffending",
	}
}

// subjects are those that belong to the theme: it names them, or has the id of
// one.
func (t Theme) subjects() []string {
	if len(t.Reads) > 0 || !slices.Contains(Subjects(), t.ID) {
		return t.Reads
	}
	return []string{t.ID}
}

// ThemeOf returns the theme that a subject belongs to, by the number that triage
// has for it. It is false where no theme of this plan has it, and for
// [NoTheme], which is every plan's.
func (p *Plan) ThemeOf(subject int) (int, bool) {
	all := Subjects()
	if subject < 1 || subject > len(all) {
		return NoTheme, false
	}
	for _, theme := range p.Themes {
		if slices.Contains(theme.subjects(), all[subject-1]) {
			return theme.Number, true
		}
	}
	return NoTheme, false
}

// Unread returns the subjects that no theme of the plan has: residents who
// write about one are asked where it belongs, and never told.
func (p *Plan) Unread() []string {
	var list []string
	for i, subject := range Subjects() {
		if _, ok := p.ThemeOf(i + 1); !ok {
			list = append(list, subject)
		}
	}
	return list
}

// checkReads wants subjects that there are, each in one theme.
func (p *Plan) checkReads(f *finder) {
	whose := map[string]int{}
	for i, theme := range p.Themes {
		for j, subject := range theme.subjects() {
			at := fmt.Sprintf("$.themes[%d].reads[%d]", i, j)
			other, taken := whose[subject]
			switch {
			case !slices.Contains(Subjects(), subject):
				f.add(at, "theme %d reads %q: it must be one of %s", i+1, subject, strings.Join(Subjects(), ", "))
			case taken:
				f.add(at, "theme %d reads %q, and so does theme %d", i+1, subject, other)
			}
			whose[subject] = i + 1
		}
	}
}
