package flows

// insults reports whether a message is rude and nothing else: a report may be
// full of such words.
func (t *turn) insults() bool {
	tokens := split(t.folded)
	if len(tokens) == 0 || len(tokens) > 8 {
		return false
	}
	return t.is(func(l *lexicon) bool {
		rude := false
		for _, token := range tokens {
			switch {
			case l.insults[token]:
				rude = true
			case !l.filler[token] && !l.insultWith[token]:
				return false
			}
		}
		return rude
	})
}

// calm meets an insult: once with a calm word, then only with the question
// that stands. What was written is kept.
func (t *turn) calm() Reply {
	if t.Calmed {
		return t.again()
	}
	t.Calmed = true
	return t.again(Say("calm"))
}
