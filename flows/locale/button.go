package locale

import (
	"strings"

	"yousaid/flows"
)

// mostData is what Telegram's callback_data holds, in bytes.
const mostData = 64

// Encode makes of a choice what its button sends back: draft, step and choice,
// at most 64 bytes. Choices that would not fit are cut and so become stale,
// which is answered kindly; a test keeps all ids short enough.
func Encode(c flows.Choice) string {
	data := c.Draft + ":" + c.Step + ":" + c.ID
	return data[:min(mostData, len(data))]
}

// Decode reads what a button sent back. What was never one of our buttons is a
// choice of no draft and no step, which is stale.
func Decode(data string) flows.Choice {
	draft, rest, ok := strings.Cut(data, ":")
	step, id, ok2 := strings.Cut(rest, ":")
	if !ok || !ok2 {
		return flows.Choice{ID: data}
	}
	return flows.Choice{Draft: draft, Step: step, ID: id}
}
