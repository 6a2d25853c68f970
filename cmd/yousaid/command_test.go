package main

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
)

// party is a command line to try the reading of words with.
type party struct {
	Guest struct {
		Add inviteCmd `cmd:"" help:"Invite somebody."`
	} `cmd:"" help:"Who comes."`
	Clear clearCmd `cmd:"" help:"Tidy up."`
}

type inviteCmd struct {
	Name     string `arg:"" help:"Who."`
	Seat     string `arg:"" optional:"" help:"Where they sit."`
	Meal     string `enum:"fish,soup" default:"soup" help:"${enum}: what they eat."`
	BringCat bool   `help:"With their cat."`
	SMS      string `xor:"where" placeholder:"NUMBER" help:"Where to write."`
	Email    string `xor:"where" help:"Where to write."`
	Host     string `required:"" help:"Who asks."`

	Late  time.Duration `default:"5m" help:"How late they may be."`
	Among int           `help:"How many there will be."`
	Share float64       `default:"0.5" help:"Of the cake."`
}

type clearCmd struct{}

func (c *inviteCmd) Run(w *world) error {
	_, err := fmt.Fprintf(w.out, "%s|%s|%s|%t|%s|%s|%s", c.Name, c.Seat, c.Meal, c.BringCat, c.SMS, c.Email, c.Host)
	if c.Late != 5*time.Minute || c.Among != 0 || c.Share != 0.5 {
		_, err = fmt.Fprintf(w.out, "|%s|%d|%g", c.Late, c.Among, c.Share)
	}
	return err
}

func (clearCmd) Run(w *world) error {
	_, err := io.WriteString(w.out, "cleared")
	return err
}

func TestCommandLine(t *testing.T) {
	for line, want := range map[string]string{
		"clear":                                                  "cleared",
		"guest add Ana --host=Bo":                                "Ana||soup|false|||Bo",
		"guest add --host Bo Ana window":                         "Ana|window|soup|false|||Bo",
		"guest add --bring-cat Ana --host Bo":                    "Ana||soup|true|||Bo",
		"guest add Ana --host Bo --meal fish":                    "Ana||fish|false|||Bo",
		"guest add Ana --host Bo --sms=1":                        "Ana||soup|false|1||Bo",
		"guest add --host Bo -- --Ana":                           "--Ana||soup|false|||Bo",
		"guest add --bring-cat=false A --host":                   "error: --host: expected a value",
		"guest add A --host B --late 90s --among 3 --share=0.25": "A||soup|false|||B|1m30s|3|0.25",
		"guest add A --host B --late 90":                         `error: --late is a duration such as 90s or 10m, and not "90"`,
		"guest add A --host B --among few":                       `error: --among is a whole number, and not "few"`,
		"guest add A --host B --share all":                       `error: --share is a number, and not "all"`,
		"guest add Ana":                                          "error: missing --host",
		"guest add --host Bo":                                    "error: missing <name>",
		"guest add Ana a b --host Bo":                            "error: unexpected argument b",
		"guest add Ana --host Bo --meal=stew":                    `error: --meal must be one of fish, soup, and not "stew"`,
		"guest add A --host B --bring-cat=x":                     `error: --bring-cat is true or false, and not "x"`,
		"guest add A --host B --sms 1 --email":                   "error: --email: expected a value",
		"guest add A --sms 1 --email 2":                          "error: --sms and --email can't be used together",
		"guest add Ana --wine":                                   "error: unknown flag --wine",
		"guest add Ana -w":                                       "error: unknown flag -w",
		"guest":                                                  "error: expected one of add",
		"guest drop":                                             `error: there is no command "guest drop"; there are: add`,
		"dance":                                                  `error: there is no command "dance"; there are: guest, clear`,
		"":                                                       "error: expected one of guest, clear",
	} {
		var p party
		var out strings.Builder
		chosen, err := newCommand(reflect.ValueOf(&p).Elem(), "A party.").parse(strings.Fields(line))
		if err == nil {
			err = chosen.run(&world{stdio: stdio{out: &out}})
		}
		got := out.String()
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", line, got, want)
		}
	}
}

func TestUsage(t *testing.T) {
	for line, wants := range map[string][]string{
		"--help":            {"Usage: yousaid <command> [flags]", "A party.", "guest add <name> <seat>   Invite somebody."},
		"guest add x -h":    {"Usage: yousaid guest add <name> [<seat>] [flags]", "--sms=NUMBER", "--meal=soup", "fish, soup: what they eat.", "--bring-cat "},
		"guest --help":      {"guest add"},
		"clear --help more": {"Usage: yousaid clear [flags]"},
	} {
		var p party
		chosen, err := newCommand(reflect.ValueOf(&p).Elem(), "A party.").parse(strings.Fields(line))
		if err != nil || !chosen.helping {
			t.Errorf("%q: helping is %t, %v", line, chosen.helping, err)
			continue
		}
		var out strings.Builder
		if err := chosen.usage(&out); err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q lacks %q:\n%s", line, want, out.String())
			}
		}
	}
}

func TestDashed(t *testing.T) {
	for name, want := range map[string]string{"SMS": "sms", "ReferenceOnly": "reference-only", "ID": "id", "BotAPIKey": "bot-api-key"} {
		if got := dashed(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
