package telegram

import (
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// The parts of an update that are read, as the Bot API names them.
// https://core.telegram.org/bots/api#message
type (
	message struct {
		MessageID          int                  `json:"message_id"`
		ThreadID           int                  `json:"message_thread_id"`
		InTopic            bool                 `json:"is_topic_message"`
		From               *user                `json:"from"`
		SenderChat         *chat                `json:"sender_chat"`
		Chat               *chat                `json:"chat"`
		Date               int                  `json:"date"`
		EditDate           int                  `json:"edit_date"`
		IsAutomaticForward bool                 `json:"is_automatic_forward"`
		ReplyToMessage     *repliedTo           `json:"reply_to_message"`
		MediaGroupID       string               `json:"media_group_id"`
		Text               string               `json:"text"`
		Caption            string               `json:"caption"`
		Animation          *struct{}            `json:"animation"` // only whether there is one
		Document           *tgbotapi.Document   `json:"document"`
		Photo              []tgbotapi.PhotoSize `json:"photo"`
		Contact            *tgbotapi.Contact    `json:"contact"`
		Venue              *tgbotapi.Venue      `json:"venue"`
		Location           *tgbotapi.Location   `json:"location"`
		MigrateToChatID    int64                `json:"migrate_to_chat_id"`
		MigrateFromChatID  int64                `json:"migrate_from_chat_id"`
	}
	repliedTo struct {
		MessageID   int     `json:"message_id"`
		ReplyMarkup *inlaid `json:"reply_markup"`
	}
	inlaid struct {
		InlineKeyboard [][]struct {
			CallbackData *string `json:"callback_data"`
		} `json:"inline_keyboard"`
	}
	press struct {
		ID      string   `json:"id"`
		From    *user    `json:"from"`
		Message *pressed `json:"message"`
		Data    string   `json:"data"`
	}
	pressed struct {
		MessageID int   `json:"message_id"`
		Chat      *chat `json:"chat"`
	}
	user struct {
		ID           int64  `json:"id"`
		IsBot        bool   `json:"is_bot"`
		FirstName    string `json:"first_name"`
		LastName     string `json:"last_name"`
		LanguageCode string `json:"language_code"`
	}
	chat struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	}
)

// Time is when the message was written.
func (m *message) Time() time.Time { return time.Unix(int64(m.Date), 0) }

// IsPrivate reports whether it is a talk with one person.
func (c *chat) IsPrivate() bool { return c.Type == "private" }

// IsChannel reports whether only its owners speak in it.
func (c *chat) IsChannel() bool { return c.Type == "channel" }
