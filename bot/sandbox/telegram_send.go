package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
)

func (t *Telegram) sendMessage(c *call) (any, *apiError) {
	// The order of the checks is the Bot API's own: the text first.
	text, entities, err := readText(c, "text", maxText)
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, badRequest("message text is empty")
	}
	return t.send(c, func(b *Bubble) { b.Text, b.Entities = text, entities })
}

// send adds a message of the bot that fill completes.
func (t *Telegram) send(c *call, fill func(*Bubble)) (any, *apiError) {
	r, err := t.roomFor(c)
	if err != nil {
		return nil, err
	}
	b, err := t.draft(c, r)
	if err != nil {
		return nil, err
	}
	fill(b)
	return r.add(b).Message, nil
}

// draft makes a message of the bot with all that is common to every kind.
func (t *Telegram) draft(c *call, r *room) (*Bubble, *apiError) {
	inline, keys, err := readMarkup(c)
	if err != nil {
		return nil, err
	}
	reply, err := replyTarget(c, r)
	if err != nil {
		return nil, err
	}
	me := t.me
	b := &Bubble{FromBot: true, Silent: c.flag("disable_notification"), Keys: keys}
	b.From, b.Date, b.ThreadID = &me, t.opts.Now().Unix(), int(c.number("message_thread_id"))
	b.ReplyMarkup, b.ReplyTo, b.Protected = inline, reply, c.flag("protect_content")
	return b, nil
}

// replyTarget finds the message that a new one answers, given in either way.
func replyTarget(c *call, r *room) (*Message, *apiError) {
	var reply struct {
		MessageID int  `json:"message_id"`
		Without   bool `json:"allow_sending_without_reply"`
	}
	if _, err := c.object("reply_parameters", &reply); err != nil {
		return nil, err
	}
	if reply.MessageID == 0 {
		reply.MessageID, reply.Without = int(c.number("reply_to_message_id")), c.flag("allow_sending_without_reply")
	}
	if reply.MessageID == 0 {
		return nil, nil
	}
	if target := r.find(reply.MessageID); target != nil {
		return quoted(target), nil
	}
	if reply.Without {
		return nil, nil
	}
	return nil, badRequest("message to be replied not found")
}

func (t *Telegram) sendLocation(c *call) (any, *apiError) {
	var at Location
	if err := json.Unmarshal([]byte(c.params["latitude"]), &at.Latitude); err != nil {
		return nil, badRequest("latitude is empty")
	}
	if err := json.Unmarshal([]byte(c.params["longitude"]), &at.Longitude); err != nil {
		return nil, badRequest("longitude is empty")
	}
	return t.send(c, func(b *Bubble) { b.Location = &at })
}

func (t *Telegram) sendPhoto(c *call) (any, *apiError) {
	caption, entities, err := readText(c, "caption", maxCaption)
	if err != nil {
		return nil, err
	}
	sizes, err := t.photoFrom(c, c.params["photo"], "photo")
	if err != nil {
		return nil, err
	}
	return t.send(c, func(b *Bubble) { b.Photo, b.Caption, b.CaptionEntities = sizes, caption, entities })
}

// photoFrom takes a photo from the upload named field, from attach://, or by
// the id of a file that the bot has seen.
func (t *Telegram) photoFrom(c *call, given, field string) ([]PhotoSize, *apiError) {
	if name, ok := strings.CutPrefix(given, "attach://"); ok {
		field = name
	}
	if data, ok := c.files[field]; ok {
		return t.keepPhoto(data)
	}
	if known := t.files[given]; known != nil && known.sizes != nil {
		return slices.Clone(known.sizes), nil
	}
	if given == "" {
		return nil, badRequest("there is no photo in the request")
	}
	return nil, badRequest("wrong file identifier/HTTP URL specified")
}

func (t *Telegram) sendMediaGroup(c *call) (any, *apiError) {
	var media []struct {
		Type    string `json:"type"`
		Media   string `json:"media"`
		Caption string `json:"caption"`
		Mode    string `json:"parse_mode"`
	}
	if _, err := c.object("media", &media); err != nil {
		return nil, err
	}
	if len(media) < 2 || len(media) > 10 {
		return nil, badRequest("wrong number of elements in the media group: 2-10 are expected")
	}
	r, err := t.roomFor(c)
	if err != nil {
		return nil, err
	}
	group := t.newID("album")
	var album []*Bubble
	for _, item := range media {
		sizes, err := t.photoFrom(c, item.Media, "")
		if err != nil {
			return nil, err
		}
		caption := &call{params: map[string]string{"caption": item.Caption, "parse_mode": item.Mode}}
		text, entities, err := readText(caption, "caption", maxCaption)
		if err != nil {
			return nil, err
		}
		b, err := t.draft(c, r)
		if err != nil {
			return nil, err
		}
		b.Photo, b.Caption, b.CaptionEntities, b.MediaGroupID = sizes, text, entities, group
		album = append(album, b)
	}
	sent := []Message{}
	for _, b := range album {
		sent = append(sent, r.add(b).Message)
	}
	return sent, nil
}
