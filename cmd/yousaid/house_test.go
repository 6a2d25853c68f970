package main_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// house says which packages of ours each package may import, as DESIGN §1
// draws it. A package that is not here must be added on purpose.
var house = map[string]string{
	"yousaid/cmd/yousaid":             "*",
	"yousaid/cmd/yousaid/faults":      "",
	"yousaid/cmd/internal/load":       "yousaid/bot/sandbox",
	"yousaid/cmd/floor":               "", // what the service is compared with
	"yousaid/cmd/bench":               "yousaid/cmd/internal/load yousaid/storage/local",
	"yousaid/flows":                   "",
	"yousaid/flows/report":            "yousaid/flows yousaid/flows/partnership",
	"yousaid/flows/talk":              "yousaid/flows yousaid/flows/partnership",
	"yousaid/flows/mine":              "yousaid/flows yousaid/flows/partnership yousaid/flows/talk",
	"yousaid/flows/plan":              "yousaid/flows yousaid/flows/partnership",
	"yousaid/flows/updates":           "yousaid/flows yousaid/flows/partnership",
	"yousaid/flows/voice":             "yousaid/flows yousaid/flows/partnership",
	"yousaid/flows/partnership":       "yousaid/flows/packed",
	"yousaid/flows/packed":            "",                                                            // files built in
	"yousaid/flows/triage":            "yousaid/flows",                                               // it answers with flows.Reading
	"yousaid/flows/locale":            "yousaid/flows yousaid/flows/packed yousaid/bot/channel/gsm7", // it renders flows.Reply, in parts that are paid for
	"yousaid/flows/resident":          "yousaid/flows yousaid/flows/mine yousaid/flows/report yousaid/flows/talk yousaid/flows/plan yousaid/flows/updates yousaid/flows/voice yousaid/flows/locale yousaid/flows/partnership yousaid/flows/triage",
	"yousaid/flows/flowtest":          "yousaid/bot/channel/gsm7 yousaid/flows yousaid/flows/resident yousaid/flows/locale yousaid/flows/partnership yousaid/flows/triage",
	"yousaid/bot":                     "yousaid/flows yousaid/flows/locale yousaid/flows/partnership yousaid/bot/channel yousaid/bot/channel/gsm7 yousaid/bot/pace yousaid/bot/picture yousaid/bot/trail",
	"yousaid/bot/channel":             "",
	"yousaid/bot/trail":               "", // ids of requests, and traces
	"yousaid/bot/channel/direct":      "", // small requests without goroutines of their own
	"yousaid/bot/channel/gsm7":        "",
	"yousaid/bot/telegram":            "yousaid/bot/channel yousaid/bot/trail",
	"yousaid/bot/sms":                 "yousaid/bot/channel yousaid/bot/channel/gsm7 yousaid/bot/trail",
	"yousaid/bot/email":               "yousaid/bot/channel",
	"yousaid/bot/desk":                "yousaid/bot yousaid/bot/channel yousaid/bot/channel/gsm7 yousaid/flows yousaid/flows/partnership yousaid/bot/trail",
	"yousaid/bot/frame":               "yousaid/bot/trail",
	"yousaid/bot/console":             "yousaid/bot yousaid/bot/channel yousaid/bot/desk yousaid/bot/frame yousaid/bot/picture yousaid/flows yousaid/flows/locale yousaid/flows/partnership yousaid/bot/trail",
	"yousaid/bot/mydata":              "yousaid/bot yousaid/bot/frame yousaid/flows yousaid/flows/locale yousaid/flows/mine yousaid/flows/partnership yousaid/bot/trail",
	"yousaid/bot/page":                "yousaid/bot yousaid/bot/channel yousaid/bot/channel/gsm7 yousaid/bot/desk yousaid/bot/frame yousaid/bot/picture yousaid/flows yousaid/flows/locale yousaid/flows/partnership yousaid/bot/trail",
	"yousaid/bot/public":              "yousaid/bot yousaid/bot/frame yousaid/flows yousaid/flows/locale yousaid/flows/partnership yousaid/bot/trail",
	"yousaid/bot/pace":                "",
	"yousaid/bot/picture":             "",
	"yousaid/bot/jobs":                "yousaid/bot yousaid/bot/channel yousaid/bot/trail",
	"yousaid/bot/hooks":               "yousaid/bot yousaid/bot/trail",
	"yousaid/bot/open311":             "yousaid/bot yousaid/bot/channel yousaid/bot/frame yousaid/flows yousaid/flows/partnership yousaid/bot/trail",
	"yousaid/bot/sandbox":             "yousaid/bot/channel/gsm7",
	"yousaid/bot/sandbox/screen":      "", // a browser for tests
	"yousaid/storage/postgres":        "yousaid/bot yousaid/bot/channel yousaid/flows yousaid/flows/partnership yousaid/storage/seal yousaid/migrations yousaid/bot/trail",
	"yousaid/storage/sessions":        "yousaid/bot yousaid/bot/channel yousaid/flows yousaid/storage/seal yousaid/bot/trail",
	"yousaid/storage/seal":            "",
	"yousaid/storage/local":           "",
	"yousaid/storage/storagetest":     "yousaid/storage/postgres yousaid/storage/local yousaid/storage/seal yousaid/storage/sessions yousaid/flows/partnership yousaid/migrations yousaid/bot yousaid/bot/channel yousaid/flows yousaid/flows/locale yousaid/flows/resident",
	"yousaid/migrations":              "",
	"yousaid/flows/triage/train":      "*",
	"yousaid/flows/packed/pack":       "*",
	"yousaid/flows/packed/packedtest": "*",
	"yousaid/cmd/supply":              "", // licences and the bill of materials
	"yousaid/flows/triage/eval":       "*",
	"yousaid/bot/sandbox/examples":    "*",
}

// forbidden may be imported by nothing but the named packages.
var forbidden = map[string][]string{
	"github.com/twilio/twilio-go":                                 {},
	"github.com/go-telegram-bot-api/telegram-bot-api/v5":          {"yousaid/bot/telegram"},
	"github.com/twilio/twilio-go/rest/api/v2010":                  {"yousaid/bot/sms"},
	"github.com/redis/go-redis/v9":                                {"yousaid/storage/sessions", "yousaid/cmd/yousaid", "yousaid/cmd/yousaid/internal/rig", "yousaid/cmd/internal/load", "yousaid/cmd/floor"},
	"github.com/riverqueue/river":                                 {"yousaid/bot/jobs", "yousaid/storage/postgres", "yousaid/cmd/yousaid"},
	"github.com/nicksnyder/go-i18n/v2/i18n":                       {"yousaid/flows/locale"},
	"github.com/coreos/go-oidc/v3/oidc":                           {"yousaid/bot/console"},
	"github.com/zitadel/oidc/v3/pkg/op":                           {}, // a provider, for tests
	"github.com/standard-webhooks/standard-webhooks/libraries/go": {"yousaid/bot/hooks"},
	"github.com/wneessen/go-mail":                                 {"yousaid/bot/email"},
	"go.opentelemetry.io/otel/trace":                              {"yousaid/bot/trail", "yousaid/cmd/yousaid"},
	"go.opentelemetry.io/otel/sdk/trace":                          {"yousaid/cmd/yousaid"},
}

func TestRoomsImportWhatTheHouseAllows(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "yousaid/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		room, imports := words[0], words[1:]
		allowed, known := house[room]
		if !known && !strings.HasPrefix(room, "yousaid/flows/triage/internal/") && !strings.HasPrefix(room, "yousaid/cmd/yousaid/internal/") {
			t.Errorf("%s is not in the house: draw it in", room)
			continue
		}
		for _, used := range imports {
			ours := strings.HasPrefix(used, "yousaid/")
			inside := strings.HasPrefix(used, room+"/internal") || strings.HasPrefix(room, "yousaid/flows/triage/")
			if ours && known && allowed != "*" && !inside && !slices.Contains(strings.Fields(allowed), used) {
				t.Errorf("%s imports %s, which the house doesn't allow", room, used)
			}
			if only, listed := forbidden[used]; listed && !slices.Contains(only, room) {
				t.Errorf("%s imports %s, which only %v may", room, used, only)
			}
		}
	}
}
