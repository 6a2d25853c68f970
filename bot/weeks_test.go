package bot_test

import (
	"testing"
	"time"

	"yousaid/bot"
)

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestWeeksBeginOnMondays(t *testing.T) {
	for date, want := range map[string]string{
		"2026-11-22": "2026-11-16", "2026-11-23": "2026-11-23", "2026-11-29": "2026-11-23", "2027-01-03": "2026-12-28", "2024-02-29": "2024-02-26",
	} {
		if got := bot.WeekOf(day(date)); !got.Equal(day(want)) {
			t.Errorf("%s is in the week of %s, want %s", date, got.Format(time.DateOnly), want)
		}
	}
}

// The nights in which clocks change belong to the day that the clock shows.
func TestDatesFollowTheAreasClock(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-03-29T00:59:59Z": "2026-03-29", "2026-03-29T23:00:00Z": "2026-03-30", "2026-03-29T22:59:59Z": "2026-03-29",
		"2026-10-24T23:00:00Z": "2026-10-25", "2026-10-25T23:59:59Z": "2026-10-25", "2026-10-26T00:00:00Z": "2026-10-26",
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := bot.DateOf(instant, london); !got.Equal(day(want)) {
			t.Errorf("%s is on %s, want %s", at, got.Format(time.DateOnly), want)
		}
	}
	for week, hours := range map[string]float64{"2026-03-23": 167, "2026-10-19": 169, "2026-11-16": 168} {
		from := day(week)
		if got := bot.Starts(bot.AddWeeks(from, 1), london).Sub(bot.Starts(from, london)).Hours(); got != hours {
			t.Errorf("the week of %s has %v hours, want %v", week, got, hours)
		}
	}
}

// Every week is in one quarter, quarters have 13 weeks, and 14 at the end of a
// year with 53.
func TestQuartersAreOfWholeWeeks(t *testing.T) {
	long := 0
	for quarter := day("2018-01-01"); quarter.Before(day("2041-01-01")); quarter = bot.NextQuarter(quarter) {
		weeks := bot.WeeksBetween(quarter, bot.NextQuarter(quarter))
		for n := range weeks {
			if got := bot.QuarterOf(bot.AddWeeks(quarter, n)); !got.Equal(quarter) {
				t.Fatalf("week %d after %s is in the quarter of %s", n, quarter.Format(time.DateOnly), got.Format(time.DateOnly))
			}
		}
		if _, week := bot.AddWeeks(quarter, weeks-1).ISOWeek(); weeks == 14 && week == 53 {
			long++
		} else if weeks != 13 {
			t.Errorf("the quarter of %s has %d weeks", quarter.Format(time.DateOnly), weeks)
		}
	}
	if long != 4 { // 2020, 2026, 2032, 2037
		t.Errorf("%d long quarters", long)
	}
}
