package flows

import (
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Row is what a resident writes in several messages, one right after the
// other: "someones dumping stuff", "on our road", "its every week". The first
// is answered at once; those that follow before that answer can have been read
// join it, silently where they change nothing of what is asked.
type Row struct {
	Step   string    `json:"s,omitempty"` // what the first of them answered; empty when it began a draft
	Asked  string    `json:"a,omitempty"` // the question that it led to, and that stands
	Said   []string  `json:"x,omitempty"` // the words so far
	Danger Danger    `json:"d,omitempty"` // as read in them so far
	Told   string    `json:"g,omitempty"` // instead: the report whose agency these words went to
	At     time.Time `json:"t,omitzero"`  // when the question was asked
}

const (
	rowLasts = 20 * time.Second // people write on for so long before they look at the answer
	rowWords = 2000             // characters of a row that are read together
	rowMost  = 20               // messages
)

// Together returns the words of a row up to this input, for triage to read as
// one; false when the input does not come right after others.
func (s *Session) Together(in Input, now time.Time) (string, bool) {
	if in.Kind != Said || !s.inRow(now) || s.Row.Asked == "" {
		return "", false
	}
	text, _ := Shorten(strings.Join(s.Row.Said, "\n")+"\n"+clean(in.Text), rowWords)
	return text, true
}

func (s *Session) inRow(now time.Time) bool {
	return s.Row != nil && s.Pending == nil && !now.Before(s.Row.At) && now.Sub(s.Row.At) < rowLasts
}

// readRow takes over danger that shows only in the words together: "hes got
// a", "knife". What was read in the row before has been answered.
func (t *turn) readRow(command Command) {
	if command != "" || t.In.Row == nil || !t.inRow(t.Now) {
		return
	}
	whole := t.In.Row
	if whole.Danger > max(t.Row.Danger, t.In.Reading.Danger) {
		t.In.Reading.Danger = whole.Danger
	}
	if t.In.Reading.Danger != NoDanger {
		needs := slices.Clone(t.In.Reading.Needs)
		for _, need := range whole.Needs {
			if !slices.Contains(needs, need) {
				needs = append(needs, need)
			}
		}
		t.In.Reading.Needs = needs
	}
}

// join adds words that follow others at once to them, instead of taking them
// for an answer to a question that the resident hasn't read yet. Nothing is
// said while the same question would be asked; false when they don't join.
func (t *turn) join(step *Step) (Reply, bool) {
	flow, ok := t.engine.flow(t.Flow)
	if !ok || flow.Join == nil || !t.follows(step) {
		return Reply{}, false
	}
	row, before := *t.Row, t.question(step)
	if len(before.Choices) == 0 || t.chosen(before) != "" {
		return Reply{}, false
	}
	if contains(row.Said, t.In.Text) { // they heard nothing, and try again
		t.joined = true
		return t.again(), true
	}
	natural, _ := t.next()
	say, ok := flow.Join(t.Scene, row.Step)
	if !ok {
		return Reply{}, false
	}
	t.Missed, t.joined = 0, true
	asked := step
	if natural == step {
		asked, _ = t.next()
	}
	row.Said = append(slices.Clone(row.Said), t.In.Text)
	row.Danger = max(row.Danger, t.In.Reading.Danger)
	t.Row = &row
	if asked == step && len(t.lead)+len(say) == 0 && reflect.DeepEqual(before, t.question(step)) {
		return Reply{}, true
	}
	t.standing = asked == step && step.Kind != ReviewStep
	reply := t.ask(asked, say...)
	row.Asked, row.At = t.Step, t.Now
	return reply, true
}

// follows reports whether the input is more of what was just said: free text
// that comes before the answer can have been read. What is asked back, or said
// to the question, is not.
func (t *turn) follows(step *Step) bool {
	if t.In.Kind != Said || !t.inRow(t.Now) || t.Row.Asked != step.ID || len(t.Row.Said) >= rowMost {
		return false
	}
	if from, ok := t.step(t.Row.Step); ok && from.Kind == PlaceStep {
		if _, house := t.number(); house {
			return true
		}
	}
	if strings.ContainsAny(t.In.Text, "?؟") || t.unknown() || t.greeting() {
		return false
	}
	tokens := split(t.folded)
	return len(tokens) > 0 && !t.answers(tokens[0]) && t.weight(tokens) >= 5
}

// answers reports whether a word says yes or no.
func (t *turn) answers(word string) bool {
	return t.is(func(l *lexicon) bool { return l.yes[word] || l.no[word] })
}

// weight counts the letters of those words that tell something. What may be a
// slip of the fingers at an answer tells nothing: it is better asked again than
// met with silence.
func (t *turn) weight(tokens []string) int {
	letters := 0
	for _, token := range tokens {
		if t.is(func(l *lexicon) bool { return l.filler[token] || l.greetings[token] || l.slips(token) }) {
			continue
		}
		letters += utf8.RuneCountInString(token)
	}
	return letters
}

// slips reports whether a word may be meant for a yes, a no or a number.
func (l *lexicon) slips(token string) bool {
	for _, words := range []map[string]bool{l.yes, l.no} {
		for word := range words {
			if slip(token, word) {
				return true
			}
		}
	}
	for word := range l.numbers {
		if slip(token, word) {
			return true
		}
	}
	return false
}

// keepRow notes that free text has led to a question, so that more may follow.
func (t *turn) keepRow() {
	switch {
	case t.joined && t.Pending == nil, t.unmoved:
		return
	case t.frozen && t.Row != nil && t.Row.Told != "":
		return // words to an agency: what follows is told by the outcome
	case t.free == nil || t.frozen || t.Step == "" || t.Missed > 0:
		t.Row = nil
		return
	}
	t.Row = &Row{Step: *t.free, Asked: t.Step, Said: []string{t.In.Text}, Danger: t.In.Reading.Danger, At: t.Now}
}

// passedOn says nothing where words went to an agency right after others: their
// resident was told of those just now.
func (t *turn) passedOn(work *Pending, row *Row, reply Reply) Reply {
	if len(work.Effects) != 1 || work.Effects[0].Kind != AnswerDesk || t.Talking != work.Effects[0].Target || t.Flow != "" {
		return reply
	}
	if t.Row = row; row != nil && row.Told == t.Talking && t.inRow(t.Now) && len(t.lead) == 0 {
		return Reply{}
	}
	t.Row = &Row{Told: t.Talking, At: t.Now}
	return reply
}
