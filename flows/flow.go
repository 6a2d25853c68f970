package flows

import "time"

// Flow is one thing that residents can do, as data.
type Flow struct {
	Name     string        // stable: sessions carry it
	Revision int           // raised when the meaning of a step changes
	Expiry   time.Duration // a draft that nobody has touched for so long is dropped
	Menu     Line          // its label in the menu; zero keeps it out
	// Opened is what follows once it was chosen there; nil asks the first question.
	Opened func(Scene) Move
	Steps  []Step // in the order in which they are asked
	// Between are questions that may stand while no flow runs. They hold nothing
	// up: words that are no answer to them, or a notice, take their place.
	Between []Step

	// Holds reports whether the draft holds something that the resident gave and
	// would lose if it was dropped. Nil holds nothing: it is only looked around in.
	Holds func(Scene) bool
	// Hears takes what a resident sends while no flow runs; false leaves it to
	// the next flow. Nil hears nothing.
	Hears func(Scene) (Move, bool)
	// Anytime takes what this flow can use whatever step was asked, such as a
	// photo; false leaves it to the step.
	Anytime func(Scene) (Move, bool)
	// Keep adds the words that came in to the draft, though they answer no
	// question: somebody in danger doesn't write to answer one.
	Keep func(Scene)
	// Join adds words that came right after those that step took, while the
	// question that these led to still stands; what it says is a reason to ask
	// that again. False leaves them to that question.
	Join func(sc Scene, step string) (say []Line, joined bool)
	// Nudge is how long a draft lies before its resident is reminded of it, once,
	// where Nudges says that they may be.
	Nudge  time.Duration
	Nudges func(Scene) bool
	// Commands are words that this flow obeys at any time.
	Commands map[Command]func(Scene) Move
	// Notice takes a Noticed input.
	Notice func(Scene) Move
	// Done answers an effect that the record has done.
	Done map[EffectKind]func(Scene, Effect, Outcome) Move
	// Guarded reports whether our own words must name no theme, agency or
	// helpline now (resident-safety rule 5).
	Guarded func(Scene) bool
	// Offer is something that this flow offers beside what another has done.
	Offer *Offer
}

// Offer is said below the reply to what was done: one in a turn, and never in
// danger or where our own words name nothing. It asks nothing that the next
// words would answer, so that they stay free for something else.
type Offer struct {
	Kind EffectKind                 // notes in the record, with what was done, that it was offered
	Due  func(Scene, []Effect) bool // whether to offer it with these effects; it only reads
	Said func(Scene) Reply          // lines, and buttons of commands
}

// Kind says what a Step asks for; the engine treats odd answers by it.
type Kind int

// The kinds of Step.
const (
	ChoiceStep Kind = iota
	TextStep
	PlaceStep
	WhenStep
	PhotoStep
	ContactStep
	ReviewStep
	RemarkStep // a word or more about the service or the town, not about what happened
)

// Step is one question. Its functions are pure; Applies and Ask only read.
type Step struct {
	ID       string // stable: sessions and buttons carry it; at most 16 bytes
	Kind     Kind
	Optional bool             // SKIP passes it over
	OnDemand bool             // asked only when a Move asks for it
	Applies  func(Scene) bool // nil: always
	Ask      func(Scene) Question
	// Take makes of the input what the answer is. For a choice that was made
	// by button, number or words, chosen is its id; otherwise it is empty.
	Take func(sc Scene, chosen string) Move
	// Pass is what passing it over leads to; nil goes on to the next question.
	Pass func(Scene) Move
}

// Question is how a step is asked.
type Question struct {
	Lines   []Line
	Choices []Choice
	Want    Want
	Yes, No string // ids of the choices that "yep go on then" and "nah" mean
	Unsure  string // id of the choice that "I don't know" means
	Still   Line   // a review where it is not said again; zero: of a report
	Words   bool   // only words will do: a bare yes, greeting or number is asked about once
}

// Move is what a step, or a flow, makes of an input. The zero Move goes on to
// the next question.
type Move struct {
	Say     []Line   // said before the next question
	Ask     string   // this step is asked next, though it is on demand or has its answer
	Seen    bool     // a review that follows was seen: where characters are paid for it isn't said again
	Missed  bool     // not understood: the question is asked once more
	End     bool     // the flow is over and its draft is gone
	Leave   bool     // no answer to this flow: it is over, and the input is heard as between flows
	Alone   bool     // what is said is much: nothing is offered below it
	Reply   *Reply   // the whole reply: no question follows
	Effects []Effect // for the record; nothing is said before it has confirmed them
}

// Scene is what a step sees: the conversation as it stands, what came in, and
// when. Answers are changed only through its methods.
type Scene struct {
	*Session
	In      Input
	Now     time.Time
	Refused bool // the words begin with a no: "no its the people upstairs"
	Idle    bool // the words tell nothing: thanks, a greeting, that they don't know

	flows []Flow // what the engine runs
}

// Answer returns the last answer of a step.
func (sc Scene) Answer(step string) (Answer, bool) {
	for i := len(sc.Answers) - 1; i >= 0; i-- {
		if sc.Answers[i].Step == step {
			return sc.Answers[i], true
		}
	}
	return Answer{}, false
}

// Has reports whether a step has an answer; passed over counts.
func (sc Scene) Has(step string) bool {
	_, ok := sc.Answer(step)
	return ok
}

// Value returns the last answer of a step in short; empty when there is none.
func (sc Scene) Value(step string) string {
	a, _ := sc.Answer(step)
	return a.Value
}

// Writing reports whether another flow holds something that beginning this one
// would lose.
func (sc Scene) Writing(flow string) bool { return sc.Flow != flow && sc.holds() }

// holds reports whether the flow that runs holds something to lose.
func (sc Scene) holds() bool {
	for i := range sc.flows {
		if f := &sc.flows[i]; f.Name == sc.Flow {
			return f.Holds != nil && f.Holds(sc)
		}
	}
	return false
}

// Answered reports whether the resident has answered a question of the draft:
// a Flow.Holds for flows whose answers are all worth keeping.
func (sc Scene) Answered() bool {
	for _, a := range sc.Answers {
		if !a.Ahead {
			return true
		}
	}
	return false
}

// Put records an answer in the place of all earlier ones of its step.
func (sc Scene) Put(a Answer) {
	sc.Drop(a.Step)
	sc.Add(a)
}

// Add records an answer beside earlier ones of its step.
func (sc Scene) Add(a Answer) { sc.Answers = append(sc.Answers, a) }

// Begin starts a flow with a new draft in the place of whatever ran.
func (sc Scene) Begin(flow string) {
	sc.drop()
	sc.Flow, sc.Draft, sc.Session.Began = flow, sc.In.Fresh.ID, sc.Now
}

// End ends the running flow without a word.
func (sc Scene) End() { sc.drop() }

// drop ends the running flow and its draft.
func (s *Session) drop() {
	s.Flow, s.Step, s.Draft, s.Revision, s.Missed = "", "", "", 0, 0
	s.Answers, s.Offered = nil, nil
	s.Row, s.Uneasy, s.Nudged = nil, false, false
}

// Drop removes the answers of steps.
func (sc Scene) Drop(steps ...string) {
	kept := make([]Answer, 0, len(sc.Answers)+1)
	for _, a := range sc.Answers {
		if !contains(steps, a.Step) {
			kept = append(kept, a)
		}
	}
	sc.Answers = kept
}

// Current reports whether the resident is in a conversation at this moment:
// they wrote within the last 15 minutes (resident-safety rule 5).
func (sc Scene) Current() bool {
	return !sc.Heard.IsZero() && sc.Now.Sub(sc.Heard) <= 15*time.Minute
}

// Short is the form in which a button carries the id of its draft: the end of
// it, since ids of one day may begin alike.
func Short(id string) string { return id[max(0, len(id)-4):] }

// Say is a line of the catalogue; args are names and values in turn.
func Say(key string, args ...any) Line {
	line := Line{Key: key}
	if len(args) > 1 {
		line.Args = make(map[string]any, len(args)/2)
	}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			line.Args[name] = args[i+1]
		}
	}
	return line
}

// Words is a line that is not ours to translate.
func Words(text string) Line { return Line{Text: text} }

// Named is a line of the plan: a language may have its own words for the key,
// and otherwise text is what is said.
func Named(key, text string) Line { return Line{Key: key, Text: text} }

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}
