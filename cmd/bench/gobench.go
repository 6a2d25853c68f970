package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// goBench is a line of what `go test -bench` says.
type goBench struct {
	name    string
	nanos   float64
	bytes   float64
	allocs  float64
	metrics map[string]float64 // of its own
}

// measured are the benchmarks that the page has, in its order: package, name,
// and what it is.
var measured = []struct{ where, name, what string }{
	{"./flows/resident", "BenchmarkAdvance/first_words", "engine: the first words of a conversation"},
	{"./flows/resident", "BenchmarkAdvance/yes", "engine: an answer"},
	{"./flows/resident", "BenchmarkAdvance/repeat", "engine: a repeat"},
	{"./flows/resident", "BenchmarkRender", "rendering a reply"},
	{"./flows/triage", "BenchmarkRead", "triage of a message"},
	{"./bot/sms", "BenchmarkSignature", "checking Twilio's signature"},
	{"./bot/channel/gsm7", "BenchmarkParts", "counting the parts of a text"},
	{"./storage/seal", "BenchmarkSealConversation", "sealing a session of 1 KiB"},
	{"./storage/seal", "BenchmarkOpenConversation", "opening it"},
	{"./storage/seal", "BenchmarkLookup", "blind lookup of an address"},
	{"./bot/telegram", "BenchmarkWebhook", "Telegram's webhook, without what follows"},
}

// line is what a benchmark prints: its name, with how many cores it had, how
// often it ran, and pairs of number and unit.
var line = regexp.MustCompile(`^(Benchmark\S+?)(?:-\d+)?\s+\d+\s+(.+)$`)

func goBenchmarks(ctx context.Context, f *found) error {
	say("Go benchmarks")
	places := map[string][]string{}
	var order []string
	for _, m := range measured {
		if places[m.where] == nil {
			order = append(order, m.where)
		}
		top, _, _ := strings.Cut(m.name, "/")
		places[m.where] = append(places[m.where], "^"+top+"$")
	}
	for _, where := range order {
		found, err := runBench(ctx, where, strings.Join(places[where], "|"), f.length.bench, nil)
		if err != nil {
			return err
		}
		f.goBench = append(f.goBench, found...)
	}
	return nil
}

// runBench runs the benchmarks of a package.
func runBench(ctx context.Context, where, pattern, long string, env []string) ([]goBench, error) {
	command := exec.CommandContext(ctx, "go", "test", "-run=^$", "-bench="+pattern, "-benchmem", "-benchtime="+long, "-timeout=9m", where) //nolint:gosec // names of ours
	command.Env = append(os.Environ(), env...)
	var failure bytes.Buffer
	command.Stderr = &failure
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("benchmarks of %s: %w: %s%s", where, err, out, failure.Bytes())
	}
	var list []goBench
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		if match := line.FindStringSubmatch(lines.Text()); match != nil {
			list = append(list, readBench(match[1], match[2]))
		}
	}
	return list, lines.Err()
}

func readBench(name, figures string) goBench {
	b := goBench{name: name, metrics: map[string]float64{}}
	words := strings.Fields(figures)
	for i := 0; i+1 < len(words); i += 2 {
		number, _ := strconv.ParseFloat(words[i], 64)
		switch unit := words[i+1]; unit {
		case "ns/op":
			b.nanos = number
		case "B/op":
			b.bytes = number
		case "allocs/op":
			b.allocs = number
		default:
			b.metrics[unit] = number
		}
	}
	return b
}

// broadcast measures how quickly a plan update goes out.
func (p *place) broadcast(ctx context.Context, f *found) error {
	say("a plan update to %d residents", f.length.readers)
	list, err := runBench(ctx, "./cmd/yousaid/faults", "^BenchmarkBroadcast$", "1x", []string{"BROADCAST_READERS=" + strconv.Itoa(f.length.readers)})
	if err != nil {
		return err
	}
	f.spread = map[string]float64{}
	for _, b := range list {
		_, which, _ := strings.Cut(b.name, "/")
		f.spread[which] = b.metrics["sent/s"]
		if refused, told := b.metrics["refused"]; told {
			f.spread["refused"] = refused
		}
	}
	return nil
}
