package bot_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/storage/storagetest"
)

func TestSendingIsPausedResumedAndCancelled(t *testing.T) {
	r := startNewsroom(t)
	for n := range 4 {
		r.subscribe(texter(n), "1")
	}
	r.subscribe(texter(5), "2") // on Mondays
	update := r.publish("We cleared it.")
	if _, err := r.newsroom.Pause(t.Context(), r.mia, update.ID); err != nil {
		t.Fatal(err)
	}
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliveryPaused: 5})
	if got, err := r.newsroom.Pause(t.Context(), r.mia, update.ID); err != nil || got.Handler != "Mia" || !got.Paused.Equal(noon) {
		t.Errorf("paused twice: %+v, %v", got, err)
	}
	if _, err := r.newsroom.Resume(t.Context(), r.mia, update.ID); !errors.Is(err, bot.ErrMayNot) {
		t.Errorf("its writer lets it go on: %v", err)
	}
	r.clock.set(noon.AddDate(0, 0, 7)) // a Monday has gone by
	if got, err := r.newsroom.Resume(t.Context(), r.tom, update.ID); err != nil || !got.Paused.IsZero() {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 4, bot.DeliveryWaiting: 1})
	for range 2 { // the second changes nothing that counts
		if _, err := r.newsroom.Cancel(t.Context(), r.tom, update.ID); err != nil && !errors.Is(err, bot.ErrClosed) {
			t.Fatal(err)
		}
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 4, bot.DeliverySuppressed: 1})
	for name, do := range map[string]func() (bot.PlanUpdate, error){
		"resumed": func() (bot.PlanUpdate, error) { return r.newsroom.Resume(t.Context(), r.tom, update.ID) },
		"paused":  func() (bot.PlanUpdate, error) { return r.newsroom.Pause(t.Context(), r.tom, update.ID) },
	} {
		if got, err := do(); !errors.Is(err, bot.ErrClosed) || got.Cancelled.IsZero() {
			t.Errorf("%s after it was cancelled: %+v, %v", name, got, err)
		}
	}
	r.clock.set(noon.AddDate(0, 0, 20))
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	for n := range 6 {
		want := 1
		if n >= 4 {
			want = 0
		}
		if got := r.got(texter(n), "We cleared it."); len(got) != want {
			t.Errorf("resident %d got it %d times", n, len(got))
		}
	}
	if _, err := r.Progress(t.Context(), 6); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("what was taken back still stands with the plan: %v", err)
	}
}

// A call that was refused for now comes back to an update that was held or ended
// meanwhile.
func TestWhatComesBackMeetsAHeldUpdate(t *testing.T) {
	for name, want := range map[string]bot.DeliveryState{"pause": bot.DeliveryPaused, "cancel": bot.DeliverySuppressed} {
		t.Run(name, func(t *testing.T) {
			r := startNewsroom(t)
			r.subscribe(texter(1), "1")
			r.subscribe(texter(2), "1")
			update := r.publish("We cleared it.")
			parcel, err := storagetest.ClaimParcel(t.Context(), r.Store, channel.SMS)
			if err != nil {
				t.Fatal(err)
			}
			if name == "pause" {
				_, err = r.newsroom.Pause(t.Context(), r.tom, update.ID)
			} else {
				_, err = r.newsroom.Cancel(t.Context(), r.tom, update.ID)
			}
			if err := errors.Join(err, r.ReleaseParcels(t.Context(), parcel)); err != nil {
				t.Fatal(err)
			}
			r.outcomes(update, map[bot.DeliveryState]int{want: 2})
		})
	}
}

func TestUpdateGoesOutAtItsTimeAndNotBefore(t *testing.T) {
	r := startNewsroom(t)
	r.subscribe(texter(1), "1")
	r.subscribe(texter(2), "2")
	at := noon.Add(26 * time.Hour)
	update := r.publishDraft(bot.Draft{Theme: 6, Words: "We cleared it.", SendAt: at})
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliveryWaiting: 2})
	if _, err := r.Progress(t.Context(), 6); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("it stands with the plan already: %v", err)
	}
	r.clock.set(at)
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 1, bot.DeliveryWaiting: 1})
	r.clock.set(monday)
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 2})
}

var monday = time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)

func TestEachReadsTheirLanguageAndNetwork(t *testing.T) {
	r := startNewsroom(t)
	ana, ewa, ben := r.chatter(1), r.chatter(2), texter(1)
	for _, who := range []channel.Address{ana, ewa, ben} {
		r.subscribe(who, "1")
	}
	r.says(ewa, "polski")
	r.says(ben, "ਪੰਜਾਬੀ")
	r.publishDraft(bot.Draft{
		Theme: 6, Words: "We cleared it.", Story: "We cleared it, all of it, with two lorries.", Link: "https://luton.gov.uk/clean",
		Texts: []bot.UpdateText{{Language: "pl", Words: "Posprzątane.", Story: "Posprzątane, dwiema ciężarówkami."}},
	})
	if err := errors.Join(r.spread(channel.Telegram), r.spread(channel.SMS)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		who   channel.Address
		words []string
		not   string
	}{
		{ana, []string{"with two lorries", "https://luton.gov.uk/clean"}, "translation"},
		{ewa, []string{"dwiema ciężarówkami", "Neighbourhood Services pisze"}, "lorries"},
		{ben, []string{"We cleared it.", "ਅਨੁਵਾਦ ਅਜੇ ਨਹੀਂ ਹੋਇਆ", "https://luton.gov.uk/clean"}, "lorries"},
	} {
		for _, words := range want.words {
			if got := r.got(want.who, words); len(got) != 1 || strings.Contains(got[0], want.not) {
				t.Errorf("%q: %q", words, got)
			}
		}
	}
}

func TestDraftThatCantBeSentIsRefusedWithItsField(t *testing.T) {
	r := startNewsroom(t)
	long := strings.Repeat("x", bot.MostStory+1)
	for field, test := range map[string]struct {
		draft bot.Draft
		want  error
	}{
		"words":    {bot.Draft{Words: "<b>Clean</b>"}, bot.ErrMarkup},
		"story":    {bot.Draft{Words: "x", Story: long}, bot.ErrLong},
		"link":     {bot.Draft{Words: "x", Link: "https://nowhere"}, bot.ErrLink},
		"wish":     {bot.Draft{Words: "x", Wish: 99}, bot.ErrNotFound},
		"when":     {bot.Draft{Words: "x", SendAt: noon.Add(-time.Minute)}, bot.ErrPast},
		"language": {bot.Draft{Words: "x", Texts: []bot.UpdateText{{Language: "fr", Words: "x"}}}, bot.ErrNotFound},
	} {
		test.draft.Theme = 6
		_, err := r.newsroom.Write(t.Context(), bot.Action{ID: uuid.NewString(), By: r.mia}, test.draft)
		var problem *bot.DraftError
		if !errors.As(err, &problem) || problem.Field != field || !errors.Is(err, test.want) {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, link := range []string{"javascript:alert(1)", "http://luton.gov.uk", "https://a@luton.gov.uk", "https://10.0.0.1", "https://x..uk", "https://luton.gov.uk/a b"} {
		if _, err := r.newsroom.Write(t.Context(), bot.Action{ID: uuid.NewString(), By: r.mia}, bot.Draft{Theme: 6, Link: link}); !errors.Is(err, bot.ErrLink) {
			t.Errorf("%s: %v", link, err)
		}
	}
	kept, err := r.newsroom.Write(t.Context(), bot.Action{ID: "k", By: r.mia}, bot.Draft{Theme: 6, Words: " Fewer than <40 & it's 3 < 4 \x07", Link: "luton.gov.uk/clean"})
	if err != nil || kept.Words != "Fewer than <40 & it's 3 < 4" || kept.Link != "https://luton.gov.uk/clean" {
		t.Errorf("%+v, %v", kept, err)
	}
	empty, err := r.newsroom.Write(t.Context(), bot.Action{ID: "e", By: r.mia}, bot.Draft{Theme: 6})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.newsroom.Offer(t.Context(), r.mia, empty.ID, 1); !errors.Is(err, bot.ErrEmpty) {
		t.Errorf("offered without words: %v", err)
	}
}

// Who reads in how many parts, what it costs and when the last has it.
func TestPreviewSaysWhatItCostsAndWhenItIsThrough(t *testing.T) {
	r := startNewsroom(t)
	r.newsroom.Price = 48_700 // 4.87 pence
	r.newsroom.Gaps[channel.SMS] = 30 * time.Minute
	for n := range 4 {
		r.subscribe(texter(n), "1")
	}
	r.says(texter(3), "ਪੰਜਾਬੀ")
	update, err := r.newsroom.Write(t.Context(), bot.Action{ID: "1", By: r.mia}, bot.Draft{Theme: 6, Words: "We cleared it.", SendAt: noon.Add(8 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	preview, err := r.newsroom.Preview(t.Context(), update)
	if err != nil {
		t.Fatal(err)
	}
	_, parts, on := r.newsroom.Foreseen(channel.SMS, "pa", update)
	if !on || parts < 2 || preview.Texts != 3+parts || preview.Cost != bot.Money(preview.Texts)*48_700 {
		t.Errorf("%d parts, %+v", parts, preview)
	}
	// From 20:00 two go until 21:00, the others after 08:00.
	if want := utc(2026, 11, 25, 9, 0); !preview.Through.Equal(want) {
		t.Errorf("through at %v, want %v", preview.Through.UTC(), want)
	}
	if got := fmt.Sprint(bot.Money(48_700*5), bot.Money(0), bot.Money(1)); got != "£0.25 £0.00 £0.01" {
		t.Error(got)
	}
}

// Two residents get the picture by one upload, where the text can stand below it.
func TestPictureGoesWithShortWords(t *testing.T) {
	r := startNewsroom(t)
	ana := r.chatter(1)
	r.subscribe(ana, "1")
	r.subscribe(r.chatter(2), "1")
	var one bytes.Buffer
	if err := jpeg.Encode(&one, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	for _, story := range []string{"", strings.Repeat("Two lorries. ", 100)} {
		update, err := r.newsroom.Write(t.Context(), bot.Action{ID: uuid.NewString(), By: r.mia}, bot.Draft{Theme: 6, Words: "We cleared it.", Story: story})
		if err == nil {
			update, err = r.SetPicture(t.Context(), r.mia, update.ID, 1, bot.UpdatePicture{Words: "A clean street", Data: one.Bytes()})
		}
		if err == nil {
			update, err = r.newsroom.Offer(t.Context(), r.mia, update.ID, 2)
		}
		if err == nil {
			update, err = r.newsroom.Approve(t.Context(), r.tom, update.ID, 2)
		}
		if err := errors.Join(err, r.spread(channel.Telegram)); err != nil || update.Picture != "A clean street" {
			t.Fatal(update, err)
		}
	}
	photos, uploads := 0, 0
	for _, e := range r.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "sendPhoto" }) {
		if strings.Contains(e.Params["caption"], "We cleared it.") {
			photos++
			uploads += len(e.Files)
		}
	}
	if photos != 2 || uploads != 1 || len(r.got(ana, "Two lorries.")) != 1 {
		t.Errorf("%d photos, %d uploads", photos, uploads)
	}
}
