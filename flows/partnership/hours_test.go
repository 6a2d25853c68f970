package partnership_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yousaid/flows/partnership"
)

// clock reads a time on the wall in Luton.
func clock(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("Mon 2006-01-02 15:04", text, partnership.Luton().Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestWorkingTimeIsThatOfTheWallAndTheCalendar(t *testing.T) {
	luton, saltmere := partnership.Luton(), saltmere(t)
	office, police := luton.WorkingTime("probation"), luton.WorkingTime("bedfordshire-police")
	nights := saltmere.WorkingTime("team")
	for _, test := range []struct {
		name     string
		works    partnership.WorkingTime
		from     string
		hours    float64
		over     string
		open     bool
		opensNow string
	}{
		{"within a day", office, "Tue 2026-11-24 10:00", 4, "Tue 2026-11-24 14:00", true, "Tue 2026-11-24 10:00"},
		{"to the end of a day", office, "Tue 2026-11-24 10:00", 7, "Tue 2026-11-24 17:00", true, "Tue 2026-11-24 10:00"},
		{"over a night", office, "Tue 2026-11-24 16:30", 1, "Wed 2026-11-25 09:30", true, "Tue 2026-11-24 16:30"},
		{"from the night on", office, "Tue 2026-11-24 22:00", 8, "Wed 2026-11-25 17:00", false, "Wed 2026-11-25 09:00"},
		{"from closing time on", office, "Tue 2026-11-24 17:00", 1, "Wed 2026-11-25 10:00", false, "Wed 2026-11-25 09:00"},
		{"over a weekend", office, "Fri 2026-11-27 16:00", 8, "Mon 2026-11-30 16:00", true, "Fri 2026-11-27 16:00"},
		{"over Christmas and its Monday", office, "Thu 2026-12-24 16:00", 8, "Tue 2026-12-29 16:00", true, "Thu 2026-12-24 16:00"},
		{"from a bank holiday on", office, "Mon 2026-12-28 11:00", 1, "Tue 2026-12-29 10:00", false, "Tue 2026-12-29 09:00"},
		{"over Easter and the clock in spring", office, "Thu 2027-03-25 15:00", 4, "Tue 2027-03-30 11:00", true, "Thu 2027-03-25 15:00"},
		{"over the clock in autumn", office, "Fri 2026-10-23 16:00", 2, "Mon 2026-10-26 10:00", true, "Fri 2026-10-23 16:00"},
		{"always, over the clock in spring", police, "Sat 2027-03-27 23:00", 4, "Sun 2027-03-28 04:00", true, "Sat 2027-03-27 23:00"},
		{"always, over the clock in autumn", police, "Sat 2026-10-24 23:00", 4, "Sun 2026-10-25 02:00", true, "Sat 2026-10-24 23:00"},
		{"always, at Christmas", police, "Fri 2026-12-25 01:00", 3, "Fri 2026-12-25 04:00", true, "Fri 2026-12-25 01:00"},
		{"over midnight", nights, "Fri 2026-11-27 23:00", 5, "Sat 2026-11-28 04:00", true, "Fri 2026-11-27 23:00"},
		{"after midnight", nights, "Sat 2026-11-28 05:00", 2, "Sat 2026-11-28 23:00", true, "Sat 2026-11-28 05:00"},
		{"a night that is an hour longer", nights, "Sat 2026-10-24 22:00", 9, "Sun 2026-10-25 06:00", true, "Sat 2026-10-24 22:00"},
		{"a night that is an hour shorter", nights, "Sat 2027-03-27 22:00", 7, "Sun 2027-03-28 06:00", true, "Sat 2027-03-27 22:00"},
		{"no night begins on a holiday", nights, "Fri 2026-12-25 21:00", 2, "Sun 2026-12-27 00:00", false, "Sat 2026-12-26 22:00"},
		{"no time at all", office, "Sat 2026-11-28 12:00", 0, "Sat 2026-11-28 12:00", false, "Mon 2026-11-30 09:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, over := clock(t, test.from), clock(t, test.over)
			d := time.Duration(test.hours * float64(time.Hour))
			if got := test.works.After(from, d); !got.Equal(over) {
				t.Errorf("%v after %s: %s, want %s", d, test.from, got.In(over.Location()), test.over)
			}
			if got := test.works.Between(from, over); got != d {
				t.Errorf("between %s and %s: %v, want %v", test.from, test.over, got, d)
			}
			if got := test.works.Between(over, from); got != 0 {
				t.Errorf("backwards: %v", got)
			}
			if got := test.works.Open(from); got != test.open {
				t.Errorf("open: %v", got)
			}
			if got, want := test.works.Opens(from), clock(t, test.opensNow); !got.Equal(want) {
				t.Errorf("opens %s, want %s", got, want)
			}
		})
	}
}

// anyHours draws when somebody works, with nights that reach into the next day.
func anyHours(t *rapid.T) partnership.WorkingTime {
	if rapid.Bool().Draw(t, "always") && rapid.Bool().Draw(t, "really") {
		return partnership.WorkingTime{}
	}
	plan := partnership.Luton()
	hours := partnership.Hours{Agency: "probation", Holidays: rapid.Bool().Draw(t, "on holidays")}
	free := 0 // minutes of the day that the night before takes
	for i, day := range []*string{
		&hours.Week.Sunday, &hours.Week.Monday, &hours.Week.Tuesday, &hours.Week.Wednesday, &hours.Week.Thursday, &hours.Week.Friday, &hours.Week.Saturday,
	} {
		from := rapid.IntRange(free, 1439).Draw(t, "from")
		to := rapid.IntRange(1, 1439).Draw(t, "to")
		if i == 6 && to <= from {
			to = 1439
		}
		free = 0
		if i > 0 && rapid.Bool().Draw(t, "off") || to == from {
			continue
		}
		if to < from {
			free = to
		}
		*day = fmt.Sprintf("%02d:%02d-%02d:%02d", from/60, from%60, to/60, to%60)
	}
	if hours.Week == (partnership.Week{}) {
		hours.Week.Monday = "01:00-02:00"
	}
	plan.Hours = []partnership.Hours{hours}
	if err := plan.Check(); err != nil {
		t.Fatalf("the hours can't be: %v", err)
	}
	return plan.WorkingTime("probation")
}

// anyTime draws an instant of the plan's years, often near a change of the
// clocks or a bank holiday.
func anyTime(t *rapid.T, name string) time.Time {
	from := rapid.SampledFrom([]time.Time{
		time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
		time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC), time.Date(2027, 12, 25, 0, 0, 0, 0, time.UTC),
		time.Date(2028, 4, 14, 0, 0, 0, 0, time.UTC), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC),
	}).Draw(t, name+" near")
	return from.Add(time.Duration(rapid.Int64Range(-int64(100*time.Hour), int64(100*time.Hour)).Draw(t, name)))
}

func TestWorkingTimeAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		works, at := anyHours(t), anyTime(t, "at")
		d := time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "d"))
		more := time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "more"))
		over := works.After(at, d)
		if got := works.Between(at, over); got != d {
			t.Fatalf("between %s and %s lies %v, want %v", at, over, got, d)
		}
		if d > 0 && works.Between(at, over.Add(-1)) >= d {
			t.Fatalf("%v was over before %s", d, over)
		}
		if later := works.After(at, d+more); later.Before(over) {
			t.Fatalf("more time is over sooner: %s, %s", later, over)
		}
		if got, want := works.After(over, more), works.After(at, d+more); more > 0 && !got.Equal(want) {
			t.Fatalf("in two steps %s, in one %s", got, want)
		}
		b, c := anyTime(t, "b"), anyTime(t, "c")
		if at.After(b) {
			at, b = b, at
		}
		if b.After(c) {
			b, c = c, b
		}
		if at.After(b) {
			at, b = b, at
		}
		if whole, parts := works.Between(at, c), works.Between(at, b)+works.Between(b, c); whole != parts {
			t.Fatalf("between %s, %s and %s lies %v, in parts %v", at, b, c, whole, parts)
		}
		if got := works.Between(at, b); got > b.Sub(at) {
			t.Fatalf("more work than time: %v", got)
		}
		if back := works.After(at, works.Between(at, b)); back.After(b) {
			t.Fatalf("the work up to %s is over only at %s", b, back)
		}
		opens := works.Opens(at)
		if opens.Before(at) || works.Between(at, opens) != 0 || works.Between(opens, opens.Add(1)) != 1 {
			t.Fatalf("opens at %s after %s", opens, at)
		}
	})
}

func TestEachLimitIsFoundByThemeAndUrgency(t *testing.T) {
	plan := saltmere(t)
	for _, test := range []struct {
		theme               int
		urgent              bool
		take, answer, close float64
		clock               bool
	}{
		{1, false, 8, 16, 80, false},
		{2, false, 4, 8, 40, false},
		{2, true, 1, 4, 40, true},
		{partnership.NoTheme, true, 1, 4, 40, true},
		{99, false, 8, 16, 80, false},
	} {
		got := plan.Limits("team", test.theme, test.urgent)
		if got.Take.Within.Hours() != test.take || got.Answer.Within.Hours() != test.answer || got.Close.Within.Hours() != test.close {
			t.Errorf("theme %d, urgent %v: %v, %v, %v", test.theme, test.urgent, got.Take.Within, got.Answer.Within, got.Close.Within)
		}
		if got.Take.Of.Always() != test.clock || got.Answer.Of.Always() != test.clock || got.Close.Of.Always() {
			t.Errorf("theme %d, urgent %v: by the clock %v, %v, %v", test.theme, test.urgent, got.Take.Of.Always(), got.Answer.Of.Always(), got.Close.Of.Always())
		}
	}
	if got := new(partnership.Plan).Limits("team", 1, true); got.Take.Within != 0 || got.Close.Within != 0 {
		t.Errorf("a plan without deadlines: %+v", got)
	}
}

// The dates are written down in the file and worked out here, from when Easter
// is and what is said of weekends.
// https://www.gov.uk/bank-holidays, the Banking and Financial Dealings Act 1971.
func TestLutonHasTheBankHolidaysOfEngland(t *testing.T) {
	var want []string
	for year := 2024; year <= 2028; year++ {
		want = append(want, bankHolidays(year)...)
	}
	var got []string
	for _, holiday := range partnership.Luton().Holidays {
		got = append(got, holiday.Date)
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got:\n%s\nwant:\n%s", g, w)
	}
}

func bankHolidays(year int) []string {
	day := func(month time.Month, day int) time.Time { return time.Date(year, month, day, 0, 0, 0, 0, time.UTC) }
	working := func(d time.Time) time.Time {
		for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			d = d.AddDate(0, 0, 1)
		}
		return d
	}
	monday := func(d time.Time, step int) time.Time {
		for d.Weekday() != time.Monday {
			d = d.AddDate(0, 0, step)
		}
		return d
	}
	easter := easterSunday(year)
	christmas := working(day(12, 25))
	boxing := working(day(12, 26))
	if !boxing.After(christmas) {
		boxing = working(christmas.AddDate(0, 0, 1))
	}
	var list []string
	for _, d := range []time.Time{
		working(day(1, 1)), easter.AddDate(0, 0, -2), easter.AddDate(0, 0, 1),
		monday(day(5, 1), 1), monday(day(5, 31), -1), monday(day(8, 31), -1), christmas, boxing,
	} {
		list = append(list, d.Format(time.DateOnly))
	}
	return list
}

// easterSunday is the Gregorian computus in its anonymous form (Meeus, Jones,
// Butcher).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	return time.Date(year, time.Month(month), (h+l-7*m+114)%31+1, 0, 0, 0, 0, time.UTC)
}

func BenchmarkWorkingTimeOfAMonth(b *testing.B) {
	works := partnership.Luton().WorkingTime("probation")
	from := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		works.After(from, 160*time.Hour)
	}
}
