package flows

import (
	"slices"
	"time"
)

// How much a session remembers of what it has seen: ids, to know a repeat, and
// the newest replies, to give them once more.
const (
	recentIDs     = 24
	recentReplies = 4
)

// repeated finds out whether the input had its effect before.
func repeated(s Session, in Input) (Reply, bool) {
	if in.ID == "" || in.Kind == Committed || in.Kind == Delayed {
		return Reply{}, false
	}
	for i := len(s.Recent) - 1; i >= 0; i-- {
		if s.Recent[i].ID != in.ID {
			continue
		}
		if s.Recent[i].Reply == nil {
			return Reply{}, true
		}
		return *s.Recent[i].Reply, true
	}
	return Reply{}, false
}

// record notes the input and its reply, which it returns. The reply of a turn
// with effects follows when they are done.
func (t *turn) record(reply Reply) Reply {
	if t.frozen {
		reply = Reply{}
	}
	if t.In.ID == "" {
		return reply
	}
	entry := Recent{ID: t.In.ID}
	if !reply.IsZero() {
		entry.Reply = &reply
	}
	t.Recent = append(t.Recent, entry)
	t.trimRecent()
	return reply
}

// recordFor adds the reply to an input that was noted before.
func (t *turn) recordFor(input string, reply Reply) {
	for i := range t.Recent {
		if t.Recent[i].ID == input {
			t.Recent[i].Reply = &reply
		}
	}
	t.trimRecent()
}

func (t *turn) trimRecent() {
	if extra := len(t.Recent) - recentIDs; extra > 0 {
		t.Recent = t.Recent[extra:]
	}
	replies := 0
	for i := len(t.Recent) - 1; i >= 0; i-- {
		if t.Recent[i].Reply == nil {
			continue
		}
		if replies++; replies > recentReplies {
			t.Recent[i].Reply = nil
		}
	}
}

// Lean is the session as it is kept where inbound ids that had their effect are
// known without it: with its newest replies alone, so many of them, and the id
// that pending work will have a reply for. With none only that a reply wiped the
// conversation stays, since that is done once more.
func (s Session) Lean(replies int) Session {
	var recent []Recent
	for i := len(s.Recent) - 1; i >= 0; i-- {
		seen := s.Recent[i]
		switch {
		case seen.Reply == nil:
			if replies > 0 && s.Pending != nil && s.Pending.Input == seen.ID {
				recent = append(recent, seen)
			}
		case len(recent) < replies:
			recent = append(recent, seen)
		case seen.Reply.Wipe:
			recent = append(recent, Recent{ID: seen.ID, Reply: &Reply{Wipe: true}})
		}
	}
	slices.Reverse(recent)
	s.Recent = recent
	s.Began, s.Heard, s.Flood.Since = brief(s.Began), brief(s.Heard), brief(s.Flood.Since)
	if s.Flood.Since.Equal(s.Began) {
		s.Flood.Since = time.Time{}
	}
	if s.Row != nil {
		row := *s.Row
		if row.At = brief(row.At); row.At.Equal(s.Heard) {
			row.At = time.Time{}
		}
		if words, ok := s.firstOfRow(); ok && len(row.Said) == 1 && row.Said[0] == words {
			row.Said = nil
		}
		s.Row = &row
	}
	return s
}

// Full undoes what Lean left out because it stands elsewhere in the session. The
// session is the caller's own.
func (s *Session) Full() {
	if s.Flood.Weight > 0 && s.Flood.Since.IsZero() {
		s.Flood.Since = s.Began
	}
	if s.Row == nil {
		return
	}
	if s.Row.At.IsZero() {
		s.Row.At = s.Heard
	}
	if words, ok := s.firstOfRow(); ok && len(s.Row.Said) == 0 {
		s.Row.Said = []string{words}
	}
}

// firstOfRow are the words that a row began with, where they are an answer as
// they were said.
func (s Session) firstOfRow() (string, bool) {
	if s.Row.Told != "" {
		return "", false
	}
	for _, a := range slices.Backward(s.Answers) {
		if a.Value != "" && !a.Ahead && (a.Step == s.Row.Step || s.Row.Step == "") {
			return a.Value, true
		}
	}
	return "", false
}

// brief is a time as it is written shortest; nothing here needs it finer.
func brief(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
