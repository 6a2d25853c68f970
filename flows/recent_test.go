package flows_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows"
)

// What Lean leaves out of a session is found again, as far as it is needed.
func TestLeanLosesNothingThatIsNeeded(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	reply := func(key string) *flows.Reply { return &flows.Reply{Lines: []flows.Line{flows.Say(key)}} }
	for name, c := range map[string]struct {
		session flows.Session
		replies int
		want    []flows.Recent
	}{
		"newest replies": {
			flows.Session{Recent: []flows.Recent{{ID: "1", Reply: reply("a")}, {ID: "2"}, {ID: "3", Reply: reply("b")}, {ID: "4", Reply: reply("c")}}},
			2,
			[]flows.Recent{{ID: "3", Reply: reply("b")}, {ID: "4", Reply: reply("c")}},
		},
		"no replies": {
			flows.Session{Recent: []flows.Recent{{ID: "1", Reply: reply("a")}, {ID: "2", Reply: &flows.Reply{Lines: []flows.Line{flows.Say("b")}, Wipe: true}}}},
			0,
			[]flows.Recent{{ID: "2", Reply: &flows.Reply{Wipe: true}}},
		},
		"what waits for its reply": {
			flows.Session{Recent: []flows.Recent{{ID: "1"}, {ID: "2"}}, Pending: &flows.Pending{ID: "w", Input: "2"}},
			2,
			[]flows.Recent{{ID: "2"}},
		},
		"times": {
			flows.Session{
				Began: at, Heard: at.Add(time.Minute), Flood: flows.Flood{Since: at, Weight: 2},
				Row: &flows.Row{Asked: "where", Said: []string{"x"}, At: at.Add(time.Minute)},
			}, 0, nil,
		},
		"other times": {
			flows.Session{
				Began: at, Heard: at.Add(time.Minute), Flood: flows.Flood{Since: at.Add(time.Second), Weight: 2},
				Row: &flows.Row{Asked: "where", Said: []string{"x"}, At: at.Add(2 * time.Second)},
			}, 0, nil,
		},
		"words that are an answer": {
			flows.Session{
				Heard: at, Answers: []flows.Answer{{Step: "what", Value: "bins"}, {Step: "where", Value: "High Town Road"}, {Step: "note", Value: "y", Ahead: true}},
				Row: &flows.Row{Step: "where", Asked: "review", Said: []string{"High Town Road"}, At: at},
			}, 0, nil,
		},
		"words that are another": {
			flows.Session{
				Heard: at, Answers: []flows.Answer{{Step: "where", Value: "High Town Road by the shop"}},
				Row: &flows.Row{Step: "where", Asked: "review", Said: []string{"High Town Road", "by the shop"}, At: at},
			}, 0, nil,
		},
	} {
		before, err := json.Marshal(c.session)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(c.session.Lean(c.replies))
		if err != nil {
			t.Fatal(err)
		}
		var got flows.Session
		if err := json.Unmarshal(plain, &got); err != nil {
			t.Fatal(err)
		}
		got.Full()
		want := c.session
		want.Recent = c.want
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if after, err := json.Marshal(c.session); err != nil || string(after) != string(before) {
			t.Errorf("%s: Lean wrote to what it was given", name)
		}
	}
}
