package desk_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// Whoever reads along at a desk learns that somebody should look, and not whom
// it is about.
func TestTheTeamIsToldOfBulkReadingWithoutNames(t *testing.T) {
	r := start(t)
	for network, address := range map[string]string{channel.SMS: "+447700900777", channel.Email: "team@example.org"} {
		id := uuid.NewString()
		err := r.AddDesk(t.Context(), bot.Desk{ID: id, Agency: r.config.Plan.Team, Address: channel.Address{Channel: network, ID: address}, Label: "Team"})
		if err != nil {
			t.Fatal(err)
		}
		before := len(r.texts.all())
		if err := r.desk.TellOfBulk(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		sent := r.texts.all()[before:]
		if len(sent) != 1 || sent[0].To.ID != address || !strings.Contains(sent[0].Text, "https://yousaid.test/console/audit?action=bulk") {
			t.Fatalf("%s: %+v", network, sent)
		}
		if network == channel.SMS && len(sent[0].Text) > 2*153 {
			t.Errorf("%d characters in a text", len(sent[0].Text))
		}
		if err := r.RemoveDesk(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if err := r.desk.TellOfBulk(t.Context(), id); err != nil || len(r.texts.all()) != before+1 {
			t.Errorf("a desk that was removed is told: %v", err)
		}
	}
}
