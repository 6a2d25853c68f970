package report

import "yousaid/flows"

// Commenter takes a resident's words as a comment on a plan update.
type Commenter func(sc flows.Scene, news flows.News, words []string) flows.Move

// Comments lets words that follow a plan update become a comment on it, if the
// resident says so. Without it they are a report like any others.
func Comments(take Commenter) Option { return func(f *flow) { f.comment = take } }

// asksNews reports whether a resident who sends this report is asked whether
// they would like plan updates: once in their life, and not at a bad moment.
func (f flow) asksNews(sc flows.Scene) bool {
	resident := sc.Session.Resident
	theme, _ := f.theme(sc)
	return resident.Known && !resident.Asked && resident.Updates.IsZero() &&
		!f.guarded(sc) && f.degree(theme) != flows.Guarded &&
		!sc.Has(urgentNote) && !sc.Session.Uneasy && !sc.Has(flows.NeedsAnswer) &&
		contact(sc) != flows.ContactNone && sc.Session.Talking == ""
}

// mayAnswerNews reports whether the words may be an answer to the plan update
// that came last. One that comes in the middle of a draft is not what that is
// about, and a photo is of something that happened. Of news on a guarded theme
// our own words name nothing, so it isn't asked about; what an agency answered
// was asked for, and so is.
func (f flow) mayAnswerNews(sc flows.Scene) bool {
	news := sc.Session.Resident.News
	if f.comment == nil || news.Over || sc.Now.Sub(news.At) > flows.NewsLasts || news.At.After(sc.Session.Began) ||
		len(words(sc)) == 0 || len(photos(sc)) > 0 {
		return false
	}
	if news.Thread != "" {
		return !sc.Has(urgentNote)
	}
	return news.ID != "" && sc.Session.Filed == "" && !f.guarded(sc) && f.degree(news.Theme) != flows.Guarded
}

func (f flow) askNews(sc flows.Scene) flows.Question {
	if sc.Session.Resident.News.Thread != "" {
		return f.askAnswer(sc)
	}
	return flows.Question{
		Lines: []flows.Line{flows.Say("news.about", "Theme", f.themeShort(sc.Session.Resident.News.Theme))},
		Choices: []flows.Choice{
			{ID: "comment", Label: flows.Say("news.about.comment"), Wide: true},
			{ID: "report", Label: flows.Say("news.about.report"), Wide: true},
		},
		Yes: "comment", No: "report",
	}
}

// askAnswer asks whether the words are for the agency that answered a comment.
// Where those or these may be about a guarded theme, it names nobody.
func (f flow) askAnswer(sc flows.Scene) flows.Question {
	news := sc.Session.Resident.News
	line := flows.Say("answer.about", "Agency", news.Agency)
	if f.guarded(sc) || news.Degree == flows.Guarded || news.Agency == "" {
		line = flows.Say("answer.about.guarded")
	}
	return flows.Question{
		Lines: []flows.Line{line},
		Choices: []flows.Choice{
			{ID: "comment", Label: flows.Say("answer.about.mine"), Wide: true},
			{ID: "report", Label: flows.Say("news.about.report"), Wide: true},
		},
		Yes: "comment", No: "report",
	}
}

// takeNews brings the words where they belong. The update is not asked about
// again.
func (f flow) takeNews(sc flows.Scene, chosen string) flows.Move {
	news := sc.Session.Resident.News
	switch chosen {
	case "comment":
		sc.Session.Resident.News.Over = true
		return f.comment(sc, news, words(sc))
	case "report":
		sc.Session.Resident.News.Over = true
		return flows.Move{}
	}
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	return flows.Move{Missed: true, Say: f.take(sc)}
}
