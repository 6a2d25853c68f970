package faults_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// BenchmarkThousandReports says what a thousand reports cost one machine: whole
// conversations at Telegram, each with a card at its desks. `go test
// ./cmd/yousaid/faults -run=- -bench=ThousandReports -benchtime=1x`; REPORTS says
// how many are really made. docs/scaling.md has what came of it.
func BenchmarkThousandReports(b *testing.B) {
	reports := 200
	if given, err := strconv.Atoi(os.Getenv("REPORTS")); err == nil {
		reports = given
	}
	r := rig.New(b, rig.Options{Pace: 0.001})
	ctx := r.Context(time.Duration(reports)*time.Second + time.Minute)
	report := func() error { _, err := r.Reporter(r.Telegram(), 6, "cost").Report(ctx); return err }
	if err := report(); err != nil { // everything is warm
		b.Fatal(err)
	}
	for b.Loop() {
		before := spent(ctx, b, r)
		var work errgroup.Group
		work.SetLimit(12)
		for range reports {
			work.Go(func() error { return report() })
		}
		if err := work.Wait(); err != nil {
			b.Fatal(err)
		}
		r.Eventually(time.Minute, "every card is at its desk", func() bool {
			return r.Count(`SELECT count(*) FROM deliveries WHERE state <> 'sent'`) == 0
		})
		after := spent(ctx, b, r)
		for unit, used := range after {
			b.ReportMetric((used-before[unit])*1000/float64(reports), unit)
		}
		b.ReportMetric(0, "ns/op")
	}
	b.ReportMetric(textParts(ctx, b, r)*1000, "sms-parts")
}

// textParts is how many billed parts the service sends for a report that comes
// by text.
func textParts(ctx context.Context, b *testing.B, r *rig.Rig) float64 {
	b.Helper()
	const reports = 5
	for range reports {
		if _, err := r.Reporter(r.SMS(), 6, "cost").Report(ctx); err != nil {
			b.Fatal(err)
		}
	}
	parts := 0
	for _, m := range r.Box.Twilio.Messages() {
		if m.Direction != sandbox.Inbound {
			parts += m.Parts
		}
	}
	return float64(parts) / reports
}

// spent is what has been used up so far, by unit.
func spent(ctx context.Context, b *testing.B, r *rig.Rig) map[string]float64 {
	b.Helper()
	options, err := redis.ParseURL(r.Redis.URL())
	if err != nil {
		b.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	info, err := client.Info(ctx, "cpu", "memory", "persistence").Result()
	if err != nil {
		b.Fatal(err)
	}
	return map[string]float64{
		"service-cpu-s":    sample(ctx, b, r.Replicas[0].Admin()+"/metrics", "process_cpu_seconds_total"),
		"postgres-cpu-s":   postgresCPU(ctx, b, r),
		"redis-cpu-s":      field(info, "used_cpu_sys") + field(info, "used_cpu_user"),
		"redis-memory-MB":  field(info, "used_memory") / 1e6,
		"redis-file-MB":    field(info, "aof_current_size") / 1e6,
		"postgres-disk-MB": float64(r.Count(`SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind IN ('r', 'm')`)) / 1e6,
	}
}

// field reads a line of Redis's INFO.
func field(info, name string) float64 {
	_, rest, _ := strings.Cut(info, name+":")
	value, _, _ := strings.Cut(rest, "\r")
	number, _ := strconv.ParseFloat(value, 64)
	return number
}

// sample reads one metric that has no labels.
func sample(ctx context.Context, b *testing.B, url, name string) float64 {
	b.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), name+" "); found {
			number, _ := strconv.ParseFloat(value, 64)
			return number
		}
	}
	b.Fatalf("no metric %s", name)
	return 0
}

// postgresCPU is what the server's processes have used, in seconds: those that
// run, and those that have ended. Linux tells it in hundredths.
func postgresCPU(ctx context.Context, b *testing.B, r *rig.Rig) float64 {
	b.Helper()
	conn, err := pgx.Connect(ctx, r.Postgres.AdminURL())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var folder string
	if err := conn.QueryRow(ctx, `SHOW data_directory`).Scan(&folder); err != nil {
		b.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "postmaster.pid"))
	if err != nil {
		b.Fatal(err)
	}
	master, _, _ := strings.Cut(string(text), "\n")
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		b.Fatal(err)
	}
	ticks := 0
	for _, path := range stats {
		line, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(line), ") ")
		fields := strings.Fields(rest) // state is the first of them, the parent the second
		ofMaster := strings.HasPrefix(string(line), master+" ")
		if len(fields) < 15 || fields[1] != master && !ofMaster {
			continue
		}
		used := fields[11:13]
		if ofMaster {
			used = fields[11:15]
		}
		for _, field := range used {
			n, _ := strconv.Atoi(field)
			ticks += n
		}
	}
	if ticks == 0 {
		b.Fatal(fmt.Errorf("process %s can't be found", master))
	}
	return float64(ticks) / 100
}
