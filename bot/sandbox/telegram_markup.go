package sandbox

import (
	"strings"
	"unicode/utf8"
)

// markup is a reply_markup, which is one of four things.
type markup struct {
	InlineKeyboard
	Keys
}

// readMarkup checks a reply_markup and splits it into what belongs to the
// message and what belongs to the client's keyboard.
func readMarkup(c *call) (*InlineKeyboard, *Keys, *apiError) {
	var given markup
	ok, err := c.object("reply_markup", &given)
	if err != nil || !ok {
		return nil, nil, err
	}
	for _, row := range given.Rows {
		for _, button := range row {
			if err := checkButton(button); err != nil {
				return nil, nil, err
			}
		}
	}
	if given.Rows != nil {
		return nonEmpty(given.Rows), nil, nil
	}
	if given.Keyboard == nil && !given.Remove && !given.ForceReply {
		return nil, nil, nil
	}
	return nil, &given.Keys, nil
}

func checkButton(button Button) *apiError {
	switch {
	case strings.TrimSpace(button.Text) == "":
		return badRequest("inline keyboard button text must be non-empty")
	case button.Data == "" && button.URL == "":
		return badRequest("Text buttons are unallowed in the inline keyboard")
	case len(button.Data) > 64:
		return badRequest("BUTTON_DATA_INVALID")
	case button.URL != "" && !strings.Contains(button.URL, "://"):
		return badRequest("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", button.URL)
	}
	return nil
}

// nonEmpty drops empty rows; a keyboard without rows is none.
func nonEmpty(rows [][]Button) *InlineKeyboard {
	var kept [][]Button
	for _, row := range rows {
		if len(row) > 0 {
			kept = append(kept, row)
		}
	}
	if kept == nil {
		return nil
	}
	return &InlineKeyboard{Rows: kept}
}

// Longest text and caption, in characters after entities.
const (
	maxText    = 4096
	maxCaption = 1024
)

// readText parses a text with its entities and checks its length.
func readText(c *call, field string, limit int) (string, []Entity, *apiError) {
	raw := c.params[field]
	if !utf8.ValidString(raw) {
		return "", nil, badRequest("strings must be encoded in UTF-8")
	}
	text, entities, err := parseEntities(raw, c.params["parse_mode"])
	if err != nil {
		return "", nil, err
	}
	if entities == nil {
		if _, err := c.object("entities", &entities); err != nil {
			return "", nil, err
		}
	}
	text, entities = trim(text, entities)
	if utf8.RuneCountInString(text) > limit {
		if field == "caption" {
			return "", nil, badRequest("message caption is too long")
		}
		return "", nil, badRequest("message is too long")
	}
	return text, entities, nil
}
