package sandbox

import "strconv"

// roomFor finds the chat of a call, or says why the bot can't act there.
func (t *Telegram) roomFor(c *call) (*room, *apiError) {
	given := c.params["chat_id"]
	if given == "" {
		return nil, badRequest("chat_id is empty")
	}
	id, err := strconv.ParseInt(given, 10, 64)
	if err != nil {
		return nil, badRequest("chat not found")
	}
	r := t.rooms[id]
	switch {
	case r == nil:
		return nil, badRequest("chat not found")
	case r.movedTo != 0:
		return nil, &apiError{
			Code: 400, Description: "Bad Request: group chat was upgraded to a supergroup chat",
			Parameters: map[string]any{"migrate_to_chat_id": r.movedTo},
		}
	case r.private():
		return t.openPrivate(r)
	}
	return openGroup(r)
}

func (t *Telegram) openPrivate(r *room) (*room, *apiError) {
	switch {
	case t.users[r.chat.ID].FirstName == "":
		return nil, forbidden("user is deactivated")
	case r.blocked:
		return nil, forbidden("bot was blocked by the user")
	case !r.started:
		return nil, forbidden("bot can't initiate conversation with a user")
	}
	return r, nil
}

func openGroup(r *room) (*room, *apiError) {
	switch r.standing {
	case standingNone:
		return nil, badRequest("chat not found")
	case standingKicked:
		return nil, forbidden("bot was kicked from the " + r.chat.Type + " chat")
	case standingLeft:
		return nil, forbidden("bot is not a member of the " + r.chat.Type + " chat")
	}
	return r, nil
}

// AddUser makes a person known to Telegram. The bot can't write to them until
// they press Start or write first.
func (t *Telegram) AddUser(user User) *Person {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.addUser(user)
	t.changed()
	return &Person{t, user.ID}
}

func (t *Telegram) addUser(user User) {
	t.users[user.ID] = user
	if t.rooms[user.ID] == nil {
		t.rooms[user.ID] = &room{chat: privateChat(user), lastID: t.firstID}
	}
}

func privateChat(user User) Chat {
	return Chat{ID: user.ID, Type: "private", FirstName: user.FirstName, LastName: user.LastName, Username: user.Username}
}

// AddGroup makes a group with its officers. The bot is in it from the start,
// unless BotAbsent, and no update tells of that.
func (t *Telegram) AddGroup(info GroupInfo) *Group {
	t.mu.Lock()
	defer t.mu.Unlock()
	chat := Chat{ID: info.ID, Type: "group", Title: info.Title}
	if info.Supergroup {
		chat.Type = "supergroup"
	}
	r := t.rooms[info.ID] // kept from an earlier run
	if r == nil {
		r = &room{chat: chat, members: map[int64]bool{}, standing: info.standing(), lastID: t.firstID}
	}
	for _, officer := range info.Officers {
		t.addUser(officer)
		r.members[officer.ID] = true
	}
	t.rooms[info.ID] = r
	t.changed()
	return &Group{t, info.ID}
}

// standing is the bot's in a new group.
func (info GroupInfo) standing() string {
	switch {
	case info.BotAbsent:
		return standingNone
	case info.BotAdmin:
		return standingAdmin
	}
	return standingMember
}

// setStanding changes what the bot is in a chat and tells it so.
func (t *Telegram) setStanding(r *room, by User, to string) {
	from := r.standing
	if from == standingNone {
		from = standingLeft
	}
	r.standing = to
	r.touch()
	t.enqueue(update{
		lane: "chat:" + chatKey(r.chat.ID), chat: chatKey(r.chat.ID), kind: "my_chat_member",
		body: chatMemberUpdated{
			Chat: r.chat, From: by, Date: t.opts.Now().Unix(),
			Old: chatMember{t.me, from}, New: chatMember{t.me, to},
		},
	})
	t.changed()
}
