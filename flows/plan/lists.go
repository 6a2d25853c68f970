package plan

import (
	"strconv"

	"yousaid/flows"
)

func (f flow) askTheme(flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("plan.which")}}
	for _, theme := range f.plan.Themes {
		q.Choices = append(q.Choices, choice(theme.Number, theme.Short))
	}
	return q
}

// takeTheme asks the record how it is going with a theme, to show it.
func (f flow) takeTheme(sc flows.Scene, chosen string) flows.Move {
	n, _ := strconv.Atoi(chosen)
	if _, ok := f.plan.Theme(n); !ok {
		return other(sc)
	}
	return flows.Move{Effects: []flows.Effect{{Kind: flows.ReadProgress, Updates: &flows.Subscription{Themes: []int{n}}}}}
}

// showTheme shows a theme: its name, who leads it, what is done about it, how
// that is going and, over SMS where there is room for it, what belongs to it.
func (f flow) showTheme(sc flows.Scene, wanted flows.Effect, out flows.Outcome) flows.Move {
	n := wanted.Updates.Themes[0]
	theme, _ := f.plan.Theme(n)
	var leads []flows.Line
	for _, agency := range f.plan.Leads(n) {
		leads = append(leads, flows.Words(agency.Name))
	}
	lines := []flows.Line{flows.Words(theme.Name), flows.Say("plan.lead", "Leads", leads), flows.Words(theme.Doing)}
	lines = append(lines, progress(sc, out.Progress, twoTexts-length(lines))...)
	covers := flows.Words(theme.Covers)
	if sc.In.Form.Buttons || length(append(lines, covers)) <= twoTexts {
		lines = append(lines, covers)
	}
	return read(sc, n, lines...)
}

// progress is what a lead published last, if anything. Over SMS as much of it is
// shown as there is room for.
func progress(sc flows.Scene, newest []flows.Progress, left int) []flows.Line {
	switch {
	case len(newest) == 0:
		return nil
	case sc.In.Form.Buttons:
		return []flows.Line{flows.Say("plan.newest"), flows.Words(newest[0].Words)}
	}
	text, cut := flows.Shorten(newest[0].Words, max(left-around-4, 0))
	if cut {
		text += "..."
	}
	return []flows.Line{flows.Say("plan.newest.short", "News", flows.Words(text))}
}

func (f flow) askSaid(flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("plan.wishes")}}
	for i, wish := range f.plan.YouSaid {
		q.Choices = append(q.Choices, choice(i+1, wish.Short))
	}
	return q
}

func (f flow) takeSaid(sc flows.Scene, chosen string) flows.Move {
	n, _ := strconv.Atoi(chosen)
	if n < 1 || n > len(f.plan.YouSaid) {
		return other(sc)
	}
	wish := f.plan.YouSaid[n-1]
	return read(sc, 0, append([]flows.Line{flows.Say("plan.yousaid", "Said", wish.Said)}, words(wish.Doing)...)...)
}

// askPriorities names them in plain words. Where there is room the plan's own
// stand above.
func (f flow) askPriorities(sc flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("plan.matters")}}
	for i, priority := range f.plan.Priorities {
		if sc.In.Form.Buttons {
			q.Lines = append(q.Lines, flows.Words(strconv.Itoa(i+1)+". "+priority.Name))
		}
		q.Choices = append(q.Choices, choice(i+1, priority.Short))
	}
	return q
}

func (f flow) takePriorities(sc flows.Scene, chosen string) flows.Move {
	n, _ := strconv.Atoi(chosen)
	if n < 1 || n > len(f.plan.Priorities) {
		return other(sc)
	}
	priority := f.plan.Priorities[n-1]
	return read(sc, 0, flows.Words(priority.Name), flows.Words(priority.Plain))
}

func choice(n int, label string) flows.Choice {
	return flows.Choice{ID: strconv.Itoa(n), Label: flows.Words(label), Wide: true}
}

// idea is the button that asks what the resident thinks of a theme; 0 leaves
// open of which.
func idea(theme int) flows.Choice {
	button := flows.Do(flows.CmdIdea, flows.Say("plan.idea"))
	if theme > 0 {
		button.Draft = strconv.Itoa(theme)
	}
	return button
}
