package flowtest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"yousaid/flows"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
)

// desk is what an agency does with the report that was filed last, or with the
// one whose number comes first.
func (p *player) desk(does string) error {
	words, err := fields(does)
	if err != nil {
		return err
	}
	switch words[0] {
	case "publishes":
		return p.publish(words[1:])
	case "answers":
		return p.answerComment(strings.Join(words[1:], " "))
	}
	place, err := strconv.Atoi(words[0])
	if err == nil {
		words = words[1:]
	}
	report, ok := p.talk.Record.Known(place)
	if !ok {
		return errors.New("there is no report")
	}
	if words[0] == "takes" {
		p.talk.Record.SetStatus(report.ID, flows.StatusTaken)
		p.talk.Record.SetSince(report.ID, "", p.now)
		return nil
	}
	p.count++
	n := &flows.Notice{ID: fmt.Sprintf("notice-%d", p.count), Kind: flows.NoticeKind(words[0]), Report: report}
	if len(report.Agencies) > 0 {
		agency, _ := p.plan.Agency(report.Agencies[0])
		n.Agency = agency.Name
	}
	words = words[1:]
	if n.Kind == flows.NoticeClosed {
		n.Report.Status, n.Result, words = flows.StatusClosed, words[0], words[1:]
		p.talk.Record.SetStatus(report.ID, flows.StatusClosed)
		p.talk.Record.SetSince(report.ID, n.Result, p.now)
	}
	if n.Kind == flows.NoticeReopened {
		n.Report.Status = flows.StatusNew
		p.talk.Record.SetStatus(report.ID, flows.StatusNew)
		p.talk.Record.SetSince(report.ID, "", p.now)
	}
	n.Text = strings.Join(words, " ")
	p.talk.Record.Tell(n)
	if p.absent { // they read it from elsewhere
		return nil
	}
	p.show(p.talk.Receive(flows.Input{ID: n.ID, Kind: flows.Noticed, Notice: n}, p.now))
	if !p.talk.Session.Waits(n.ID) {
		p.talk.Record.Read(n.ID)
	}
	return nil
}

// publish has the lead of a theme publish an update, as its residents are told
// of it.
func (p *player) publish(words []string) error {
	heard := words[0] == "heard" // about an earlier one
	if heard {
		words = words[1:]
	}
	theme, err := strconv.Atoi(words[0])
	if err != nil {
		return err
	}
	p.count++
	news := flows.Progress{ID: fmt.Sprintf("news-%d", p.count), Theme: theme, Words: strings.Join(words[1:], " "), At: p.now, Heard: heard}
	if leads := p.plan.Leads(theme); len(leads) > 0 {
		news.Agency = leads[0].ID
	}
	p.talk.Record.Progress = append([]flows.Progress{news}, p.talk.Record.Progress...)
	if p.plan.Degree(theme) == partnership.Guarded {
		return nil // it is only pointed to
	}
	p.talk.Record.News = flows.News{ID: news.ID, Theme: theme, At: p.now}
	p.talk.Session.Resident.News = p.talk.Record.News
	return nil
}

// answerComment has the lead answer the comment that was sent last.
func (p *player) answerComment(text string) error {
	said := p.talk.Record.Voices
	if len(said) == 0 {
		return errors.New("there is no comment")
	}
	last := said[len(said)-1]
	degree := p.plan.Degree(last.Theme)
	if last.Guarded {
		degree = degree.Stricter(partnership.Guarded)
	}
	agency, _ := p.plan.Agency(p.plan.Team)
	if leads := p.plan.Leads(last.Theme); len(leads) > 0 {
		agency = leads[0]
	}
	p.count++
	n := &flows.Notice{
		ID: fmt.Sprintf("notice-%d", p.count), Kind: flows.NoticeAnswer, Agency: agency.Short, Text: text,
		Report: flows.Known{Theme: last.Theme, Degree: flows.Degree(degree)},
		Remark: &flows.Remark{
			Thread: cmp.Or(last.Thread, last.ID), Theme: last.Theme, Update: last.Update, Words: flows.Beginning(last.Text),
		},
	}
	p.show(p.talk.Receive(flows.Input{ID: n.ID, Kind: flows.Noticed, Notice: n}, p.now))
	return nil
}

// reports is what was filed, one line each.
func (p *player) reports() string {
	var out strings.Builder
	for _, filed := range p.talk.Record.Reports {
		fmt.Fprintf(&out, "theme=%d what=%s", filed.Theme, what(filed.What))
		if filed.Place != nil {
			fmt.Fprintf(&out, " where=%q", where(*filed.Place))
		}
		if filed.When != nil {
			fmt.Fprintf(&out, " when=%q", when(*filed.When))
		}
		if n := len(filed.Photos) + len(filed.Added); n > 0 {
			fmt.Fprintf(&out, " photos=%d", n)
		}
		fmt.Fprintf(&out, " contact=%s", filed.Contact)
		writeRest(&out, *filed)
		var leads []string
		for _, agency := range p.plan.Leads(filed.Theme) {
			leads = append(leads, agency.ID)
		}
		fmt.Fprintf(&out, " agencies=%s\n", strings.Join(leads, ","))
	}
	for _, said := range p.talk.Record.Voices {
		out.WriteString(voiced(said))
	}
	for _, update := range slices.Sorted(maps.Keys(p.talk.Record.Thumbs)) {
		fmt.Fprintf(&out, "thumb update=%s value=%+d\n", update, p.talk.Record.Thumbs[update])
	}
	if p.talk.Record.Stopped {
		fmt.Fprintln(&out, "stopped")
	}
	if p.talk.Record.Tongue != "" {
		fmt.Fprintln(&out, "language="+p.talk.Record.Tongue)
	}
	if has := p.talk.Record.Updates; !has.IsZero() {
		fmt.Fprintf(&out, "updates all=%t themes=%v weekly=%t\n", has.All, has.Themes, has.Weekly)
	}
	if p.talk.Session.Draft != "" {
		fmt.Fprintln(&out, "a draft is open")
	}
	return out.String()
}

// voiced is a comment or a pulse that was sent.
func voiced(said flows.Comment) string {
	line := fmt.Sprintf("comment theme=%d", said.Theme)
	if said.Score > 0 {
		line = fmt.Sprintf("pulse score=%d", said.Score)
	}
	if said.Update != "" {
		line += " update=" + said.Update
	}
	if said.Text != "" {
		line += fmt.Sprintf(" text=%q", said.Text)
	}
	if said.Thread != "" {
		line += " thread=" + said.Thread
	}
	if said.Guarded {
		line += " guarded"
	}
	return line + "\n"
}

// writeRest writes what few reports have.
func writeRest(out *strings.Builder, filed resident.Filed) {
	for _, field := range []struct{ name, value string }{
		{"name", filed.Name}, {"phone", filed.Phone}, {"safe", filed.Safe},
	} {
		if field.value != "" {
			fmt.Fprintf(out, " %s=%q", field.name, field.value)
		}
	}
	if filed.Urgent {
		out.WriteString(" urgent")
	}
	if filed.Status != flows.StatusNew {
		fmt.Fprintf(out, " status=%s", filed.Status)
	}
	for _, rated := range filed.Rated {
		fmt.Fprintf(out, " rated=%q", rated)
	}
	if len(filed.Thread) > 0 {
		fmt.Fprintf(out, " thread=%q", filed.Thread)
	}
}

// what is the words, or how many there are where nobody would read them.
func what(words []string) string {
	all := strings.Join(words, " / ")
	if len(all) > 600 {
		return fmt.Sprintf("(%d letters)", len(all))
	}
	return strconv.Quote(all)
}

func where(place flows.Place) string {
	switch {
	case place.Name != "" && place.Postcode != "":
		return place.Name + ", " + place.Postcode
	case place.Name == "" && place.Postcode == "":
		return fmt.Sprintf("%.4f,%.4f", place.Lat, place.Lon)
	}
	return place.Name + place.Postcode
}

func when(w flows.When) string {
	if w.Words != "" {
		return w.Words
	}
	return w.Start.Format("2006-01-02T15:04") + "/" + w.End.Format("2006-01-02T15:04")
}
