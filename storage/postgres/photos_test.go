package postgres_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

var picture = bot.StoredPhoto{Type: "image/jpeg", Data: bytes.Repeat([]byte("jpeg "+mark), 1000), Width: 640, Height: 480}

// photo files a report with one photo and returns both ids.
func (r *rig) photo(contact flows.Contact) (report, photo string) {
	r.t.Helper()
	sub := submission(4)
	sub.Contact = contact
	sub.Photos = []flows.Photo{{Channel: "telegram", File: "file-" + mark, Type: "image/png", Size: 1234}}
	r.commit(ana, filing(sub))
	return sub.ID, r.strings(`SELECT id::text FROM files WHERE report_id = $1`, sub.ID)[0]
}

func TestPhotoIsFetchedOnceAndSealed(t *testing.T) {
	r := start(t)
	report, photo := r.photo(flows.ContactHere)
	waiting, err := r.WaitingPhoto(t.Context(), photo)
	if err != nil || waiting.File != "file-"+mark || waiting.Size != 1234 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	for range 2 { // the job may run twice
		if err := r.StorePhoto(t.Context(), photo, &picture); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.WaitingPhoto(t.Context(), photo); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("it still waits: %v", err)
	}
	r.lookFor(mark)
	if n := r.count(`SELECT count(*) FROM files WHERE source IS NULL AND state = 'stored'`); n != 1 {
		t.Error("the provider's id of the photo is still there")
	}
	if r.jobs("refresh") != 1 || r.count(`SELECT version FROM reports WHERE id = $1`, report) != 2 {
		t.Errorf("%d refreshes", r.jobs("refresh"))
	}
	got, err := r.OpenFile(t.Context(), photo)
	if err != nil || !bytes.Equal(got, picture.Data) {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
}

func TestResidentHearsOfAPhotoThatIsRefused(t *testing.T) {
	for contact, notices := range map[flows.Contact]int{flows.ContactHere: 1, flows.ContactNone: 0} {
		r := start(t)
		_, photo := r.photo(contact)
		for range 2 {
			if err := r.StorePhoto(t.Context(), photo, nil); err != nil {
				t.Fatal(err)
			}
		}
		if n := r.count(`SELECT count(*) FROM notices WHERE kind = 'photo'`); n != notices || r.jobs("notify") != notices {
			t.Errorf("contact %s: %d notices, %d jobs", contact, n, r.jobs("notify"))
		}
	}
}

func TestPhotoThatIsNotThere(t *testing.T) {
	r := start(t)
	if err := r.StorePhoto(t.Context(), uuid.NewString(), &picture); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("StorePhoto: %v", err)
	}
}

func TestUploadLinkOfADraftBringsPhotosToItsReport(t *testing.T) {
	r := start(t)
	sub := submission(4)
	sub.Uploads = true
	token := "secret-" + mark
	work := pending(flows.Effect{Kind: flows.OfferUpload, Target: sub.ID, Text: token})
	for range 2 {
		outcomes, err := r.Commit(t.Context(), ana, work)
		if err != nil || outcomes[0].Link != "https://yousaid.test/u/"+token {
			t.Fatalf("%+v, %v", outcomes, err)
		}
	}
	before, after := uuid.NewString(), uuid.NewString()
	for range 2 { // the browser may send it twice
		if err := r.AddUpload(t.Context(), token, before, picture); err != nil {
			t.Fatal(err)
		}
	}
	r.commit(ana, filing(sub))
	if report, left, err := r.Upload(t.Context(), token); err != nil || report != sub.ID || left != 5 {
		t.Errorf("%s takes %d more, %v", report, left, err)
	}
	if err := r.AddUpload(t.Context(), token, after, picture); err != nil {
		t.Fatal(err)
	}
	if r.jobs("refresh") != 1 {
		t.Errorf("%d refreshes: the card doesn't show the late photo", r.jobs("refresh"))
	}
	for _, id := range []string{before, after} {
		if got, err := r.OpenFile(t.Context(), id); err != nil || !bytes.Equal(got, picture.Data) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	}
	r.lookFor(mark)
}

// The draft may not say that it has uploads, or the record may have been away
// when it was asked.
func TestReportOfADraftWithAKeyIsFiledInAnyCase(t *testing.T) {
	r := start(t)
	sub := submission(4)
	r.commit(ana, flows.Effect{Kind: flows.OfferUpload, Target: sub.ID, Text: "token"})
	r.commit(ana, filing(sub))
	if n := r.count(`SELECT count(*) FROM vault.report_keys`); n != 1 {
		t.Errorf("%d keys", n)
	}
}

func TestUploadLinkEnds(t *testing.T) {
	r := start(t)
	id := uuid.NewString()
	r.commit(ana, flows.Effect{Kind: flows.OfferUpload, Target: id, Text: "full"}, flows.Effect{Kind: flows.OfferUpload, Target: id, Text: "late"})
	for left := 6; left > 0; left-- {
		if _, n, err := r.Upload(t.Context(), "full"); err != nil || n != left {
			t.Errorf("%d left, want %d, %v", n, left, err)
		}
		if err := r.AddUpload(t.Context(), "full", uuid.NewString(), picture); err != nil {
			t.Fatal(err)
		}
	}
	r.clock.add(24*time.Hour + time.Second)
	for _, token := range []string{"full", "late", "unknown", ""} {
		if _, _, err := r.Upload(t.Context(), token); !errors.Is(err, bot.ErrUsed) {
			t.Errorf("Upload %q: %v", token, err)
		}
		err := r.AddUpload(t.Context(), token, uuid.NewString(), picture)
		if !errors.Is(err, bot.ErrUsed) || (token != "" && strings.Contains(err.Error(), token)) {
			t.Errorf("AddUpload %q: %v", token, err)
		}
	}
	if n := r.count(`SELECT count(*) FROM files`); n != 6 {
		t.Errorf("%d files", n)
	}
}

func TestNobodyAddsPhotosToSomebodyElsesReport(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	out := r.commit(ben, flows.Effect{Kind: flows.OfferUpload, Target: report.ID, Text: "token"})[0]
	if out.Refused == "" || out.Link != "" || r.count(`SELECT count(*) FROM uploads`) != 0 {
		t.Errorf("%+v", out)
	}
}
