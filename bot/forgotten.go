package bot

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ForgottenStop is the kind of a STOP in a list of what was forgotten. The others
// are "contact", "report" and "comment".
const ForgottenStop = "stop"

// Forgotten is a line of the list that makes a restored backup forget what was
// forgotten after it was made.
type Forgotten struct {
	Kind   string
	Target string // a UUID; of a STOP the keyed hash of the address, in hexadecimal
	At     time.Time
}

// String is the line as it is written.
func (f Forgotten) String() string {
	return f.Kind + " " + f.Target + " " + f.At.UTC().Format(time.RFC3339)
}

// ForgottenAgain counts what was forgotten again.
type ForgottenAgain struct{ Residents, Reports, Comments, Stops int }

// lookupBytes is how long the keyed hash of an address is.
const lookupBytes = 32

// ReadForgotten reads a list of what was forgotten. Its error names the first
// line that isn't one of it: with half a list, people would come back who asked
// to be forgotten.
func ReadForgotten(from io.Reader) ([]Forgotten, error) {
	var list []Forgotten
	lines := bufio.NewScanner(from)
	for number := 1; lines.Scan(); number++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		one, ok := readForgotten(lines.Text())
		if !ok {
			return nil, fmt.Errorf("line %d is none of a list that `yousaid forgotten` wrote", number)
		}
		list = append(list, one)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the list of what was forgotten: %w", err)
	}
	return list, nil
}

func readForgotten(line string) (one Forgotten, ok bool) {
	parts := strings.Fields(line)
	if len(parts) != 3 {
		return Forgotten{}, false
	}
	at, err := time.Parse(time.RFC3339, parts[2])
	if err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return Forgotten{}, false
	}
	one = Forgotten{Kind: parts[0], Target: parts[1], At: at}
	switch one.Kind {
	case "contact", "report", "comment":
		id, err := uuid.Parse(one.Target)
		one.Target = id.String()
		return one, err == nil
	case ForgottenStop:
		lookup, err := hex.DecodeString(one.Target)
		return one, err == nil && len(lookup) == lookupBytes
	}
	return Forgotten{}, false
}
