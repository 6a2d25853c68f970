package sandbox

import (
	"maps"
	"slices"
)

func (t *Telegram) remember(kept *state) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept.Users = slices.Collect(maps.Values(t.users))
	for _, r := range t.rooms {
		kept.Rooms = append(kept.Rooms, r.remember())
	}
	kept.Files = map[string]fileState{}
	for id, f := range t.files {
		kept.Files[id] = fileState{f.path, f.data, f.sizes}
	}
	for _, u := range t.pending() {
		kept.Updates = append(kept.Updates, updateState{u.id, u.lane, u.chat, u.kind, u.json, u.at})
	}
	kept.NextID = t.updates.next
}

func (r *room) remember() roomState {
	out := roomState{
		Chat: r.chat, Standing: r.standing, Members: slices.Collect(maps.Keys(r.members)),
		Started: r.started, Blocked: r.blocked, MovedTo: r.movedTo, LastID: r.lastID,
	}
	for _, b := range r.bubbles {
		shown := *b
		shown.Earlier = slices.Clone(b.Earlier)
		out.Bubbles = append(out.Bubbles, shown)
	}
	return out
}

// restore takes up an earlier state, before anything else happens.
func (t *Telegram) restore(kept state) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, user := range kept.Users {
		t.users[user.ID] = user
	}
	for _, old := range kept.Rooms {
		t.rooms[old.Chat.ID] = old.room()
	}
	for id, f := range kept.Files {
		t.files[id] = &file{path: f.Path, data: f.Data, sizes: f.Sizes}
	}
	for _, u := range kept.Updates {
		t.updates.push(&update{id: u.ID, lane: u.Lane, chat: u.Chat, kind: u.Kind, json: u.JSON, at: u.At})
	}
	t.updates.next = max(t.updates.next, kept.NextID)
}

func (s roomState) room() *room {
	r := &room{
		chat: s.Chat, standing: s.Standing, members: map[int64]bool{}, started: s.Started,
		blocked: s.Blocked, movedTo: s.MovedTo, lastID: s.LastID,
	}
	for _, id := range s.Members {
		r.members[id] = true
	}
	for _, b := range s.Bubbles {
		r.bubbles = append(r.bubbles, &b)
	}
	return r
}

func (w *Twilio) remember(kept *state) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.messages {
		kept.Messages = append(kept.Messages, *m)
	}
	for number, p := range w.phones {
		if p.stopped {
			kept.Stopped = append(kept.Stopped, number)
		}
	}
}

func (w *Twilio) restore(kept state) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range kept.Messages {
		w.store(&m)
		if !m.final() {
			w.onTheWay(&m) // it was on its way when the sandbox ended
		}
	}
	for _, number := range kept.Stopped {
		w.phone(number).stopped = true
	}
}
