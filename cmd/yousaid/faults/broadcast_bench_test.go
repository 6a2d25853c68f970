package faults_test

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// BenchmarkBroadcast says how quickly a plan update goes out at Telegram: as
// fast as it goes, beside 50 senders in Node that only send, where Node is
// there, by its fetch and by what is below that; and at Telegram's own limit,
// which the stand-in then enforces.
// BROADCAST_READERS is how many get it.
func BenchmarkBroadcast(b *testing.B) {
	readers := 1000
	if set, err := strconv.Atoi(os.Getenv("BROADCAST_READERS")); err == nil {
		readers = set
	}
	b.Run("free", func(b *testing.B) {
		r, words := broadcast(b, readers, rig.Options{Env: map[string]string{"UPDATE_RATE_TELEGRAM": "10000"}})
		b.ReportMetric(rateOf(sendsOf(r, words)), "sent/s")
	})
	b.Run("node-fetch", func(b *testing.B) { b.ReportMetric(inNode(b, readers, "fetch"), "sent/s") })
	b.Run("node-bare", func(b *testing.B) { b.ReportMetric(inNode(b, readers, "bare"), "sent/s") })
	b.Run("limited", func(b *testing.B) {
		r, words := broadcast(b, min(readers, 450), rig.Options{Limits: true, Env: map[string]string{"UPDATE_RATE_TELEGRAM": "30"}})
		b.ReportMetric(rateOf(sendsOf(r, words)), "sent/s")
		refused := r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Status == 429 && strings.Contains(e.Params["text"], words) })
		b.ReportMetric(float64(len(refused)), "refused")
	})
}

// broadcast brings an update to so many, whatever b.N is: the rate is what
// counts.
func broadcast(b *testing.B, readers int, o rig.Options) (*rig.Rig, string) {
	b.Helper()
	r := rig.New(b, o)
	ctx := r.Context(10 * time.Minute)
	if _, err := r.Audience(ctx, 6, readers, 0); err != nil {
		b.Fatal(err)
	}
	words := "We took away forty tonnes of rubbish."
	publish(ctx, b, r, words)
	err := rig.Until(ctx, func() bool {
		time.Sleep(50 * time.Millisecond) // each look costs the database something
		return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state = 'sent'`) >= readers
	})
	if err != nil {
		b.Fatal(err)
	}
	return r, words
}

// sendsOf are the messages that went to residents.
func sendsOf(r *rig.Rig, words string) []sandbox.Entry {
	return r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool {
		return e.Done && e.Method == "sendMessage" && !strings.HasPrefix(e.Chat, "-") && strings.Contains(e.Params["text"], words)
	})
}

// rateOf is how many a second there were from the first to the last.
func rateOf(sent []sandbox.Entry) float64 {
	if len(sent) < 2 {
		return 0
	}
	return float64(len(sent)-1) / sent[len(sent)-1].At.Sub(sent[0].At).Seconds()
}

// inNode has 50 senders in Node send the same to as many, in one of two ways,
// and keep nothing.
func inNode(b *testing.B, readers int, how string) float64 {
	b.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		b.Skip("needs node")
	}
	r := rig.New(b, rig.Options{Stopped: true})
	ctx := r.Context(5 * time.Minute)
	audience, err := r.Audience(ctx, 6, readers, 0)
	if err != nil {
		b.Fatal(err)
	}
	var to []string
	for _, reader := range audience.Readers {
		to = append(to, strconv.FormatInt(reader.ID, 10))
	}
	command := exec.CommandContext(ctx, node, "testdata/senders.mjs", how, fmt.Sprintf("%s/bot%s/sendMessage", r.API(), rig.Token), strings.Join(to, ","))
	out, err := command.CombinedOutput()
	if err != nil {
		b.Fatalf("node: %v: %s", err, out)
	}
	if told := strings.TrimSpace(string(out)); told != strconv.Itoa(readers) {
		b.Fatalf("node sent %s of %d", told, readers)
	}
	return rateOf(sendsOf(r, "forty tonnes"))
}
