package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yousaid/cmd/internal/load"
)

func TestOnlyWhatStandsBetweenTheMarksIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(path, []byte("before\n"+beginMark+"\nold\n"+endMark+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"new", "newer"} {
		if err := writePage(path, table); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if want := "before\n" + beginMark + "\n\nnewer\n" + endMark + "\nafter\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	if err := os.WriteFile(path, []byte("no marks"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writePage(path, "new"); err == nil || !strings.Contains(err.Error(), "has no marks") {
		t.Errorf("a page without marks: %v", err)
	}
}

func TestThePageHasTheMarks(t *testing.T) {
	text, err := os.ReadFile("../../" + page)
	if err != nil || !strings.Contains(string(text), beginMark) || !strings.Contains(string(text), endMark) {
		t.Errorf("%s has no marks: %v", page, err)
	}
}

func TestBenchmarksAreRead(t *testing.T) {
	match := line.FindStringSubmatch("BenchmarkParts/latin-2   \t  130  \t  8700 ns/op\t  12.5 sent/s\t  16 B/op\t  2 allocs/op")
	if match == nil {
		t.Fatal("no benchmark")
	}
	b := readBench(match[1], match[2])
	if b.name != "BenchmarkParts/latin" || b.nanos != 8700 || b.bytes != 16 || b.allocs != 2 || b.metrics["sent/s"] != 12.5 {
		t.Errorf("%+v", b)
	}
}

// A round in which the machine was busy with something else decides nothing.
func TestTheMiddleRoundCounts(t *testing.T) {
	result := func(turns, micros, p99 float64) *load.Result {
		return &load.Result{TurnsPerSecond: turns, Process: &load.ProcessFigures{CPU: micros}, Reply: load.Spread{P99: p99}}
	}
	got := ratiosOf([]pair{
		{floor: result(1000, 100, 10), service: result(800, 150, 20)},
		{floor: result(1000, 100, 10), service: result(100, 900, 900)},
		{floor: result(2000, 100, 10), service: result(1400, 130, 10)},
	})
	if got != (ratios{turns: 0.7, cpu: 1.5, p99: 2}) {
		t.Errorf("%+v", got)
	}
}

// The fastest that Node can is what counts; its own fetch is named beside it.
func TestABroadcastIsSetBesideNode(t *testing.T) {
	for _, c := range []struct {
		free  float64
		holds bool
	}{{8000, true}, {7000, false}} {
		f := &found{spread: map[string]float64{"free": c.free, "node-bare": 4000, "node-fetch": 1500}}
		var got *goal
		for _, one := range f.otherGoals() {
			if strings.Contains(one.what, "Node") {
				got = &one
			}
		}
		if got == nil || got.holds != c.holds || !strings.Contains(got.got, "and 4000") || !strings.Contains(got.got, "1500") {
			t.Errorf("%.0f a second: %+v", c.free, got)
		}
	}
	match := line.FindStringSubmatch("BenchmarkBroadcast/node-fetch-2   \t       1\t4098 ns/op\t  4000 sent/s")
	if match == nil || readBench(match[1], match[2]).name != "BenchmarkBroadcast/node-fetch" {
		t.Errorf("read as %q", match)
	}
}
