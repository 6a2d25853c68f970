package plan

import (
	"strings"
	"unicode/utf8"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Name is the flow's name in sessions.
const Name = "plan"

// The steps: the first is where PLAN leads, the others are its lists.
const (
	homeStep       = "home"
	themeStep      = "plantheme"
	saidStep       = "said"
	prioritiesStep = "priorities"
)

// What can be chosen at home beside the lists.
const (
	aboutChoice    = "about"
	partnersChoice = "partners"
)

// descriptive is how many words make a text something to be heard and not a
// slip at a choice.
const descriptive = 3

type flow struct{ plan *partnership.Plan }

// New returns the flow for a plan.
func New(plan *partnership.Plan) flows.Flow {
	f := flow{plan}
	return flows.Flow{
		Name: Name, Revision: 1,
		Menu: flows.Say("menu.plan"),
		Steps: []flows.Step{
			{ID: homeStep, Ask: f.askHome, Take: f.takeHome},
			{ID: themeStep, OnDemand: true, Ask: f.askTheme, Take: f.takeTheme},
			{ID: saidStep, OnDemand: true, Ask: f.askSaid, Take: f.takeSaid},
			{ID: prioritiesStep, OnDemand: true, Ask: f.askPriorities, Take: f.takePriorities},
		},
		Commands: map[flows.Command]func(flows.Scene) flows.Move{flows.CmdPlan: begin},
		Done:     map[flows.EffectKind]func(flows.Scene, flows.Effect, flows.Outcome) flows.Move{flows.ReadProgress: f.showTheme},
	}
}

// begin shows the plan from the start. A draft of something else stays.
func begin(sc flows.Scene) flows.Move {
	if sc.Writing(Name) {
		return flows.Move{Say: []flows.Line{flows.Say("plan.later")}}
	}
	sc.Begin(Name)
	return flows.Move{Ask: homeStep}
}

func (f flow) askHome(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("plan", "Town", f.plan.Town, "Period", f.plan.Period)},
		Choices: []flows.Choice{
			{ID: themeStep, Label: flows.Say("plan.themes"), Wide: true},
			{ID: saidStep, Label: flows.Say("plan.said"), Wide: true},
			{ID: prioritiesStep, Label: flows.Say("plan.priorities"), Wide: true},
			{ID: aboutChoice, Label: flows.Say("plan.about"), Wide: true},
			{ID: partnersChoice, Label: flows.Say("plan.partners"), Wide: true},
		},
		Yes: themeStep,
	}
}

func (f flow) takeHome(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "":
		return other(sc)
	case aboutChoice:
		return read(sc, 0, f.about()...)
	case partnersChoice:
		return read(sc, 0, f.partners()...)
	}
	return flows.Move{Ask: chosen}
}

func (f flow) about() []flows.Line {
	var lines []flows.Line
	for i, line := range f.plan.About {
		lines = append(lines, flows.Named(partnership.AboutKey(i), line))
	}
	return lines
}

func (f flow) partners() []flows.Line {
	return []flows.Line{
		flows.Say("plan.together", "Partners", words(f.plan.Partners)),
		flows.Say("plan.oversees", "Who", f.plan.Oversees),
		flows.Say("plan.more", "Website", f.plan.Website, "Email", f.plan.Email),
	}
}

// other takes what chose nothing. A text is no slip: it is heard as if nothing
// had been asked, so that a report can begin here, too.
func other(sc flows.Scene) flows.Move {
	if sc.In.Kind == flows.Said && len(strings.Fields(sc.In.Text)) >= descriptive || sc.In.Kind == flows.SentPhoto || sc.In.Kind == flows.SentPlace {
		return flows.Move{Leave: true}
	}
	return flows.Move{Missed: true}
}

// read is the end of a way: what was asked for, and where one can go from here;
// a text message leaves that out where there is no room for it. The flow is over, so that what is
// written next is free.
func read(sc flows.Scene, theme int, lines ...flows.Line) flows.Move {
	reply := flows.Reply{Lines: lines}
	if sc.In.Form.Buttons {
		reply.Choices = []flows.Choice{flows.Do(flows.CmdPlan, flows.Say("plan.on")), idea(theme)}
	} else {
		reply.Lines = append(reply.Lines, flows.Say("plan.next"))
	}
	return flows.Move{End: true, Reply: &reply}
}

// twoTexts is what fits two joined text messages, in characters.
const twoTexts = 306

// length is how many characters lines take together, what stands around names
// counted generously.
func length(lines []flows.Line) int {
	n := 0
	for _, line := range lines {
		n += utf8.RuneCountInString(line.Text) + 1
		for _, arg := range line.Args {
			switch arg := arg.(type) {
			case string:
				n += utf8.RuneCountInString(arg)
			case []flows.Line:
				n += length(arg) - 1 + 4*(len(arg)-1)
			case flows.Line:
				n += length([]flows.Line{arg}) - 1
			}
		}
		if len(line.Args) > 0 {
			n += around
		}
	}
	return n
}

// around is how many characters our own words beside a name have at most.
const around = 8

func words(texts []string) []flows.Line {
	lines := make([]flows.Line, len(texts))
	for i, text := range texts {
		lines[i] = flows.Words(text)
	}
	return lines
}
