package desk_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// think sends what ana thinks of a theme and returns its id.
func (r *rig) think(theme int, text string) string {
	r.t.Helper()
	id := uuid.NewString()
	r.commit(flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{ID: id, Theme: theme, Text: text, Language: "en"}})
	return id
}

// thought waits for what a desk was sent of a comment.
func (r *rig) thought(chat int64, words ...string) int {
	r.t.Helper()
	b := r.message(chat, 0, words...)
	r.until("the comment is remembered", func() bool {
		return r.count(`SELECT count(*) FROM desk_messages WHERE purpose = 'idea' AND NOT shows`) > 0
	})
	return b.MessageID
}

func TestIdeaStandsInTheGroupOfAnOpenTheme(t *testing.T) {
	r := start(t)
	r.think(6, "Empty the <bins> on Fridays "+secretWords)
	message := r.thought(wardens, "Antisocial behaviour and environmental crime", "Empty the <bins> on Fridays")
	r.toldNothing()

	r.commit(flows.Effect{Kind: flows.ForgetMe})
	r.message(wardens, message-1, "was deleted by its resident")
	if text := r.said(wardens); strings.Contains(text, "bins") {
		t.Errorf("it still stands there: %s", text)
	}
}

func TestIdeaOnANeutralThemeIsShownInPrivate(t *testing.T) {
	r := start(t)
	r.think(4, "More help at night "+secretWords)
	message := r.thought(health, "Drugs, alcohol and mental health")
	if text := r.said(health); strings.Contains(text, "at night") {
		t.Errorf("the group reads it: %s", text)
	}
	r.box.Telegram.Person(pip.ID).Start("")
	if got := r.press(pip, health, message, "Show me"); !strings.Contains(got.Text, "in private") {
		t.Errorf("%+v", got)
	}
	r.message(pip.ID, 0, "More help at night")
	r.box.Telegram.Group(health).Join(pat)
	if got := r.press(pat, health, message, "Show me"); !got.Alert {
		t.Errorf("another agency’s officer: %+v", got)
	}
	r.commit(flows.Effect{Kind: flows.ForgetMe})
	r.message(pip.ID, 0, "was deleted by its resident")
	r.message(health, message-1, "was deleted by its resident")
}

func TestGuardedIdeaIsForClearedOfficers(t *testing.T) {
	r := start(t)
	r.think(3, "Somebody to call who speaks Urdu "+secretWords)
	message := r.thought(health, "A resident has an idea or a comment")
	if text := r.said(health); strings.Contains(text, "Domestic") || strings.Contains(text, "Urdu") {
		t.Errorf("the group reads too much: %s", text)
	}
	for _, user := range []int64{pip.ID, nia.ID} {
		r.box.Telegram.Person(user).Start("")
	}
	if got := r.press(pip, health, message, "Show me"); !got.Alert || !strings.Contains(got.Text, "cleared") {
		t.Errorf("without clearance: %+v", got)
	}
	r.press(nia, health, message, "Show me")
	r.message(nia.ID, 0, "Somebody to call who speaks Urdu", "Domestic abuse")
}

// What would help somebody to feel safer goes to the partnership's own team;
// where that has a mailbox, it is only told that there is something.
func TestPulseGoesToTheTeam(t *testing.T) {
	r := start(t)
	d := bot.Desk{ID: uuid.NewString(), Agency: "partnership", Label: "Team", Address: channel.Address{Channel: channel.SMS, ID: "+447700900555"}}
	if err := r.AddDesk(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	r.commit(flows.Effect{Kind: flows.FilePulse, Comment: &flows.Comment{ID: uuid.NewString(), Score: 2, Text: "Lamps " + secretWords}})
	r.until("the alert", func() bool { return len(r.texts.all()) > 0 })
	if text := r.texts.all()[0].Text; !strings.Contains(text, "2 of 5") || strings.Contains(text, "Lamps") {
		t.Errorf("the alert: %s", text)
	}
}

// A comment that is forgotten while it is being sent is taken away again.
func TestIdeaThatIsForgottenMeanwhileIsTakenAway(t *testing.T) {
	r := start(t)
	id := r.think(6, "Bins "+secretWords)
	message := r.thought(wardens, "Bins")
	ctx := context.Background()
	if _, err := r.Pool().Exec(ctx, `UPDATE comments SET lookup = NULL WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Pool().Exec(ctx, `UPDATE comment_deliveries SET state = 'waiting' WHERE comment_id = $1`, id); err != nil {
		t.Fatal(err)
	}
	delivery := int64(r.count(`SELECT id FROM comment_deliveries WHERE comment_id = $1`, id))
	if err := r.desk.DeliverComment(ctx, delivery); err != nil {
		t.Fatal(err)
	}
	r.message(wardens, message, "was deleted by its resident")
	if n := r.count(`SELECT count(*) FROM comment_deliveries WHERE state = 'suppressed'`); n != 1 {
		t.Errorf("%d deliveries are over", n)
	}
}
