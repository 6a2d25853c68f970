package flows

import (
	"strings"
	"unicode"
)

// offerQuestion asks in the language that was read whether to write in it.
func (e *Engine) offerQuestion(sc Scene) Question {
	line := Say("language.offer")
	line.Tongue = sc.Offer
	q := Question{Lines: []Line{line}, Yes: sc.Offer, No: sc.Language}
	for _, code := range []string{sc.Offer, sc.Language} {
		for _, tongue := range e.config.Tongues {
			if tongue.Code == code {
				q.Choices = append(q.Choices, tongue.choice())
			}
		}
	}
	return q
}

// written is the language of the message where there is enough of it to tell,
// as one that can be spoken; native is false where it is written in other
// letters than its own, so that its writer may not read those.
func (t *turn) written() (code string, native bool) {
	read := t.In.Reading.Language
	code = t.engine.match(read)
	if t.In.Kind != Said || code == "" || !t.telling(code) {
		return "", false
	}
	return code, !strings.HasSuffix(read, "-Latn")
}

// telling reports whether a message shows its language: more than a few words,
// letters that are not Latin, or a greeting that is none in the common language.
func (t *turn) telling(code string) bool {
	words := split(t.folded)
	if len(words) > descriptive || strings.IndexFunc(t.folded, func(r rune) bool { return r > 'z' && unicode.IsLetter(r) }) >= 0 {
		return true
	}
	greets := func(language string) bool {
		l, ok := t.engine.lexicons[language]
		return ok && every(words, l.greetings, l.filler)
	}
	return greets(code) && !greets(t.engine.config.Language)
}

// follow answers danger in the language in which it was told, where the
// resident has not chosen one (resident-safety rule 1).
func (t *turn) follow() {
	code, native := t.written()
	if code == "" && t.In.Kind == Said && t.In.Reading.Danger != NoDanger && len(split(t.folded)) >= descriptive {
		code, native = t.engine.match(t.In.Reading.Language), !strings.HasSuffix(t.In.Reading.Language, "-Latn")
		native = native && code != ""
	}
	if native && !t.Chosen {
		t.Language = code
		t.tune()
	}
}

// offer asks, once, whether to write in the language in which the resident
// does, before the question that would come now.
func (t *turn) offer(reply Reply) Reply {
	code, _ := t.written()
	if code == "" || code == t.Language || t.Chosen || t.Offer != "" || t.Pending != nil || t.asked() != "" {
		return reply
	}
	if step, running := t.next(); t.Step != menuStep {
		// What was said beside the question must not be lost: another time.
		if !running || t.Step != step.ID || len(reply.Lines) > len(t.lead)+len(t.question(step).Lines) {
			return reply
		}
	}
	t.Offer = code
	step, _ := t.step(offerStep)
	return t.ask(step)
}
