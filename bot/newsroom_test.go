package bot_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/jobs"
	"yousaid/bot/sandbox"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

func TestUpdateReachesEverybodyOnceThroughTwoReplicas(t *testing.T) {
	r := startNewsroom(t)
	var people []channel.Address
	for n := range 30 {
		people = append(people, r.chatter(n))
	}
	for n := range 6 {
		people = append(people, texter(n))
	}
	for _, who := range people {
		r.subscribe(who, "1")
	}
	update := r.publish("We cleared 40 fly-tips in Dallow.")
	var all sync.WaitGroup
	for range 3 {
		other := r.another()
		for _, network := range []string{channel.Telegram, channel.SMS} {
			all.Go(func() {
				if err := other.Spread(t.Context(), network); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	for _, who := range people {
		got := r.got(who, "40 fly-tips")
		if len(got) != 1 {
			t.Fatalf("%v got it %d times", who, len(got))
		}
		for _, want := range []string{"Nuisance, noise, rubbish", "Neighbourhood Services", "UPDATES OFF", "You can answer"} {
			if !strings.Contains(got[0], want) {
				t.Errorf("it doesn't say %q: %s", want, got[0])
			}
		}
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 36})
}

func TestLostAnswerIsUnknownAndNeverRepeated(t *testing.T) {
	r := startNewsroom(t)
	for n := range 5 {
		r.subscribe(r.chatter(n), "1")
		r.subscribe(texter(n), "1")
	}
	update := r.publish("We cleared it.")
	r.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "sendMessage", Kind: sandbox.Lost, Times: 2})
	r.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "sendMessage", Kind: sandbox.Half, Skip: 1, Times: 1})
	r.box.Faults.Set(sandbox.Fault{Provider: "twilio", Method: "Messages.create", Kind: sandbox.Lost, Times: 1})
	for range 3 {
		for _, network := range []string{channel.Telegram, channel.SMS} {
			if err := r.spread(network); err != nil {
				t.Error(err)
			}
		}
	}
	for n := range 5 {
		for _, who := range []channel.Address{texter(n), {Channel: channel.Telegram, ID: r.chatter(n).ID}} {
			if got := r.got(who, "We cleared it."); len(got) != 1 {
				t.Errorf("%v got it %d times", who, len(got))
			}
		}
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 6, bot.DeliveryUnknown: 4})
}

func TestClaimOfADeadSenderIsUnknown(t *testing.T) {
	r := startNewsroom(t)
	r.subscribe(texter(1), "1")
	update := r.publish("We cleared it.")
	if _, err := storagetest.ClaimParcel(t.Context(), r.Store, channel.SMS); err != nil { // and then it died
		t.Fatal(err)
	}
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliveryClaimed: 1}) // it may still be at it
	r.clock.set(noon.Add(2 * time.Minute))
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliveryUnknown: 1})
	if got := r.got(texter(1), "We cleared it."); len(got) != 0 {
		t.Error("it was sent all the same")
	}
}

func TestWhatIsClaimedAheadIsGivenBackByWhoStops(t *testing.T) {
	r := startNewsroom(t)
	r.newsroom.Gaps[channel.Telegram] = 10 * time.Millisecond
	for n := range 60 {
		r.subscribe(r.chatter(n), "1")
	}
	update := r.publish("We cleared it.")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var sending sync.WaitGroup
	sending.Go(func() {
		if err := r.newsroom.Spread(ctx, channel.Telegram); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
	})
	_, err := r.box.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool { return e.Done && strings.Contains(e.Params["text"], "We cleared it.") })
	stop()
	sending.Wait()
	counts, err2 := r.UpdateOutcomes(t.Context(), update.ID)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	sent, waiting := counts[bot.DeliverySent], counts[bot.DeliveryWaiting]
	if sent == 0 || waiting == 0 || sent+waiting != 60 {
		t.Errorf("outcomes %v", counts)
	}
	if err := r.spread(channel.Telegram); err != nil { // the next goes on
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 60})
}

func TestNetworkIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	r := startNewsroom(t)
	for n := range 3 {
		r.subscribe(r.chatter(n), "1")
	}
	update := r.publish("We cleared it.")
	r.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "sendMessage", Kind: sandbox.TooMany, After: 7 * time.Second, Times: 4})
	at := r.waits(channel.Telegram)
	if at.Sub(noon) < 6*time.Second || at.Sub(noon) > 7*time.Second {
		t.Errorf("it waits %v", at.Sub(noon))
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliveryWaiting: 3})
	other := r.another()
	calls := r.box.Ledger.Len()
	if err := other.Spread(t.Context(), channel.Telegram); err == nil || r.box.Ledger.Len() != calls {
		t.Errorf("another replica calls meanwhile: %v", err)
	}
	// Who talks with us is answered meanwhile, unless the network wants just them
	// left alone: that is another road.
	r.box.Faults.Clear(0)
	ana := r.chatter(9)
	if r.says(ana, "INFO"); len(r.got(ana, "An officer reads it")) != 1 {
		t.Error("a reply was held up")
	}
	if _, err := r.Pool().Exec(t.Context(), `DELETE FROM paces`); err != nil { // the seven seconds
		t.Fatal(err)
	}
	r.clock.set(at.Add(time.Second))
	if err := r.spread(channel.Telegram); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 3})
}

func TestNetworkThatIsDownIsTriedAgain(t *testing.T) {
	r := startNewsroom(t)
	r.subscribe(texter(1), "1")
	update := r.publish("We cleared it.")
	id := r.box.Faults.Set(sandbox.Fault{Provider: "twilio", Kind: sandbox.Broken})
	if at := r.waits(channel.SMS); !at.After(noon) {
		t.Errorf("it goes on at %v", at)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliveryWaiting: 1})
	r.box.Faults.Clear(id)
	if _, err := r.Pool().Exec(t.Context(), `DELETE FROM paces`); err != nil {
		t.Fatal(err)
	}
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 1})
}

// Nobody is texted at night, on the nights when the clocks change neither; at
// Telegram it is quiet, but it goes.
func TestNightsAreQuiet(t *testing.T) {
	for name, night := range map[string]struct{ late, morning time.Time }{
		"in November":       {utc(2026, 11, 24, 21, 0), utc(2026, 11, 25, 8, 0)},
		"before midnight":   {utc(2026, 11, 24, 23, 59), utc(2026, 11, 25, 8, 0)},
		"early":             {utc(2026, 11, 25, 7, 59), utc(2026, 11, 25, 8, 0)},
		"in summer":         {utc(2026, 7, 1, 20, 0), utc(2026, 7, 2, 7, 0)},
		"spring forward":    {utc(2026, 3, 28, 21, 30), utc(2026, 3, 29, 7, 0)},
		"after it went on":  {utc(2026, 3, 29, 6, 59), utc(2026, 3, 29, 7, 0)},
		"autumn back":       {utc(2026, 10, 24, 20, 0), utc(2026, 10, 25, 8, 0)},
		"the doubled hour":  {utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 8, 0)},
		"after it was back": {utc(2026, 10, 25, 7, 30), utc(2026, 10, 25, 8, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			r := startNewsroom(t)
			ben := r.chatter(1)
			r.subscribe(texter(1), "1")
			r.subscribe(ben, "1")
			r.clock.set(night.late)
			update := r.publish("We cleared it.")
			if at := r.waits(channel.SMS); !at.Equal(night.morning) {
				t.Errorf("it goes at %v", at.UTC())
			}
			if err := r.spread(channel.Telegram); err != nil {
				t.Fatal(err)
			}
			r.outcomes(update, map[bot.DeliveryState]int{bot.DeliveryWaiting: 1, bot.DeliverySent: 1})
			r.clock.set(night.morning)
			if err := r.spread(channel.SMS); err != nil {
				t.Fatal(err)
			}
			r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 2})
		})
	}
}

func utc(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
}

func TestDigestsGoOutOnMondaysAtTen(t *testing.T) {
	r := startNewsroom(t)
	for _, test := range []struct{ after, want time.Time }{
		{utc(2026, 11, 24, 12, 0), utc(2026, 11, 30, 10, 0)},
		{utc(2026, 11, 30, 9, 59), utc(2026, 11, 30, 10, 0)},
		{utc(2026, 11, 30, 10, 0), utc(2026, 12, 7, 10, 0)},
		{utc(2026, 3, 27, 12, 0), utc(2026, 3, 30, 9, 0)},   // the clocks go forward on Sunday
		{utc(2026, 3, 23, 10, 0), utc(2026, 3, 30, 9, 0)},   // a week of 167 hours
		{utc(2026, 10, 19, 9, 0), utc(2026, 10, 26, 10, 0)}, // and one of 169
		{utc(2026, 10, 25, 23, 30), utc(2026, 10, 26, 10, 0)},
		{utc(2026, 6, 28, 23, 30), utc(2026, 6, 29, 9, 0)}, // Monday in Luton already
		{utc(2026, 12, 31, 12, 0), utc(2027, 1, 4, 10, 0)},
	} {
		if got := r.newsroom.NextDigest(test.after); !got.Equal(test.want) {
			t.Errorf("after %v: %v, want %v", test.after, got.UTC(), test.want)
		}
	}
}

func TestDigestIsOneMessageForAllThemes(t *testing.T) {
	r := startNewsroom(t)
	ben := r.chatter(1)
	for _, who := range []channel.Address{ben, texter(1)} {
		r.says(who, "updates")
		r.says(who, "all")
		r.says(who, "2")
	}
	r.subscribe(texter(2), "1")
	first := r.publish("We cleared 40 fly-tips in Dallow. " + strings.Repeat("Our crews worked on it day and night. ", 12))
	r.clock.set(noon.Add(time.Hour))
	second := r.publish("New bins stand in Wardown Park.")
	for _, network := range []string{channel.Telegram, channel.SMS} {
		if err := r.spread(network); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.got(texter(2), "Luton news"); len(got) != 2 {
		t.Errorf("now: %q", got)
	}
	r.clock.set(utc(2026, 11, 30, 10, 0))
	for _, network := range []string{channel.Telegram, channel.SMS} {
		if err := r.spread(network); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []channel.Address{ben, texter(1)} {
		got := r.got(who, "This week in Luton")
		if len(got) != 1 || !strings.Contains(got[0], "40 fly-tips") || !strings.Contains(got[0], "New bins") || !strings.Contains(got[0], "UPDATES OFF") {
			t.Errorf("%v got %q", who, got)
		}
	}
	for _, m := range r.box.Twilio.Messages() {
		if strings.Contains(m.Said, "This week") && m.Parts > 2 {
			t.Errorf("%d parts: %s", m.Parts, m.Said)
		}
	}
	for _, update := range []bot.PlanUpdate{first, second} {
		r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 3})
	}
}

// Our own words about a guarded theme name nothing until they are asked to.
func TestGuardedUpdateIsOnlyPointedTo(t *testing.T) {
	r := startNewsroom(t)
	r.says(texter(1), "updates 3")
	r.says(texter(1), "1")
	nia := bot.Actor{Officer: uuid.NewString(), Name: "Nia", Agency: "public-health", Role: bot.RoleOfficer}
	pip := bot.Actor{Officer: uuid.NewString(), Name: "Pip", Agency: "public-health", Role: bot.RoleLead}
	for _, by := range []bot.Actor{nia, pip} {
		if err := r.AddOfficer(t.Context(), bot.Officer{ID: by.Officer, Name: by.Name, Agency: by.Agency, Role: by.Role}); err != nil {
			t.Fatal(err)
		}
	}
	update, err := r.newsroom.Write(t.Context(), bot.Action{ID: "1", By: nia}, bot.Draft{Theme: 3, Words: "A new safe house is open."})
	if err == nil {
		_, err = r.newsroom.Offer(t.Context(), nia, update.ID, 1)
	}
	if err == nil {
		_, err = r.newsroom.Approve(t.Context(), pip, update.ID, 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(r.got(texter(1), ""), "\n")
	for _, never := range []string{"safe house", "Domestic", "Public Health"} {
		if strings.Contains(got, never) {
			t.Errorf("it says %q: %s", never, got)
		}
	}
	if !strings.Contains(got, "UPDATES OFF") {
		t.Errorf("got %s", got)
	}
	r.says(texter(1), "updates")
	if shown := r.says(texter(1), "1"); !strings.Contains(shown, "A new safe house is open.") {
		t.Errorf("when asked for: %s", shown)
	}
}

func TestStopAndUpdatesOffHoldWhileItIsBeingSent(t *testing.T) {
	for word, undo := range map[string]string{"STOP": "START", "UPDATES OFF": "INFO", "FORGET ME": "yes"} {
		t.Run(word, func(t *testing.T) {
			r := startNewsroom(t)
			r.newsroom.Gaps[channel.Telegram] = 150 * time.Millisecond
			var people []channel.Address
			for n := range 8 {
				people = append(people, r.chatter(n))
				r.subscribe(people[n], "1")
			}
			update := r.publish("We cleared it.")
			var sending sync.WaitGroup
			sending.Go(func() {
				if err := r.spread(channel.Telegram); err != nil {
					t.Error(err)
				}
			})
			_, err := r.box.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool { return e.Done && strings.Contains(e.Params["text"], "We cleared it.") })
			if err != nil {
				t.Fatal(err)
			}
			ended := 0
			for _, who := range people {
				if len(r.got(who, "We cleared it.")) > 0 {
					continue
				}
				r.says(who, word)
				if word == "FORGET ME" {
					r.says(who, undo)
				}
				before := len(r.got(who, "We cleared it."))
				ended++
				t.Cleanup(func() {
					if after := len(r.got(who, "We cleared it.")); after != before {
						t.Errorf("it came after %s", word)
					}
				})
				if ended == 3 {
					break
				}
			}
			sending.Wait()
			counts, err := r.UpdateOutcomes(t.Context(), update.ID)
			if err != nil || counts[bot.DeliverySuppressed] == 0 || counts[bot.DeliverySent]+counts[bot.DeliverySuppressed] != 8 {
				t.Errorf("outcomes %v, %v", counts, err)
			}
		})
	}
}

func TestWhoBlockedUsIsSuppressedAndWhoWasRefusedHasFailed(t *testing.T) {
	r := startNewsroom(t)
	ana, ben := r.chatter(1), r.chatter(2)
	r.subscribe(ana, "1")
	r.subscribe(ben, "1")
	r.subscribe(texter(1), "1")
	update := r.publish("We cleared it.")
	r.box.Telegram.Person(5001).Block()
	if err := errors.Join(r.spread(channel.Telegram), r.spread(channel.SMS)); err != nil {
		t.Fatal(err)
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySuppressed: 1, bot.DeliverySent: 2})
	audience, err := r.Audience(t.Context(), 6)
	if err != nil || audience.Residents() != 2 {
		t.Errorf("the next one goes to %+v, %v", audience, err)
	}
}

// A conversation that goes on knows of the update, and one that begins later
// reads of it.
func TestWhatIsWrittenNextCanBeAnAnswer(t *testing.T) {
	r := startNewsroom(t)
	r.subscribe(texter(1), "1")
	update := r.publish("We cleared it.")
	if err := r.spread(channel.SMS); err != nil {
		t.Fatal(err)
	}
	news := flows.News{ID: update.ID, Theme: 6, At: noon}
	for _, when := range []string{"going on", "new"} {
		var found flows.Resident
		_, err := r.residents.Sessions.Update(t.Context(), texter(1), "", func(l bot.Loaded) (bot.Saving, error) {
			found = l.Session.Resident
			return bot.Saving{Nothing: true}, nil
		})
		if err != nil || found.News.ID != news.ID || found.News.Theme != 6 {
			t.Errorf("%s: %+v, %v", when, found.News, err)
		}
		if err := r.residents.Sessions.Forget(t.Context(), texter(1)); err != nil { // it is a day old
			t.Fatal(err)
		}
		r.says(texter(1), "INFO")
	}
}

func TestPreviewCountsPartsAndPeople(t *testing.T) {
	r := startNewsroom(t)
	r.subscribe(texter(1), "1")
	r.subscribe(texter(2), "2")
	r.subscribe(r.chatter(1), "1")
	write := func(words string) bot.Preview {
		update, err := r.newsroom.Write(t.Context(), bot.Action{ID: uuid.NewString(), By: r.mia}, bot.Draft{Theme: 6, Words: words})
		if err != nil {
			t.Fatal(err)
		}
		preview, err := r.newsroom.Preview(t.Context(), update)
		if err != nil {
			t.Fatal(err)
		}
		return preview
	}
	short, long := write("We’ve cleared it."), write(strings.Repeat("We cleared it. ", 20))
	if short.Parts != 1 || short.Cut || short.Texts != 2 || long.Parts != 2 || !long.Cut || long.Texts != 4 {
		t.Errorf("%+v and %+v", short, long)
	}
	if a := short.Audience; a.On(channel.SMS, false) != 1 || a.On(channel.Telegram, false) != 1 || a.On(channel.SMS, true) != 1 {
		t.Errorf("%+v", a)
	}
}

func TestOnlyALeadWritesAndNotTooMuch(t *testing.T) {
	r := startNewsroom(t)
	for _, test := range []struct {
		theme int
		words string
		want  error
	}{
		{5, "x", bot.ErrNotFound},
		{12, "x", bot.ErrNotFound},
		{6, strings.Repeat("x", bot.MostUpdate+1), bot.ErrLong},
		{6, strings.Repeat("x", bot.MostUpdate), nil},
		{0, "", nil},
	} {
		_, err := r.newsroom.Write(t.Context(), bot.Action{ID: uuid.NewString(), By: r.mia}, bot.Draft{Theme: test.theme, Words: test.words})
		if !errors.Is(err, test.want) {
			t.Errorf("theme %d, %d characters: %v", test.theme, len(test.words), err)
		}
	}
	team := bot.Actor{Officer: r.mia.Officer, Agency: "partnership"}
	if _, err := r.newsroom.Write(t.Context(), bot.Action{ID: "t", By: team}, bot.Draft{Words: "x"}); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an agency that leads nothing: %v", err)
	}
}

// What is approved goes out by itself.
func TestApprovingQueuesTheSending(t *testing.T) {
	r := startNewsroom(t)
	ben := r.chatter(1)
	r.subscribe(ben, "1")
	r.subscribe(texter(1), "1")
	runner, err := jobs.New(r.Pool(), jobs.Work{Spread: r.newsroom.Spread}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := runner.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	r.publish("We cleared it.")
	for _, provider := range []string{"telegram", "twilio"} {
		_, err := r.box.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool {
			return e.Done && e.Provider == provider && strings.Contains(e.Params["text"]+e.Params["Body"], "We cleared it.")
		})
		if err != nil {
			t.Errorf("%s: %v", provider, err)
		}
	}
}

func TestPaceKeepsBelowWhatTelegramAllows(t *testing.T) {
	r := startNewsroom(t)
	r.newsroom.Gaps = nil
	for n := range 40 {
		r.subscribe(r.chatter(n), "1")
	}
	update := r.publish("We cleared it.")
	time.Sleep(time.Second) // the replies to that count, too
	r.box.Telegram.SetLimits(sandbox.Limits{On: true, Chat: 1, All: 30})
	begun := time.Now()
	var both sync.WaitGroup
	for range 2 {
		other := r.another()
		both.Go(func() {
			if err := other.Spread(t.Context(), channel.Telegram); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if took := time.Since(begun); took < 39*time.Second/25 {
		t.Errorf("40 messages in %v", took)
	}
	if refused := r.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Status == 429 }); len(refused) > 0 {
		t.Errorf("%d were refused", len(refused))
	}
	r.outcomes(update, map[bot.DeliveryState]int{bot.DeliverySent: 40})
}
