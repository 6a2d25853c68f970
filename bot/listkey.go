package bot

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ListKey is where a list goes on that has the newest first: behind what was
// made then. The zero ListKey is its start.
type ListKey struct {
	At time.Time
	ID string // UUID
}

// String is a key as it stands in an address: microseconds, which is what the
// record keeps of a time, and the id.
func (k ListKey) String() string {
	return strconv.FormatInt(k.At.UnixMicro(), 36) + "-" + strings.ReplaceAll(k.ID, "-", "")
}

// lastMicro is the end of the year 9999, behind which no time has a date.
const lastMicro = 253402300799_999999

// ParseListKey reads what String wrote; nothing is the start. False when it is
// neither.
func ParseListKey(text string) (ListKey, bool) {
	if text == "" {
		return ListKey{}, true
	}
	stamp, id, _ := strings.Cut(text, "-")
	micro, err := strconv.ParseInt(stamp, 36, 64)
	raw, err2 := hex.DecodeString(id)
	if err != nil || err2 != nil || len(raw) != len(uuid.UUID{}) || micro <= 0 || micro > lastMicro {
		return ListKey{}, false
	}
	return ListKey{At: time.UnixMicro(micro), ID: uuid.UUID(raw).String()}, true
}
