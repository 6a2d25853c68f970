package place

import (
	"strings"
	"sync"
)

// ordinary are words that people use in any message: not slips of a place's
// name, and before "close" or "way" no name of a road.
var ordinary = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool, 4500)
	for word := range strings.FieldsSeq(string(files()["ordinary.txt"])) {
		m[word] = true
	}
	return m
})
