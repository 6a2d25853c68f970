package public_test

import "testing"

func TestTheFirstPageShowsThePlan(t *testing.T) {
	r := start(t)
	page := r.says("/", "<h1>The plan for a safer Luton</h1>", "Violence and exploitation", "Lead: Bedfordshire Police and Luton Council",
		"You said, we&#39;re doing", "We want to enjoy our Town Centre", "@luton_safety_bot", "07700 900999", "There are no numbers yet")
	t.Log(len(page))
}
