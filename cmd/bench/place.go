package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"yousaid/storage/local"
)

// The stand-ins' own bot and account: they exist nowhere else.
const (
	token     = "110201543:load-AAHdqTcvCH1vGWJxfSeofSAs0K5"
	secret    = "load_load_load_load_load" //nolint:gosec // it keeps nothing
	sid       = "AC00000000000000000000000000000001"
	authToken = "10ad0000000000000000000000000000"
	number    = "+447700900999"
	publicURL = "https://bot.example.org"
)

// place is where everything runs that is measured.
type place struct {
	folder   string
	servers  *local.Servers
	env      map[string]string
	yousaid  string // this code, which has the load
	service  string // what is measured
	floor    string
	url      string
	admin    string
	standIns string
}

// open builds the programs, the service as it is shipped, and starts private
// servers. Redis writes its file
// every second and PostgreSQL waits for the disk, as in earnest.
func open(ctx context.Context, service string) (*place, error) {
	folder, err := os.MkdirTemp("", "yousaid-bench-")
	if err != nil {
		return nil, err
	}
	p := &place{folder: folder, yousaid: filepath.Join(folder, "yousaid"), floor: filepath.Join(folder, "floor")}
	p.service = p.yousaid
	if service != "" {
		p.service = service
	}
	if err := p.start(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *place) start(ctx context.Context) (err error) {
	builds := [][]string{{"bash", ".ci/build.sh", p.yousaid}, {"go", "build", "-trimpath", "-ldflags=-s -w", "-o", p.floor, "./cmd/floor"}}
	for _, words := range builds {
		build := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // words of ours
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(words, " "), err, out)
		}
	}
	if p.servers, err = local.Start(ctx, local.Options{Dir: filepath.Join(p.folder, "data")}); err != nil {
		return err
	}
	var ports [3]string
	for i := range ports {
		if ports[i], err = freeAddress(); err != nil {
			return err
		}
	}
	p.url, p.admin, p.standIns = "http://"+ports[0], "http://"+ports[1], ports[2]
	p.env = map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": p.folder, "LISTEN_ADDR": ports[0], "ADMIN_ADDR": ports[1], "PUBLIC_URL": publicURL, "DRAIN_DELAY": "0s",
		"DATABASE_URL": p.servers.DatabaseURL, "REDIS_URL": p.servers.RedisURL, "MASTER_KEYS": "k1:" + newKey(), "LOOKUP_KEY": newKey(),
		"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_WEBHOOK_SECRET": secret, "TELEGRAM_API_URL": "http://" + p.standIns,
		"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": authToken, "TWILIO_FROM": number, "TWILIO_API_URL": "http://" + p.standIns,
	}
	return p.run(ctx, p.service, "migrate")
}

func newKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return base64.StdEncoding.EncodeToString(key)
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// close ends the servers and removes what they wrote.
func (p *place) close() error {
	var err error
	if p.servers != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		err = p.servers.Stop(ctx)
	}
	return errors.Join(err, os.RemoveAll(p.folder))
}

// settings are the environment, with these changes.
func (p *place) settings(change map[string]string) []string {
	all := maps.Clone(p.env)
	maps.Copy(all, change)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, name+"="+all[name])
	}
	return list
}

// run runs a program to its end.
func (p *place) run(ctx context.Context, program string, args ...string) error {
	command := exec.CommandContext(ctx, program, args...) //nolint:gosec // a program of ours
	command.Env = p.settings(nil)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(append([]string{filepath.Base(program)}, args...), " "), err, out)
	}
	return nil
}
