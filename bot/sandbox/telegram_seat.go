package sandbox

import (
	"context"
	"errors"
	"slices"
)

// ErrNotAMember is the panic of a person who acts in a chat that isn't theirs.
var ErrNotAMember = errors.New("sandbox: not a member of this chat")

// Seat is a person in a chat: the phone in their hand, with one chat open.
// Acting in a chat that doesn't exist, or that the person isn't in, panics: a
// test that does so is wrong.
type Seat struct {
	t    *Telegram
	User int64
	Chat int64
}

// Say sends a text and returns its message id.
func (s *Seat) Say(text string) int { return s.send(Message{Text: text}) }

// Reply sends a text as a reply to a message of the chat.
func (s *Seat) Reply(to int, text string) int {
	return s.sendReply(to, Message{Text: text})
}

// Photo sends a picture with a caption, which may be empty.
func (s *Seat) Photo(data []byte, caption string) (int, error) {
	ids, err := s.Album(caption, data)
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// Album sends pictures together; the caption belongs to the first. One
// picture is no album.
func (s *Seat) Album(caption string, pictures ...[]byte) ([]int, error) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	var kept [][]PhotoSize
	for _, data := range pictures {
		sizes, err := s.t.keepPhoto(data)
		if err != nil {
			return nil, errors.New(err.Description)
		}
		kept = append(kept, sizes)
	}
	group := ""
	if len(pictures) > 1 {
		group = s.t.newID("1395")
	}
	var ids []int
	for _, sizes := range kept {
		ids = append(ids, s.add(0, Message{Photo: sizes, Caption: caption, MediaGroupID: group}))
		caption = ""
	}
	return ids, nil
}

// Location sends a position.
func (s *Seat) Location(lat, lon float64) int {
	return s.send(Message{Location: &Location{lat, lon}})
}

// Contact shares the person's own number.
func (s *Seat) Contact(number string) int {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	user := s.t.users[s.User]
	return s.add(0, Message{Contact: &Contact{PhoneNumber: number, FirstName: user.FirstName, UserID: user.ID}})
}

// Sticker sends a sticker.
func (s *Seat) Sticker(emoji string) int {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	id := s.t.keepFile("stickers", ".webp", []byte("RIFF"))
	return s.add(0, Message{Sticker: &Sticker{FileID: id, FileUniqueID: id[10:], Type: "regular", Width: 512, Height: 512, Emoji: emoji}})
}

// Voice sends a voice message of so many seconds.
func (s *Seat) Voice(seconds int) int {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	id := s.t.keepFile("voice", ".oga", []byte("OggS"))
	return s.add(0, Message{Voice: &Voice{FileID: id, FileUniqueID: id[10:], Duration: seconds, MimeType: "audio/ogg"}})
}

// Forward forwards a text that somebody else wrote elsewhere.
func (s *Seat) Forward(from User, text string) int {
	return s.send(Message{Text: text, ForwardFrom: &from, ForwardDate: s.t.opts.Now().Unix()})
}

// Edit changes one of the person's own texts.
func (s *Seat) Edit(id int, text string) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	r, _ := s.place()
	b := r.find(id)
	if b == nil || b.FromBot {
		panic("sandbox: no own message to edit")
	}
	b.Earlier = append(b.Earlier, b.Text)
	b.Text, b.EditDate = text, s.t.opts.Now().Unix()
	r.touch()
	if s.t.hears(r, b) {
		s.t.enqueue(update{lane: "chat:" + chatKey(s.Chat), chat: chatKey(s.Chat), kind: "edited_message", body: b.Message})
	}
	s.t.changed()
}

// Press presses a button by its label or its data and returns the id of the
// callback query, for WaitAnswer.
func (s *Seat) Press(message int, labelOrData string) (query string, err error) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	r, user := s.place()
	return s.t.pressButton(user, r, message, labelOrData)
}

// PressData sends a press with data that the message needn't offer: an old
// button, or a forged one.
func (s *Seat) PressData(message int, data string) (query string) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	r, user := s.place()
	b := r.find(message)
	if b == nil {
		b = &Bubble{Message: Message{MessageID: message, Chat: r.chat}}
	}
	return s.t.pressData(user, r, b, data)
}

// History returns the chat from its beginning, deleted messages among it.
func (s *Seat) History() []Bubble { return s.t.History(s.Chat) }

// Wait waits for a message of the bot with an id greater than after.
func (s *Seat) Wait(ctx context.Context, after int, match func(Bubble) bool) (Bubble, error) {
	return s.t.WaitMessage(ctx, s.Chat, after, match)
}

func (s *Seat) send(m Message) int { return s.sendReply(0, m) }

func (s *Seat) sendReply(to int, m Message) int {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	return s.add(to, m)
}

// add puts a message of the person into the chat and tells the bot.
func (s *Seat) add(to int, m Message) int {
	r, user := s.place()
	if r.private() {
		r.started = true
	}
	m.From, m.Date = &user, s.t.opts.Now().Unix()
	if target := r.find(to); target != nil {
		m.ReplyTo = quoted(target)
	}
	if s.t.isCommand(m.Text) {
		m.Entities = []Entity{{Type: "bot_command", Length: commandLength(m.Text)}}
	}
	b := r.add(&Bubble{Message: m})
	s.t.said(r, b)
	return b.MessageID
}

// place finds chat and person, or panics.
func (s *Seat) place() (*room, User) {
	r, user := s.t.rooms[s.Chat], s.t.users[s.User]
	if r == nil || user.ID == 0 || r.private() && s.Chat != s.User || !r.private() && !r.members[s.User] {
		panic(ErrNotAMember)
	}
	return r, user
}

// commandLength is the length of a command at the beginning of a text.
func commandLength(text string) int {
	for i := range text {
		if text[i] == ' ' || text[i] == '\n' {
			return i
		}
	}
	return len(text)
}

// History returns a chat from its beginning, deleted messages among it.
func (t *Telegram) History(chat int64) []Bubble {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rooms[chat]
	if r == nil {
		return nil
	}
	list := make([]Bubble, len(r.bubbles))
	for i, b := range r.bubbles {
		list[i] = *b
		list[i].Earlier = slices.Clone(b.Earlier)
	}
	return list
}

// LastMessage returns the newest message id of a chat: what comes later comes
// after it.
func (t *Telegram) LastMessage(chat int64) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r := t.rooms[chat]; r != nil {
		return r.lastID
	}
	return 0
}

// WaitMessage waits for a message of the bot in a chat, with an id greater
// than after, that match takes as it stands, so edits count too. A nil match
// takes any. The chat must exist.
func (t *Telegram) WaitMessage(ctx context.Context, chat int64, after int, match func(Bubble) bool) (Bubble, error) {
	t.mu.Lock()
	r := t.rooms[chat]
	t.mu.Unlock()
	if r == nil {
		return Bubble{}, ErrNotAMember
	}
	return await(ctx, &r.bell, func() (Bubble, bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		first, _ := slices.BinarySearchFunc(r.bubbles, after+1, byID)
		for _, b := range r.bubbles[first:] {
			if b.FromBot && !b.Deleted && (match == nil || match(*b)) {
				return *b, true
			}
		}
		return Bubble{}, false
	})
}
