package main_test

import (
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// News of what is done, from the lead's desk to those who asked for it: one
// officer writes, another approves, and whoever asked hears it once.
func TestNewsGoesFromTheDeskToThoseWhoAskedForIt(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(time.Minute)
	asked, other := r.Telegram(), r.Telegram()
	for _, phone := range []rig.Phone{asked, other} {
		phone.Say("/start")
		if _, err := phone.Hear(ctx); err != nil {
			t.Fatal(err)
		}
	}
	asked.Say("updates 6")
	h, err := asked.Hear(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := asked.Choose(h, "When there is news"); err != nil {
		t.Fatalf("%v: %q %q", err, h.Text, h.Labels)
	}
	if _, err := asked.Hear(ctx); err != nil {
		t.Fatal(err)
	}

	desk := r.Desks["neighbourhood-services"]
	words := "We took away forty tonnes of rubbish from " + rig.Word("news", 1)
	r.Mark(rig.Word("news", 1))
	said := desk.Officers[0].Person.In(desk.Chat).Say("/update " + words)
	preview, err := desk.Sees(ctx, said, func(b sandbox.Bubble) bool { return rig.Offers(b, "Approve and send") })
	if err != nil {
		t.Fatal(err)
	}
	if own, err := desk.Press(ctx, desk.Officers[0], preview.MessageID, "Approve and send"); err != nil || !strings.Contains(own.Text, "wrote this yourself") {
		t.Errorf("its writer may approve: %+v, %v", own, err)
	}
	if _, err := desk.Press(ctx, desk.Officers[1], preview.MessageID, "Approve and send"); err != nil {
		t.Fatal(err)
	}
	news, err := asked.Hear(ctx)
	if err != nil || !strings.Contains(news.Text, words) {
		t.Fatalf("heard %q, %v", news.Text, err)
	}
	time.Sleep(2 * time.Second) // whatever comes twice would have come
	for phone, want := range map[rig.Phone]int{asked: 1, other: 0} {
		got := 0
		for _, heard := range phone.All() {
			if strings.Contains(heard.Text, words) {
				got++
			}
		}
		if got != want {
			t.Errorf("the news came %d times, want %d", got, want)
		}
	}
}
