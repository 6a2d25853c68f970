package sandbox

import (
	"maps"
	"slices"
	"strconv"
)

// shownBubbles is how far back the page shows a chat.
const shownBubbles = 150

// ChatView is a Telegram chat as the page shows it.
type ChatView struct {
	Chat
	Version  int      `json:"version"`
	Started  bool     `json:"started"`
	Blocked  bool     `json:"blocked"`
	Standing string   `json:"standing,omitempty"` // the bot's, in a group
	MovedTo  int64    `json:"moved_to,omitempty"`
	Bubbles  []Bubble `json:"bubbles"`
}

// SMSView is a phone that texts as the page shows it.
type SMSView struct {
	Number   string `json:"number"`
	Version  int    `json:"version"`
	Stopped  bool   `json:"stopped"`
	Messages []SMS  `json:"messages"`
}

// WorldView is who there is to be.
type WorldView struct {
	Version   int         `json:"version"`
	Title     string      `json:"title"`
	Pages     string      `json:"pages"`
	Bot       User        `json:"bot"`
	Number    string      `json:"number"` // the service's, for SMS
	Residents []User      `json:"residents"`
	Phones    []string    `json:"phones"`
	Groups    []GroupInfo `json:"groups"`
	Places    []Place     `json:"places"`
}

// View returns a chat as it stands.
func (t *Telegram) View(chat int64) (ChatView, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rooms[chat]
	if r == nil {
		return ChatView{}, false
	}
	return r.view(), true
}

func (r *room) view() ChatView {
	view := ChatView{
		Chat: r.chat, Version: r.version, Started: r.started, Blocked: r.blocked,
		Standing: r.standing, MovedTo: r.movedTo, Bubbles: []Bubble{},
	}
	for _, b := range r.bubbles[max(0, len(r.bubbles)-shownBubbles):] {
		shown := *b
		shown.Earlier = slices.Clone(b.Earlier)
		view.Bubbles = append(view.Bubbles, shown)
	}
	return view
}

// changedSince returns the chats that have changed, and brings seen up to
// date.
func (t *Telegram) changedSince(seen map[string]int) []ChatView {
	t.mu.Lock()
	defer t.mu.Unlock()
	var views []ChatView
	for _, id := range slices.Sorted(maps.Keys(t.rooms)) {
		r, key := t.rooms[id], "telegram:"+strconv.FormatInt(id, 10)
		if last, known := seen[key]; !known || last != r.version {
			seen[key] = r.version
			views = append(views, r.view())
		}
	}
	return views
}

// toastsAfter returns the answers to presses that came after a number.
func (t *Telegram) toastsAfter(seq int) []Toast {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.toasts[min(seq, len(t.toasts)):])
}

// View returns the phone as it stands.
func (p *Phone) View() SMSView {
	shown := p.History()
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if shown == nil {
		shown = []SMS{}
	}
	return SMSView{Number: p.Number, Version: p.version, Stopped: p.stopped, Messages: shown[max(0, len(shown)-shownBubbles):]}
}

func (w *Twilio) changedSince(seen map[string]int) []SMSView {
	w.mu.Lock()
	var changed []*Phone
	for _, number := range slices.Sorted(maps.Keys(w.phones)) {
		p, key := w.phones[number], "sms:"+number
		if last, known := seen[key]; !known || last != p.version {
			seen[key] = p.version
			changed = append(changed, p)
		}
	}
	w.mu.Unlock()
	var views []SMSView
	for _, p := range changed {
		views = append(views, p.View())
	}
	return views
}

// View returns the world as it is now: groups by their newest ids.
func (s *Sandbox) View() WorldView {
	s.mu.Lock()
	defer s.mu.Unlock()
	view := WorldView{
		Version: s.worldVersion, Title: s.world.Title, Pages: s.world.Pages, Bot: s.Telegram.me, Number: s.Twilio.opts.Twilio.From,
		Residents: slices.Clone(s.world.Residents), Phones: slices.Clone(s.world.Phones),
		Groups: slices.Clone(s.world.Groups), Places: s.world.Places,
	}
	for i := range view.Groups {
		view.Groups[i].ID = s.Telegram.currentID(view.Groups[i].ID)
	}
	return view
}

// currentID follows a group's moves.
func (t *Telegram) currentID(id int64) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range 10 {
		r := t.rooms[id]
		if r == nil || r.movedTo == 0 {
			return id
		}
		id = r.movedTo
	}
	return id
}
