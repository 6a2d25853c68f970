package moment

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yousaid/flows/triage/internal/words"
)

// said is one line of the tables: what was written when, and what it means.
type said struct {
	line int
	text string
	now  time.Time
	want Span // empty for none
}

// TestSaid holds the sentences that the grammar was built with.
func TestSaid(t *testing.T) {
	check(t, "testdata/said.txt", 1)
}

// TestDays holds days with a name, and times beside days.
func TestDays(t *testing.T) {
	check(t, "testdata/days.txt", 1)
}

// TestFresh measures on sentences that were written without a look at the code.
func TestFresh(t *testing.T) {
	check(t, "testdata/fresh.txt", 0.95)
}

// TestLanguages holds sentences in the other languages of the town.
func TestLanguages(t *testing.T) {
	check(t, "testdata/languages.txt", 1)
}

// TestLater measures on sentences that were written after the code was finished.
func TestLater(t *testing.T) {
	check(t, "testdata/later.txt", 0.95)
}

// TestFinal measures on longer messages, written last.
func TestFinal(t *testing.T) {
	check(t, "testdata/final.txt", 0.95)
}

// check reads a table and wants a share of its sentences right.
func check(t *testing.T, file string, share float64) {
	t.Helper()
	table := readTable(t, file)
	right := 0
	for _, s := range table {
		found, ok := Find(words.Tokens(words.Fold(s.text)), s.now, London())
		if fits(s.want, found.Span, ok && !found.Vague) {
			right++
			continue
		}
		t.Logf("%s:%d %q\n\twant %s\n\tgot  %s", file, s.line, s.text, show(s.want), show(found.Span))
	}
	t.Logf("%s: %d of %d right", file, right, len(table))
	if float64(right) < share*float64(len(table)) {
		t.Errorf("%s: %d of %d right, want %.0f %%", file, right, len(table), 100*share)
	}
}

// fits is the rule of the issue: an answer counts when its midpoint falls into
// the interval that is meant.
func fits(want, got Span, found bool) bool {
	if !found || want.Start.IsZero() {
		return !found && want.Start.IsZero()
	}
	start, end := wallClock(got.Start), wallClock(got.End)
	middle := start.Add(end.Sub(start) / 2)
	return !middle.Before(want.Start) && !middle.After(want.End)
}

// wallClock is what a clock in London shows, so that results compare as they
// are printed: without offset.
func wallClock(t time.Time) time.Time {
	t = t.In(London())
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func show(span Span) string {
	if span.Start.IsZero() {
		return "-"
	}
	return span.Start.Format("Mon 2006-01-02 15:04") + " .. " + span.End.Format("Mon 2006-01-02 15:04")
}

// readTable reads the format that is described at the head of said.txt.
func readTable(t *testing.T, path string) []said {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	var table []said
	var now time.Time
	scanner := bufio.NewScanner(file)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "now "); ok {
			stamp, _, _ := strings.Cut(rest, " ")
			if now, err = time.Parse("2006-01-02T15:04Z", stamp); err != nil {
				t.Fatalf("%s:%d: %v", path, number, err)
			}
			continue
		}
		text, want, ok := strings.Cut(line, " | ")
		if !ok {
			t.Fatalf("%s:%d: no interval", path, number)
		}
		table = append(table, said{number, text, now, readSpan(t, strings.TrimSpace(want))})
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return table
}

// readSpan reads "07-14 18:00 .. 07-15 05:59", "07-14 21:00 ±15", "07-14", "-".
func readSpan(t *testing.T, text string) Span {
	t.Helper()
	if text == "-" {
		return Span{}
	}
	if middle, slack, ok := strings.Cut(text, " ±"); ok {
		minutes, err := strconv.Atoi(slack)
		if err != nil {
			t.Fatal(err)
		}
		at := readInstant(t, middle)
		each := time.Duration(minutes) * time.Minute
		return Span{at.Add(-each), at.Add(each)}
	}
	from, to, ok := strings.Cut(text, " .. ")
	if !ok {
		day := readInstant(t, text+" 00:00")
		return Span{day, day.AddDate(0, 0, 1).Add(-time.Minute)}
	}
	if !strings.Contains(to, "-") {
		to = from[:strings.IndexByte(from, ' ')+1] + to
	}
	return Span{readInstant(t, from), readInstant(t, to)}
}

func readInstant(t *testing.T, text string) time.Time {
	t.Helper()
	if strings.Count(text, "-") == 1 {
		text = "2026-" + text
	}
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Bank holidays of England and Wales as gov.uk/bank-holidays lists them.
func TestBankHolidays(t *testing.T) {
	want := map[int]string{
		2022: "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27", // without the Jubilee, for which one was moved
		2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
		2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
		2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	}
	for year, list := range want {
		var got []string
		for _, date := range bankHolidaysOf(year, London()) {
			got = append(got, date.Format("01-02"))
		}
		slices.Sort(got)
		if strings.Join(got, " ") != list {
			t.Errorf("%d: %v, want %s", year, got, list)
		}
	}
}
