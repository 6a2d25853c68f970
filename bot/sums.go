package bot

import (
	"context"
	"math"
	"time"
)

// AllAgencies stands for an agency where the sums of all are meant, each report
// counted once.
const AllAgencies = "*"

// FewestShown is the least count that is shown, or kept, of what says something
// of residents themselves: where they live, what they speak, how they feel.
const FewestShown = 5

// FiguresSettle is how long after its end a quarter is counted: by then what
// came in on its last days has mostly found its theme.
const FiguresSettle = 14 * 24 * time.Hour

// WeekSum counts the reports on a theme that were filed in one week. What became
// of them is as it stands now, whenever it happened.
type WeekSum struct {
	Week     time.Time // its Monday, in UTC
	Theme    int
	Filed    int
	Channels map[string]int
	Outcomes map[string]int // by Outcome, and by the further words below
	Taken    []int          // by TimeBounds: until somebody first took it
	Closed   []int          // by TimeBounds: until it was closed, the last time
}

// What became of reports that have no [Outcome].
const (
	EndWithdrawn = "withdrawn" // by the resident
	EndForgotten = "forgotten" // the resident had it deleted before it was closed
	EndOpen      = "open"      // new or taken
)

// FigureDimension says what a [FigureCount] is by.
type FigureDimension string

// The dimensions.
const (
	FigureTotal    FigureDimension = "total"    // all reports of the quarter, whatever they are by
	FigureArea     FigureDimension = "area"     // ward; reports whose ward nobody knows are nowhere
	FigureLanguage FigureDimension = "language" // BCP 47; English is nowhere
	FigureRating   FigureDimension = "rating"   // how residents say that it was dealt with
	FigurePulse    FigureDimension = "pulse"    // how safe residents feel; by month, of the whole town
)

// FigureCount counts what says something of residents. It was counted once, and
// is never below [FewestShown], but for totals.
type FigureCount struct {
	Begins    time.Time // the quarter's Monday, or of a pulse the first of the month; in UTC
	Theme     int
	Dimension FigureDimension
	Value     string
	Count     int
	Points    int // of ratings and pulses: their sum, each 1 to 5
}

// SumsStore reads sums, for an actor whose agency they are of, or who sees all.
// Sums of others are as none.
type SumsStore interface {
	// WeekSums lists the sums of an agency, or of [AllAgencies], from the week that
	// begins on one Monday until before another one.
	WeekSums(ctx context.Context, by Actor, agency string, from, to time.Time) ([]WeekSum, error)
	// FigureCounts lists the counts that begin from one date on and before another.
	// Guarded themes have areas and languages only for who is cleared.
	FigureCounts(ctx context.Context, by Actor, agency string, from, to time.Time) ([]FigureCount, error)
}

// TimeBounds are the bounds between which times are counted, shortest first. A
// time is counted at the first one that it is shorter than, or after the last.
func TimeBounds() []time.Duration {
	var list []time.Duration
	for _, hours := range []int{1, 2, 4, 8, 12, 24} {
		list = append(list, time.Duration(hours)*time.Hour)
	}
	for _, days := range []int{2, 3, 4, 5, 7, 10, 14, 21, 28, 42, 56, 84, 126, 182} {
		list = append(list, time.Duration(days)*24*time.Hour)
	}
	return list
}

// Beyond is the bound of times that are longer than all of [TimeBounds].
const Beyond = time.Duration(math.MaxInt64)

// WithinFor is the bound below which a share of the counted times lies, such as
// 0.5 for half of them; 0 where nothing was counted.
func WithinFor(counts []int, share float64) time.Duration {
	all := 0
	for _, n := range counts {
		all += n
	}
	if all == 0 {
		return 0
	}
	bounds, wanted := append(TimeBounds(), Beyond), int(math.Ceil(share*float64(all)))
	for i, n := range counts {
		if wanted -= n; wanted <= 0 {
			return bounds[i]
		}
	}
	return Beyond
}
