package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/desk"
	"yousaid/flows"
)

// An answer is asked for, shown as its resident will read it, sent once, and
// stands on the card with what came of it. What they write back comes below.
func TestCommentIsAnsweredFromItsCard(t *testing.T) {
	r := start(t)
	id := r.think(6, "Empty the <bins> on Fridays "+secretWords)
	card := r.thought(wardens, "Empty the <bins> on Fridays")
	if got := r.press(vic, wardens, card, "Answer"); !got.Alert {
		t.Errorf("nobody known: %+v", got)
	}
	r.press(mia, wardens, card, "Answer")
	prompt := r.message(wardens, card, "Mia", "reply to this message with your answer", "Neighbourhood Services")
	said := r.reply(tom, wardens, prompt.MessageID, "Mine")
	r.message(wardens, said, "That question was for a colleague")

	said = r.reply(mia, wardens, prompt.MessageID, "We will, from <May> on "+secretWords)
	preview := r.message(wardens, said, "Send this to the resident?", `You told us: "Empty the <bins> on Fridays`, "Neighbourhood Services answers:", "We will, from <May> on", "You can answer here.")
	r.toldNothing()
	r.press(mia, wardens, preview.MessageID, "Send to the resident")
	notice := r.told(1)
	if notice.Kind != flows.NoticeAnswer || notice.Text != "We will, from <May> on "+secretWords || notice.To != ana || notice.Agency != "Neighbourhood Services" ||
		notice.Remark.Thread != id || !strings.HasPrefix(notice.Remark.Words, "Empty the <bins>") {
		t.Errorf("she is told %+v %+v", notice, notice.Remark)
	}
	r.message(wardens, said, "On its way to the resident")
	answered := r.message(wardens, card-1, "Mia (Neighbourhood Services) to the resident", "We will, from <May> on")
	if answered.MessageID != card {
		t.Errorf("it stands on %d, not on the card", answered.MessageID)
	}

	r.commit(flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{
		ID: uuid.NewString(), Theme: 6, Text: "And the lane?", Thread: id, Language: "en",
	}})
	back := r.message(wardens, said, "A resident has answered", "And the lane?")
	if back.ReplyTo == nil || back.ReplyTo.MessageID != card {
		t.Errorf("it stands below %+v", back.ReplyTo)
	}
	// A reply to the card itself is shown again, too.
	r.until("the card is remembered", func() bool { return r.count(`SELECT count(*) FROM desk_messages WHERE purpose = 'idea'`) == 2 })
	said = r.reply(tom, wardens, back.MessageID, "The lane as well")
	preview = r.message(wardens, said, "Send this to the resident?", "The lane as well")
	r.press(tom, wardens, preview.MessageID, "Discard")
	r.message(wardens, said, "Discarded.")

	r.commit(flows.Effect{Kind: flows.ForgetMe})
	r.message(wardens, card-1, "was deleted by its resident")
	r.until("nothing of it is left", func() bool {
		text := r.said(wardens)
		return !strings.Contains(text, "bins") && !strings.Contains(text, "And the lane?")
	})
}

// What may not stand in the group is answered in private.
func TestGuardedCommentIsAnsweredInPrivateByClearedOfficers(t *testing.T) {
	r := start(t)
	r.think(3, "Somebody to call who speaks Urdu "+secretWords)
	card := r.thought(health, "A resident has an idea or a comment")
	said := r.reply(nia, health, card, "There is a line now")
	r.message(health, said, "handled in private", "please delete it here")
	said = r.reply(pip, health, card, "There is a line now")
	r.message(health, said, "only cleared officers may read it")

	r.box.Telegram.Person(nia.ID).Start("")
	r.press(nia, health, card, "Show me")
	view := r.message(nia.ID, 0, "Somebody to call who speaks Urdu")
	r.until("the view is remembered", func() bool { return r.count(`SELECT count(*) FROM desk_messages WHERE shows`) > 0 })
	r.press(nia, nia.ID, view.MessageID, "Answer")
	prompt := r.message(nia.ID, view.MessageID, "Reply to this message with your answer")
	said = r.reply(nia, nia.ID, prompt.MessageID, "There is a line in Urdu now")
	preview := r.message(nia.ID, said, "You have a message from Luton Community Safety Partnership", "When they ask for it, by READ:",
		"An answer to what you told us:", "There is a line in Urdu now")
	r.press(nia, nia.ID, preview.MessageID, "Send to the resident")
	if notice := r.told(1); notice.Report.Degree != flows.Guarded {
		t.Errorf("told %+v", notice)
	}
	done := r.message(health, card-1, "Nia (Council Public Health) to the resident")
	if text := done.Says(); strings.Contains(text, "Urdu") || strings.Contains(text, "Domestic") {
		t.Errorf("the group reads too much: %s", text)
	}
}

func TestWhoCantBeReachedIsNotAnswered(t *testing.T) {
	r := start(t)
	r.think(6, "Bins "+secretWords)
	card := r.thought(wardens, "Bins")
	r.commit(flows.Effect{Kind: flows.StopAll})
	if got := r.press(mia, wardens, card, "Answer"); !got.Alert || !strings.Contains(got.Text, "they sent STOP") {
		t.Errorf("%+v", got)
	}
	said := r.reply(mia, wardens, card, "We will")
	r.message(wardens, said, "Not sent. The resident can’t be reached: they sent STOP.")
	r.toldNothing()
}

// At night the officer hears when it will be read.
func TestAnswerWaitsForTheMorning(t *testing.T) {
	r := start(t, func(c *desk.Config) { c.Officers.Quiet = bot.QuietHours{From: 0, To: 24, Zone: c.Plan.Zone()} })
	r.think(6, "Bins "+secretWords)
	if _, err := r.Pool().Exec(t.Context(), `UPDATE comments SET created_at = created_at - interval '1 hour'`); err != nil {
		t.Fatal(err)
	}
	card := r.thought(wardens, "Bins")
	said := r.reply(mia, wardens, card, "We will")
	preview := r.message(wardens, said, "Send this to the resident?")
	if got := r.press(mia, wardens, preview.MessageID, "Send to the resident"); !got.Alert || !strings.Contains(got.Text, "No texts go out at night") {
		t.Errorf("%+v", got)
	}
	r.message(wardens, said, "Kept for the resident.", time.Now().AddDate(0, 0, 1).In(r.config.Plan.Zone()).Format("Mon 2 Jan"))
}
