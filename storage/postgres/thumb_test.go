package postgres_test

import (
	"testing"
	"time"

	"yousaid/flows"
)

func thumbing(update string, value int) flows.Effect {
	return flows.Effect{Kind: flows.Thumb, Target: update, Value: value}
}

func TestThumbIsCountedOnceForEachResidentAndOutlivesThem(t *testing.T) {
	r := start(t)
	update := r.published("First")
	work := pending(thumbing(update.ID, flows.ThumbUp))
	for range 2 {
		if _, err := r.Commit(t.Context(), ana, work); err != nil {
			t.Fatal(err)
		}
	}
	r.commit(ben, thumbing(update.ID, flows.ThumbUp))
	r.clock.add(time.Minute)
	r.commit(ana, thumbing(update.ID, flows.ThumbDown))
	thumbs := func() string {
		return r.strings(`SELECT concat_ws(' ', count(*) FILTER (WHERE up), count(*) FILTER (WHERE NOT up), count(lookup)) FROM update_thumbs`)[0]
	}
	if got := thumbs(); got != "1 1 2" {
		t.Errorf("up, down, tied: %s", got)
	}
	all := r.commit(ana, flows.Effect{Kind: flows.CopyData})[0].Copy
	if len(all.Thumbs) != 1 || all.Thumbs[0].Theme != 6 || all.Thumbs[0].Up || !all.Thumbs[0].At.Equal(noon.Add(time.Minute)) || len(all.Other) != 0 {
		t.Errorf("her copy: %+v, %q", all.Thumbs, all.Other)
	}
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if got := thumbs(); got != "1 1 1" {
		t.Errorf("after she was forgotten: %s", got)
	}
}

// Old buttons and made-up ones do no harm.
func TestThumbOnNothingCountsNothing(t *testing.T) {
	r := start(t)
	mia, _ := r.writers()
	for _, target := range []string{r.offered(mia, "Not out yet").ID, "00000000-0000-4000-8000-000000000000", "no id", ""} {
		r.commit(ana, thumbing(target, flows.ThumbUp))
	}
	if n := r.count(`SELECT count(*) FROM update_thumbs`); n != 0 {
		t.Errorf("%d are counted", n)
	}
}
