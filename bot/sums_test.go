package bot_test

import (
	"testing"
	"time"

	"yousaid/bot"
)

func TestSharesOfTimesAreReadFromTheirBounds(t *testing.T) {
	counts := func(at ...int) []int {
		list := make([]int, len(bot.TimeBounds())+1)
		for _, i := range at {
			list[i]++
		}
		return list
	}
	last := len(bot.TimeBounds())
	for _, c := range []struct {
		counts      []int
		half, ninth time.Duration
	}{
		{counts(), 0, 0},
		{counts(0), time.Hour, time.Hour},
		{counts(0, 3), time.Hour, 8 * time.Hour},
		{counts(0, 0, 0, 0, 0, 3, 3, 3, 3, last), time.Hour, 8 * time.Hour},
		{counts(0, 0, 0, 0, 3, 3, 3, 3, last, last), 8 * time.Hour, bot.Beyond},
		{counts(last), bot.Beyond, bot.Beyond},
	} {
		if half, ninth := bot.WithinFor(c.counts, 0.5), bot.WithinFor(c.counts, 0.9); half != c.half || ninth != c.ninth {
			t.Errorf("%v: half within %v, want %v; nine of ten within %v, want %v", c.counts, half, c.half, ninth, c.ninth)
		}
	}
}
