package console

import (
	"html/template"
	"time"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// words are what templates can say.
func (c *Console) words() template.FuncMap {
	return template.FuncMap{
		"at":     c.at,
		"date":   c.date,
		"time":   c.clock,
		"month":  c.month,
		"mean":   mean,
		"iso":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"theme":  c.theme,
		"agency": c.agency,
		"status": statusWord,
		"waits":  waitsWord,

		"role":     roleWord,
		"roleHint": roleHint,
		"how":      howWord,
		"address":  addressWord,
		"did":      did,
		"details":  details,

		"lastDay": c.lastDay,
		"isAway":  func(away bot.Away) bool { return away.At(c.Now()) },

		"ago":      c.ago,
		"short":    c.short,
		"language": c.Bundle.English,
		"bounded":  bounded,

		"px":          px,
		"day":         func(t time.Time) string { return t.Format("2 January 2006") },
		"hookState":   hookState,
		"hookEvent":   hookEvent,
		"hookFailure": hookFailure,
		"took":        took,

		"updateState": c.updateState,
		"next":        func(n int) int { return n + 1 },
	}
}

func (c *Console) theme(number int) string {
	if theme, ok := c.Plan.Theme(number); ok {
		return theme.Name
	}
	if number == partnership.NoTheme {
		return "Not sure"
	}
	return ""
}

func statusWord(status flows.Status) string {
	switch status {
	case flows.StatusNew:
		return "New"
	case flows.StatusTaken:
		return "Taken"
	case flows.StatusClosed:
		return "Closed"
	case flows.StatusWithdrawn:
		return "Withdrawn"
	case flows.StatusForgotten:
		return "Deleted"
	}
	return string(status)
}

func waitsWord(waits bot.Waits) string {
	switch waits {
	case bot.WaitsDesk:
		return "Waits for us"
	case bot.WaitsResident:
		return "Waits for the resident"
	case bot.WaitsNobody:
	}
	return ""
}
