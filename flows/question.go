package flows

import "strings"

// Topic is something that residents ask back about, whatever they were asked.
type Topic string

// The topics. Their words are in the language files, their answers in
// [turn.honest].
const (
	TopicWho       Topic = "who"       // who are you?
	TopicPerson    Topic = "person"    // are you a real person?
	TopicOther     Topic = "other"     // whose number is this, who are you texting? Often somebody else holds the phone
	TopicPolice    Topic = "police"    // are you the police?
	TopicHelp      Topic = "help"      // is somebody coming?
	TopicAnonymous Topic = "anonymous" // is this anonymous?
	TopicFound     Topic = "found"     // will they know it was me?
	TopicReaders   Topic = "readers"   // who is going to read this?
	TopicTime      Topic = "time"      // how long does it take?
	TopicCost      Topic = "cost"      // does it cost anything?
	TopicNext      Topic = "next"      // what happens next?
	TopicPhotos    Topic = "photos"    // can I send photos?
	TopicHuman     Topic = "human"     // can I talk to somebody? call me
	TopicVisit     Topic = "visit"     // will the police come to my door?
	TopicDelete    Topic = "delete"    // can you delete what I said?
	TopicStands    Topic = "stands"    // is there any news of my report?
	TopicComplain  Topic = "complain"  // who do I complain to?
	TopicStop      Topic = "stop"      // how do I stop these texts?
)

// topics are looked for in this order: what may be urgent first, and a question
// about a name before one about readers.
var topics = []Topic{
	TopicVisit, TopicHelp, TopicStands, TopicStop, TopicDelete, TopicComplain, TopicHuman, TopicAnonymous, TopicFound, TopicReaders, TopicPolice, TopicOther, TopicPerson, TopicWho,
	TopicTime, TopicCost, TopicNext, TopicPhotos,
}

// Questions are how residents ask back in one language. A message is such a
// question only when all of it is: it begins as questions do, it has a word of
// each group of a topic's cue, and nothing beside them but small words. "Who
// will do something about the needles?" has needles in it, so it is a report.
type Questions struct {
	Before []string           // words that may stand before a question: "but", "sorry"
	Begin  []string           // words that it begins with: "who", "is"
	Small  []string           // words that carry no weight in it: "the", "going"
	Wish   []string           // words that a wish to talk with somebody, to complain or for news of a report begins with: "call", "i"
	About  map[Topic][]string // cues: groups of words with spaces between, each "read/reads/see"
}

// Most words that such a question has, and that one has which doesn't begin as
// questions do and only ends with their mark: "anonymous?"
const (
	mostAsked  = 14
	mostMarked = 3
)

// asking is Questions made ready for looking up.
type asking struct {
	before, begin, small map[string]bool
	wish                 map[string]bool
	cues                 []cue
}

type cue struct {
	topic  Topic
	wish   bool // it need not be a question
	groups []map[string]bool
}

func compileQuestions(q Questions) asking {
	a := asking{before: set(q.Before), begin: set(q.Begin), small: set(q.Small), wish: set(q.Wish)}
	for _, topic := range topics {
		for _, text := range q.About[topic] {
			c := cue{topic: topic, wish: topic == TopicHuman || topic == TopicComplain || topic == TopicStands}
			for _, group := range strings.Fields(text) {
				c.groups = append(c.groups, set(strings.Split(group, "/")))
			}
			a.cues = append(a.cues, c)
		}
	}
	return a
}

// about finds what a message asks; empty when it asks nothing of the kind.
func (a asking) about(tokens []string, marked bool) Topic {
	for len(tokens) > 1 && a.before[tokens[0]] {
		tokens = tokens[1:]
	}
	if len(tokens) == 0 || len(tokens) > mostAsked {
		return ""
	}
	asks, wishes := a.begin[tokens[0]] || marked && len(tokens) <= mostMarked, a.wish[tokens[0]]
	if !asks && !wishes {
		return ""
	}
	for _, c := range a.cues {
		if (asks || c.wish) && c.fits(tokens, a) {
			return c.topic
		}
	}
	return ""
}

// fits reports whether every group has a word in the question, and the question
// no other words of weight.
func (c cue) fits(tokens []string, a asking) bool {
	found := make([]bool, len(c.groups))
	for _, token := range tokens {
		known := a.small[token] || a.begin[token] || c.wish && a.wish[token]
		for i, group := range c.groups {
			if group[token] {
				found[i], known = true, true
			}
		}
		if !known {
			return false
		}
	}
	for _, ok := range found {
		if !ok {
			return false
		}
	}
	return true
}

// asked finds what the resident asks back. To an agency that they are talking
// with, a question is for the agency.
func (t *turn) asked() Topic {
	if t.In.Kind != Said || t.Talking != "" && t.Flow == "" {
		return ""
	}
	tokens, marked := split(t.folded), strings.ContainsAny(t.In.Text, "?؟")
	for _, words := range t.lexicons {
		if topic := words.asking.about(tokens, marked); topic != "" {
			return topic
		}
	}
	return ""
}

// askedIn reports whether it is asked in the words of a language.
func (t *turn) askedIn(language string) bool {
	words, ok := t.engine.lexicons[language]
	return ok && words.asking.about(split(t.folded), strings.ContainsAny(t.In.Text, "?؟")) != ""
}

// honest is the answer to a question.
func (t *turn) honest(topic Topic) Line {
	config := t.engine.config
	switch topic {
	case TopicOther, TopicWho:
		if topic == TopicOther && t.guarded() { // they learn nothing, not even that the police read here
			return Say("welcome.computer")
		}
		return Say("ask.who", "Service", config.Service)
	case TopicPolice:
		return Say("ask.police", "Service", config.Service, "Danger", config.Emergency.Danger)
	case TopicHelp:
		return Say("ask.help", "Danger", config.Emergency.Danger)
	case TopicAnonymous:
		return Say("ask.anonymous")
	case TopicFound:
		return Say("ask.found")
	case TopicReaders:
		return Say("ask.readers")
	case TopicTime:
		return Say("ask.time")
	case TopicCost:
		return Say("ask.cost")
	case TopicNext:
		return Say("ask.next")
	case TopicPhotos:
		return Say("ask.photos")
	case TopicHuman:
		return Say("ask.human", "Danger", config.Emergency.Danger)
	case TopicVisit:
		return Say("ask.visit", "Danger", config.Emergency.Danger)
	case TopicStop:
		return Say("help.short")
	case TopicDelete:
		return Say("ask.delete")
	case TopicComplain:
		return Say("ask.complain", "Website", config.Website)
	case TopicPerson, TopicStands:
	}
	return Say("ask.person")
}

// besides answers what is no answer to the step that stands: a question asked
// back, or a change of mind. The step is asked again, and the draft is kept.
func (t *turn) besides() (Reply, bool) {
	if t.In.Kind != Said || t.plainChoice() {
		return Reply{}, false
	}
	topic := t.asked()
	if topic != "" && !t.askedIn(t.Language) {
		t.follow()
		if t.Step == offerStep {
			t.Step = "" // it is as good as a yes
		}
	}
	switch topic {
	case "":
	case TopicStands:
		return t.obey(CmdReports), true
	default:
		return t.answerBack(t.honest(topic)), true
	}
	if t.changedMind() {
		return t.askDrop(), true
	}
	return Reply{}, false
}

// answerBack says something and asks the step again that stands, or shows the
// menu where none does. Over SMS a step with choices is only named, so that
// both fit.
func (t *turn) answerBack(line Line) Reply {
	if step, ok := t.step(t.Step); ok && t.isGlobal(step) && step.ID != menuStep {
		return t.ask(step, line)
	}
	step, running := t.next()
	if !running {
		return t.menuBelow(line)
	}
	if now, ok := t.step(t.Step); ok && !t.isGlobal(now) {
		step = now
	}
	if len(t.question(step).Choices) == 0 {
		return t.again(line)
	}
	return t.beside(line)
}
