package bot_test

import (
	"strings"
	"testing"

	"yousaid/bot/channel"
	"yousaid/flows/triage"
	"yousaid/storage/postgres"
)

// A position is kept with the ward that it lies in, and one outside the area is
// said to be.
func TestPositionHasItsWard(t *testing.T) {
	w := start(t)
	w.Ward = triage.WardAt
	sends := func(lat, lon float64) string {
		in := w.inbound(w.ben, "")
		in.Kind, in.Place = channel.Location, channel.Place{Lat: lat, Lon: lon}
		return w.take(in)
	}
	w.say(w.ben, "rubbish dumped in our alley again")
	w.say(w.ben, "yes")
	if said := sends(52.2, -0.9); !strings.Contains(said, "outside Luton") {
		t.Errorf("a position far away is answered %q", said)
	}
	if said := sends(51.8840, -0.4340); strings.Contains(said, "outside Luton") {
		t.Errorf("a position in Dallow is answered %q", said)
	}
	w.say(w.ben, "send")
	var ward string
	if err := w.Store.(*postgres.Store).Pool().QueryRow(t.Context(), `SELECT ward FROM reports`).Scan(&ward); err != nil || ward != "Dallow" {
		t.Errorf("the report's ward is %q, %v", ward, err)
	}
}
