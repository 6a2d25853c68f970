package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows/locale"
	"yousaid/flows/resident"
)

// comments says something about an update and sends it; it returns its id.
func (r *rig) comments(who channel.Address, words string) string {
	r.t.Helper()
	for _, said := range []string{words, "1", "1"} {
		r.says(who, said)
	}
	return r.value(`SELECT id::text FROM comments ORDER BY created_at DESC, id LIMIT 1`)
}

// value is the only value of a query.
func (r *rig) value(sql string, args ...any) (value string) {
	r.t.Helper()
	if err := r.Pool().QueryRow(r.t.Context(), sql, args...).Scan(&value); err != nil {
		r.t.Fatal(err)
	}
	return value
}

// answers has an officer answer a comment, and returns the notice of it.
func (r *rig) answers(by bot.Actor, comment, words string) (bot.AnsweredComment, string) {
	r.t.Helper()
	officers := &bot.Officers{Store: r.Store, Quiet: r.residents.Quiet, Now: r.clock.now}
	answered, err := officers.AnswerComment(r.t.Context(), bot.Action{ID: uuid.NewString(), By: by}, comment, words)
	if err != nil {
		r.t.Fatal(err)
	}
	return answered, r.value(`SELECT id::text FROM comment_answers ORDER BY created_at DESC, id LIMIT 1`)
}

func (r *rig) answerState() string {
	return r.value(`SELECT trim(state || ' ' || failure) FROM comment_answers ORDER BY created_at DESC, id LIMIT 1`)
}

func TestCommentIsAnsweredAndAnsweredBackOnBothNetworks(t *testing.T) {
	r := startNewsroom(t)
	for _, who := range []channel.Address{texter(1), r.chatter(1)} {
		r.clock.set(r.clock.now().Add(time.Minute))
		r.subscribe(who, "1")
		r.publish("We cleared it.")
		if err := r.spread(who.Channel); err != nil {
			t.Fatal(err)
		}
		first := r.comments(who, "It is all back again behind the shops")
		r.clock.set(r.clock.now().Add(time.Hour))
		answered, notice := r.answers(r.mia, first, "A van comes on Friday.")
		if !answered.Waits.IsZero() || answered.Comment.Text != "" {
			t.Errorf("%s: %+v", who.Channel, answered)
		}
		for range 2 { // a job may come twice
			if err := r.residents.Notify(t.Context(), notice); err != nil {
				t.Fatal(err)
			}
		}
		got := r.got(who, "A van comes on Friday.")
		if len(got) != 1 || r.answerState() != "read" {
			t.Fatalf("%s: told %q, %s, of %q", who.Channel, got, r.answerState(), r.got(who, ""))
		}
		for _, want := range []string{"Nuisance, noise, rubbish", "It is all back again behind the shops", "Neighbourhood Services", "You can answer here."} {
			if !strings.Contains(got[0], want) {
				t.Errorf("%s: %q is not in it: %s", who.Channel, want, got[0])
			}
		}
		if strings.Contains(got[0], "Mia") {
			t.Errorf("%s: it names the officer: %s", who.Channel, got[0])
		}
		// The conversation may have ended meanwhile: the record knows.
		if err := r.residents.Sessions.Forget(t.Context(), who); err != nil {
			t.Fatal(err)
		}
		r.clock.set(r.clock.now().Add(time.Hour))
		r.comments(who, "yes please")
		thread, err := r.CommentThread(t.Context(), r.mia, first)
		if err != nil || len(thread) != 2 || thread[1].Text != "yes please" || thread[1].Update != thread[0].Update || len(thread[0].Answers) != 1 {
			t.Errorf("%s: the thread: %+v, %v", who.Channel, thread, err)
		}
	}
}

// At night nobody is texted; STOP holds at any time.
func TestAnswerKeepsToQuietHoursAndToSTOP(t *testing.T) {
	r := startNewsroom(t)
	r.subscribe(texter(1), "1")
	r.publish("We cleared it.")
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	first := r.comments(texter(1), "It is all back again behind the shops")
	r.clock.set(time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC))
	answered, notice := r.answers(r.mia, first, "A van comes on Friday.")
	morning := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	if !answered.Waits.Equal(morning) {
		t.Errorf("the officer hears of %v", answered.Waits)
	}
	err := r.residents.Notify(t.Context(), notice)
	later, ok := err.(*bot.LaterError) //nolint:errorlint // it comes as it is
	if !ok || !later.At.Equal(morning) {
		t.Errorf("at night: %v", err)
	}
	r.clock.set(morning)
	r.says(texter(1), "stop")
	if err := r.residents.Notify(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if got := r.got(texter(1), "A van"); len(got) != 0 || r.answerState() != "suppressed stopped" {
		t.Errorf("after STOP: %q, %s", got, r.answerState())
	}
}

// In the middle of a report an answer only says that it is there; a PIN guards
// it as it guards other messages.
func TestAnswerWaitsForREAD(t *testing.T) {
	r := startNewsroom(t)
	who := texter(1)
	r.subscribe(who, "1")
	r.publish("We cleared it.")
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	first := r.comments(who, "It is all back again behind the shops")
	r.says(who, "NEW")
	_, notice := r.answers(r.mia, first, "A van comes on Friday.")
	if err := r.residents.Notify(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if got := r.got(who, "You have a message from Luton Community Safety Partnership."); len(got) != 1 || len(r.got(who, "A van")) != 0 || r.answerState() != "told" {
		t.Errorf("in the middle of a report: %q, %s", got, r.answerState())
	}
	if got := r.says(who, "READ"); !strings.Contains(got, "A van comes on Friday.") || r.answerState() != "read" {
		t.Errorf("READ: %s, %s", got, r.answerState())
	}
	if shown := r.residents.ForetellAnswer(bot.Comment{Channel: channel.SMS, Reads: "pl", Theme: 6, Update: "x", Degree: "open", Text: "śmieci"},
		"Neighbourhood Services", "A van comes."); len(shown) != 1 || shown[0].Parts == 0 || !strings.Contains(shown[0].Text, "Twoje slowa o nowosciach") {
		t.Errorf("foretold: %+v", shown)
	}
}

// "What we heard" says so in every language, on both networks and in the digest.
func TestWhatWasHeardSaysSo(t *testing.T) {
	r := startNewsroom(t)
	bundle, err := resident.Bundle(r.newsroom.Plan)
	if err != nil {
		t.Fatal(err)
	}
	r.newsroom.Bundle = bundle
	heard := bot.PlanUpdate{ID: uuid.NewString(), Agency: "neighbourhood-services", Draft: bot.Draft{
		Theme: 6, Words: "Many of you said that it comes back. So a van comes each Friday.", Answers: uuid.NewString(),
	}}
	news := heard
	news.Answers = ""
	for _, language := range bundle.Languages() {
		for network := range r.newsroom.Channels {
			said, parts, _ := r.newsroom.Foreseen(network, language, heard)
			plain, _, _ := r.newsroom.Foreseen(network, language, news)
			if said.Text == plain.Text || !strings.Contains(said.Text, "Many of you said") || parts > 3 {
				t.Errorf("%s by %s, %d parts: %s", language, network, parts, said.Text)
			}
		}
	}
	if got, _, _ := r.newsroom.Foreseen(channel.SMS, locale.Default, heard); !strings.HasPrefix(got.Text, `What we heard on "Nuisance, noise, rubbish". Neighbourhood Services:`) {
		t.Errorf("by text: %s", got.Text)
	}
	if got, _, _ := r.newsroom.Foreseen(channel.Telegram, locale.Default, heard); !strings.HasPrefix(got.Text, `What we heard from you in Luton about "Nuisance, noise, rubbish". Neighbourhood Services writes:`) {
		t.Errorf("by Telegram: %s", got.Text)
	}

	r.subscribe(texter(1), "2") // weekly
	first := r.publish("We cleared it.")
	r.publishDraft(bot.Draft{Theme: 6, Words: "Many of you said that it comes back.", Answers: first.ID})
	r.clock.set(utc(2026, 11, 30, 10, 0))
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	digest := strings.Join(r.got(texter(1), "This week in Luton"), "")
	for _, want := range []string{"Nuisance, noise, rubbish: We cleared it.", "What we heard on Nuisance, noise, rubbish: Many of you said"} {
		if !strings.Contains(digest, want) {
			t.Errorf("%q is not in the digest: %s", want, digest)
		}
	}
	r.says(texter(1), "updates")
	if shown := r.says(texter(1), "1"); !strings.Contains(shown, "What we heard from you.") || !strings.Contains(shown, "We cleared it.") {
		t.Errorf("when asked for: %s", shown)
	}
}
