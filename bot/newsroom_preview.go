package bot

import (
	"context"
	"fmt"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows/locale"
)

// Money is an amount in millionths of a pound.
type Money int64

// String is the amount in pounds and pence, rounded up: "£12.35".
func (m Money) String() string {
	pence := (int64(m) + 9_999) / 10_000
	return fmt.Sprintf("£%d.%02d", pence/100, pence%100)
}

// Preview is what an officer sees before anything goes out.
type Preview struct {
	Audience Audience
	Parts    int       // billed parts of one text message in English; 0 when no number is texted
	Cut      bool      // the words are too long for a text message, and are cut in it
	Texts    int       // billed parts of all text messages, those of the digest as if each went alone
	Cost     Money     // of these; 0 when nobody has said what a part costs
	Begins   time.Time // when the first goes
	Through  time.Time // when the last of those who get it at once has it, at the pace that is allowed
}

// Preview says to whom an update would go, and what that costs.
func (n *Newsroom) Preview(ctx context.Context, update PlanUpdate) (Preview, error) {
	audience, err := n.Store.Audience(ctx, update.Theme)
	if err != nil {
		return Preview{}, err
	}
	preview := Preview{Audience: audience, Begins: n.starts(update.Draft)}
	if ch, ok := n.Channels[channel.SMS]; ok && ch.Can().Parts != nil {
		preview.Parts = n.parts(ch, update, locale.Default)
		parts, most := n.TextParts(update.Draft, locale.Default)
		preview.Cut = parts > most
		for _, share := range audience {
			if share.Channel == channel.SMS {
				preview.Texts += share.Residents * n.parts(ch, update, share.Language)
			}
		}
		preview.Cost = Money(preview.Texts) * n.Price
	}
	preview.Through = preview.Begins
	for network := range n.Channels {
		if ends := n.through(network, preview.Begins, audience.On(network, false)); ends.After(preview.Through) {
			preview.Through = ends
		}
	}
	return preview, nil
}

func (n *Newsroom) parts(ch channel.Channel, update PlanUpdate, language string) int {
	return ch.Can().Parts(n.letter(ch, language, letterOf(update, language)).Text)
}

// Foreseen is an update as a network will bring it in a language, with its
// billed parts (0 where messages are free). Of a picture it has the place, and no
// data. False when the network is off.
func (n *Newsroom) Foreseen(network, language string, update PlanUpdate) (channel.Outbound, int, bool) {
	ch, ok := n.Channels[network]
	if !ok {
		return channel.Outbound{}, 0, false
	}
	letter := letterOf(update, language)
	if update.Picture != "" {
		letter.Picture = &UpdatePicture{Words: update.Picture}
	}
	out := n.letter(ch, language, letter)
	if ch.Can().Parts == nil {
		return out, 0, true
	}
	return out, ch.Can().Parts(out.Text), true
}

// through is when so many messages will have gone on a network that begins at a
// time: one after another, and no texts at night.
func (n *Newsroom) through(network string, begins time.Time, residents int) time.Time {
	at := begins
	left := time.Duration(residents) * n.gap(network)
	for network == channel.SMS && left > 0 {
		if morning := n.Quiet.Until(at); !morning.IsZero() {
			at = morning
		}
		night := n.night(at)
		if night.IsZero() || at.Add(left).Before(night) {
			break
		}
		left -= night.Sub(at)
		at = night
	}
	return at.Add(left)
}

// night is when the next quiet hours begin after a time of the day.
func (n *Newsroom) night(after time.Time) time.Time {
	if n.Quiet.Zone == nil || n.Quiet.From == n.Quiet.To {
		return time.Time{}
	}
	local := after.In(n.Quiet.Zone)
	return time.Date(local.Year(), local.Month(), local.Day(), n.Quiet.From, 0, 0, 0, n.Quiet.Zone)
}

// Digests go out on Mondays at ten, when people are up and at work.
const (
	digestDay  = time.Monday
	digestHour = 10
)

// NextDigest is when the next digest goes out after a time, by the town's
// clock, whatever that does in between.
func (n *Newsroom) NextDigest(after time.Time) time.Time {
	local := after.In(n.Plan.Zone())
	days := (int(digestDay) - int(local.Weekday()) + 7) % 7
	for {
		at := time.Date(local.Year(), local.Month(), local.Day()+days, digestHour, 0, 0, 0, n.Plan.Zone())
		if at.After(after) {
			return at
		}
		days += 7
	}
}
