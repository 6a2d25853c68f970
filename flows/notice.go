package flows

// noticed tells what an agency or the service has to tell, unless STOP holds.
func (t *turn) noticed() Reply {
	if t.In.Notice == nil || t.Session.Resident.Stopped {
		return Reply{}
	}
	t.tune()
	for i := range t.engine.flows {
		if notice := t.engine.flows[i].Notice; notice != nil {
			move := notice(t.Scene)
			switch {
			case move.Reply != nil:
				return *move.Reply
			case move.Ask != "":
				return t.make(move)
			}
		}
	}
	return Reply{}
}

// needs are the kinds of help that fit what was said in the draft.
func (t *turn) needs() []Need {
	var list []Need
	for _, word := range split(t.Value(NeedsAnswer)) {
		list = append(list, Need(word))
	}
	return list
}

// NeedsAnswer is the answer under which a flow keeps the needs that were read
// in a draft, so that NUMBERS fits it: their names with spaces between.
const NeedsAnswer = "needs"
