package flows

import "time"

// WantNews is the step, between flows, that asks once whether the resident would
// like plan updates. The flow that filed a report names it.
const WantNews = "wantnews"

// Subscription is which plan updates a resident asked for, and how often they
// come. The zero Subscription asks for none.
type Subscription struct {
	All      bool   `json:"a,omitempty"`
	Themes   []int  `json:"t,omitempty"` // in the plan's order; empty with All
	Weekly   bool   `json:"w,omitempty"` // in one message each Monday; false: when there is one
	Language string `json:"l,omitempty"`
}

// IsZero reports whether no updates are asked for.
func (s Subscription) IsZero() bool { return !s.All && len(s.Themes) == 0 }

// NewsLasts is how long after a plan update what its resident writes may be an
// answer to it.
const NewsLasts = 24 * time.Hour

// News is what a resident was sent last of what they didn't report: a plan
// update, or an agency's answer to a comment of theirs. What they write next can
// be an answer to it.
type News struct {
	ID    string    `json:"i,omitempty"` // of the plan update; empty where an answered comment was about none
	Theme int       `json:"t,omitempty"`
	At    time.Time `json:"a,omitzero"`
	Over  bool      `json:"o,omitempty"` // they said what their words are about: they aren't asked again

	Thread string `json:"h,omitempty"` // an agency's answer: id of the first comment of its thread
	Agency string `json:"g,omitempty"` // Thread: the short name of the agency
	Degree Degree `json:"d,omitempty"` // Thread: of the comment
}

// Awaits reports whether words that come now may be an answer to the agency that
// answered a comment.
func (n News) Awaits(now time.Time) bool {
	return n.Thread != "" && !n.Over && now.Sub(n.At) <= NewsLasts
}

// Progress is what a lead agency has published on its theme.
type Progress struct {
	ID     string    `json:"i"` // of the plan update
	Theme  int       `json:"t"`
	Agency string    `json:"a"` // id
	Words  string    `json:"w"`
	At     time.Time `json:"d"`           // when it was approved
	Heard  bool      `json:"h,omitempty"` // it says what was heard about an earlier one
}
