package local_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"yousaid/storage/local"
)

func TestDataAreKeptUntilFresh(t *testing.T) {
	dir := keptFolder(t)
	for _, step := range []struct {
		name  string
		fresh bool
		found string
	}{
		{"first start", false, ""},
		{"second start", false, "first start"},
		{"fresh start", true, ""},
	} {
		t.Run(step.name, func(t *testing.T) {
			s := start(t, local.Options{Dir: dir, Fresh: step.fresh, Log: func(line string) { t.Log(line) }})
			if len(s.Warnings) > 0 {
				t.Errorf("warnings: %q", s.Warnings)
			}
			wantRecalled(t, s, step.found)
			remember(t, s, step.name)
		})
	}
}

func TestThrowawayLeavesNothing(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	remember(t, s, "x")
	home := s.Postgres.Home()
	stop(t, s)
	for _, path := range []string{home, filepath.Dir(home)} {
		if exists(path) {
			t.Errorf("%s is still there", path)
		}
	}
	stop(t, s) // a second Stop does nothing
}

func TestConfirmedWritesSurviveKill(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	var want []string
	for i := range 5 {
		value := fmt.Sprint("write", i)
		remember(t, s, value)
		want = append(want, value)
		for _, server := range []interface {
			Kill() error
			Start(context.Context) error
		}{s.Postgres, s.Redis} {
			if err := server.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := server.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		p, r := recall(t, s)
		if p != strings.Join(want, " ") || r != value {
			t.Fatalf("after kill %d PostgreSQL has %q and Redis %q, want %q and %q", i, p, r, want, value)
		}
	}
}

func TestOneUserAtATime(t *testing.T) {
	dir := keptFolder(t)
	s := start(t, local.Options{Dir: dir, Volatile: true})
	remember(t, s, "mine")
	_, err := local.Start(t.Context(), local.Options{Dir: dir, Volatile: true, Fresh: true})
	if !errors.Is(err, local.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("second start: %v, want ErrInUse with the holder's process id", err)
	}
	wantRecalled(t, s, "mine")
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		name            string
		volatile        bool
		fsync, redisFor string
	}{
		{"dev", false, "on", "everysec"},
		{"tests", true, "off", "no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("PGPORT", "1") // must bend neither the server nor its address
			s := start(t, local.Options{Volatile: c.volatile})
			for setting, want := range map[string]string{
				"fsync": c.fsync, "synchronous_commit": "on", "listen_addresses": "",
				"server_encoding": "UTF8", "is_superuser": "off", "session_authorization": "yousaid",
				"unix_socket_permissions": "0700", "TimeZone": "UTC",
			} {
				if got := query(t, s.DatabaseURL, "select current_setting($1)", setting); got != want {
					t.Errorf("PostgreSQL: %s is %q, want %q", setting, got, want)
				}
			}
			for setting, want := range map[string]string{
				"port": "0", "appendonly": "yes", "appendfsync": c.redisFor, "maxmemory-policy": "noeviction", "save": "",
			} {
				got, err := redisClient(t, s.RedisURL).ConfigGet(t.Context(), setting).Result()
				if err != nil || got[setting] != want {
					t.Errorf("Redis: %s is %q (%v), want %q", setting, got[setting], err, want)
				}
			}
			if got := query(t, s.Postgres.AdminURL(), "select current_setting('is_superuser')"); got != "on" {
				t.Errorf("AdminURL: superuser is %q", got)
			}
		})
	}
}

func TestLogHoldsNoValues(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	query(t, s.DatabaseURL, "create table once (value text unique)")
	conn, err := pgx.Connect(t.Context(), s.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	for range 2 {
		_, err = conn.Exec(t.Context(), "insert into once values ('a secret')")
	}
	if err == nil {
		t.Fatal("the second insert did not fail")
	}
	log, err := os.ReadFile(filepath.Join(s.Postgres.Home(), "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), "duplicate key") || strings.Contains(string(log), "a secret") {
		t.Errorf("the log must name the error and not the value:\n%s", log)
	}
}

func TestCtrlCReachesUsAlone(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	for _, pid := range []int{s.Postgres.PID(), s.Redis.PID()} {
		if group, err := syscall.Getpgid(pid); err != nil || group == syscall.Getpgrp() {
			t.Errorf("process %d is in our group %d: %v", pid, group, err)
		}
	}
}

func TestStopOutOfTimeKills(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Stop(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Stop: %v, want the context's error", err)
	}
	if !s.Postgres.Ended() || !s.Redis.Ended() {
		t.Error("a server outlived Stop")
	}
}

func TestAsOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	for _, test := range []string{"TestDataAreKeptUntilFresh", "TestLeftoverIsStopped", "TestLongPathsGetAShortSocket"} {
		asOtherUser(t, test)
	}
}
