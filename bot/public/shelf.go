package public

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"
)

// fresh is how long a page is served before it is made anew, and patience how
// long the last one stays when that failed.
const (
	fresh    = time.Minute
	patience = 5 * time.Second
)

// mostKept is how many pages are kept: more than there are, languages and the
// lines that offer another one included.
const mostKept = 1000

// kept is something to serve: made once, read often.
type kept struct {
	body, zipped []byte
	mark         string // of what it says
	kind         string // MIME
}

// asIs is what gets no smaller, such as a photo.
func asIs(body []byte, kind string) kept {
	sum := sha256.Sum256(body)
	return kept{body: body, mark: `W/"` + hex.EncodeToString(sum[:12]) + `"`, kind: kind}
}

func keep(body []byte, kind string) (kept, error) {
	k := asIs(body, kind)
	var small bytes.Buffer
	out := gzip.NewWriter(&small)
	if _, err := out.Write(body); err != nil {
		return kept{}, err
	}
	err := out.Close()
	k.zipped = small.Bytes()
	return k, err
}

// serve writes it out, unless the browser has it.
func (k kept) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=60")
	h.Set("Content-Type", k.kind)
	h.Set("ETag", k.mark)
	body := k.body
	if k.zipped != nil {
		h.Add("Vary", "Accept-Encoding")
	}
	if k.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = k.zipped
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// shelf keeps pages for a minute. Of many who ask for one at once, one has it
// made and the others wait.
type shelf struct {
	now   func() time.Time
	mu    sync.Mutex
	slots map[string]*slot
}

type slot struct {
	mu    sync.Mutex
	page  *kept
	until time.Time
}

func newShelf(now func() time.Time) *shelf { return &shelf{now: now, slots: map[string]*slot{}} }

// page is the page of a key, as build makes it. When that fails the last one is
// served, with the error for the log.
func (s *shelf) page(ctx context.Context, key string, build func(context.Context) (kept, error)) (kept, error) {
	place := s.slot(key)
	if place == nil {
		return build(ctx)
	}
	place.mu.Lock()
	defer place.mu.Unlock()
	if place.page != nil && s.now().Before(place.until) {
		return *place.page, nil
	}
	made, err := build(ctx)
	if err == nil {
		place.page, place.until = &made, s.now().Add(fresh)
		return made, nil
	}
	if place.page == nil {
		return kept{}, err
	}
	place.until = s.now().Add(patience)
	return *place.page, err
}

// slot is the place of a key; nil when there is no room for it.
func (s *shelf) slot(key string) *slot {
	s.mu.Lock()
	defer s.mu.Unlock()
	place := s.slots[key]
	if place == nil && len(s.slots) < mostKept {
		place = &slot{}
		s.slots[key] = place
	}
	return place
}
