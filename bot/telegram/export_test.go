package telegram

import "time"

// Hurry makes polling as quick as tests need it.
func (b *Bot) Hurry() {
	b.pace = pace{hold: time.Second, look: 10 * time.Millisecond, first: 10 * time.Millisecond, last: 50 * time.Millisecond, stop: 2 * time.Second}
}

// Form is how parameters are written.
var Form = form
