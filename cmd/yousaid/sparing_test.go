package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"yousaid/flows/triage"
)

// What the start alone needed is given back, and all goes on as before.
func TestPagesOfTheProgramAreGivenBack(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems aren't told")
	}
	now := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)
	before := triage.Read("needles by the swings in Wardown Park last night", now)
	had := ofFile(t)
	shed()
	if has := ofFile(t); has > had*3/4 {
		t.Errorf("%d kB of the program's file were in memory, and %d are", had, has)
	}
	if after := triage.Read("needles by the swings in Wardown Park last night", now); after.Place == nil || *after.Place != *before.Place || after.Themes[0] != before.Themes[0] {
		t.Errorf("read %+v, and before %+v", after, before)
	}
}

// ofFile is how much of the program's file is in memory, in kB.
func ofFile(t *testing.T) (kB int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	if _, err := fmt.Sscan(rest, &kB); err != nil {
		t.Fatal(err)
	}
	return kB
}

func TestGoSettingForMemoryIsLeftAlone(t *testing.T) {
	was := debug.SetGCPercent(70)
	defer debug.SetGCPercent(was)
	for set, want := range map[string]int{"200": 70, "": growth} {
		debug.SetGCPercent(70)
		spare(func(name string) string { return map[string]string{"GOGC": set}[name] })
		if got := debug.SetGCPercent(70); got != want {
			t.Errorf("GOGC=%q: %d, want %d", set, got, want)
		}
	}
}
