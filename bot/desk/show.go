package desk

import (
	"context"
	"fmt"
	"html"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// mostPhotos is how many photos one press sends: each is a call of its own.
const mostPhotos = 10

// show sends the whole report to the officer who pressed, in private.
func (p pressing) show(ctx context.Context) (*channel.Outbound, error) {
	r, err := p.Officers.Open(ctx, p.by, p.id, "privately")
	if err != nil {
		return nil, err
	}
	list := p.whole(r)
	for i, text := range list {
		out := channel.Outbound{To: person(p.in), Text: text, HTML: true, Protect: true}
		if i == len(list)-1 {
			out.Buttons = viewButtons(r)
		}
		if no, err := p.privately(ctx, out, forView); no != nil || err != nil {
			return no, err
		}
	}
	if p.in.Private {
		return p.toast(""), nil
	}
	return p.toast("I have sent it to you in private."), nil
}

// privately sends something of the report and remembers that it is there. Who
// has never started the bot can't be written to, and is told how.
func (p pressing) privately(ctx context.Context, out channel.Outbound, purpose string) (*channel.Outbound, error) {
	err := p.remember(ctx, out, bot.DeskMessage{Report: p.id, Agency: p.by.Agency, Purpose: purpose, Shows: true})
	if err != nil && channel.ReasonOf(err) == channel.Blocked && out.To == person(p.in) {
		return p.alert(p.howToStart(ctx)), nil
	}
	return nil, err
}

func (p pressing) howToStart(ctx context.Context) string {
	if name, err := p.BotName(ctx); err == nil {
		return fmt.Sprintf("I can’t write to you yet. Open t.me/%s, press Start, then press this button again.", name)
	}
	return "I can’t write to you yet. Open a private chat with me, press Start, then press this button again."
}

// whole is a report with everything that its officers may read, in as many
// messages as that takes.
func (d *Desk) whole(r bot.Report) []string {
	blocks := []string{d.head(r, true)}
	blocks = append(blocks, pieces(strings.Join(r.What, "\n"), mostPiece)...)
	blocks = append(blocks, d.facts(r))
	for _, e := range r.Thread {
		blocks = append(blocks, d.longEntry(e)...)
	}
	return pages(blocks, mostShown-100)
}

// longEntry is an entry, with a text that is too long for a line as quotations.
func (d *Desk) longEntry(e bot.Entry) []string {
	if shown(html.EscapeString(e.Text)) <= mostPiece {
		return []string{d.entry(e, 0)}
	}
	text := e.Text
	e.Text = "…"
	return append([]string{d.entry(e, 0)}, pieces(text, mostPiece)...)
}

// photos sends the photos of a report: into the group where its words may stand
// there too, else to the officer who pressed.
func (p pressing) photos(ctx context.Context) (*channel.Outbound, error) {
	r, err := p.Officers.Glance(ctx, p.by, p.id)
	if err != nil {
		return nil, err
	}
	to, err := p.album(ctx, r)
	if err != nil {
		return nil, err
	}
	sent := 0
	for _, photo := range r.Photos {
		if !photo.Ready || sent == mostPhotos {
			continue
		}
		stored, err := p.Store.Photo(ctx, p.by, photo.ID)
		if err != nil {
			return nil, err
		}
		picture := channel.Picture{Type: stored.Type, Data: stored.Data}
		out := channel.Outbound{To: to, Text: r.Reference, Photo: &picture, Protect: true}
		if no, err := p.privately(ctx, out, forPhoto); no != nil || err != nil {
			return no, err
		}
		sent++
	}
	return p.toast(counted(sent, len(r.Photos)-sent, to != p.in.Chat)), nil
}

// album is the chat that a report's photos may be sent to.
func (p pressing) album(ctx context.Context, r bot.Report) (channel.Address, error) {
	if p.in.Private || r.Degree != flows.Open {
		return person(p.in), nil
	}
	desk, err := p.Store.DeskAt(ctx, p.in.Chat)
	if err != nil || desk.ReferenceOnly {
		return person(p.in), err
	}
	return p.in.Chat, nil
}

func counted(sent, missing int, private bool) string {
	switch {
	case sent == 0 && missing == 0:
		return "There are no photos."
	case sent == 0:
		return "The photos are still being fetched. Please press again in a minute."
	}
	text := number(sent, "photo", "photos") + " sent"
	if private {
		text += " to you in private"
	}
	if missing > 0 {
		text += fmt.Sprintf("; %d more to come", missing)
	}
	return text + "."
}
