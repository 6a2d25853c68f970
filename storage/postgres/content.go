package postgres

import (
	"fmt"

	"yousaid/flows"
	"yousaid/storage/seal"
)

// content is what a resident said in a report: everything of it that can't be
// read without the report's key.
type content struct {
	What  []string     `json:"w"`
	Place *flows.Place `json:"p,omitempty"`
	When  *flows.When  `json:"n,omitempty"`
	Safe  string       `json:"s,omitempty"`
	Name  string       `json:"nm,omitempty"`
	Phone string       `json:"ph,omitempty"`
}

func contentCell(report string) []byte { return seal.Cell("reports", "body", report) }

func contentOf(sub *flows.Submission) content {
	c := content{What: sub.What, Place: sub.Place, When: sub.When, Safe: sub.Safe}
	if sub.Contact == flows.ContactShare { // nobody's name is kept who didn't say so
		c.Name, c.Phone = sub.Name, sub.Phone
	}
	return c
}

// openContent opens the body of a report.
func openContent(key *seal.DataKey, report string, sealed []byte) (content, error) {
	var c content
	if err := openJSON(key, sealed, &c, contentCell(report)); err != nil {
		return content{}, fmt.Errorf("body of report %s: %w", report, err)
	}
	return c, nil
}
