package rig

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yousaid/bot/sandbox"
)

// The labels of a desk's buttons, as officers read them.
const (
	TakeIt   = "Take it"
	ShowMe   = "Show me"
	PassOn   = "Pass on"
	Close    = "Close"
	Send     = "Send to the resident"
	KeepNote = "Keep as a note"
	Done     = "Done"
)

// Answer has an officer write to the resident: as a reply to the card where
// its words stand in the group, else in private, below what Show me shows.
func (d *Desk) Answer(ctx context.Context, by *Officer, card sandbox.Bubble, words string) error {
	seat, about := by.Person.In(d.Chat), card
	if !Offers(d.Shown(card.MessageID), "Note") {
		shown, err := d.Show(ctx, by, card)
		if err != nil {
			return err
		}
		seat, about = by.Person.Private(), shown
	}
	said := seat.Reply(about.MessageID, words)
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	reference := Reference.FindString(card.Says()) // a colleague may be asked about another report just now
	asked, err := seat.Wait(ctx, said, func(b sandbox.Bubble) bool { return Offers(b, Send) && strings.Contains(b.Says(), reference) })
	if err != nil {
		return fmt.Errorf("%s isn't asked where their words go: %w", d.Agency.ID, err)
	}
	if !Offers(asked, KeepNote) {
		return fmt.Errorf("%s can't keep the words as a note: %q", d.Agency.ID, asked.Labels())
	}
	_, err = seat.Press(asked.MessageID, Send)
	return err
}

// Show has an officer press Show me and returns what they read in private.
func (d *Desk) Show(ctx context.Context, by *Officer, card sandbox.Bubble) (sandbox.Bubble, error) {
	before := d.rig.Box.Telegram.LastMessage(by.Person.ID)
	answer, err := d.Press(ctx, by, card.MessageID, ShowMe)
	if err != nil {
		return sandbox.Bubble{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	reference := Reference.FindString(card.Says())
	shown, err := by.Person.Private().Wait(ctx, before, func(b sandbox.Bubble) bool { return strings.Contains(b.Says(), reference) })
	if err != nil {
		return shown, fmt.Errorf("%s is shown nothing, but told %q: %w", d.Agency.ID, answer.Text, err)
	}
	if !shown.Protected {
		return shown, fmt.Errorf("what %s is shown in private can be forwarded", d.Agency.ID)
	}
	return shown, nil
}

// Reads waits until the card stands as said.
func (d *Desk) Reads(ctx context.Context, card sandbox.Bubble, words string) error {
	_, err := d.Sees(ctx, card.MessageID-1, func(b sandbox.Bubble) bool {
		return b.MessageID == card.MessageID && strings.Contains(b.Says(), words)
	})
	if err != nil {
		return fmt.Errorf("the card at %s doesn't say %q but %q: %w", d.Agency.ID, words, d.Shown(card.MessageID).Says(), err)
	}
	return nil
}

// Picks presses a button and, below the card, one of the choices that come up.
func (d *Desk) Picks(ctx context.Context, by *Officer, card sandbox.Bubble, button, choice string) error {
	before := d.rig.Box.Telegram.LastMessage(d.Chat)
	if _, err := d.Press(ctx, by, card.MessageID, button); err != nil {
		return err
	}
	offered, err := d.Sees(ctx, before, func(b sandbox.Bubble) bool { return Offers(b, choice) })
	if err != nil {
		return fmt.Errorf("%s is offered no %q after %q: %w", d.Agency.ID, choice, button, err)
	}
	_, err = d.Press(ctx, by, offered.MessageID, choice)
	return err
}

// Asked waits for a question that opens a reply, and replies to it.
func (d *Desk) Asked(ctx context.Context, by *Officer, after int, words string) error {
	asked, err := d.Sees(ctx, after, func(b sandbox.Bubble) bool { return b.Keys != nil && b.Keys.ForceReply })
	if err != nil {
		return fmt.Errorf("%s isn't asked for words: %w", d.Agency.ID, err)
	}
	by.Person.In(d.Chat).Reply(asked.MessageID, words)
	return nil
}

// Offers reports whether a message has a button with this label.
func Offers(b sandbox.Bubble, label string) bool { return slices.Contains(b.Labels(), label) }
