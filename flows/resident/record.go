package resident

import (
	"time"

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
	Tongue  string // the language that the resident chose
	Photos  string // the address of the page that an upload link leads to
	Copies  string // the address of the page that shows a copy
	From    string // who writes now: each phone has its own reports

	Updates  flows.Subscription
	Asked    bool             // whether they want updates
	Progress []flows.Progress // what has been published, newest first
	News     flows.News       // what of it the resident was sent last
	Thumbs   map[string]int   // flows.ThumbUp or flows.ThumbDown, by update

	done map[string][]flows.Outcome
	locks
}

// Filed is a report with what was written on it since.
type Filed struct {
	flows.Submission
	From    string
	Status  flows.Status
	Changed time.Time // when it was taken or closed
	Result  string
	Thread  []string
	Added   []flows.Photo
	Notices []flows.Notice
	Rated   []string // "4", "4 quick"
	asked   bool     // how it was dealt with
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
		outcomes[i].Kind = effect.Kind
	}
	r.done[work.ID] = outcomes
	return outcomes
}

func (r *Record) do(effect flows.Effect) flows.Outcome {
	var out flows.Outcome
	switch effect.Kind {
	case flows.FileReport:
		r.Reports = append(r.Reports, &Filed{Submission: *effect.Report, From: r.From, Status: flows.StatusNew})
		out = r.known(effect.Report.ID)
		out.Count = r.likeIt(effect.Report)
	case flows.AnswerDesk, flows.Reopen:
		if filed := r.find(effect.Target); filed != nil {
			r.write(filed, effect)
		}
		out = r.known(effect.Target)
	case flows.StopAll, flows.StartAgain:
		r.Stopped = effect.Kind == flows.StopAll
	case flows.SetLanguage:
		r.Tongue = effect.Text
	case flows.ForgetMe:
		r.Reports, r.Voices, r.Tongue, r.pins = nil, nil, "", nil
		r.Updates, r.News = flows.Subscription{}, flows.News{}
	case flows.FileComment, flows.FilePulse:
		r.Voices = append(r.Voices, *effect.Comment)
	case flows.OfferUpload:
		out.Link = r.Photos
	case flows.CopyData:
		out = r.copy(effect)
	case flows.SetPIN, flows.TryPIN:
		out = r.pin(effect)
	case flows.ListReports, flows.OpenReport, flows.AddTo, flows.Withdraw, flows.Rate:
		out = r.mine(effect)
	case flows.ReadNotices:
		r.Read(effect.Targets...)
	case flows.Subscribe:
		r.Updates = *effect.Updates
	case flows.EndUpdates:
		r.Updates = flows.Subscription{}
	case flows.ReadProgress:
		out.Progress = r.newest(effect.Updates.Themes)
	case flows.NoteAsked:
		r.Asked = true
	case flows.Thumb:
		if r.Thumbs == nil {
			r.Thumbs = map[string]int{}
		}
		r.Thumbs[effect.Target] = effect.Value
	case flows.OfferPulse:
	}
	return out
}

// newest is the newest update of each theme, and what was heard last.
func (r *Record) newest(themes []int) []flows.Progress {
	var list []flows.Progress
	for _, theme := range themes {
		seen := map[bool]bool{}
		for _, news := range r.Progress {
			if news.Theme == theme && !seen[news.Heard] {
				list, seen[news.Heard] = append(list, news), true
			}
		}
	}
	return list
}

func (r *Record) write(filed *Filed, effect flows.Effect) {
	if effect.Kind == flows.Reopen || filed.Status == flows.StatusClosed {
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
func (r *Record) known(id string) flows.Outcome {
	filed := r.find(id)
	if filed == nil {
		return flows.Outcome{}
	}
	known := flows.Known{
		ID: filed.ID, Reference: filed.Reference, Theme: filed.Theme,
		Degree: flows.Degree(r.Plan.Degree(filed.Theme)), Status: filed.Status,
	}
	for _, agency := range r.Plan.Leads(filed.Theme) {
		known.Agencies = append(known.Agencies, agency.ID)
	}
	return flows.Outcome{Report: known, Agencies: known.Agencies}
}

// likeIt counts the reports that count towards a case review.
func (r *Record) likeIt(sent *flows.Submission) int {
	count := 0
	for _, filed := range r.Reports {
		if filed.From == r.From && filed.Theme == sent.Theme && filed.Status != flows.StatusWithdrawn {
			count++
		}
	}
	return count
}

// Known is a report by its place in the order of filing, the first being 1; 0
// is the newest.
func (r *Record) Known(place int) (flows.Known, bool) {
	if place == 0 {
		place = len(r.Reports)
	}
	if place < 1 || place > len(r.Reports) {
		return flows.Known{}, false
	}
	return r.known(r.Reports[place-1].ID).Report, true
}

// Newest is the report that was filed last, as the resident knows it.
func (r *Record) Newest() (flows.Known, bool) { return r.Known(0) }

// SetStatus changes where a report stands, as an officer does.
func (r *Record) SetStatus(id string, status flows.Status) {
	if filed := r.find(id); filed != nil {
		filed.Status = status
	}
}

// SetSince notes since when a report stands so, and with what result.
func (r *Record) SetSince(id, result string, at time.Time) {
	if filed := r.find(id); filed != nil {
		filed.Result, filed.Changed = result, at
	}
}

// Tell notes what an officer has for the resident. Whether a closed report was
// dealt with well is asked once.
func (r *Record) Tell(n *flows.Notice) {
	filed := r.find(n.Report.ID)
	n.Rate = n.Kind == flows.NoticeClosed && !filed.asked
	filed.asked = filed.asked || n.Rate
	filed.Notices = append(filed.Notices, *n)
}
