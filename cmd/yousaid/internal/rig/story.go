package rig

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"
)

// Patience is how long a resident of a Reporter waits for an answer.
const Patience = 15 * time.Second

// Reporter is somebody who reports on a theme, 0 for not sure. Nothing of what
// they say may stand in a log.
func (r *Rig) Reporter(phone Phone, theme int, test string) *Resident {
	who := &Resident{Phone: phone, Story: Story(test, theme), Place: "LU1 2AB", Reply: Patience}
	if found, ok := r.Plan.Theme(theme); ok {
		who.Theme = &found
	}
	r.Mark(Word(test, theme))
	return who
}

// Leads are the desks that a resident's report is for.
func (r *Rig) Leads(who *Resident) []*Desk {
	if who.Theme == nil {
		return []*Desk{r.Desks[r.Plan.Team]}
	}
	var list []*Desk
	for _, id := range who.Theme.Leads {
		list = append(list, r.Desks[id])
	}
	return list
}

// Story is what the n-th resident of a test tells, with a word that nobody else
// uses.
func Story(test string, n int) string {
	return fmt.Sprintf("the shop we call %s has rubbish bags dumped outside again", Word(test, n))
}

// Word is a word that stands nowhere else: letters only, so that nothing reads
// a number or a postcode in it.
func Word(test string, n int) string {
	letters := []byte("zq" + test)
	for range 5 {
		letters = append(letters, byte('a'+n%26))
		n /= 26
	}
	return string(letters)
}

// Picture is a small photo.
func Picture(t testing.TB) []byte {
	t.Helper()
	canvas := image.NewRGBA(image.Rect(0, 0, 80, 60))
	for x := range 80 {
		for y := range 60 {
			canvas.Set(x, y, color.RGBA{uint8(3 * x), uint8(4 * y), 90, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, canvas); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Until waits for something that no channel tells, and looks often.
func Until(ctx context.Context, holds func() bool) error {
	for !holds() {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
