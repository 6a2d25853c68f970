package updates

import (
	"strconv"

	"yousaid/flows"
)

// askManage shows what the resident gets, and what can be done about it.
func (f flow) askManage(sc flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{f.standing(sc)},
		Choices: []flows.Choice{
			{ID: latestStep, Label: flows.Say("updates.manage.read"), Wide: true},
			{ID: whichStep, Label: flows.Say("updates.manage.which"), Wide: true},
			{ID: oftenStep, Label: flows.Say("updates.manage.often"), Wide: true},
			{ID: string(flows.CmdNoNews), Label: flows.Say("updates.manage.off"), Wide: true},
			{ID: "keep", Label: flows.Say("updates.manage.keep"), Wide: true},
		},
		No: "keep",
	}
}

// standing is the subscription in words.
func (f flow) standing(sc flows.Scene) flows.Line {
	has := sc.Session.Resident.Updates
	often := flows.Say("updates.standing.now")
	if has.Weekly {
		often = flows.Say("updates.standing.weekly")
	}
	switch {
	case has.All:
		return flows.Say("updates.standing.all", "Often", often)
	case len(has.Themes) > 1 && !sc.In.Form.Buttons:
		return flows.Say("updates.standing.many", "Count", len(has.Themes), "Often", often)
	}
	return flows.Say("updates.standing", "Themes", f.names(has.Themes), "Often", often)
}

func (f flow) takeManage(sc flows.Scene, chosen string) flows.Move {
	has := sc.Session.Resident.Updates
	switch chosen {
	case latestStep:
		return f.read(sc)
	case whichStep:
		sc.Put(flows.Answer{Step: manageStep, Value: chosen})
		return flows.Move{}
	case oftenStep:
		sc.Put(flows.Answer{Step: manageStep, Value: chosen})
		value := joined(has.Themes)
		if has.All {
			value = all
		}
		sc.Put(flows.Answer{Step: whichStep, Value: value, Ahead: true})
		return flows.Move{}
	case string(flows.CmdNoNews):
		return off(sc)
	case "keep":
		return flows.Move{End: true, Say: []flows.Line{flows.Say("updates.unchanged")}}
	}
	return other(sc)
}

// read asks the record for the newest update, of the one theme that there is or
// of the one that is chosen.
func (f flow) read(sc flows.Scene) flows.Move {
	has := sc.Session.Resident.Updates
	if !has.All && len(has.Themes) == 1 {
		return progressOf(has.Themes[0])
	}
	return flows.Move{Ask: latestStep}
}

func (f flow) askLatest(sc flows.Scene) flows.Question {
	has := sc.Session.Resident.Updates
	q := flows.Question{Lines: []flows.Line{flows.Say("updates.latest")}}
	for _, choice := range f.themeChoices(nil) {
		n, _ := strconv.Atoi(choice.ID) // it is a theme's number
		if has.All || includes(has.Themes, n) {
			q.Choices = append(q.Choices, choice)
		}
	}
	return q
}

func (f flow) takeLatest(sc flows.Scene, chosen string) flows.Move {
	if n, err := strconv.Atoi(chosen); err == nil {
		return progressOf(n)
	}
	return other(sc)
}

func progressOf(theme int) flows.Move {
	return flows.Move{Effects: []flows.Effect{{
		Kind: flows.ReadProgress, Updates: &flows.Subscription{Themes: []int{theme}},
	}}}
}

// latest shows the newest update that was asked for. Nothing is guarded here:
// it was asked for by name.
func (f flow) latest(sc flows.Scene, _ flows.Effect, out flows.Outcome) flows.Move {
	end := sc.Session.Flow == Name
	if out.Away {
		return flows.Move{Ask: sc.Session.Step, Say: []flows.Line{flows.Say("away")}}
	}
	if len(out.Progress) == 0 {
		return flows.Move{End: end, Say: []flows.Line{flows.Say("updates.none")}}
	}
	var say []flows.Line
	for _, news := range out.Progress {
		theme, _ := f.plan.Theme(news.Theme)
		agency, _ := f.plan.Agency(news.Agency)
		head := flows.Say("updates.news", "Theme", named(theme), "Agency", agency.Short, "Date", f.date(news))
		if news.Heard {
			head = flows.Say("updates.heard", "Theme", named(theme), "Agency", agency.Short, "Date", f.date(news))
		}
		say = append(say, head, flows.Words(news.Words))
	}
	return flows.Move{End: end, Say: say}
}

// date is the day on which an update was published, as the town's clock has it.
func (f flow) date(news flows.Progress) flows.Line {
	at := news.At.In(f.plan.Zone())
	month := flows.Line{Key: "month." + strconv.Itoa(int(at.Month()))}
	return flows.Say("day.date", "Day", at.Day(), "Month", month, "Year", at.Year())
}
