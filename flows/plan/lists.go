package plan

import (
	"slices"
	"strconv"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

func (f flow) askTheme(flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("plan.which")}}
	for _, theme := range f.plan.Themes {
		q.Choices = append(q.Choices, choice(theme.Number, flows.Named(theme.Key("short"), theme.Short)))
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
// that is going and what belongs to it; over SMS what there is room for.
func (f flow) showTheme(sc flows.Scene, wanted flows.Effect, out flows.Outcome) flows.Move {
	n := wanted.Updates.Themes[0]
	theme, _ := f.plan.Theme(n)
	var leads []flows.Line
	for _, agency := range f.plan.Leads(n) {
		leads = append(leads, flows.Words(agency.Name))
	}
	lines := []flows.Line{named(theme, "name", theme.Name), flows.Say("plan.lead", "Leads", leads), named(theme, "doing", theme.Doing)}
	lines = append(lines, progress(sc, done(out.Progress), twoTexts-length(lines))...)
	return read(sc, n, append(lines, named(theme, "covers", theme.Covers))...)
}

// done leaves out what only says what was heard.
func done(news []flows.Progress) []flows.Progress {
	return slices.DeleteFunc(slices.Clone(news), func(p flows.Progress) bool { return p.Heard })
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
		q.Choices = append(q.Choices, choice(i+1, flows.Named(partnership.SaidKey(i, "short"), wish.Short)))
	}
	return q
}

func (f flow) takeSaid(sc flows.Scene, chosen string) flows.Move {
	n, _ := strconv.Atoi(chosen)
	if n < 1 || n > len(f.plan.YouSaid) {
		return other(sc)
	}
	wish := f.plan.YouSaid[n-1]
	lines := []flows.Line{flows.Say("plan.yousaid", "Said", flows.Named(partnership.SaidKey(n-1, "said"), wish.Said))}
	for i, doing := range wish.Doing {
		lines = append(lines, flows.Named(partnership.DoingKey(n-1, i), doing))
	}
	return read(sc, 0, lines...)
}

// askPriorities names them in plain words. Where there is room the plan's own
// stand above.
func (f flow) askPriorities(sc flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("plan.matters")}}
	for i, priority := range f.plan.Priorities {
		if sc.In.Form.Buttons {
			q.Lines = append(q.Lines, flows.Say("plan.priority", "Number", strconv.Itoa(i+1), "Name", flows.Named(partnership.PriorityKey(i, "name"), priority.Name)))
		}
		q.Choices = append(q.Choices, choice(i+1, flows.Named(partnership.PriorityKey(i, "short"), priority.Short)))
	}
	return q
}

func (f flow) takePriorities(sc flows.Scene, chosen string) flows.Move {
	n, _ := strconv.Atoi(chosen)
	if n < 1 || n > len(f.plan.Priorities) {
		return other(sc)
	}
	priority := f.plan.Priorities[n-1]
	return read(sc, 0,
		flows.Named(partnership.PriorityKey(n-1, "name"), priority.Name), flows.Named(partnership.PriorityKey(n-1, "plain"), priority.Plain))
}

func choice(n int, label flows.Line) flows.Choice {
	return flows.Choice{ID: strconv.Itoa(n), Label: label, Wide: true}
}

// named is a field of a theme in the resident's language.
func named(theme partnership.Theme, field, text string) flows.Line {
	return flows.Named(theme.Key(field), text)
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
