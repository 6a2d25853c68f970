package flows

import "strings"

// ThumbStep is the Step of a button that says what its resident thinks of a
// plan update; it is never stale.
const ThumbStep = "thumb"

// The two answers that a thumb gives, as the Value of its effect.
const (
	ThumbUp   = 1
	ThumbDown = -1
)

// Thumbs are the buttons below a plan update. They carry its id, and mean it
// for as long as the message stands.
func Thumbs(update string) []Choice {
	return []Choice{
		{ID: "+" + update, Step: ThumbStep, Label: Words("👍")},
		{ID: "-" + update, Step: ThumbStep, Label: Words("👎")},
	}
}

// thumb finds what a resident thinks of a plan update: by its button, or by a
// message of nothing but the sign.
func (t *turn) thumb() (Effect, bool) {
	effect := Effect{Kind: Thumb}
	switch {
	case t.In.Kind == Chose && t.In.Choice.Step == ThumbStep:
		if id, up := strings.CutPrefix(t.In.Choice.ID, "+"); up {
			effect.Target, effect.Value = id, ThumbUp
		} else if id, down := strings.CutPrefix(t.In.Choice.ID, "-"); down {
			effect.Target, effect.Value = id, ThumbDown
		}
	case t.In.Kind == Said && t.onNews():
		effect.Target, effect.Value = t.Session.Resident.News.ID, sign(t.In.Text)
	}
	return effect, effect.Target != "" && effect.Value != 0
}

// sign reads a message that is only a thumb, or some of them, of whatever skin;
// 0 is none.
func sign(text string) int {
	value := 0
	for _, r := range text {
		this := 0
		switch {
		case r == '👍':
			this = ThumbUp
		case r == '👎':
			this = ThumbDown
		case skin(r) || r == ' ' || r == '\n':
			continue
		}
		if this == 0 || value != 0 && value != this {
			return 0
		}
		value = this
	}
	return value
}

// skin reports whether a letter only says how a sign before it is drawn.
func skin(r rune) bool { return r >= '\U0001f3fb' && r <= '\U0001f3ff' || r == '\ufe0f' }

// onNews reports whether a sign can only be about the plan update that came
// last: of late, and with no question open that the sign would answer. A
// question for words it answers as little as a place is a thumb; that it is
// about the news then shows by the news having come after it.
func (t *turn) onNews() bool {
	news := t.Session.Resident.News
	if sign(t.In.Text) == 0 || news.ID == "" || news.Thread != "" || t.Now.Sub(news.At) > NewsLasts || t.Talking != "" || t.In.About != "" {
		return false
	}
	step, open := t.current()
	if !open || step.ID == menuStep {
		return true
	}
	return t.chosen(t.question(step)) == "" && news.At.After(t.wrote)
}

// takeThumb has a thumb counted. Whatever is being written stays as it is.
func (t *turn) takeThumb(effect Effect) Reply {
	t.unmoved = true
	t.freeze([]Effect{effect}, nil)
	return Reply{}
}

// thanks is the answer to a thumb. Why something isn't liked can be told where
// words are free for that.
func (t *turn) thanks(effect Effect) Reply {
	if effect.Value == ThumbUp {
		return t.tell(Say("thumb.up"))
	}
	lines := []Line{Say("thumb.down")}
	news := t.Session.Resident.News
	if t.Flow == "" && t.Talking == "" && news.ID == effect.Target && !news.Over && t.Pending == nil {
		lines = append(lines, Say("thumb.why"))
	}
	return t.tell(lines...)
}
