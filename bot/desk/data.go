package desk

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/google/uuid"
)

// prefix begins the data of every button of a desk.
const prefix = "d:"

// What a button does.
const (
	doTake    = "t"
	doShow    = "s"
	doPhotos  = "f"
	doAsk     = "a"
	doNote    = "n"
	doPass    = "p"  // opens the list of themes
	doOthers  = "po" // opens the list of agencies
	doTheme   = "pt" // to a theme: its number
	doAgency  = "pa" // to an agency: its mark
	doClose   = "c"  // opens the list of outcomes
	doOutcome = "co" // with an outcome
	doCancel  = "x"
	doSend    = "ds" // a draft
	doKeep    = "dn" // a draft, as a note
	doDiscard = "dd"

	doNewsTheme = "ut" // of a plan update: its number
	doApprove   = "ua" // a plan update: the version that was shown
	doReject    = "ur"

	doComment    = "i"  // shows what a resident thinks
	doAnswer     = "ia" // asks for an answer to it
	doAnswerSend = "is" // a draft of one
)

// button is what a button of a desk carries: what it does, about which report,
// comment, draft or plan update, and with what.
type button struct {
	do, id, with string
}

// data fits a button into the 64 bytes that Telegram carries: a UUID takes 22 of
// them.
func (b button) data() string {
	parts := []string{"d", b.do, short(b.id)}
	if b.with != "" {
		parts = append(parts, b.with)
	}
	return strings.Join(parts, ":")
}

// parse reads a button's data; false for what no button of ours carries.
func parse(data string) (button, bool) {
	parts := strings.Split(data, ":")
	if len(parts) < 3 || len(parts) > 4 || parts[0]+":" != prefix {
		return button{}, false
	}
	id, ok := long(parts[2])
	b := button{do: parts[1], id: id}
	if len(parts) == 4 {
		b.with = parts[3]
	}
	return b, ok
}

func short(id string) string {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(parsed[:])
}

func long(text string) (string, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", false
	}
	id, err := uuid.FromBytes(raw)
	return id.String(), err == nil
}

// mark is a short name for an agency's id, which may be longer than a button
// carries. It doesn't depend on the agency's place in the plan's file, so old
// buttons mean the same after the file has changed.
func mark(agency string) string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(agency))
	return fmt.Sprintf("%08x", sum.Sum32())
}
