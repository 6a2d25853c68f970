package sandbox

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// method executes a call with Telegram.mu held.
type method func(*Telegram, *call) (any, *apiError)

// methodTable returns the methods by their documented names.
func methodTable() map[string]method {
	return map[string]method{
		"getMe":                  (*Telegram).getMe,
		"setWebhook":             (*Telegram).setWebhook,
		"deleteWebhook":          (*Telegram).deleteWebhook,
		"getWebhookInfo":         (*Telegram).getWebhookInfo,
		"getUpdates":             nil, // waits, so it takes the lock itself
		"setMyCommands":          (*Telegram).setMyCommands,
		"getMyCommands":          (*Telegram).getMyCommands,
		"deleteMyCommands":       (*Telegram).deleteMyCommands,
		"setMyDescription":       (*Telegram).setMyText,
		"setMyShortDescription":  (*Telegram).setMyText,
		"setMyName":              (*Telegram).setMyText,
		"getMyDescription":       (*Telegram).getMyText,
		"getMyShortDescription":  (*Telegram).getMyText,
		"getMyName":              (*Telegram).getMyText,
		"sendMessage":            (*Telegram).sendMessage,
		"sendPhoto":              (*Telegram).sendPhoto,
		"sendMediaGroup":         (*Telegram).sendMediaGroup,
		"sendLocation":           (*Telegram).sendLocation,
		"sendChatAction":         (*Telegram).sendChatAction,
		"editMessageText":        (*Telegram).editMessageText,
		"editMessageCaption":     (*Telegram).editMessageCaption,
		"editMessageReplyMarkup": (*Telegram).editMessageReplyMarkup,
		"deleteMessage":          (*Telegram).deleteMessage,
		"deleteMessages":         (*Telegram).deleteMessages,
		"answerCallbackQuery":    (*Telegram).answerCallbackQuery,
		"getFile":                (*Telegram).getFile,
		"getChat":                (*Telegram).getChat,
		"getChatMember":          (*Telegram).getChatMember,
		"leaveChat":              (*Telegram).leaveChat,
	}
}

// canonical spells a method as the documentation does; the Bot API doesn't
// mind the case.
func (t *Telegram) canonical(name string) string {
	for known := range t.methods {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return name
}

// execute runs a call, unless a fault or a limit answers in its place.
func (t *Telegram) execute(ctx context.Context, c *call, fault Fault) (any, *apiError) {
	switch fault.Kind {
	case TooMany:
		return nil, tooMany(max(1, int(fault.After.Seconds())))
	case Broken:
		return nil, &apiError{Code: 500, Description: "Internal Server Error: restart"}
	default:
	}
	run, known := t.methods[c.method]
	if !known {
		return nil, errNotFound
	}
	if run == nil {
		return t.getUpdates(ctx, c)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.changed()
	if seconds := t.overLimit(c); seconds > 0 {
		return nil, tooMany(seconds)
	}
	return run(t, c)
}

func (t *Telegram) getMe(*call) (any, *apiError) {
	return struct {
		User
		CanJoin bool `json:"can_join_groups"`
		ReadAll bool `json:"can_read_all_group_messages"`
		Inline  bool `json:"supports_inline_queries"`
	}{t.me, !t.alone, !t.opts.Telegram.Privacy, false}, nil
}

// SetGroups is what BotFather's /setjoingroups and /setprivacy set: whether
// groups may add the bot, and whether it is sent only what is meant for it.
func (t *Telegram) SetGroups(join, privacy bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.alone, t.opts.Telegram.Privacy = !join, privacy
}

// commandKey is one list of commands: each scope and language has its own.
func commandKey(c *call) string { return c.params["scope"] + "|" + c.params["language_code"] }

func (t *Telegram) setMyCommands(c *call) (any, *apiError) {
	var list []botCommand
	if given, err := c.object("commands", &list); err != nil || !given {
		return nil, badRequest("can't parse commands JSON object")
	}
	if len(list) > 100 {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for _, command := range list {
		if !validCommand(command.Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := len([]rune(command.Description)); n < 1 || n > 256 {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	t.profile.commands[commandKey(c)] = list
	return true, nil
}

func validCommand(name string) bool {
	return name != "" && len(name) <= 32 &&
		strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func (t *Telegram) getMyCommands(c *call) (any, *apiError) {
	if list := t.profile.commands[commandKey(c)]; list != nil {
		return list, nil
	}
	return []botCommand{}, nil
}

func (t *Telegram) deleteMyCommands(c *call) (any, *apiError) {
	delete(t.profile.commands, commandKey(c))
	return true, nil
}

// textOf maps the three texts of a bot's profile to parameter and limit.
var textOf = map[string]struct {
	param string
	limit int
}{"Description": {"description", 512}, "ShortDescription": {"short_description", 120}, "Name": {"name", 64}}

func (t *Telegram) setMyText(c *call) (any, *apiError) {
	what := strings.TrimPrefix(c.method, "setMy")
	field := textOf[what]
	text := c.params[field.param]
	if len([]rune(text)) > field.limit {
		return nil, badRequest("%s is too long", strings.ReplaceAll(field.param, "_", " "))
	}
	t.profile.texts[what+"|"+c.params["language_code"]] = text
	return true, nil
}

func (t *Telegram) getMyText(c *call) (any, *apiError) {
	what := strings.TrimPrefix(c.method, "getMy")
	return map[string]string{textOf[what].param: t.profile.texts[what+"|"+c.params["language_code"]]}, nil
}

func (t *Telegram) sendChatAction(c *call) (any, *apiError) {
	_, err := t.roomFor(c)
	return err == nil, err
}

func (t *Telegram) getChat(c *call) (any, *apiError) {
	r := t.rooms[c.number("chat_id")]
	if r == nil || r.private() && !r.started {
		return nil, badRequest("chat not found")
	}
	return r.chat, nil
}

func (t *Telegram) getChatMember(c *call) (any, *apiError) {
	r, err := t.roomFor(c)
	if err != nil {
		return nil, err
	}
	id := c.number("user_id")
	if id == t.me.ID {
		return chatMember{t.me, r.standing}, nil
	}
	user, known := t.users[id]
	if !known {
		return nil, badRequest("invalid user_id specified")
	}
	if !r.members[id] {
		return chatMember{user, standingLeft}, nil
	}
	return chatMember{user, standingMember}, nil
}

func (t *Telegram) leaveChat(c *call) (any, *apiError) {
	r, err := t.roomFor(c)
	if err != nil {
		return nil, err
	}
	if r.private() {
		return nil, badRequest("chat member status can't be changed in private chats")
	}
	t.setStanding(r, t.me, standingLeft)
	return true, nil
}

// Profile returns what the bot says of itself: key is "Description|en",
// "commands" holds the default list's names.
func (t *Telegram) Profile() (texts map[string]string, commands []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	raw, _ := json.Marshal(t.profile.texts) // a copy
	_ = json.Unmarshal(raw, &texts)
	for _, command := range t.profile.commands["|"] {
		commands = append(commands, command.Command)
	}
	slices.Sort(commands)
	return texts, commands
}
