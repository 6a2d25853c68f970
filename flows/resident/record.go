package resident

import (
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Record is a record in memory, for a conversation without servers: it does
// what flows.Effect says and forgets it with the process.
type Record struct {
	Plan    *partnership.Plan
	Reports []*Filed
	Voices  []flows.Comment // comments and pulses, as they were sent
	Stopped bool
	Photos  string // the address of the page that an upload link leads to

	Updates  flows.Subscription
	Asked    bool             // whether they want updates
	Progress []flows.Progress // what has been published, newest first
	News     flows.News       // what of it the resident was sent last

	done map[string][]flows.Outcome
}

// Filed is a report with what was written on it since.
type Filed struct {
	flows.Submission
	Status flows.Status
	Thread []string
	Added  []flows.Photo
}

// Commit does pending work once, however often it is asked to.
func (r *Record) Commit(work flows.Pending) []flows.Outcome {
	if out, ok := r.done[work.ID]; ok {
		return out
	}
	if r.done == nil {
		r.done = map[string][]flows.Outcome{}
	}
	outcomes := make([]flows.Outcome, len(work.Effects))
	for i, effect := range work.Effects {
		outcomes[i] = r.do(effect)
	}
	r.done[work.ID] = outcomes
	return outcomes
}

func (r *Record) do(effect flows.Effect) flows.Outcome {
	out := flows.Outcome{Kind: effect.Kind}
	switch effect.Kind {
	case flows.FileReport:
		r.Reports = append(r.Reports, &Filed{Submission: *effect.Report, Status: flows.StatusNew})
		out.Report = r.known(effect.Report.ID)
		out.Agencies = out.Report.Agencies
	case flows.AnswerDesk, flows.Reopen:
		if filed := r.find(effect.Target); filed != nil {
			r.write(filed, effect)
		}
		out.Report = r.known(effect.Target)
		out.Agencies = out.Report.Agencies
	case flows.StopAll, flows.StartAgain:
		r.Stopped = effect.Kind == flows.StopAll
	case flows.ForgetMe:
		r.Reports, r.Voices, r.Updates, r.News = nil, nil, flows.Subscription{}, flows.News{}
	case flows.FileComment, flows.FilePulse:
		r.Voices = append(r.Voices, *effect.Comment)
	case flows.OfferUpload:
		out.Link = r.Photos
	case flows.Subscribe:
		r.Updates = *effect.Updates
	case flows.EndUpdates:
		r.Updates = flows.Subscription{}
	case flows.ReadProgress:
		out.Progress = r.newest(effect.Updates.Themes)
	case flows.NoteAsked:
		r.Asked = true
	case flows.ReadNotices, flows.SetLanguage, flows.OfferPulse:
	}
	return out
}

// newest is the newest update of each theme.
func (r *Record) newest(themes []int) []flows.Progress {
	var list []flows.Progress
	for _, theme := range themes {
		for _, news := range r.Progress {
			if news.Theme == theme {
				list = append(list, news)
				break
			}
		}
	}
	return list
}

func (r *Record) write(filed *Filed, effect flows.Effect) {
	if effect.Kind == flows.Reopen {
		filed.Status = flows.StatusNew
	}
	if effect.Text != "" {
		filed.Thread = append(filed.Thread, effect.Text)
	}
	filed.Added = append(filed.Added, effect.Photos...)
}

func (r *Record) find(id string) *Filed {
	for _, filed := range r.Reports {
		if filed.ID == id {
			return filed
		}
	}
	return nil
}

// known is a report as the resident's conversation knows it.
func (r *Record) known(id string) flows.Known {
	filed := r.find(id)
	if filed == nil {
		return flows.Known{}
	}
	known := flows.Known{
		ID: filed.ID, Reference: filed.Reference, Theme: filed.Theme,
		Degree: flows.Degree(r.Plan.Degree(filed.Theme)), Status: filed.Status,
	}
	for _, agency := range r.Plan.Leads(filed.Theme) {
		known.Agencies = append(known.Agencies, agency.ID)
	}
	return known
}

// Newest is the report that was filed last, as the resident knows it.
func (r *Record) Newest() (flows.Known, bool) {
	if len(r.Reports) == 0 {
		return flows.Known{}, false
	}
	return r.known(r.Reports[len(r.Reports)-1].ID), true
}

// SetStatus changes where a report stands, as an officer does.
func (r *Record) SetStatus(id string, status flows.Status) {
	if filed := r.find(id); filed != nil {
		filed.Status = status
	}
}
