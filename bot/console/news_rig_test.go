package console_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sms"
	"yousaid/bot/telegram"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// phones are both networks as they show a message. Nothing is sent by them here.
func phones(t *testing.T) map[string]channel.Channel {
	t.Helper()
	nobody := func(context.Context, channel.Inbound) (*channel.Outbound, error) { return nil, nil }
	texts, err := sms.New(sms.Config{
		AccountSID: account, AuthToken: authToken, From: us, APIURL: "http://127.0.0.1:1", PublicURL: "https://yousaid.test", Reply: sms.REST,
		HTTPClient: http.DefaultClient, Log: zerolog.Nop(),
	}, nobody)
	if err != nil {
		t.Fatal(err)
	}
	chat, err := telegram.New(telegram.Config{
		Token: botToken, APIURL: "http://127.0.0.1:1", PublicURL: "https://yousaid.test", Secret: "console-secret", Log: zerolog.Nop(),
	}, nobody)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]channel.Channel{channel.SMS: texts, channel.Telegram: chat}
}

// updateOn makes an update that waits for approval, with all that may stand in
// one.
func updateOn(theme int) func(*rig) string {
	return func(r *rig) string {
		by := r.officer("Uma", storagetest.Plan(r.t).Leads(theme)[0].ID, bot.RoleOfficer, false).Actor()
		return r.offered(by, bot.Draft{
			Theme: theme, Words: "Needles are gone: " + mark, Story: "All of them.\nReally.", Link: "https://www.luton.gov.uk/clean", Wish: 1,
			Texts: []bot.UpdateText{{Language: "ur", Words: "سوئیاں ہٹا دی گئیں۔"}, {Language: "pl", Words: "Igły zabrane."}},
		}).ID
	}
}

// offered writes an update with a picture and asks for its approval.
func (r *rig) offered(by bot.Actor, draft bot.Draft) bot.PlanUpdate {
	r.t.Helper()
	update, err := r.WriteUpdate(r.t.Context(), by, uuid.NewString(), draft)
	if err == nil {
		update, err = r.SetPicture(r.t.Context(), by, update.ID, 1, bot.UpdatePicture{Words: "A clean path", Data: onePicture()})
	}
	if err == nil {
		update, err = r.OfferUpdate(r.t.Context(), by, update.ID, 2)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return update
}

// onePicture is a small JPEG.
func onePicture() []byte {
	picture := image.NewRGBA(image.Rect(0, 0, 320, 200))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i / 320)
	}
	picture.Set(1, 1, color.White)
	var out bytes.Buffer
	_ = jpeg.Encode(&out, picture, nil) // into memory
	return out.Bytes()
}

// subscribe has somebody say yes to updates on a theme.
func (r *rig) subscribe(who channel.Address, theme int, language string, weekly bool) {
	r.t.Helper()
	effect := flows.Effect{Kind: flows.Subscribe, Updates: &flows.Subscription{Themes: []int{theme}, Language: language, Weekly: weekly}}
	if _, err := r.Commit(r.t.Context(), who, flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{effect}}); err != nil {
		r.t.Fatal(err)
	}
}
