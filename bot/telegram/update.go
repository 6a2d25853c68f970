package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// wanted are the kinds of update that Telegram is asked for. Without naming
// my_chat_member it would not come.
const wanted = `["message","edited_message","callback_query","my_chat_member"]`

// update is an update as it is read. The library's has every field that there
// is, and lacks newer ones; reading it costs twice as much.
type update struct {
	UpdateID      int                         `json:"update_id"`
	Message       *message                    `json:"message"`
	EditedMessage *message                    `json:"edited_message"`
	CallbackQuery *press                      `json:"callback_query"`
	MyChatMember  *tgbotapi.ChatMemberUpdated `json:"my_chat_member"`

	raw []byte
}

var errNoUpdate = errors.New("no update")

// readUpdate reads an update. A field of a type that is new to us is passed
// over: an update that is refused for ever would block its chat.
func readUpdate(raw []byte) (update, error) {
	u := update{raw: raw}
	err := json.Unmarshal(raw, &u)
	var surprise *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &surprise) || u.UpdateID == 0 {
		return update{}, errNoUpdate
	}
	return u, nil
}

// chat is the chat that an update belongs to; 0 when to none.
func (u update) chat() int64 {
	switch {
	case u.Message != nil && u.Message.Chat != nil:
		return u.Message.Chat.ID
	case u.EditedMessage != nil && u.EditedMessage.Chat != nil:
		return u.EditedMessage.Chat.ID
	case u.CallbackQuery != nil && u.CallbackQuery.Message != nil && u.CallbackQuery.Message.Chat != nil:
		return u.CallbackQuery.Message.Chat.ID
	case u.MyChatMember != nil:
		return u.MyChatMember.Chat.ID
	}
	return 0
}

// press is the id to answer a press by; empty for another update.
func (u update) press() string {
	if u.CallbackQuery == nil {
		return ""
	}
	return u.CallbackQuery.ID
}

// inbound translates an update; use is false for what is no business of ours.
// It fails only when Telegram must be asked for the bot's own name and can't
// be.
func (b *Bot) inbound(ctx context.Context, u update) (in channel.Inbound, use bool, err error) {
	switch {
	case u.Message != nil:
		in, use, err = b.fromMessage(ctx, u)
	case u.EditedMessage != nil:
		in, use = fromEdit(u.EditedMessage)
	case u.CallbackQuery != nil:
		in, use = b.fromPress(u.CallbackQuery)
	case u.MyChatMember != nil:
		in, use = fromMember(u.MyChatMember)
	}
	in.ID = "u" + strconv.Itoa(u.UpdateID)
	return in, use, err
}

// fromPress translates a press. The message may be inaccessible (more than 48
// hours old): chat and id are there all the same. Presses below messages that
// somebody else sent through the bot have no chat, and none is ours.
func (b *Bot) fromPress(q *press) (channel.Inbound, bool) {
	if q.From == nil || q.Message == nil || q.Message.Chat == nil || q.Data == "" {
		return channel.Inbound{}, false
	}
	id := strconv.Itoa(q.Message.MessageID)
	return channel.Inbound{
		Kind: channel.Press, Chat: address(q.Message.Chat.ID), Private: q.Message.Chat.IsPrivate(),
		Person: person(q.From), Message: id, Sent: b.config.Now(), // a press carries no time
		Press: channel.Button{Query: q.ID, Data: q.Data, Message: id},
	}, true
}

// fromMember translates a change of the bot's own standing in a chat: a person
// blocks it or lets it back in, a group adds or removes it.
func fromMember(change *tgbotapi.ChatMemberUpdated) (channel.Inbound, bool) {
	in := channel.Inbound{
		Chat: address(change.Chat.ID), Private: change.Chat.IsPrivate(),
		Person: person(&user{ID: change.From.ID, FirstName: change.From.FirstName, LastName: change.From.LastName, LanguageCode: change.From.LanguageCode}), Sent: time.Unix(int64(change.Date), 0),
	}
	was, is := present(change.OldChatMember), present(change.NewChatMember)
	switch {
	case was == is || change.Chat.IsChannel():
		return in, false // made an administrator, say
	case !is:
		in.Kind = channel.Left
	case in.Private:
		in.Kind = channel.Returned
	default:
		in.Kind = channel.Joined
	}
	return in, true
}

func present(m tgbotapi.ChatMember) bool {
	return !m.HasLeft() && !m.WasKicked() && (m.Status != "restricted" || m.IsMember)
}

func person(u *user) channel.Person {
	name := u.FirstName
	if u.LastName != "" {
		name += " " + u.LastName
	}
	return channel.Person{ID: strconv.FormatInt(u.ID, 10), Name: name, Language: u.LanguageCode}
}
