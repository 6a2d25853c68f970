package telegram

import (
	"context"
	"errors"
	"html"
	"regexp"
	"strconv"
	"unicode/utf16"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

const (
	maxCaption = 1024 // UTF-16 units: https://core.telegram.org/bots/api#sendphoto
	maxToast   = 200  // UTF-16 units: https://core.telegram.org/bots/api#answercallbackquery
)

// Send makes the one call that an Outbound is, and returns the message's id
// (empty for a deletion or the answer to a press). A text that is too long is
// refused whole: a message in two calls could go by half. An edit that changes
// nothing has succeeded. A chat that Telegram wants left alone isn't called.
func (b *Bot) Send(ctx context.Context, out channel.Outbound) (string, error) {
	if out.Verb == channel.Answer { // to a press: it counts for no chat
		return "", b.do(ctx, "answerCallbackQuery", answerParams(out))
	}
	if err := b.holds.Check(out.To, b.config.Now()); err != nil {
		return "", err
	}
	id, err := b.send(ctx, out)
	b.holds.Note(out.To, err, b.config.Now())
	return id, err
}

// send is Send to a chat.
func (b *Bot) send(ctx context.Context, out channel.Outbound) (string, error) {
	switch out.Verb {
	case channel.Say:
		return b.say(ctx, out)
	case channel.Edit:
		return b.edit(ctx, out)
	case channel.Delete:
		return "", b.delete(ctx, out)
	case channel.Answer:
	}
	return "", rejected("no such verb")
}

func (b *Bot) say(ctx context.Context, out channel.Outbound) (string, error) {
	params, err := sayParams(out)
	if err != nil {
		return "", err
	}
	if out.Photo != nil {
		return b.sayPhoto(ctx, params, out.Photo)
	}
	var answer sent
	if err := b.ask(ctx, callTimeout, "sendMessage", params, &answer); err != nil {
		return "", err
	}
	return answer.id()
}

func (b *Bot) edit(ctx context.Context, out channel.Outbound) (string, error) {
	if out.Text == "" {
		return b.editButtons(ctx, out)
	}
	params, err := textParams(out, "text", maxText)
	if err != nil {
		return "", err
	}
	params["message_id"] = out.Target
	params["link_preview_options"] = noPreview
	if len(out.Buttons) > 0 {
		if err := params.AddInterface("reply_markup", inline(out.Buttons)); err != nil {
			return "", rejected("buttons can't be encoded")
		}
	}
	err = b.do(ctx, "editMessageText", params)
	if err != nil && !isRefusal(err, notModified) {
		return "", err
	}
	return out.Target, nil
}

// editButtons changes the buttons alone, or takes them away.
func (b *Bot) editButtons(ctx context.Context, out channel.Outbound) (string, error) {
	if err := checkChat(out.To); err != nil {
		return "", err
	}
	params := tgbotapi.Params{"chat_id": out.To.ID, "message_id": out.Target}
	if len(out.Buttons) > 0 {
		if err := params.AddInterface("reply_markup", inline(out.Buttons)); err != nil {
			return "", rejected("buttons can't be encoded")
		}
	}
	err := b.do(ctx, "editMessageReplyMarkup", params)
	if err != nil && !isRefusal(err, notModified) {
		return "", err
	}
	return out.Target, nil
}

func (b *Bot) delete(ctx context.Context, out channel.Outbound) error {
	if err := checkChat(out.To); err != nil {
		return err
	}
	if len(out.Targets) > 0 {
		return b.deleteAll(ctx, out)
	}
	return b.do(ctx, "deleteMessage", tgbotapi.Params{"chat_id": out.To.ID, "message_id": out.Target})
}

// deleteAll deletes up to 100 messages by one call.
// Source: https://core.telegram.org/bots/api#deletemessages
func (b *Bot) deleteAll(ctx context.Context, out channel.Outbound) error {
	ids := make([]int, 0, len(out.Targets))
	for _, target := range out.Targets {
		id, err := strconv.Atoi(target)
		if err != nil {
			return rejected("a message to delete has no number")
		}
		ids = append(ids, id)
	}
	params := tgbotapi.Params{"chat_id": out.To.ID}
	if err := params.AddInterface("message_ids", ids); err != nil {
		return rejected("messages to delete can't be encoded")
	}
	return b.do(ctx, "deleteMessages", params)
}

// noPreview keeps Telegram from fetching a link that stands in a message.
const noPreview = `{"is_disabled":true}`

// sayParams are the parameters of sendMessage, or of sendPhoto.
func sayParams(out channel.Outbound) (tgbotapi.Params, error) {
	field, limit := "text", maxText
	if out.Photo != nil {
		field, limit = "caption", maxCaption
	}
	params, err := textParams(out, field, limit)
	if err != nil {
		return nil, err
	}
	if out.Photo == nil {
		params["link_preview_options"] = noPreview
	}
	params.AddBool("disable_notification", out.Silent)
	params.AddBool("protect_content", out.Protect)
	if out.ReplyTo != "" {
		id, err := strconv.Atoi(out.ReplyTo)
		if err != nil {
			return nil, rejected("the message replied to has no number")
		}
		params["reply_parameters"] = `{"message_id":` + strconv.Itoa(id) + `,"allow_sending_without_reply":true}`
	}
	if err := params.AddInterface("reply_markup", markup(out)); err != nil {
		return nil, rejected("buttons can't be encoded")
	}
	return params, nil
}

// textParams are the chat and the text, checked for its length.
func textParams(out channel.Outbound, field string, limit int) (tgbotapi.Params, error) {
	if err := checkChat(out.To); err != nil {
		return nil, err
	}
	if shownLength(out) > limit {
		return nil, rejected("the text is too long for one message")
	}
	params := tgbotapi.Params{"chat_id": out.To.ID}
	params.AddNonEmpty(field, out.Text)
	if out.HTML {
		params["parse_mode"] = tgbotapi.ModeHTML
	}
	return params, nil
}

var tag = regexp.MustCompile(`<[^>]*>`)

// shownLength is what counts against the limits: UTF-16 units of the text
// without its markup.
func shownLength(out channel.Outbound) int {
	text := out.Text
	if out.HTML {
		text = html.UnescapeString(tag.ReplaceAllString(text, ""))
	}
	units := 0
	for _, r := range text {
		units += max(1, utf16.RuneLen(r)) // what is no character is sent as one
	}
	return units
}

func answerParams(out channel.Outbound) tgbotapi.Params {
	params := tgbotapi.Params{"callback_query_id": out.Target}
	params.AddNonEmpty("text", cut(out.Text, maxToast))
	params.AddBool("show_alert", out.Alert)
	return params
}

// cut shortens a toast, which is better shown short than not at all.
func cut(text string, limit int) string {
	if len(utf16.Encode([]rune(text))) <= limit {
		return text
	}
	length := 1 // of the ellipsis
	for i, r := range text {
		if length += utf16.RuneLen(r); length > limit {
			return text[:i] + "…"
		}
	}
	return text
}

func fileName(mimeType string) string {
	if mimeType == "image/png" {
		return "photo.png"
	}
	return "photo.jpg"
}

// checkChat refuses what is no chat of Telegram before anything is called.
func checkChat(to channel.Address) error {
	if _, err := strconv.ParseInt(to.ID, 10, 64); err != nil || to.Channel != channel.Telegram {
		return rejected("not a chat of Telegram")
	}
	return nil
}

func address(chat int64) channel.Address {
	return channel.Address{Channel: channel.Telegram, ID: strconv.FormatInt(chat, 10)}
}

// rejected is a refusal of our own.
func rejected(why string) error {
	return &channel.SendError{Reason: channel.Rejected, Err: errors.New(why)}
}
