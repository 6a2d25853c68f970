package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

// commented sends what ana thinks of theme 6 and returns its id.
func (r *rig) commented(text string) string {
	r.t.Helper()
	effect := commenting(6, text)
	r.commit(ana, effect)
	return effect.Comment.ID
}

func (r *rig) answered(by bot.Actor, comment, text string) bot.AnsweredComment {
	r.t.Helper()
	answered, err := r.AddAnswer(r.t.Context(), action(by), comment, text)
	if err != nil {
		r.t.Fatal(err)
	}
	return answered
}

// answerID is the only answer's id.
func (r *rig) answerID() string {
	r.t.Helper()
	return r.strings(`SELECT id::text FROM comment_answers ORDER BY created_at DESC, id LIMIT 1`)[0]
}

func TestAnswerIsKeptSealedAndToldOnce(t *testing.T) {
	r := start(t) // no desk at all: the agency works in the console
	mia := r.officer("Mia", "neighbourhood-services", false)
	id := r.commented("lamps please " + mark)
	a := action(mia)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if _, err := r.AddAnswer(t.Context(), a, id, "On Friday "+mark); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := r.count(`SELECT count(*) FROM comment_answers`); n != 1 || r.jobs("notify") != 1 || r.jobs("recomment") != 1 {
		t.Errorf("%d answers, %d to tell, %d cards to show it", n, r.jobs("notify"), r.jobs("recomment"))
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'answer' AND actor = 'Mia' AND detail->>'comment' = $1`, id); n != 1 {
		t.Errorf("%d lines in the audit", n)
	}
	r.lookFor(mark)
	n, err := r.Notice(t.Context(), r.answerID())
	if err != nil || n.Kind != flows.NoticeAnswer || n.Text != "On Friday "+mark || n.To != ana || n.Reach != bot.ReachOpen || n.Agency != "Neighbourhood Services" ||
		n.State != bot.NoticeWaiting || n.Remark.Thread != id || n.Remark.Words != flows.Beginning("lamps please "+mark) || n.Report.Degree != flows.Open {
		t.Errorf("the notice: %+v %+v, %v", n, n.Remark, err)
	}
}

func TestAnswerIsForThoseWhoMaySeeTheComment(t *testing.T) {
	r := start(t)
	effect := commenting(4, "help "+mark)
	effect.Comment.Guarded = true
	r.commit(ana, effect)
	id := effect.Comment.ID
	for name, by := range map[string]bot.Actor{
		"not cleared": r.officer("Pip", "public-health", false), "another agency": r.officer("Pat", "bedfordshire-police", true),
	} {
		_, err := r.AddAnswer(t.Context(), action(by), id, "x")
		_, err2 := r.SaveAnswer(t.Context(), action(by), id, "x")
		if !errors.Is(err, bot.ErrNotFound) || !errors.Is(err2, bot.ErrNotFound) {
			t.Errorf("%s: %v, %v", name, err, err2)
		}
	}
	coordinator := r.officer("Cay", "partnership", true)
	coordinator.All, coordinator.Role = true, bot.RoleCoordinator
	r.answered(r.officer("Nia", "public-health", true), id, "yes")
	r.answered(coordinator, id, "and yes")
	if c, err := r.GlanceComment(t.Context(), coordinator, id); err != nil || len(c.Answers) != 2 || c.Text != "" || c.Answers[0].Text != "" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestAnswerNeedsSomebodyWhoCanBeReached(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	id := r.commented("lamps " + mark)
	for _, test := range []struct {
		sql  string
		want bot.Reach
	}{
		{`UPDATE vault.contacts SET blocked_at = now()`, bot.ReachBlocked},
		{`DELETE FROM vault.contacts`, bot.ReachUnknown},
		{`INSERT INTO stops (lookup, since) SELECT lookup, now() FROM comments`, bot.ReachStopped},
	} {
		r.exec(test.sql)
		got, err := r.AddAnswer(t.Context(), action(mia), id, "x")
		if !errors.Is(err, bot.ErrNoContact) || got.Comment.Reach != test.want || r.count(`SELECT count(*) FROM comment_answers`) != 0 {
			t.Errorf("%s: %+v, %v", test.sql, got, err)
		}
	}
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if _, err := r.AddAnswer(t.Context(), action(mia), id, "x"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("forgotten: %v", err)
	}
}

// What is told and not read waits for READ, in a later conversation too; once
// read, what is written next may be for it.
func TestAnswerWaitsToBeReadAndIsKnownLater(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	id := r.commented("lamps " + mark)
	r.answered(mia, id, "On Friday")
	answer := r.answerID()
	if err := r.NoticeDone(t.Context(), answer, bot.NoticeTold, ""); err != nil {
		t.Fatal(err)
	}
	waiting := r.resident().Waiting
	if len(waiting) != 1 || waiting[0].ID != answer || waiting[0].Text != "On Friday" || waiting[0].Remark.Thread != id {
		t.Fatalf("waiting: %+v", waiting)
	}
	r.clock.add(time.Minute)
	work := pending(flows.Effect{Kind: flows.ReadNotices, Targets: []string{answer}})
	for range 2 {
		out, err := r.Commit(t.Context(), ana, work)
		if err != nil || len(out[0].Notices) != 1 || out[0].Notices[0].Text != "On Friday" {
			t.Errorf("read: %+v, %v", out, err)
		}
	}
	if err := r.NoticeDone(t.Context(), answer, bot.NoticeFailed, "late"); err != nil {
		t.Fatal(err)
	}
	c, err := r.OpenComment(t.Context(), mia, id)
	if err != nil || len(c.Answers) != 1 || c.Answers[0].State != bot.NoticeRead || c.Answers[0].Text != "On Friday" || c.Answers[0].Author != "Mia" {
		t.Errorf("the comment: %+v, %v", c, err)
	}
	news := r.resident().News
	if news.Thread != id || news.Agency != "Neighbourhood Services" || news.Theme != 6 || news.ID != "" || news.Degree != flows.Open {
		t.Errorf("what is written next may be for %+v", news)
	}
	further := commenting(6, "thanks "+mark)
	further.Comment.Thread = id
	r.clock.add(time.Minute)
	r.commit(ana, further)
	if news := r.resident().News; news.Thread != "" {
		t.Errorf("it has been answered: %+v", news)
	}
	c, err = r.OpenComment(t.Context(), mia, further.Comment.ID)
	if err != nil || c.Thread != id || c.ID == id {
		t.Errorf("what goes on: %+v, %v", c, err)
	}
	strangers := commenting(6, "me too")
	strangers.Comment.Thread = id
	r.commit(ben, strangers)
	if c, err := r.OpenComment(t.Context(), mia, strangers.Comment.ID); err != nil || c.Thread != c.ID {
		t.Errorf("somebody else's: %+v, %v", c, err)
	}
}

func TestForgettingEndsAnswersToo(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	id := r.commented("lamps " + mark)
	r.answered(mia, id, "On Friday "+mark)
	if _, err := r.SaveAnswer(t.Context(), action(mia), id, "And "+mark); err != nil {
		t.Fatal(err)
	}
	all := r.commit(ana, flows.Effect{Kind: flows.CopyData})[0].Copy
	if len(all.Comments) != 1 || len(all.Comments[0].Answers) != 1 || all.Comments[0].Answers[0].Text != "On Friday "+mark {
		t.Errorf("her copy: %+v", all.Comments)
	}
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if got := r.strings(`SELECT state || ' ' || failure || ' ' || (text IS NULL) FROM comment_answers`); got[0] != "suppressed forgotten true" {
		t.Errorf("the answer: %s", got)
	}
	if n := r.count(`SELECT count(*) FROM drafts`); n != 0 || r.jobs("notify") != 0 {
		t.Errorf("%d drafts, %d to tell", n, r.jobs("notify"))
	}
	if _, err := r.Notice(t.Context(), r.answerID()); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("its notice: %v", err)
	}
}

func TestDraftOfAnAnswerIsUsedOnce(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	officers := &bot.Officers{Store: r.Store, Now: r.clock.now}
	id := r.commented("lamps " + mark)
	a := action(mia)
	draft, err := officers.DraftAnswer(t.Context(), a, id, "On Friday")
	again, err2 := officers.DraftAnswer(t.Context(), a, id, "On Friday")
	if err != nil || err2 != nil || draft != again {
		t.Fatalf("%s, %s, %v, %v", draft, again, err, err2)
	}
	pat := r.officer("Pat", "bedfordshire-police", true)
	if _, err := officers.SendAnswer(t.Context(), pat, draft); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("another agency's: %v", err)
	}
	if _, err := officers.SendAnswer(t.Context(), mia, draft); err != nil {
		t.Error(err)
	}
	if _, err := officers.SendAnswer(t.Context(), mia, draft); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("once more: %v", err)
	}
	if n := r.count(`SELECT count(*) FROM comment_answers`); n != 1 {
		t.Errorf("%d answers", n)
	}
	link := bot.Action{ID: uuid.NewString(), By: bot.Actor{Name: "Desk", Agency: "neighbourhood-services"}}
	if _, err := officers.AnswerComment(t.Context(), link, id, "x"); !errors.Is(err, bot.ErrMayNot) {
		t.Errorf("a desk's link: %v", err)
	}
	for text, want := range map[string]error{" ": bot.ErrEmpty, strings.Repeat("x", bot.MostReply+1): bot.ErrLong} {
		if _, err := officers.AnswerComment(t.Context(), action(mia), id, text); !errors.Is(err, want) {
			t.Errorf("%d letters: %v", len(text), err)
		}
	}
}
