package rig

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/flows/partnership"
	"yousaid/storage/local"
	"yousaid/storage/postgres"
)

// The secrets of every rig. They exist nowhere else, and no log may show them.
const (
	PublicURL = "https://chat.example.org"
	Token     = "110201543:rig-AAHdqTcvCH1vGWJxfSeofSAs0K5"
	Secret    = "rig-secret_Qm9iYnlUYWJsZXM"
	SID       = "AC0000000000000000000000000000e2e0"
	AuthToken = "e2e0a0b0c0d0e0f00000000000000000"
	Number    = "+447700900999" // the service's own
)

// Options says what a rig is to be like. The zero value is one replica behind
// webhooks, with every agency at its desk.
type Options struct {
	Replicas    int               // 1 when zero
	Poll        bool              // no PUBLIC_URL: Telegram is polled, SMS is off
	Pace        float64           // of the networks; 0.1 when zero
	OwnPostgres bool              // a server that this test may kill
	PostgresDir string            // where that server lives; a throwaway folder when empty
	Limits      bool              // Telegram's rate limits
	Now         func() time.Time  // the networks' clock; the real one when nil
	NoDesks     bool              // nobody is at the desks
	Invited     bool              // the desks are manned by invitations, as people do it; else the record is written
	Env         map[string]string // more settings for every replica
	Stopped     bool              // the replicas are started by the test
	Binary      string            // another program than this code's: an older release's
}

// Rig is a whole service at work.
type Rig struct {
	T        testing.TB
	Box      *sandbox.Sandbox
	Plan     *partnership.Plan
	Replicas []*Replica
	Postgres *local.Postgres
	Redis    *local.Redis
	Desks    map[string]*Desk // by agency

	// Repeats says how many times more each text message comes, though the
	// webhook answered well. Nil: not once. Set it before anybody writes.
	Repeats func() int

	options  Options
	binary   string
	database string
	folder   string
	master   string // MASTER_KEYS
	lookup   string // LOOKUP_KEY
	api      *httptest.Server
	phones   atomic.Int64
	marks    marks

	record     *postgres.Store // see Record
	recordOnce sync.Once
}

// New starts servers, networks and replicas, and puts an officer at each desk
// through the command line. Everything ends with the test.
func New(t testing.TB, o Options) *Rig {
	t.Helper()
	o.Replicas = max(o.Replicas, 1)
	if o.Pace == 0 {
		o.Pace = 0.1
	}
	r := &Rig{T: t, Plan: partnership.Luton(), options: o, folder: t.TempDir(), Desks: map[string]*Desk{}}
	r.master, r.lookup = newKey(), newKey()
	r.Mark(Token, Secret, AuthToken, r.master, r.lookup)
	if r.binary = o.Binary; r.binary == "" {
		r.binary = Binary(t)
	}
	r.startServers()
	r.startNetworks()
	r.Run("migrate")
	t.Cleanup(r.readLogs) // runs after the replicas have ended, as they are cleaned up first
	for range o.Replicas {
		r.Replicas = append(r.Replicas, newReplica(r))
	}
	r.lead()
	if o.Stopped {
		return r
	}
	for _, replica := range r.Replicas {
		replica.Start()
	}
	if !o.NoDesks {
		r.manDesks()
	}
	return r
}

// startServers gives the rig its own database and Redis.
func (r *Rig) startServers() {
	r.T.Helper()
	if r.options.OwnPostgres {
		r.Postgres = startPostgres(r.T, r.options.PostgresDir)
		r.T.Cleanup(func() { r.stop("PostgreSQL", r.Postgres.Stop) })
	} else {
		r.Postgres = sharedPostgres(r.T)
	}
	r.database = nextDatabase()
	r.exec("postgres", "CREATE DATABASE "+r.database+" OWNER yousaid")
	redis, err := local.StartRedis(r.Context(startTime), local.Options{Volatile: true, Dir: r.folder})
	if err != nil {
		r.T.Fatal(err)
	}
	r.Redis = redis
	r.T.Cleanup(func() { r.stop("Redis", redis.Stop) })
}

func (r *Rig) stop(what string, stop func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	if err := stop(ctx); err != nil {
		r.T.Errorf("stop %s: %v", what, err)
	}
}

// startNetworks opens the stand-ins for Telegram and Twilio.
func (r *Rig) startNetworks() {
	r.Box = sandbox.New(sandbox.Options{
		Pace:     r.options.Pace,
		Now:      r.options.Now,
		World:    sandbox.World{Title: r.Plan.Name, Groups: r.groups()},
		Telegram: sandbox.TelegramOptions{Token: Token, Username: "rig_bot", Privacy: true, Limits: r.options.Limits},
		Twilio:   sandbox.TwilioOptions{AccountSID: SID, AuthToken: AuthToken, From: Number},
	})
	if !r.options.Poll {
		r.Box.Twilio.SetWebhook(PublicURL+"/webhooks/twilio/sms#rc=5&rp=all", "")
	}
	r.api = httptest.NewServer(r.Box.API())
	r.T.Cleanup(func() {
		r.Box.Close()
		r.api.Close()
	})
}

// API is where the stand-ins for both networks listen.
func (r *Rig) API() string { return r.api.URL }

// lead builds the road from the public address to the replicas, in turn.
func (r *Rig) lead() { r.Lead(r.Replicas...) }

// Lead leads the public address to these replicas, in turn.
func (r *Rig) Lead(replicas ...*Replica) {
	var actual []string
	for _, replica := range replicas {
		actual = append(actual, replica.URL())
	}
	r.Box.Roads.Lead(PublicURL, actual...)
}

// Env is the environment of the program, as DESIGN §5 names the settings.
func (r *Rig) Env() []string {
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": r.folder, "TMPDIR": os.TempDir(), "LOG_LEVEL": "debug", "LOG_FORMAT": "json", "DRAIN_DELAY": "0s",
		"DATABASE_URL": r.DatabaseURL(), "REDIS_URL": r.Redis.URL(),
		"TELEGRAM_BOT_TOKEN": Token, "TELEGRAM_API_URL": r.api.URL,
		"MASTER_KEYS": "k1:" + r.master, "LOOKUP_KEY": r.lookup,
	}
	if !r.options.Poll {
		env["PUBLIC_URL"], env["TELEGRAM_WEBHOOK_SECRET"] = PublicURL, Secret
		env["TWILIO_ACCOUNT_SID"], env["TWILIO_AUTH_TOKEN"], env["TWILIO_FROM"] = SID, AuthToken, Number
		env["TWILIO_API_URL"] = r.api.URL
	}
	for name, value := range r.options.Env {
		env[name] = value
	}
	var list []string
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	return list
}

// newKey draws a key of 32 bytes.
func newKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return base64.StdEncoding.EncodeToString(key)
}

// Run runs a command of the program with the rig's settings and returns what
// it printed.
func (r *Rig) Run(args ...string) string {
	r.T.Helper()
	command := exec.CommandContext(r.Context(time.Minute), r.binary, args...)
	command.Env = r.Env()
	var failure strings.Builder
	command.Stderr = &failure
	out, err := command.Output()
	if err != nil {
		r.T.Fatalf("yousaid %s: %v\n%s%s", strings.Join(args, " "), err, out, failure.String())
	}
	return string(out)
}

// Context lives as long as the test, and at most d.
func (r *Rig) Context(d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	r.T.Cleanup(cancel)
	return ctx
}

// freeAddress is an address on the loopback that nobody listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return "127.0.0.1:" + strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}
