package console_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/storage/storagetest"
)

// upload sends a form with a file.
func (b *browser) upload(way string, form map[string]string, file []byte) page {
	b.rig.t.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, value := range form {
		_ = parts.WriteField(name, value) // into memory
	}
	if file != nil {
		part, err := parts.CreateFormFile("picture", "photo.jpg")
		if err != nil {
			b.rig.t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = parts.Close()
	request, err := http.NewRequestWithContext(b.rig.t.Context(), http.MethodPost, b.rig.site+way, &body)
	if err != nil {
		b.rig.t.Fatal(err)
	}
	request.Header.Set("Content-Type", parts.FormDataContentType())
	return b.fetch(request)
}

// shows checks what stands on a page and what doesn't.
func (p page) shows(t *testing.T, what string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if not, is := strings.CutPrefix(want, "-"); is {
			if strings.Contains(p.Body, not) {
				t.Errorf("%s (status %d) says %q", what, p.Status, not)
			}
		} else if !strings.Contains(p.Body, want) {
			t.Errorf("%s (status %d, %s) doesn’t say %q:\n%s", what, p.Status, p.Path, want, mainOf(p.Body))
		}
	}
}

func mainOf(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	return body
}

const wardens = "neighbourhood-services"

func TestUpdateIsWrittenSeenOnBothPhonesApprovedAndSent(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.subscribe(ana, 6, "en", false)
	r.subscribe(channel.Address{Channel: channel.SMS, ID: "+447700900124"}, 6, "pa", true)
	r.subscribe(channel.Address{Channel: channel.Telegram, ID: "7001"}, 6, "pl", false)
	mia := r.signedIn(r.officer("Mia", wardens, bot.RoleOfficer, false))
	tom := r.signedIn(r.officer("Tom", wardens, bot.RoleLead, false))
	form := map[string]string{
		"id": uuid.NewString(), "theme": "6", "wish": "8", "words": "We cleared <40> fly-tips & more: " + mark, "story": "Two lorries.",
		"link": "luton.gov.uk/clean", "words-pl": "Posprzątane.", "alt": "A clean street",
	}
	p := mia.upload("updates/new", form, onePicture())
	if p.Status != http.StatusOK || !strings.HasPrefix(p.Path, "updates/") {
		t.Fatalf("%d %s: %s", p.Status, p.Path, mainOf(p.Body))
	}
	id := path.Base(p.Path)
	p.shows(t, "the draft", "Being written", "We cleared &lt;40&gt; fly-tips &amp; more", "https://luton.gov.uk/clean", "A clean street", "Two lorries.",
		"Luton news", "2 parts of a text message", "Ask for approval", "Polish", "Punjabi", "No translation: they get English", "Residents", "£0.")
	if again := mia.upload("updates/new", form, nil); path.Base(again.Path) != id {
		t.Errorf("the same form makes another update: %s", again.Path)
	}
	mia.get("updates/"+id+"?in=pl").shows(t, "in Polish", "Posprzątane.", "pisze:")
	if got := mia.get("updates/" + id + "/picture.jpg"); got.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the picture is %d %s", got.Status, got.Header.Get("Content-Type"))
	}
	version := r.one(`SELECT version::text FROM plan_updates WHERE id = $1`, id)
	mia.post("updates/"+id+"/offer", url.Values{"version": {version}}).shows(t, "offered", "Waiting for approval", "You wrote it", "-Decide about it")
	mia.post("updates/"+id+"/decide", url.Values{"version": {version}, "do": {"approve"}}).shows(t, "approved by its writer", "You wrote this yourself")
	tom.get("updates").shows(t, "the list", "We cleared &lt;40&gt;", "Mia")
	tom.get("updates/"+id+"/decide").shows(t, "to be decided", "Please read all of it", "Approve it", "Who gets it")
	tom.post("updates/"+id+"/decide", url.Values{"version": {version}}).shows(t, "nothing chosen", "Choose what is to become of it.")
	tom.post("updates/"+id+"/decide", url.Values{"version": {version}, "do": {"back"}}).shows(t, "sent back without a word", "Write why")
	p = tom.post("updates/"+id+"/decide", url.Values{"version": {version}, "do": {"approve"}})
	p.shows(t, "approved", "Approved by Tom", "Still to go", "<td>3</td>", "Pause", "Cancel it for good", "-Change it")
	tom.post("updates/"+id+"/decide", url.Values{"version": {version}, "do": {"approve"}}).shows(t, "approved twice", "stands differently by now")
	if n := r.one(`SELECT count(*)::text FROM plan_deliveries`); n != "3" {
		t.Errorf("%s deliveries", n)
	}
	mia.post("updates/"+id+"/pause", nil).shows(t, "paused", "Paused by Mia", "-Let it go on")
	tom.post("updates/"+id+"/resume", nil).shows(t, "resumed", "-Paused by")
	tom.get("updates/"+id+"/cancel").shows(t, "asked", "The other 3 never get it")
	tom.post("updates/"+id+"/cancel", nil).shows(t, "cancelled", "Cancelled by Tom")
	tom.post("updates/"+id+"/resume", nil).shows(t, "resumed after that", "Nothing was done")
}

func TestWhatCantBeSentComesBackWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	r := start(t)
	mia := r.signedIn(r.officer("Mia", wardens, bot.RoleOfficer, false))
	for name, test := range map[string]struct {
		form map[string]string
		file []byte
		want string
	}{
		"tags":               {map[string]string{"words": "<b>Clean</b>"}, nil, "Take the tags"},
		"too long":           {map[string]string{"words": strings.Repeat("x", 601)}, nil, "600 characters at most"},
		"no link":            {map[string]string{"link": "https://nowhere"}, nil, "Give a whole address"},
		"gone by":            {map[string]string{"when": "2020-01-01T10:00"}, nil, "still to come"},
		"no time":            {map[string]string{"when": "tomorrow"}, nil, "Give the day and the time"},
		"no subject of ours": {map[string]string{"theme": "5"}, nil, "Choose a subject"},
		"tags in Polish":     {map[string]string{"words-pl": "<i>x</i>"}, nil, "short words in Polish"},
		"no picture":         {map[string]string{"alt": "A street"}, []byte("not a picture"), "no picture that can be shown"},
		"a picture unsaid":   {map[string]string{}, onePicture(), "Say what the picture shows"},
	} {
		form := map[string]string{"id": uuid.NewString(), "theme": "6", "words": "We cleared it.", "story": "Kept " + mark}
		for field, value := range test.form {
			form[field] = value
		}
		p := mia.upload("updates/new", form, test.file)
		if p.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, p.Status)
		}
		p.shows(t, name, test.want, "Kept "+mark, "It was not saved as it is")
	}
	empty := mia.upload("updates/new", map[string]string{"id": uuid.NewString(), "theme": "6"}, nil)
	mia.post(empty.Path+"/offer", url.Values{"version": {"1"}}).shows(t, "offered empty", "Write the short words", "Change the update first")
}

func TestNobodyApprovesWhatChangedSinceTheyReadIt(t *testing.T) {
	t.Parallel()
	r := start(t)
	mia := r.officer("Mia", wardens, bot.RoleOfficer, false)
	tom := r.signedIn(r.officer("Tom", wardens, bot.RoleLead, false))
	update := r.offered(mia.Actor(), bot.Draft{Theme: 6, Words: "We cleared it."})
	tom.get("updates/" + update.ID + "/decide")
	p := r.signedIn(mia).upload("updates/"+update.ID+"/edit", map[string]string{"theme": "6", "words": "We cleared them all.", "version": "2", "alt": "A clean path"}, nil)
	p.shows(t, "changed", "Being written", "We cleared them all.")
	tom.post("updates/"+update.ID+"/decide", url.Values{"version": {"2"}, "do": {"approve"}}).shows(t, "approving the old one", "It was changed after you opened this page", "We cleared them all.")
	p = r.signedIn(mia).upload("updates/"+update.ID+"/edit", map[string]string{"theme": "6", "words": "Older words.", "version": "2"}, nil)
	p.shows(t, "changing an old version", "Somebody changed this update while you wrote", "Older words.")
}

func TestOfTwoApprovalsAtOnceOneCounts(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.subscribe(ana, 6, "en", false)
	update := r.offered(r.officer("Mia", wardens, bot.RoleOfficer, false).Actor(), bot.Draft{Theme: 6, Words: "We cleared it."})
	approvers := []*browser{
		r.signedIn(r.officer("Tom", wardens, bot.RoleLead, false)), r.signedIn(r.officer("Cara", "partnership", bot.RoleCoordinator, false)),
	}
	var both sync.WaitGroup
	for _, b := range approvers {
		both.Go(func() { b.post("updates/"+update.ID+"/decide", url.Values{"version": {"2"}, "do": {"approve"}}) })
	}
	both.Wait()
	if n := r.one(`SELECT count(*)::text FROM plan_deliveries`); n != "1" {
		t.Errorf("%s deliveries", n)
	}
}

// The coordinator reads and decides every agency's, and changes none.
func TestTheCoordinatorDecidesAndOthersDont(t *testing.T) {
	t.Parallel()
	r := start(t)
	update := r.offered(r.officer("Mia", wardens, bot.RoleOfficer, false).Actor(), bot.Draft{Theme: 6, Words: "We cleared it."})
	cara := r.signedIn(r.officer("Cara", "partnership", bot.RoleCoordinator, false))
	cara.get("updates").shows(t, "the coordinator’s list", "We cleared it.", "Neighbourhood Services")
	cara.upload("updates/"+update.ID+"/edit", map[string]string{"theme": "6", "words": "x", "version": "2"}, nil).shows(t, "changed by the coordinator", "only the agency that wrote")
	cara.post("updates/"+update.ID+"/decide", url.Values{"version": {"2"}, "do": {"back"}, "comment": {"Say where"}}).shows(t, "sent back", "Sent back by Cara", "Say where")
	kim := r.signedIn(r.officer("Kim", "bedfordshire-police", bot.RoleLead, false))
	if p := kim.get("updates/" + update.ID); p.Status != http.StatusNotFound {
		t.Errorf("another agency gets status %d", p.Status)
	}
	kim.get("updates?view=drafts").shows(t, "another agency’s list", "Nobody is writing one.", "-We cleared it.")
}

func TestProgressIsToldWhileItGoes(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.subscribe(ana, 6, "en", false)
	tom := r.officer("Tom", wardens, bot.RoleLead, false)
	update := r.offered(r.officer("Mia", wardens, bot.RoleOfficer, false).Actor(), bot.Draft{Theme: 6, Words: "We cleared it."})
	if _, err := r.ApproveUpdate(t.Context(), tom.Actor(), update.ID, 2, r.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	page := r.signedIn(tom).listenAt("updates/" + update.ID + "/progress")
	if said, ok := page.hears("progress", soon); !ok {
		t.Fatalf("%q", said)
	}
	parcel, err := storagetest.ClaimParcel(t.Context(), r.Store, channel.SMS)
	if err == nil {
		err = r.ParcelsDone(t.Context(), bot.ParcelEnd{Parcel: parcel, State: bot.DeliverySent})
	}
	if err != nil {
		t.Fatal(err)
	}
	if said, ok := page.hears("through", soon); !ok {
		t.Fatalf("%q", said)
	}
}
