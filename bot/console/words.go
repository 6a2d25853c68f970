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

		"ago":      c.ago,
		"short":    c.short,
		"language": languageName,
		"bounded":  bounded,
	}
}

// date is a day as British public services write it: 23 November 2026.
func (c *Console) date(t time.Time) string { return t.In(c.Plan.Zone()).Format("2 January 2006") }

// clock is a date with the time of day: 23 November 2026, 14:05.
func (c *Console) clock(t time.Time) string {
	return t.In(c.Plan.Zone()).Format("2 January 2006, 15:04")
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
