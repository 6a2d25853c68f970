package sandbox

import (
	"encoding/json"
	"reflect"
	"time"
)

// deletable is how long after it was sent a message can be deleted.
const deletable = 48 * time.Hour

const notModified = "message is not modified: specified new message content and reply markup are " +
	"exactly the same as a current content and reply markup of the message"

// editable finds the bot's own message that a call wants to change.
func (t *Telegram) editable(c *call) (*room, *Bubble, *apiError) {
	r, err := t.roomFor(c)
	if err != nil {
		return nil, nil, err
	}
	b := r.find(int(c.number("message_id")))
	if b == nil {
		return nil, nil, badRequest("message to edit not found")
	}
	if !b.FromBot {
		return nil, nil, badRequest("message can't be edited")
	}
	return r, b, nil
}

func (t *Telegram) editMessageText(c *call) (any, *apiError) {
	text, entities, err := readText(c, "text", maxText)
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, badRequest("message text is empty")
	}
	r, b, err := t.editable(c)
	if err != nil {
		return nil, err
	}
	if b.Text == "" {
		return nil, badRequest("there is no text in the message to edit")
	}
	return t.edit(c, r, b, func(m *Message) { m.Text, m.Entities = text, entities })
}

func (t *Telegram) editMessageCaption(c *call) (any, *apiError) {
	caption, entities, err := readText(c, "caption", maxCaption)
	if err != nil {
		return nil, err
	}
	r, b, err := t.editable(c)
	if err != nil {
		return nil, err
	}
	if b.Photo == nil {
		return nil, badRequest("there is no caption in the message to edit")
	}
	return t.edit(c, r, b, func(m *Message) { m.Caption, m.CaptionEntities = caption, entities })
}

func (t *Telegram) editMessageReplyMarkup(c *call) (any, *apiError) {
	r, b, err := t.editable(c)
	if err != nil {
		return nil, err
	}
	return t.edit(c, r, b, func(*Message) {})
}

// edit applies a change; buttons that an edit doesn't give are taken away.
func (t *Telegram) edit(c *call, r *room, b *Bubble, change func(*Message)) (any, *apiError) {
	inline, _, err := readMarkup(c)
	if err != nil {
		return nil, err
	}
	next := b.Message
	change(&next)
	next.ReplyMarkup = inline
	if reflect.DeepEqual(next, b.Message) {
		return nil, badRequest(notModified)
	}
	if before := b.Says(); (Bubble{Message: next}).Says() != before {
		b.Earlier = append(b.Earlier, before)
	}
	next.EditDate = t.opts.Now().Unix()
	b.Message = next
	r.touch()
	return next, nil
}

func (t *Telegram) deleteMessage(c *call) (any, *apiError) {
	r, err := t.roomFor(c)
	if err != nil {
		return nil, err
	}
	b := r.find(int(c.number("message_id")))
	if b == nil {
		return nil, badRequest("message to delete not found")
	}
	if !t.mayDelete(r, b) {
		return nil, badRequest("message can't be deleted for everyone")
	}
	r.remove(b)
	return true, nil
}

// mayDelete is the rule of 48 hours; others' messages only in a private chat,
// or as an administrator.
func (t *Telegram) mayDelete(r *room, b *Bubble) bool {
	if r.standing == standingAdmin && r.chat.Type == "supergroup" {
		return true
	}
	if t.opts.Now().Sub(time.Unix(b.Date, 0)) > deletable {
		return false
	}
	return b.FromBot || r.private() || r.standing == standingAdmin
}

func (r *room) remove(b *Bubble) {
	b.Deleted = true
	r.touch()
}

// deleteMessages passes over what isn't there, as the real one does.
func (t *Telegram) deleteMessages(c *call) (any, *apiError) {
	r, err := t.roomFor(c)
	if err != nil {
		return nil, err
	}
	var ids []int
	if json.Unmarshal([]byte(c.params["message_ids"]), &ids) != nil || len(ids) == 0 || len(ids) > 100 {
		return nil, badRequest("message identifiers are not specified")
	}
	for _, id := range ids {
		if b := r.find(id); b != nil && !t.mayDelete(r, b) {
			return nil, badRequest("message can't be deleted for everyone")
		}
	}
	for _, id := range ids {
		if b := r.find(id); b != nil {
			r.remove(b)
		}
	}
	return true, nil
}
