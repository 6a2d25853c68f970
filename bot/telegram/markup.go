package telegram

import (
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// markup is what stands below a message. Telegram takes one kind only: where a
// key asks for the position or the number, the choices are keys beside it, and
// come back as the text of their labels.
func markup(out channel.Outbound) any {
	switch {
	case out.Location != "" || out.Contact != "":
		return keyboard(out)
	case len(out.Buttons) > 0:
		return inline(out.Buttons)
	case out.ForceReply:
		// In a group only the people whom the text mentions, or whose message
		// it replies to, get the reply opened.
		return tgbotapi.ForceReply{ForceReply: true, Selective: strings.HasPrefix(out.To.ID, "-")}
	case out.ClearKeys:
		return tgbotapi.NewRemoveKeyboard(false)
	}
	return nil
}

// inlineKeys are the library's inline keyboard, as far as it is used: every
// question has one.
// https://core.telegram.org/bots/api#inlinekeyboardmarkup
type (
	inlineKeys struct {
		Rows [][]inlineKey `json:"inline_keyboard"`
	}
	inlineKey struct {
		Text string `json:"text"`
		Data string `json:"callback_data"`
	}
)

func inline(rows [][]channel.Choice) inlineKeys {
	shown := inlineKeys{Rows: make([][]inlineKey, len(rows))}
	for i, row := range rows {
		shown.Rows[i] = make([]inlineKey, len(row))
		for j, choice := range row {
			shown.Rows[i][j] = inlineKey{Text: choice.Label, Data: choice.Data}
		}
	}
	return shown
}

func keyboard(out channel.Outbound) tgbotapi.ReplyKeyboardMarkup {
	shown := tgbotapi.ReplyKeyboardMarkup{ResizeKeyboard: true, OneTimeKeyboard: true}
	if out.Location != "" {
		shown.Keyboard = append(shown.Keyboard, tgbotapi.NewKeyboardButtonRow(tgbotapi.NewKeyboardButtonLocation(out.Location)))
	}
	if out.Contact != "" {
		shown.Keyboard = append(shown.Keyboard, tgbotapi.NewKeyboardButtonRow(tgbotapi.NewKeyboardButtonContact(out.Contact)))
	}
	for _, row := range out.Buttons {
		var keys []tgbotapi.KeyboardButton
		for _, choice := range row {
			keys = append(keys, tgbotapi.NewKeyboardButton(choice.Label))
		}
		shown.Keyboard = append(shown.Keyboard, keys)
	}
	return shown
}
