package channel_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"yousaid/bot/channel"
)

func TestAPauseHoldsForAllWhoWriteToAnAddress(t *testing.T) {
	var h channel.Holds
	desk, other := channel.Address{Channel: channel.SMS, ID: "+441582000000"}, channel.Address{Channel: channel.SMS, ID: "+441582000001"}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	asked := &channel.SendError{Reason: channel.Throttled, RetryAfter: 7 * time.Second}
	h.Note(desk, nil, now)
	h.Note(desk, &channel.SendError{Reason: channel.Unreachable, RetryAfter: time.Minute}, now)
	if err := h.Check(desk, now); err != nil {
		t.Errorf("nobody asked for a pause: %v", err)
	}
	h.Note(desk, fmt.Errorf("send: %w", asked), now)
	h.Note(desk, &channel.SendError{Reason: channel.Throttled, RetryAfter: time.Second}, now) // of a call that was under way
	var held *channel.SendError
	if err := h.Check(desk, now.Add(2*time.Second)); !errors.As(err, &held) || held.Reason != channel.Throttled || held.RetryAfter != 5*time.Second {
		t.Errorf("within the pause: %v", err)
	}
	if err := errors.Join(h.Check(other, now), h.Check(desk, now.Add(7*time.Second))); err != nil {
		t.Errorf("another address, or later: %v", err)
	}
}

func TestPausesThatAreOverAreForgotten(t *testing.T) {
	var h channel.Holds
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	address := func(n int) channel.Address { return channel.Address{Channel: channel.SMS, ID: fmt.Sprint(n)} }
	for n := range 2500 {
		h.Note(address(n), &channel.SendError{Reason: channel.Throttled, RetryAfter: time.Duration(n+1) * time.Second}, now)
	}
	for n := range 2500 {
		if h.Check(address(n), now) == nil {
			t.Fatalf("pause %d was forgotten before it was over", n)
		}
	}
}
