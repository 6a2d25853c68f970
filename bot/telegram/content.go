package telegram

import (
	"encoding/json"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// pictures are the types of document that are taken as a photo: those that
// can be decoded later.
var pictures = map[string]bool{"image/jpeg": true, "image/png": true, "image/webp": true, "image/gif": true}

// fill sets what a flow can use, other than text; false when there is nothing
// of that.
func (m *message) fill(in *channel.Inbound) bool {
	switch {
	case len(m.Photo) > 0:
		in.Kind, in.Photos = channel.Photo, []channel.File{largest(m.Photo)}
	case m.Animation == nil && m.Document != nil && pictures[m.Document.MimeType] && m.Document.FileSize <= maxDownload:
		in.Kind = channel.Photo
		in.Photos = []channel.File{{ID: m.Document.FileID, Type: m.Document.MimeType, Size: int64(m.Document.FileSize)}}
	case m.Venue != nil: // before Location, which a venue sets too
		in.Kind = channel.Location
		in.Place = channel.Place{Lat: m.Venue.Location.Latitude, Lon: m.Venue.Location.Longitude, Name: m.Venue.Title}
	case m.Location != nil:
		in.Kind = channel.Location
		in.Place = channel.Place{Lat: m.Location.Latitude, Lon: m.Location.Longitude}
	case m.Contact != nil && m.Contact.UserID != 0 && m.Contact.UserID == m.From.ID:
		in.Kind, in.Phone = channel.Contact, "+"+strings.TrimPrefix(m.Contact.PhoneNumber, "+")
	default:
		return false
	}
	return true
}

// largest picks a photo's largest size. Photos are JPEG, whatever was sent.
func largest(sizes []tgbotapi.PhotoSize) channel.File {
	best := sizes[0]
	for _, size := range sizes {
		if size.Width*size.Height > best.Width*best.Height {
			best = size
		}
	}
	return channel.File{ID: best.FileID, Type: "image/jpeg", Size: int64(best.FileSize)}
}

// unusable are the kinds of content that no flow can use, by the name of their
// field. An animation is a document too, so it comes first.
var unusable = []string{
	"sticker", "voice", "video", "video_note", "animation", "audio", "document", "contact", "poll", "dice",
	"game", "story", "paid_media", "checklist", "invoice", "giveaway",
}

// service are the fields of messages that nobody wrote.
var service = []string{
	"new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
	"group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
	"pinned_message", "successful_payment", "refunded_payment", "users_shared", "chat_shared", "connected_website",
	"write_access_allowed", "passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set",
	"checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed", "paid_message_price_changed",
	"forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
	"general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway_completed",
	"giveaway_winners", "gift", "unique_gift", "gift_upgrade_sent", "suggested_post_approved",
	"suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded",
	"video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited",
	"voice_chat_scheduled", "voice_chat_started", "voice_chat_ended", "voice_chat_participants_invited", "web_app_data",
}

// what names content that no flow can use; false for a service message. It
// looks at the names of the fields, so that kinds that Telegram adds are
// content too ("unknown"), and their sender gets an answer.
func (m *message) what(raw []byte) (string, bool) {
	var fields struct {
		Message map[string]json.RawMessage `json:"message"`
	}
	if json.Unmarshal(raw, &fields) != nil {
		return "unknown", m.Chat.IsPrivate()
	}
	for _, name := range service {
		if fields.Message[name] != nil {
			return "", false
		}
	}
	for _, name := range unusable {
		if fields.Message[name] != nil {
			return name, true
		}
	}
	return "unknown", m.Chat.IsPrivate()
}
