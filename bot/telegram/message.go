package telegram

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yousaid/bot/channel"
)

// fromMessage translates a new message.
func (b *Bot) fromMessage(ctx context.Context, u update) (channel.Inbound, bool, error) {
	m := u.Message
	if in, moved := migration(m); moved {
		return in, true, nil
	}
	in, heard := envelope(m)
	if !heard {
		return in, false, nil
	}
	if m.Text != "" {
		text, ours, err := b.command(ctx, m.Text, in.Private)
		in.Kind, in.Text = channel.Text, text
		return in, ours, err
	}
	in.Text = m.Caption
	if m.fill(&in) {
		return in, true, nil
	}
	in.Kind = channel.Other
	var content bool
	if in.What, content = m.what(u.raw); !content {
		return in, false, nil
	}
	return in, true, nil
}

// migration tells that a group became a supergroup. Both chats carry a service
// message of it, from nobody in particular.
func migration(m *message) (channel.Inbound, bool) {
	if m.Chat == nil || m.MigrateToChatID == 0 && m.MigrateFromChatID == 0 {
		return channel.Inbound{}, false
	}
	from, to := m.Chat.ID, m.MigrateToChatID
	if to == 0 {
		from, to = m.MigrateFromChatID, m.Chat.ID
	}
	return channel.Inbound{Kind: channel.Migrated, Chat: address(from), Moved: address(to), Sent: m.Time()}, true
}

// envelope is what every message has. It is not heard when a channel, another
// bot or Telegram itself speaks. An administrator who is anonymous in a group
// is heard as a person without an id: nobody that anything may be done for.
func envelope(m *message) (channel.Inbound, bool) {
	if m.Chat == nil || m.Chat.IsChannel() || m.From == nil || m.IsAutomaticForward {
		return channel.Inbound{}, false
	}
	in := channel.Inbound{
		Chat: address(m.Chat.ID), Private: m.Chat.IsPrivate(), Person: person(m.From),
		Message: strconv.Itoa(m.MessageID), Sent: m.Time(), Album: m.MediaGroupID, ReplyTo: m.replyTo(), Offered: m.offered(),
	}
	switch {
	case m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID:
		in.Person = channel.Person{}
	case m.SenderChat != nil, m.From.IsBot:
		return in, false
	}
	return in, true
}

// replyTo is the message that this one answers. In a topic of a forum every
// message names the topic's first one, without being an answer to it.
func (m *message) replyTo() string {
	if m.ReplyToMessage == nil || m.InTopic && m.ReplyToMessage.MessageID == m.ThreadID {
		return ""
	}
	return strconv.Itoa(m.ReplyToMessage.MessageID)
}

// offered is what the buttons of the message carry that this one answers.
// Telegram tells a bot those of its own messages only.
func (m *message) offered() []string {
	if m.ReplyToMessage == nil || m.ReplyToMessage.ReplyMarkup == nil {
		return nil
	}
	var list []string
	for _, row := range m.ReplyToMessage.ReplyMarkup.InlineKeyboard {
		for _, key := range row {
			if key.CallbackData != nil {
				list = append(list, *key.CallbackData)
			}
		}
	}
	return list
}

// addressed is a command with the name of the bot that it is meant for.
var addressed = regexp.MustCompile(`^(/[A-Za-z0-9_]+)@([A-Za-z0-9_]+)`)

// command takes the bot's name off a command. A command for another bot of the
// group is not ours; in private there is no other.
func (b *Bot) command(ctx context.Context, text string, private bool) (string, bool, error) {
	if !strings.HasPrefix(text, "/") {
		return text, true, nil
	}
	parts := addressed.FindStringSubmatch(text)
	if parts == nil {
		return text, true, nil
	}
	if !private {
		own, err := b.Username(ctx)
		if err != nil || !strings.EqualFold(own, parts[2]) {
			return "", false, err
		}
	}
	return parts[1] + text[len(parts[0]):], true, nil
}

// fromEdit translates an edited message. A live location that moves is an edit
// too, every few seconds: that is nobody's doing.
func fromEdit(m *message) (channel.Inbound, bool) {
	in, heard := envelope(m)
	in.Kind, in.What, in.Text = channel.Other, "edit", m.Text+m.Caption
	in.Sent = time.Unix(int64(max(m.Date, m.EditDate)), 0)
	return in, heard && m.Location == nil
}
