package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// short is a theme in few words.
func (c *Console) short(number int) string {
	if theme, ok := c.Plan.Theme(number); ok {
		return theme.Short
	}
	if number == partnership.NoTheme {
		return "Not sure"
	}
	return ""
}

// others are the agencies that have a report, in few words.
func (c *Console) others(agencies []string) string {
	names := make([]string, 0, len(agencies))
	for _, id := range agencies {
		if agency, ok := c.Plan.Agency(id); ok {
			id = agency.Short
		}
		names = append(names, id)
	}
	return strings.Join(names, " and ")
}

// ago is how long something is past, as one says it: 2 hours ago.
func (c *Console) ago(t time.Time) string {
	const day = 24 * time.Hour
	past := c.Now().Sub(t)
	for _, unit := range []struct {
		name string
		long time.Duration
		from time.Duration // from how long on it is said in this unit
	}{
		{"year", 365 * day, 730 * day},
		{"month", 30 * day, 60 * day},
		{"week", 7 * day, 14 * day},
		{"day", day, 2 * day},
		{"hour", time.Hour, time.Hour},
		{"minute", time.Minute, time.Minute},
	} {
		if past < unit.from {
			continue
		}
		n := int(past / unit.long)
		if n == 1 {
			return "1 " + unit.name + " ago"
		}
		return fmt.Sprintf("%d %ss ago", n, unit.name)
	}
	return "just now"
}

// bounded is a count that is not counted to its end: 99+.
func bounded(n int) string {
	if n >= bot.MostWaiting {
		return fmt.Sprintf("%d+", bot.MostWaiting-1)
	}
	return fmt.Sprint(n)
}

// languages are the tags of the languages that residents write in, in the order
// of their names.
func (c *Console) languages() []string {
	return slices.SortedFunc(slices.Values(c.Bundle.Languages()), func(a, b string) int { return strings.Compare(c.Bundle.English(a), c.Bundle.English(b)) })
}

// stateWord is a state that a list can be asked for.
func stateWord(state string) string {
	if state == bot.InboxOpen {
		return "New or taken"
	}
	return statusWord(flows.Status(state))
}

func orderWord(order string) string {
	if order == "due" {
		return "Due first, open ones only"
	}
	return "Oldest first"
}

func olderWord(days string) string {
	if days == "1" {
		return "Older than a day"
	}
	return "Older than " + days + " days"
}
