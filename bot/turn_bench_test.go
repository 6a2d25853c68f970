package bot_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows/resident"
	"yousaid/flows/triage"
	"yousaid/storage/seal"
	"yousaid/storage/sessions"
	"yousaid/storage/storagetest"
)

// BenchmarkReport is a whole report on Telegram, of four turns, with real stores
// and triage, and a network that takes everything at once.
func BenchmarkReport(b *testing.B) {
	options, err := redis.ParseURL(storagetest.Redis(b))
	if err != nil {
		b.Fatal(err)
	}
	client := redis.NewClient(options)
	b.Cleanup(func() { _ = client.Close() })
	plan, bundle, now := storagetest.Plan(b), storagetest.Bundle(b), time.Now
	memory := sessions.New(client, storagetest.Keyring(b).For("session"), seal.NewLookup(storagetest.Key(b)), now)
	if _, err := memory.Begin(b.Context(), true); err != nil {
		b.Fatal(err)
	}
	chat := &network{name: channel.Telegram, can: channel.Capabilities{Buttons: true, Location: true, Photos: true, Delete: true, MaxText: 4096}}
	s := &bot.Service{
		Engine: resident.Engine(plan, bundle), Bundle: bundle, Read: bot.Reader(triage.Read).For(plan), Sessions: memory,
		Store: storagetest.Store(b), Channels: map[string]channel.Channel{channel.Telegram: chat},
		Now: now, Fresh: bot.NewFresh(plan.Prefix), Quiet: bot.QuietHours{From: 21, To: 8, Zone: plan.Zone()}, Log: zerolog.Nop(),
	}
	memory.PutOff(s.Continue)
	messages := 0
	say := func(who channel.Address, in channel.Inbound) {
		messages++
		in.ID, in.Chat, in.Private, in.Sent = fmt.Sprint(messages), who, true, now()
		in.Message = in.ID
		if _, err := s.Receive(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
	press := func(who channel.Address) {
		out := chat.sent()
		for i := len(out) - 1; i >= 0; i-- {
			if len(out[i].Buttons) > 0 {
				say(who, channel.Inbound{Kind: channel.Press, Press: channel.Button{Data: out[i].Buttons[0][0].Data}})
				return
			}
		}
		b.Fatal("no button")
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		who := channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(n)}
		say(who, channel.Inbound{Kind: channel.Text, Text: "rubbish dumped behind the shops, every week now, and they set fire to it"})
		press(who)
		say(who, channel.Inbound{Kind: channel.Text, Text: "High Town Road"})
		press(who)
	}
	if err := memory.Settle(b.Context()); err != nil {
		b.Fatal(err)
	}
}
