package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// mailPause is how long a mailbox isn't written to again, but for what is
// urgent: what comes meanwhile goes together in one mail.
const mailPause = 10 * time.Minute

// parcel is one mail as it is put together, with what it delivers.
type parcel struct {
	desk    bot.Desk
	alerts  []delivered
	ideas   []bot.CommentDelivery
	notices []notice
}

// delivered is a delivery with the version of the report that was told of.
type delivered struct {
	bot.Delivery
	version int
}

// mailAlert brings a delivery to a mailbox: an urgent one at once by itself, any
// other with all that waits for the mailbox.
func (d *Desk) mailAlert(ctx context.Context, delivery bot.Delivery) error {
	if !delivery.Urgent {
		return d.mailAll(ctx, delivery.Desk)
	}
	p := &parcel{desk: delivery.Desk}
	if err := d.packAlert(ctx, p, delivery); err != nil {
		return err
	}
	return d.post(ctx, p)
}

// mailAll sends all that waits for a mailbox, if it may be written to now;
// whoever is first sends it for all.
func (d *Desk) mailAll(ctx context.Context, desk bot.Desk) error {
	next, err := d.Store.ClaimMail(ctx, desk.ID, d.MailPause)
	if err != nil {
		return err
	}
	if !next.IsZero() {
		return &bot.LaterError{At: next}
	}
	p := &parcel{desk: desk}
	err = d.pack(ctx, p)
	if err == nil {
		err = d.post(ctx, p)
	}
	if err != nil || len(p.notices) == 0 {
		return errors.Join(err, d.Store.ReleaseMail(ctx, desk.ID))
	}
	return nil
}

// pack puts everything that waits for a mailbox into one mail.
func (d *Desk) pack(ctx context.Context, p *parcel) error {
	alerts, ideas, err := d.Store.Mailbag(ctx, p.desk.ID)
	if err != nil {
		return err
	}
	for _, delivery := range alerts {
		if err := d.packAlert(ctx, p, delivery); err != nil {
			return err
		}
	}
	for _, idea := range ideas {
		comment, err := d.Store.CommentCard(ctx, idea)
		if errors.Is(err, bot.ErrNotFound) {
			err = d.Store.CommentFailed(ctx, idea.ID, "suppressed", "forgotten")
			if err == nil {
				continue
			}
		}
		if err != nil {
			return err
		}
		n, err := d.commentNotice(ctx, p.desk, comment)
		if err != nil {
			return err
		}
		p.ideas, p.notices = append(p.ideas, idea), append(p.notices, n)
	}
	return nil
}

// packAlert puts one delivery into a mail, unless it isn't wanted any more.
func (d *Desk) packAlert(ctx context.Context, p *parcel, delivery bot.Delivery) error {
	if delivery.Ended || delivery.Status == flows.StatusForgotten {
		return d.Store.DeliveryFailed(ctx, delivery.ID, "suppressed", "ended")
	}
	report, err := d.Store.Card(ctx, delivery)
	if errors.Is(err, bot.ErrNotFound) {
		return d.Store.DeliveryFailed(ctx, delivery.ID, "suppressed", "ended")
	}
	if err != nil {
		return err
	}
	n, err := d.alert(ctx, delivery, report)
	if err != nil {
		return err
	}
	p.alerts, p.notices = append(p.alerts, delivered{delivery, report.Version}), append(p.notices, n)
	return nil
}

// post sends a mail and notes what came of it.
func (d *Desk) post(ctx context.Context, p *parcel) error {
	if len(p.notices) == 0 {
		return nil
	}
	got, err := d.send(ctx, channel.Outbound{To: p.desk.Address, Text: d.mailText(p.notices)})
	switch reason := channel.ReasonOf(err); {
	case err == nil:
		return d.posted(ctx, p, got)
	case reason == channel.Blocked || reason == channel.Rejected:
		d.Log.Error().Ctx(ctx).Err(err).Str("desk", p.desk.ID).Msg("a desk does not get its mail")
		return d.refused(ctx, p, reason.String())
	}
	return err
}

func (d *Desk) posted(ctx context.Context, p *parcel, got place) error {
	for _, alert := range p.alerts {
		if err := d.Store.Delivered(ctx, alert.ID, got.chat, got.message, alert.version); err != nil {
			return err
		}
	}
	for _, idea := range p.ideas {
		if err := d.commentDelivered(ctx, idea, got); err != nil {
			return err
		}
	}
	if !p.desk.Unreachable {
		return nil
	}
	return ignore(d.Store.DeskReached(ctx, p.desk.Address, true), bot.ErrNotFound)
}

// refused gives up what a mail server won't take; it goes again once the mailbox
// is reached.
func (d *Desk) refused(ctx context.Context, p *parcel, why string) error {
	for _, alert := range p.alerts {
		if err := d.Store.DeliveryFailed(ctx, alert.ID, "failed", why); err != nil {
			return err
		}
	}
	for _, idea := range p.ideas {
		if err := d.Store.CommentFailed(ctx, idea.ID, "failed", why); err != nil {
			return err
		}
	}
	return d.Store.DeskReached(ctx, p.desk.Address, false)
}

// mailText is a mail as plain text. Its first line is the subject.
func (d *Desk) mailText(notices []notice) string {
	subject := notices[0].head
	blocks := []string{}
	if len(notices) > 1 {
		subject = fmt.Sprintf("%d things to read from residents", len(notices))
	}
	for _, n := range notices {
		lines := append([]string{n.head + "."}, n.lines...)
		blocks = append(blocks, strings.Join(lines, " ")+"\n"+n.link)
	}
	if len(notices) == 1 {
		blocks[0] = strings.TrimPrefix(blocks[0], notices[0].head+".")
		blocks[0] = strings.TrimSpace(blocks[0])
	}
	return subject + "\n\n" + strings.Join(append(blocks, d.mailFoot()), "\n\n")
}

func (d *Desk) mailFoot() string {
	return "Please don’t reply to this mail: replies reach nobody, neither the resident nor us. " +
		"To answer a resident, open the link and write there.\n" +
		"Questions about this service go to " + d.Plan.OwnTeam().Name + ": " + d.Plan.Email
}
