package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
)

const (
	awayHow = "Write AWAY and until when, such as AWAY 3 Dec, or AWAY 3 Dec to 10 Dec. BACK ends it."
	awayWho = "Only officers who are known to the service by their own account or number can be away. Ask your partnership’s team for an invitation."
)

// awayForm is /away or /back in a group.
var awayForm = regexp.MustCompile(`(?is)^/(away|back)(?:@\w+)?(?:\s+(.*))?$`)

// awayCommand finds what an officer says of their absence in a group.
func awayCommand(text string) (words string, back, ok bool) {
	m := awayForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", false, false
	}
	return strings.TrimSpace(m[2]), strings.EqualFold(m[1], "back"), true
}

// awayInGroup does it and says what was understood.
func (d *Desk) awayInGroup(ctx context.Context, in channel.Inbound, words string, back bool) error {
	by, err := d.officer(ctx, in)
	if errors.Is(err, bot.ErrNotFound) {
		return d.say(ctx, under(in, notOfficer))
	}
	if err != nil {
		return err
	}
	text, err := d.away(ctx, by, words, back)
	if said, no := refusal(err); no {
		text, err = said, nil
	}
	if err != nil {
		return err
	}
	return d.say(ctx, under(in, html.EscapeString(inGroup.Replace(text))))
}

// inGroup turns commands as they are texted into those of a group.
var inGroup = strings.NewReplacer("AWAY ", "/away ", "BACK ends", "/back ends")

// away says that an officer is away, or back, and what that means. Somebody who
// alone works their agency's reports is told so first: "yes" behind the days says
// that they know.
func (d *Desk) away(ctx context.Context, by bot.Actor, words string, back bool) (string, error) {
	who := bot.Officer{ID: by.Officer}
	if back {
		return "You are back. Reminders go to your desk again.", d.Store.SetAway(ctx, who, who.ID, bot.Away{})
	}
	plain, sure := strings.CutSuffix(strings.TrimRight(strings.ToLower(words), " .!"), "yes")
	if sure {
		words = plain
	}
	away, err := bot.ReadAway(strings.TrimSpace(words), d.Now(), d.Plan.Zone())
	if errors.Is(err, bot.ErrEmpty) || errors.Is(err, bot.ErrWhen) {
		return "Until when? Nothing was changed. " + awayHow, nil
	}
	if err != nil {
		return "", err
	}
	_, alone, err := d.Store.AwayOf(ctx, by.Officer)
	if err != nil {
		return "", err
	}
	if alone && !sure {
		return fmt.Sprintf("You are the only officer of %s who isn’t away. Nothing was changed yet. While you are away, reminders go to your team lead, "+
			"or the partnership. To be away %s, write AWAY %s YES.", d.Plan.ShortAgency(by.Agency), d.awayDays(away), strings.TrimSpace(words)), nil
	}
	if err := d.Store.SetAway(ctx, who, who.ID, away); err != nil {
		return "", err
	}
	return fmt.Sprintf("You are away %s. Your reports say so, and colleagues can take them. BACK ends it.", d.awayDays(away)), nil
}

// awayDays says an absence as it was understood.
func (d *Desk) awayDays(away bot.Away) string {
	say := d.short()
	from := "from now"
	if away.From.After(d.Now()) {
		from = "from " + say.Day(away.From)
	}
	return fmt.Sprintf("%s until the end of %s, and back on %s", from, LastDay(away.Until, say), say.Day(away.Until))
}

// awayByText does what AWAY and BACK say.
func (t texting) awayByText(ctx context.Context) (string, error) {
	if err := t.heard(ctx, ""); err != nil {
		return "", err
	}
	if t.by.Officer == "" {
		return awayWho, nil
	}
	if t.said.do == textBack && t.said.words != "" {
		return "Write BACK alone when you are back. Nothing was changed.", nil
	}
	text, err := t.away(ctx, t.by, t.said.words, t.said.do == textBack)
	if said, no := refusal(err); no {
		return said, nil
	}
	return text, err
}
