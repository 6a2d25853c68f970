package talk

import (
	"strconv"
	"strings"

	"yousaid/flows"
)

// mostWhy is how much is kept of why a report was dealt with well or badly, in
// characters: one word is asked for.
const mostWhy = 200

// asksHow: a report that was closed is asked about once, with the notice that
// says so. Where that waits for READ, as those about guarded themes do, it is
// asked by READ.
func asksHow(n flows.Notice) bool { return n.Kind == flows.NoticeClosed && n.Rate }

// howWasIt tells a notice and asks how the report was dealt with. Whatever is
// no answer to that is heard as if nothing had been asked.
func howWasIt(sc flows.Scene, n flows.Notice, lines []flows.Line) flows.Move {
	sc.Begin(Name)
	sc.Put(flows.Answer{Step: rateNote, Value: n.Report.ID, Ahead: true})
	return flows.Move{Say: lines, Ask: rateStep}
}

func askRate(sc flows.Scene) flows.Question {
	report := known(sc, sc.Value(rateNote), flows.Known{})
	q := flows.Question{
		Lines: []flows.Line{flows.Say("rate")},
		Choices: []flows.Choice{
			{ID: "1", Label: flows.Say("rate.1")},
			{ID: "2", Label: flows.Say("rate.2")},
			{ID: "3", Label: flows.Say("rate.3")},
			{ID: "4", Label: flows.Say("rate.4")},
			{ID: "5", Label: flows.Say("rate.5")},
		},
	}
	q.Choices = append(q.Choices, choices(flows.Notice{Kind: flows.NoticeClosed, Report: report})...)
	return q
}

func takeRate(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		return flows.Move{Leave: true}
	}
	sc.Put(flows.Answer{Step: rateStep, Value: chosen})
	return rate(sc, "")
}

func unrated(flows.Scene) flows.Move {
	return flows.Move{End: true, Say: []flows.Line{flows.Say("rate.skipped")}}
}

func rate(sc flows.Scene, why string) flows.Move {
	value, _ := strconv.Atoi(sc.Value(rateStep))
	return flows.Move{Effects: []flows.Effect{{Kind: flows.Rate, Target: sc.Value(rateNote), Value: value, Text: why}}}
}

func askWhy(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("rate.why")}}
}

func takeWhy(sc flows.Scene, _ string) flows.Move {
	why, _ := flows.Shorten(strings.TrimSpace(sc.In.Text), mostWhy)
	if sc.In.Kind != flows.Said || why == "" {
		return flows.Move{Leave: true}
	}
	return rate(sc, why)
}

func unsaid(flows.Scene) flows.Move {
	return flows.Move{End: true, Say: []flows.Line{flows.Say("rate.thanks")}}
}

// rated asks why, once, and says thank you.
func rated(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	if sc.Session.Flow == Name && effect.Text == "" && out.Refused == "" {
		return flows.Move{}
	}
	return flows.Move{End: sc.Session.Flow == Name, Say: []flows.Line{flows.Say("rate.thanks")}}
}
