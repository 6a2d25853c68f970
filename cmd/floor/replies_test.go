package main

import (
	"slices"
	"testing"

	"yousaid/cmd/internal/load"
)

// The floor speaks to the same residents as the service: what they choose next
// must stand on the buttons that they see.
func TestRepliesOfferWhatTheStandardResidentChooses(t *testing.T) {
	moves := load.Scripts()["standard"].Moves
	if len(moves) != lastTurn {
		t.Fatalf("a report takes %d turns, and the floor files with the %dth", len(moves), lastTurn)
	}
	for i, move := range moves {
		if move.Choose == "" {
			continue
		}
		before := replies[i] // turns count from 1
		var labels []string
		if before.Markup != nil {
			for _, b := range slices.Concat(before.Markup.Rows...) {
				labels = append(labels, b.Text)
			}
		}
		if !slices.Contains(labels, move.Choose) {
			t.Errorf("turn %d: %q isn't among %q", i+1, move.Choose, labels)
		}
	}
}
