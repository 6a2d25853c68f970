package telegram_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/telegram"
)

var profile = telegram.Setup{
	Commands: map[string][]telegram.Command{
		"":   {{Name: "start", Description: "Begin"}, {Name: "help", Description: "Help"}},
		"pl": {{Name: "start", Description: "Zacznij"}},
	},
	Description: map[string]string{"": "Tell us about your street.", "pl": "Napisz o swojej ulicy."},
	Short:       map[string]string{"": "Community safety in Luton"},
}

// methods lists the calls after one, by name.
func (s *service) methods(after int) []string {
	var names []string
	for _, e := range s.box.Ledger.Entries(after, func(e sandbox.Entry) bool { return e.Direction == sandbox.ToProvider }) {
		names = append(names, e.Method)
	}
	return names
}

func TestSetupChangesOnlyWhatDiffers(t *testing.T) {
	s := newService(t, options{})
	if err := s.Setup(within(t), profile); err != nil {
		t.Fatal(err)
	}
	shown, commands := s.box.Telegram.Profile()
	want := map[string]string{"Description|": "Tell us about your street.", "Description|pl": "Napisz o swojej ulicy.", "ShortDescription|": "Community safety in Luton"}
	if diff := cmp.Diff(want, shown); diff != "" || !slices.Equal(commands, []string{"help", "start"}) {
		t.Errorf("commands %q, texts %s", commands, diff)
	}
	hook := s.entry(t, "setWebhook").Params
	if diff := cmp.Diff(map[string]string{
		"url": s.public + telegram.WebhookPath, "secret_token": secret, "max_connections": "100",
		"allowed_updates": `["message","edited_message","callback_query","my_chat_member"]`,
	}, hook); diff != "" {
		t.Error(diff)
	}

	before := s.box.Ledger.Len()
	if err := s.Setup(within(t), profile); err != nil {
		t.Fatal(err)
	}
	again := []string{"setWebhook", "getMyCommands", "getMyCommands", "getMyDescription", "getMyDescription", "getMyShortDescription"}
	if got := s.methods(before); !slices.Equal(got, again) {
		t.Errorf("a second time: %q", got)
	}

	changed := profile
	changed.Commands = map[string][]telegram.Command{"pl": nil}
	if err := s.Setup(within(t), changed); err != nil {
		t.Fatal(err)
	}
	if got := s.entry(t, "setMyCommands").Params; got["commands"] != "[]" || got["language_code"] != "pl" {
		t.Errorf("taken away by %v", got)
	}
}

func TestSetupForPollingTakesTheWebhookAway(t *testing.T) {
	s := newService(t, options{})
	s.replace(t, func(c *telegram.Config) { c.PublicURL, c.Secret = "", "" })
	for _, want := range [][]string{{"getMe", "getWebhookInfo", "deleteWebhook"}, {"getWebhookInfo"}} {
		before := s.box.Ledger.Len()
		if err := s.Setup(within(t), telegram.Setup{}); err != nil {
			t.Fatal(err)
		}
		if got := s.methods(before); !slices.Equal(got, want) {
			t.Errorf("called %q, want %q", got, want)
		}
	}
}

func TestSetupWaitsAsLongAsItIsTold(t *testing.T) {
	s := newService(t, options{})
	s.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "setMyDescription", Kind: sandbox.TooMany, After: time.Second, Times: 1})
	began := time.Now()
	if err := s.Setup(within(t), profile); err != nil {
		t.Fatal(err)
	}
	if time.Since(began) < time.Second {
		t.Error("it didn't wait")
	}
}

func TestSetupThatFails(t *testing.T) {
	for _, method := range []string{"getMe", "setWebhook", "getMyCommands", "setMyCommands", "getMyDescription", "setMyShortDescription"} {
		for _, kind := range []sandbox.Kind{sandbox.Broken, sandbox.Half} {
			s := newService(t, options{poll: true})
			s.replace(t, func(c *telegram.Config) { c.PublicURL, c.Secret = s.public, secret })
			s.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: method, Kind: kind})
			err := s.Setup(within(t), profile)
			if got := s.failed(t, err); !strings.Contains(err.Error(), method) || got.Reason != channel.Unreachable && got.Reason != channel.Unknown {
				t.Errorf("%s %s: %v", method, kind, err)
			}
		}
	}
}
