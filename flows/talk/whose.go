package talk

import (
	"slices"

	"yousaid/flows"
)

// mostWhose is how many reports plain words are asked about.
const mostWhose = 3

// asks notes that a message about a report was read and may be answered. What
// waited before somebody turned to something new waits no more.
func asks(sc flows.Scene, report string) {
	if sc.Session.Talking == "" {
		sc.Session.Asked = nil
	}
	settle(sc, report)
	sc.Session.Talking = report
	sc.Session.Asked = append(sc.Session.Asked, report)
	if extra := len(sc.Session.Asked) - mostWhose; extra > 0 {
		sc.Session.Asked = sc.Session.Asked[extra:]
	}
}

// settle notes that nothing about a report waits for an answer any more.
func settle(sc flows.Scene, report string) {
	sc.Session.Asked = slices.DeleteFunc(sc.Session.Asked, func(id string) bool { return id == report })
}

// waiting are the reports whose agencies wait for an answer, oldest first.
func waiting(sc flows.Scene) []flows.Known {
	var list []flows.Known
	for _, id := range sc.Session.Asked {
		if report := known(sc, id, flows.Known{}); report.Reference != "" {
			list = append(list, report)
		}
	}
	return list
}

// hold keeps words until the resident says which agency they answer.
func hold(sc flows.Scene, answer flows.Effect) {
	sc.Begin(Name)
	sc.Put(flows.Answer{Step: heldNote, Value: answer.Text, Photos: answer.Photos, Ahead: true})
}

func (f flow) askWhose(sc flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("whose")}}
	reports := waiting(sc)
	held, _ := sc.Answer(heldNote)
	comment := f.answersComment(sc, len(held.Photos))
	if report := known(sc, sc.Session.Talking, flows.Known{}); len(reports) == 0 && report.Reference != "" {
		reports = append(reports, report)
	}
	for _, report := range reports {
		label := flows.Words(report.Reference)
		if names := f.names(report, flows.Outcome{}); report.Degree != flows.Guarded && len(names) > 0 {
			label = flows.Say("whose.one", "Reference", report.Reference, "Agency", names[0])
		}
		q.Choices = append(q.Choices, flows.Choice{ID: report.ID, Label: label, Wide: true})
	}
	if comment {
		q.Lines = []flows.Line{flows.Say("whose.all")}
		q.Choices = append(q.Choices, flows.Choice{ID: ideaChoice, Label: flows.Say("whose.idea"), Wide: true})
	}
	return q
}

// ideaChoice is the answer that the words go on from a comment.
const ideaChoice = "idea"

// answersComment reports whether words may be meant for an agency that answered
// a comment, too. A photo never is: comments have none.
func (f flow) answersComment(sc flows.Scene, photos int) bool {
	return f.comment != nil && photos == 0 && sc.Session.Resident.News.Awaits(sc.Now)
}

// takeWhose sends what was held. More words belong to it. Whichever it was, the
// answered comment is not asked about again.
func (f flow) takeWhose(sc flows.Scene, chosen string) flows.Move {
	held, _ := sc.Answer(heldNote)
	news := sc.Session.Resident.News
	if chosen != "" && news.Thread != "" {
		sc.Session.Resident.News.Over = true
	}
	if chosen == ideaChoice && f.comment != nil {
		return f.comment(sc, news, []string{held.Value})
	}
	if chosen != "" {
		return flows.Move{Effects: []flows.Effect{{
			Kind: flows.AnswerDesk, Target: chosen, Text: held.Value, Photos: held.Photos,
		}}}
	}
	if sc.In.Kind == flows.Said {
		held.Value, _ = flows.Shorten(held.Value+"\n\n"+sc.In.Text, flows.MostText)
	}
	held.Photos = append(slices.Clone(held.Photos), sc.In.Photos...)
	sc.Put(held)
	return flows.Move{Missed: true}
}
