package desk

import (
	"context"
	"fmt"
	"html"
	"strconv"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// UpdateBell tells a desk that a plan update of its agency waits for approval,
// or what was decided about it, when that was done in the console. In a
// Telegram group it can be approved at once. It is safe to call again; the desk
// may be told twice.
func (d *Desk) UpdateBell(ctx context.Context, job bot.UpdateBellJob) error {
	if d.Newsroom == nil {
		return nil
	}
	desk, update, err := d.Newsroom.Store.UpdateBell(ctx, job)
	if err != nil {
		return ignore(err, bot.ErrNotFound)
	}
	if desk.Address.Channel != channel.Telegram {
		return d.say(ctx, channel.Outbound{To: desk.Address, Text: fmt.Sprintf("A plan update of %s %s. It is in the console: %s",
			d.Plan.ShortAgency(update.Agency), became(update), d.PublicURL+"/console/updates/"+update.ID)})
	}
	if update.State != bot.UpdateOffered {
		return d.say(ctx, channel.Outbound{To: desk.Address, Text: d.newsEnd(update), HTML: true})
	}
	text, err := d.newsPreview(ctx, update)
	if err != nil {
		return err
	}
	out := channel.Outbound{To: desk.Address, Text: text, HTML: true, Buttons: newsButtons(update)}
	return d.remember(ctx, out, bot.DeskMessage{
		Report: update.ID, Agency: update.Agency, Purpose: forNews, Args: map[string]string{"version": strconv.Itoa(update.Version)},
	})
}

// became is what became of an update, in a few words.
func became(update bot.PlanUpdate) string {
	switch update.State {
	case bot.UpdateOffered:
		return "waits for approval"
	case bot.UpdatePublished:
		return "was approved"
	case bot.UpdateRejected:
		return "was rejected"
	case bot.UpdateDraft:
	}
	return "was sent back to its writer"
}

// extras are what an update has beside its words in English.
func extras(update bot.PlanUpdate) string {
	var list []string
	if update.Story != "" {
		list = append(list, "a longer text")
	}
	if len(update.Texts) > 0 {
		list = append(list, number(len(update.Texts), "translation", "translations"))
	}
	if update.Picture != "" {
		list = append(list, "a picture")
	}
	if len(list) == 0 {
		return ""
	}
	return html.EscapeString(fmt.Sprintf("It also has %s: look at it whole in the console before you decide.", strings.Join(list, " and ")))
}
