package updates

import (
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Name is the flow's name in sessions.
const Name = "updates"

// The steps.
const (
	manageStep  = "manage"
	whichStep   = "which"
	anotherStep = "another"
	oftenStep   = "often"
	latestStep  = "latest"
)

// all is the choice of every theme, in a list of numbers and by word.
const all = "all"

// flow is the flow with the plan that it speaks for.
type flow struct{ plan *partnership.Plan }

// New returns the flow for a plan.
func New(plan *partnership.Plan) flows.Flow {
	f := flow{plan}
	return flows.Flow{
		Name: Name, Revision: 1,
		Menu: flows.Say("menu.updates"), Opened: opened,
		Steps: []flows.Step{
			{ID: manageStep, Applies: subscribed, Ask: f.askManage, Take: f.takeManage},
			{ID: whichStep, Ask: f.askWhich, Take: f.takeWhich},
			{ID: anotherStep, OnDemand: true, Ask: f.askAnother, Take: f.takeAnother},
			{ID: oftenStep, Ask: f.askOften, Take: f.takeOften},
			{ID: latestStep, OnDemand: true, Ask: f.askLatest, Take: f.takeLatest},
		},
		Between: []flows.Step{{ID: flows.WantNews, Ask: f.askWanted, Take: f.takeWanted}},
		Commands: map[flows.Command]func(flows.Scene) flows.Move{
			flows.CmdUpdates: f.begin,
			flows.CmdNoNews:  off,
		},
		Done: map[flows.EffectKind]func(flows.Scene, flows.Effect, flows.Outcome) flows.Move{
			flows.Subscribe:    f.subscribed,
			flows.EndUpdates:   ended,
			flows.ReadProgress: f.latest,
		},
	}
}

func subscribed(sc flows.Scene) bool { return !sc.Session.Resident.Updates.IsZero() }

// begin opens the flow; "UPDATES 4 6" has said already of what. A report that
// is being written is not dropped for it.
func (f flow) begin(sc flows.Scene) flows.Move {
	if sc.Writing(Name) {
		return flows.Move{Say: []flows.Line{flows.Say("updates.later")}}
	}
	sc.Begin(Name)
	chosen, unknown := f.numbers(sc.In.Text)
	switch {
	case sc.In.Kind != flows.Said || chosen == "" && unknown == 0:
		return opened(sc)
	case unknown > 0:
		return flows.Move{Say: []flows.Line{f.noSuch(unknown)}}
	}
	sc.Put(flows.Answer{Step: manageStep, Value: "which", Ahead: true})
	sc.Put(flows.Answer{Step: whichStep, Value: chosen})
	return flows.Move{}
}

// opened leads to the first question, with what it is about where that is a
// list.
func opened(sc flows.Scene) flows.Move {
	if subscribed(sc) {
		return flows.Move{}
	}
	return flows.Move{Say: []flows.Line{flows.Say("updates.about")}}
}

// off ends all updates, at whatever step, and says so even where there were
// none: they want to be sure.
func off(flows.Scene) flows.Move {
	return flows.Move{Effects: []flows.Effect{{Kind: flows.EndUpdates}}}
}

func ended(sc flows.Scene, _ flows.Effect, _ flows.Outcome) flows.Move {
	sc.Session.Resident.Updates = flows.Subscription{}
	sc.Session.Resident.Asked = true
	return flows.Move{End: sc.Session.Flow == Name, Say: []flows.Line{flows.Say("updates.off")}}
}

// askWanted asks a resident who has filed a report whether they would like
// updates. On networks with buttons the answers work at any later time, too.
func (f flow) askWanted(sc flows.Scene) flows.Question {
	yes := flows.Choice{ID: string(flows.CmdUpdates), Label: flows.Say("updates.want.yes"), Wide: true}
	no := flows.Choice{ID: string(flows.CmdNoNews), Label: flows.Say("updates.want.no"), Wide: true}
	if sc.In.Form.Buttons {
		yes, no = flows.Do(flows.CmdUpdates, yes.Label), flows.Do(flows.CmdNoNews, no.Label)
	}
	return flows.Question{
		Lines:   []flows.Line{flows.Say("updates.want", "Town", f.plan.Town)},
		Choices: []flows.Choice{yes, no}, Yes: yes.ID, No: no.ID,
	}
}

func (f flow) takeWanted(sc flows.Scene, chosen string) flows.Move {
	sc.Session.Step = ""
	switch flows.Command(chosen) {
	case flows.CmdUpdates:
		sc.Begin(Name)
		return opened(sc)
	case flows.CmdNoNews:
		return flows.Move{Say: []flows.Line{flows.Say("updates.want.not")}}
	}
	if sc.In.Kind == flows.Said && len(sc.In.Text) < 3 {
		sc.Session.Step = flows.WantNews
		return flows.Move{Missed: true}
	}
	return flows.Move{Leave: true}
}
