package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

// commentOn has a resident say something about a theme.
func commentOn(theme int) func(*rig) string {
	return func(r *rig) string { return r.comments(theme, "", "Thank you, but the alley is full again: "+mark) }
}

// comments has Ana say something about a theme, or an update on it.
func (r *rig) comments(theme int, update, words string) string {
	r.t.Helper()
	said := &flows.Comment{ID: uuid.NewString(), Theme: theme, Update: update, Text: words, Language: "en"}
	r.commit(flows.Effect{Kind: flows.FileComment, Comment: said})
	return said.ID
}

var shownMark = regexp.MustCompile(`name="shown" value="([^"]+)"`)

func TestACommentIsReadAndAnsweredOnceItWasSeen(t *testing.T) {
	t.Parallel()
	w := open(t)
	r := w.rig
	mia := r.officer("Mia", wardens, bot.RoleOfficer, false)
	update := r.offered(mia.Actor(), bot.Draft{Theme: 6, Words: "We cleared it."})
	if _, err := r.ApproveUpdate(t.Context(), r.officer("Tom", wardens, bot.RoleLead, false).Actor(), update.ID, 2, r.now()); err != nil {
		t.Fatal(err)
	}
	id := r.comments(6, update.ID, "Full again <b>"+mark+"</b>")
	b := r.signedIn(mia)
	b.get("updates/"+update.ID).shows(t, "the update", "0 up, 0 down", "1, 0 of them answered", "Write what you heard")
	b.get("comments").shows(t, "the list", "Full again &lt;b&gt;"+mark, "Antisocial behaviour")
	b.get("comments?update="+update.ID+"&view=all").shows(t, "the list of the update", "We cleared it.", mark)
	b.get("comments/"+id).shows(t, "the thread", "Full again &lt;b&gt;", "Your words", "See what they will read", "-Send it")
	b.post("comments/"+id+"/answer", url.Values{"words": {" "}, "do": {"look"}}).shows(t, "no words", "Write something first.")
	form := url.Values{"id": {uuid.NewString()}, "words": {"We come back on Monday."}, "do": {"send"}, "read": {"0"}}
	p := b.post("comments/"+id+"/answer", form)
	p.shows(t, "sent unseen", "What the resident will read", "We come back on Monday.", "Send it")
	form.Set("shown", shownMark.FindStringSubmatch(p.Body)[1])
	for range 2 {
		b.post("comments/"+id+"/answer", form).shows(t, "sent", "Mia", "We come back on Monday.", `role="status"><p>On its way to the resident.`)
	}
	b.get("comments/"+id).shows(t, "told once", "-On its way")
	if n := r.one(`SELECT count(*)::text FROM comment_answers`); n != "1" {
		t.Errorf("%s answers", n)
	}
	// A colleague who wrote at the same time reads hers first.
	lea := r.signedIn(r.officer("Lea", wardens, bot.RoleOfficer, false))
	second := url.Values{"id": {uuid.NewString()}, "words": {"We come on Tuesday."}, "do": {"send"}, "read": {"0"}}
	second.Set("shown", shownMark.FindStringSubmatch(lea.post("comments/"+id+"/answer", url.Values{"words": second["words"], "do": {"look"}}).Body)[1])
	p = lea.post("comments/"+id+"/answer", second)
	p.shows(t, "second", "a colleague has answered meanwhile", "We come on Tuesday.", `name="read" value="1"`)
	if n := r.one(`SELECT count(*)::text FROM comment_answers`); n != "1" || p.Status != http.StatusConflict {
		t.Errorf("%s answers, status %d", n, p.Status)
	}
	second.Set("read", "1")
	lea.post("comments/"+id+"/answer", second).shows(t, "sent all the same", "We come on Tuesday.", "On its way to the resident.")
	b.get("comments").shows(t, "the list after that", "Nothing waits for an answer.")
	if p := r.signedIn(r.officer("Kim", "bedfordshire-police", bot.RoleLead, true)).get("comments/" + id); p.Status != http.StatusNotFound {
		t.Errorf("another agency gets status %d", p.Status)
	}
}

// Who leads no subject is told so; who leads one sees it and no other.
func TestFiguresOfASubjectAreItsLeads(t *testing.T) {
	t.Parallel()
	w := open(t)
	r := w.rig
	r.comments(6, "", "The alley is full")
	mia := r.signedIn(r.officer("Mia", wardens, bot.RoleOfficer, false))
	mia.get("comments").shows(t, "the list", "Figures by month")
	month := r.now().In(r.config.Plan.Zone()).Format("January 2006")
	mia.get("comments/figures").shows(t, "the figures", "Antisocial behaviour", month, "<td>1</td><td>0</td>", "no answers", "-The plan as a whole")
	for _, theme := range []string{"5", "0", "99", "x", "-1"} {
		if p := mia.get("comments/figures?theme=" + theme); p.Status != http.StatusNotFound {
			t.Errorf("figures of theme %q are given with status %d", theme, p.Status)
		}
	}
	hannah := r.signedIn(r.officer("Hannah", r.config.Plan.Team, bot.RoleCoordinator, true))
	hannah.get("comments/figures?theme=0").shows(t, "the plan as a whole", "about the plan as a whole", "<td>0</td><td>0</td>")
	hannah.get("comments/figures?theme=6").shows(t, "another agency’s", "<td>1</td><td>0</td>")
}
