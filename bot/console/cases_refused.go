package console

import (
	"errors"
	"fmt"
	"net/http"

	"yousaid/bot"
	"yousaid/bot/desk"
)

// problems are those that the console has its own words for, with the field
// that they are about and the status.
var problems = []struct {
	err    error
	text   string
	field  string
	status int
}{
	{bot.ErrEmpty, "Write something.", "words", http.StatusUnprocessableEntity},
	{bot.ErrShort, "Write why, in a sentence at least.", "words", http.StatusUnprocessableEntity},
	{bot.ErrLong, fmt.Sprintf("That is too long: %d characters at most.", bot.MostReply), "words", http.StatusUnprocessableEntity},
	{bot.ErrNobody, "Choose a colleague who may have this report.", "to", http.StatusUnprocessableEntity},
	{bot.ErrOwn, "You asked for this yourself. A second person has to answer it.", "", http.StatusConflict},
	{bot.ErrAsker, "Whoever asked may not see this report any more. Nothing can be shown to them.", "", http.StatusConflict},
	{bot.ErrAway, "The service can’t reach its record just now. Nothing was changed: please try again in a minute.", "", http.StatusServiceUnavailable},
}

// caseRefused puts why something was not done into words. What has no words is
// a failure of ours.
func (c *Console) caseRefused(acted bot.Acted, err error) (problem, int) {
	if err == nil {
		return problem{}, http.StatusOK
	}
	for _, known := range problems {
		if errors.Is(err, known.err) {
			return problem{known.field, known.text}, known.status
		}
	}
	if text, denied := desk.Denied(acted, err, c.dates()); denied {
		return problem{Text: text}, http.StatusConflict
	}
	return problem{Text: "Something went wrong on our side, and nothing was changed. Please try again in a minute."}, http.StatusInternalServerError
}
