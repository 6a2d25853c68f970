package flows

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
