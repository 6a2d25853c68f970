package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

func commenting(theme int, text string) flows.Effect {
	return flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{ID: uuid.NewString(), Theme: theme, Text: text, Language: "en"}}
}

func pulsing(score int, text string) flows.Effect {
	return flows.Effect{Kind: flows.FilePulse, Comment: &flows.Comment{ID: uuid.NewString(), Score: score, Text: text, Ward: "Dallow"}}
}

// commentDeliveries returns the ids of all of them in order.
func (r *rig) commentDeliveries() []int64 {
	r.t.Helper()
	var ids []int64
	if err := r.Pool().QueryRow(r.t.Context(), `SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM comment_deliveries`).Scan(&ids); err != nil {
		r.t.Fatal(err)
	}
	return ids
}

func TestCommentGoesToItsLeadsAndToTheTeamOnce(t *testing.T) {
	r := start(t)
	r.group("bedfordshire-police", "-1")
	r.group("partnership", "-2")
	r.group("public-health", "-3")
	work := pending(commenting(5, "lamps "+mark))
	for range 2 {
		out, err := r.Commit(t.Context(), ana, work)
		if err != nil || len(out) != 1 || len(out[0].Agencies) != 2 {
			t.Fatalf("%+v, %v", out, err)
		}
	}
	if n := r.count(`SELECT count(*) FROM comments`); n != 1 {
		t.Errorf("%d comments", n)
	}
	if got := r.strings(`SELECT agency FROM comment_deliveries ORDER BY agency`); len(got) != 2 || got[0] != "bedfordshire-police" || got[1] != "partnership" {
		t.Errorf("it goes to %v", got)
	}
	if n := r.jobs("comment"); n != 2 {
		t.Errorf("%d jobs", n)
	}
	r.commit(ana, commenting(0, "the plan "+mark))
	if n := r.count(`SELECT count(*) FROM comment_deliveries`); n != 3 {
		t.Errorf("%d deliveries: one on the whole plan goes to the team alone", n)
	}
}

// Its words are opened only for a chat in which they may stand.
func TestCommentShowsWordsOnlyWhereTheyMayStand(t *testing.T) {
	r := start(t)
	for _, test := range []struct {
		theme            int
		guarded, reserve bool
		network          string
		words            bool
	}{
		{theme: 5, network: channel.Telegram, words: true},
		{theme: 5, network: channel.Telegram, guarded: true},
		{theme: 5, network: channel.Telegram, reserve: true},
		{theme: 5, network: channel.SMS},
		{theme: 4, network: channel.Telegram},
		{theme: 3, network: channel.Telegram},
		{theme: 0, network: channel.Telegram},
	} {
		agency := "partnership"
		desk := bot.Desk{ID: newID(), Agency: agency, Label: "d", ReferenceOnly: test.reserve, Address: channel.Address{Channel: test.network, ID: newID()}}
		if err := r.AddDesk(t.Context(), desk); err != nil {
			t.Fatal(err)
		}
		effect := commenting(test.theme, "lamps "+mark)
		effect.Comment.Guarded = test.guarded
		r.commit(ana, effect)
		ids := r.commentDeliveries()
		d, err := r.CommentDelivery(t.Context(), ids[len(ids)-1])
		if err != nil {
			t.Fatal(err)
		}
		audited := r.count(`SELECT count(*) FROM audit`)
		card, err := r.CommentCard(t.Context(), d)
		if err != nil || card.Theme != test.theme || (card.Text == "lamps "+mark) != test.words {
			t.Errorf("%+v: %+v, %v", test, card, err)
		}
		if got := r.count(`SELECT count(*) FROM audit`) > audited; got != test.words {
			t.Errorf("%+v: audited %v", test, got)
		}
		if err := r.RemoveDesk(t.Context(), desk.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCommentIsOpenedByThoseItWasSentTo(t *testing.T) {
	r := start(t)
	r.group("public-health", "-1")
	effect := commenting(4, "help "+mark)
	effect.Comment.Guarded = true
	r.commit(ana, effect)
	id := effect.Comment.ID
	officer := bot.Actor{Name: "Nia", Agency: "public-health", Cleared: true}
	if c, err := r.OpenComment(t.Context(), officer, id); err != nil || c.Text != "help "+mark || c.Degree != flows.Guarded || c.At.IsZero() {
		t.Errorf("%+v, %v", c, err)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'comment' AND detail->>'comment' = $1`, id); n != 1 {
		t.Errorf("%d lines in the audit", n)
	}
	plain, stranger := officer, officer
	plain.Cleared, stranger.Agency = false, "bedfordshire-police"
	for _, by := range []bot.Actor{plain, stranger} {
		_, err := r.OpenComment(t.Context(), by, id)
		if r.noValue(err); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%+v: %v", by, err)
		}
	}
}

func TestPulseIsCountedAndNotOfferedAgainForAWhile(t *testing.T) {
	r := start(t)
	if at := r.resident().Pulsed; !at.IsZero() {
		t.Errorf("offered at %v to somebody new", at)
	}
	r.commit(ana, filing(submission(4)), flows.Effect{Kind: flows.OfferPulse})
	if at := r.resident().Pulsed; !at.Equal(noon) {
		t.Errorf("offered at %v", at)
	}
	r.clock.add(time.Hour)
	r.commit(ana, pulsing(2, ""))
	r.commit(ben, pulsing(4, "lamps "+mark))
	if at := r.resident().Pulsed; !at.Equal(noon.Add(time.Hour)) {
		t.Errorf("answered at %v", at)
	}
	if n := r.count(`SELECT count(*) FROM comments WHERE score = 4`); n != 1 || r.count(`SELECT count(*) FROM comments`) != 1 {
		t.Errorf("%d comments: only words make one", n)
	}
	r.clock.add(24 * time.Hour)
	r.commit(ana, pulsing(3, ""))
	if got := r.strings(`SELECT score || ' ' || ward || ' ' || again FROM pulses ORDER BY at, score`); len(got) != 3 ||
		got[0] != "2 Dallow false" || got[1] != "4 Dallow false" || got[2] != "3 Dallow true" {
		t.Errorf("pulses %v", got)
	}
}

func TestForgottenCommentIsBlankedWhereItWasShown(t *testing.T) {
	r := start(t)
	desk := r.group("bedfordshire-police", "-1")
	effect := commenting(5, "lamps "+mark)
	r.commit(ana, effect)
	bens := commenting(5, "benches "+mark)
	r.commit(ben, bens)
	id := r.commentDeliveries()[0]
	view := bot.DeskMessage{
		Chat: channel.Address{Channel: channel.Telegram, ID: "77"}, Message: "5", Report: effect.Comment.ID,
		Agency: "bedfordshire-police", Purpose: "idea", Shows: true,
	}
	if err := errors.Join(r.CommentDelivered(t.Context(), id, desk.Address, "41"), r.Remember(t.Context(), view)); err != nil {
		t.Fatal(err)
	}
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	d, err := r.CommentDelivery(t.Context(), id)
	if err != nil || !d.Forgotten || d.Message != "41" {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := r.CommentCard(t.Context(), d); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("its card: %v", err)
	}
	cards, err := r.CommentCards(t.Context(), effect.Comment.ID)
	views, err2 := r.CommentViews(t.Context(), effect.Comment.ID)
	if len(cards) != 1 || len(views) != 1 || views[0].Chat != view.Chat || errors.Join(err, err2) != nil {
		t.Errorf("%+v, %+v, %v, %v", cards, views, err, err2)
	}
	if err := r.CommentFailed(t.Context(), id, "suppressed", "forgotten"); err != nil {
		t.Fatal(err)
	}
	if cards, err := r.CommentCards(t.Context(), effect.Comment.ID); err != nil || len(cards) != 0 {
		t.Errorf("%+v, %v", cards, err)
	}
	if c, err := r.OpenComment(t.Context(), bot.Actor{Agency: "bedfordshire-police"}, bens.Comment.ID); err != nil || c.Text != "benches "+mark {
		t.Errorf("ben's: %+v, %v", c, err)
	}
}

func TestDeskThatComesBackGetsTheCommentsThatItMissed(t *testing.T) {
	r := start(t)
	desk := r.group("bedfordshire-police", "-1")
	r.commit(ana, commenting(5, "lamps"))
	id := r.commentDeliveries()[0]
	if err := errors.Join(r.CommentFailed(t.Context(), id, "failed", "blocked"), r.DeskReached(t.Context(), desk.Address, false),
		r.DeskReached(t.Context(), desk.Address, true), r.DeskReached(t.Context(), desk.Address, true)); err != nil {
		t.Fatal(err)
	}
	if d, err := r.CommentDelivery(t.Context(), id); err != nil || d.State != "waiting" || r.jobs("comment") != 2 {
		t.Errorf("%+v, %v, %d jobs", d, err, r.jobs("comment"))
	}
}
