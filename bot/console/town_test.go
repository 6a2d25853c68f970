package console_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// town fills the record with what strains a page: long words, a photo, a
// thread, danger, other scripts.
func (r *rig) town() {
	r.t.Helper()
	for _, words := range []string{
		longWord, "Needles by the swings <b>again</b> & again",
		"ਸਾਡੀ ਗਲੀ ਵਿੱਚ ਕੂੜਾ", strings.Repeat("It is worst behind the garages at night. ", 40), "ہماری گلی میں کوڑا",
	} {
		r.lived(4, words)
	}
	r.lived(3, "I am afraid to go home")
}

// longWord is wider than a phone.
var longWord = strings.Repeat("Donaudampfschifffahrtsgesellschaft", 8)

// busy is a report of home's with all that may happen to one.
func (r *rig) busy() string { return r.lived(4, longWord) }

// lived files a report on a theme, lets happen to it what does, and returns its
// reference.
func (r *rig) lived(theme int, words string) string {
	r.t.Helper()
	plan := storagetest.Plan(r.t)
	sub := &flows.Submission{
		ID: uuid.NewString(), Reference: bot.NewFresh(plan.Prefix)().Reference, Theme: theme, What: []string{words, words},
		Place: &flows.Place{Name: words, Postcode: "LU1 1NS", Ward: "Dallow", Lat: 51.88, Lon: -0.42}, When: &flows.When{Words: words},
		Photos: []flows.Photo{{Channel: "telegram", File: "photo"}}, Contact: flows.ContactHere, Language: "pa", Urgent: true,
		Began: r.now(), Sent: r.now(),
	}
	reference := r.commit(flows.Effect{Kind: flows.FileReport, Report: sub})[0].Report.Reference
	by := r.officer("Oluwaseun Featherstonehaugh-Cholmondeley", plan.Leads(theme)[0].ID, bot.RoleLead, true).Actor()
	act := func() bot.Action { return bot.Action{ID: uuid.NewString(), By: by} }
	_, taken := r.Take(r.t.Context(), act(), sub.ID)
	_, replied := r.AddReply(r.t.Context(), act(), sub.ID, words)
	_, noted := r.AddNote(r.t.Context(), act(), sub.ID, words)
	r.commit(flows.Effect{Kind: flows.AnswerDesk, Target: sub.ID, Text: words})
	r.develop(reference)
	_, opened := r.Open(r.t.Context(), by, sub.ID, "console")
	for _, err := range []error{taken, replied, noted, opened} {
		if err != nil {
			r.t.Fatal(err)
		}
	}
	return reference
}

func (r *rig) commit(effects ...flows.Effect) []flows.Outcome {
	r.t.Helper()
	done, err := r.Commit(r.t.Context(), ana, flows.Pending{ID: uuid.NewString(), Effects: effects})
	if err != nil {
		r.t.Fatal(err)
	}
	return done
}

// photoOf is the id of a report's photo.
func (r *rig) photoOf(reference string) string {
	r.t.Helper()
	return r.one(`SELECT files.id::text FROM files JOIN reports ON reports.id = files.report_id WHERE reference = $1`, reference)
}

// develop lets the photo of a report arrive.
func (r *rig) develop(reference string) {
	r.t.Helper()
	photo := r.photoOf(reference)
	var data bytes.Buffer
	if err := jpeg.Encode(&data, image.NewGray(image.Rect(0, 0, 1600, 400)), nil); err != nil {
		r.t.Fatal(err)
	}
	if err := r.StorePhoto(r.t.Context(), photo, &bot.StoredPhoto{Type: "image/jpeg", Data: data.Bytes(), Width: 1600, Height: 400}); err != nil {
		r.t.Fatal(err)
	}
}
