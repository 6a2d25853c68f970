package sandbox

import "strings"

// Person is somebody with a phone. Their methods act in their private chat
// with the bot; In gives them a seat in a group.
type Person struct {
	t  *Telegram
	ID int64
}

// Person returns somebody who exists already.
func (t *Telegram) Person(id int64) *Person { return &Person{t, id} }

// Private returns the person's chat with the bot.
func (p *Person) Private() *Seat { return &Seat{p.t, p.ID, p.ID} }

// In returns the person's seat in a group.
func (p *Person) In(chat int64) *Seat { return &Seat{p.t, p.ID, chat} }

// Start presses Start, with the payload of a deep link or none.
func (p *Person) Start(payload string) int {
	if payload != "" {
		payload = " " + payload
	}
	return p.Private().Say("/start" + payload)
}

// Known makes a person one who pressed Start before all of this began: the bot
// may write to them, and hears of nothing.
func (p *Person) Known() *Person {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	p.t.rooms[p.ID].started = true
	return p
}

// Block blocks the bot.
func (p *Person) Block() { p.setBlocked(true) }

// Unblock lets the bot back in.
func (p *Person) Unblock() { p.setBlocked(false) }

// Blocked reports whether the person has blocked the bot.
func (p *Person) Blocked() bool {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	return p.t.rooms[p.ID].blocked
}

func (p *Person) setBlocked(blocked bool) {
	t := p.t
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rooms[p.ID]
	if r.blocked == blocked {
		return
	}
	r.blocked = blocked
	r.standing = standingMember
	to := standingMember
	if blocked {
		to = standingKicked
	} else {
		r.standing = standingKicked // what it was, for the update
	}
	t.setStanding(r, t.users[p.ID], to)
}

// Deactivate deletes the person's account.
func (p *Person) Deactivate() {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	p.t.users[p.ID] = User{ID: p.ID}
}

// Group is a group chat.
type Group struct {
	t  *Telegram
	ID int64
}

// Group returns a group that exists already.
func (t *Telegram) Group(id int64) *Group { return &Group{t, id} }

// AddBot has a member add the bot.
func (g *Group) AddBot(by int64) {
	g.change(by, standingMember, func(m *Message) { m.NewMembers = []User{g.t.me} })
}

// RemoveBot has a member remove the bot.
func (g *Group) RemoveBot(by int64) {
	g.change(by, standingKicked, func(m *Message) { m.LeftMember = &g.t.me })
}

// change sets the bot's standing, with the service message that goes with it.
func (g *Group) change(by int64, standing string, fill func(*Message)) {
	t := g.t
	t.mu.Lock()
	defer t.mu.Unlock()
	r, user := t.rooms[g.ID], t.users[by]
	t.setStanding(r, user, standing)
	b := &Bubble{Message: Message{From: &user, Date: t.opts.Now().Unix()}}
	fill(&b.Message)
	t.said(r, r.add(b))
}

// Join makes somebody a member; the bot gets the service message.
func (g *Group) Join(user User) {
	t := g.t
	t.mu.Lock()
	defer t.mu.Unlock()
	t.addUser(user)
	r := t.rooms[g.ID]
	r.members[user.ID] = true
	t.said(r, r.add(&Bubble{Message: Message{From: &user, Date: t.opts.Now().Unix(), NewMembers: []User{user}}}))
}

// Upgrade turns a group into a supergroup with a new id. The old one refuses
// calls and names the new one; both carry a service message.
func (g *Group) Upgrade(to int64) *Group {
	t := g.t
	t.mu.Lock()
	defer t.mu.Unlock()
	old := t.rooms[g.ID]
	chat := old.chat
	chat.ID, chat.Type = to, "supergroup"
	moved := &room{chat: chat, members: old.members, standing: old.standing, lastID: t.firstID}
	t.rooms[to] = moved
	old.movedTo = to
	admin := User{ID: 1087968824, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}
	now := t.opts.Now().Unix()
	t.said(old, old.add(&Bubble{Message: Message{From: &admin, Date: now, MigrateTo: to}}))
	t.said(moved, moved.add(&Bubble{Message: Message{From: &admin, Date: now, MigrateFrom: g.ID}}))
	return &Group{t, to}
}

// said tells the bot of a message, if Telegram would.
func (t *Telegram) said(r *room, b *Bubble) {
	defer t.changed()
	if !t.hears(r, b) {
		return
	}
	message := b.Message
	t.enqueue(update{lane: "chat:" + chatKey(r.chat.ID), chat: chatKey(r.chat.ID), kind: "message", body: message})
}

// hears reports whether the bot gets a message: in groups that is a matter of
// its standing and of the privacy mode.
func (t *Telegram) hears(r *room, b *Bubble) bool {
	if r.private() {
		return !r.blocked
	}
	if r.standing == standingNone || r.standing == standingLeft && b.LeftMember == nil || r.standing == standingKicked && b.LeftMember == nil {
		return false
	}
	service := b.NewMembers != nil || b.LeftMember != nil || b.MigrateFrom != 0 || b.MigrateTo != 0
	if !t.opts.Telegram.Privacy || r.standing == standingAdmin || service {
		return true
	}
	toBot := b.ReplyTo != nil && b.ReplyTo.From != nil && b.ReplyTo.From.ID == t.me.ID
	return toBot || t.isCommand(b.Says()) || mentions(b.Says(), t.me.Username)
}

// mentions reports whether a text addresses @username.
func mentions(text, username string) bool {
	return strings.Contains(strings.ToLower(text), "@"+strings.ToLower(username))
}
