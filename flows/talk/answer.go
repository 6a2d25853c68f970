package talk

import "yousaid/flows"

// answer is what an agency answers to a comment, with what that was about where
// it may be named.
func (f flow) answer(n flows.Notice, guarded bool) []flows.Line {
	if guarded || n.Remark == nil || n.Agency == "" {
		return words(flows.Say("answer.guarded"), n.Text)
	}
	agency := n.Agency
	if theme, ok := f.plan.Theme(n.Remark.Theme); ok && n.Remark.Update != "" {
		about := flows.Named(theme.Key("short"), theme.Short)
		return words(flows.Say("answer.news", "Theme", about, "Words", n.Remark.Words, "Agency", agency), n.Text)
	}
	return words(flows.Say("answer.said", "Words", n.Remark.Words, "Agency", agency), n.Text)
}

// remarked notes that what is written next may be for the agency that answered
// a comment. It isn't about the report that was sent last any more.
func remarked(sc flows.Scene, n flows.Notice) []flows.Line {
	if n.Remark == nil {
		return nil
	}
	sc.Session.Filed = ""
	sc.Session.Resident.News = flows.News{
		ID: n.Remark.Update, Theme: n.Remark.Theme, At: sc.Now, Thread: n.Remark.Thread, Agency: n.Agency, Degree: n.Report.Degree,
	}
	return []flows.Line{flows.Say("answer.reply")}
}
