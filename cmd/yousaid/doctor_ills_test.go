package main_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// What can be wrong, part by part.

func (p *patient) illSettings() []ill {
	folder := p.T.TempDir()
	secret := func(mode os.FileMode) string {
		path := filepath.Join(folder, fmt.Sprintf("lookup-%o", mode))
		_, lookup := p.Keys()
		if err := os.WriteFile(path, []byte(lookup), 0o600); err != nil {
			p.T.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			p.T.Fatal(err)
		}
		return path
	}
	private := p.look(map[string]string{"LOOKUP_KEY": "", "LOOKUP_KEY_FILE": secret(0o600)})
	if state, words := private.state("secret files"); state != "ok" || !strings.Contains(words, "1, for their owner alone") {
		p.T.Errorf("a private file: %s %s", state, words)
	}
	return []ill{
		{what: "two bad settings", settings: map[string]string{"BULK_READ_ALERT": "0", "LOG_LEVEL": "loud"}, check: "settings", want: "fail", words: ""},
		{what: "no DATABASE_URL", settings: map[string]string{"DATABASE_URL": ""}, check: "postgres", want: "fail", words: "set DATABASE_URL"},
		{what: "an open file", settings: map[string]string{"LOOKUP_KEY": "", "LOOKUP_KEY_FILE": secret(0o644)}, check: "secret files", want: "warn", words: "LOOKUP_KEY_FILE"},
		{what: "a file for a group", settings: map[string]string{"LOOKUP_KEY": "", "LOOKUP_KEY_FILE": secret(0o640)}, check: "secret files", want: "warn", words: "chmod 600"},
	}
}

func (p *patient) illRecord() []ill {
	at := func(change func(*url.URL)) map[string]string {
		u, err := url.Parse(p.DatabaseURL())
		if err != nil {
			p.T.Fatal(err)
		}
		change(u)
		return map[string]string{"DATABASE_URL": u.String()}
	}
	query := func(name, value string) map[string]string {
		return at(func(u *url.URL) {
			values := u.Query()
			values.Set(name, value)
			u.RawQuery = values.Encode()
		})
	}
	p.sql("CREATE DATABASE empty OWNER yousaid")()
	const newest = `(SELECT max(version_id) FROM goose_db_version)`
	return []ill{
		{what: "no server", settings: map[string]string{"DATABASE_URL": "postgres://yousaid:zqword@127.0.0.1:1/yousaid"}, check: "postgres", want: "fail", words: "no answer"},
		{what: "no such database", settings: at(func(u *url.URL) { u.Path = "/nowhere" }), check: "postgres", want: "fail", words: "login is refused"},
		{what: "read-only", settings: query("default_transaction_read_only", "on"), check: "postgres", want: "fail", words: "takes no writes"},
		{what: "an empty database", settings: at(func(u *url.URL) { u.Path = "/empty" }), check: "postgres schema", want: "fail", words: "not set up"},
		{what: "an empty database", settings: at(func(u *url.URL) { u.Path = "/empty" }), check: "postgres separation", want: "fail", words: "no tables"},
		{
			what: "an older record", check: "postgres schema", want: "fail", words: "this release needs",
			harm: p.sql(`CREATE TABLE kept AS SELECT * FROM goose_db_version WHERE version_id = `+newest, `DELETE FROM goose_db_version WHERE version_id = `+newest),
			heal: p.sql(`INSERT INTO goose_db_version OVERRIDING SYSTEM VALUE SELECT * FROM kept`, `DROP TABLE kept`),
		},
		{
			what: "a newer record", check: "postgres schema", want: "warn", words: "older program",
			harm: p.sql(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`),
			heal: p.sql(`DELETE FROM goose_db_version WHERE version_id = 9999`),
		},
		{
			what: "an older queue", check: "postgres schema", want: "fail", words: "job queue",
			harm: p.sql(`CREATE TABLE kept AS SELECT * FROM river.river_migration ORDER BY version DESC LIMIT 1`, `DELETE FROM river.river_migration USING kept WHERE river_migration.version = kept.version`),
			heal: p.sql(`INSERT INTO river.river_migration SELECT * FROM kept`, `DROP TABLE kept`),
		},
		{
			what: "a role is missing", check: "postgres roles", want: "fail", words: "1 of yousaid_service",
			harm: p.sql(`ALTER ROLE yousaid_desk RENAME TO yousaid_gone`), heal: p.sql(`ALTER ROLE yousaid_gone RENAME TO yousaid_desk`),
		},
		{
			what: "a role isn't granted", check: "postgres roles", want: "fail", words: "GRANT",
			harm: p.sql(`CREATE ROLE stranger LOGIN`, `GRANT SELECT ON goose_db_version TO stranger`, `GRANT USAGE ON SCHEMA river TO stranger`, `GRANT SELECT ON ALL TABLES IN SCHEMA river TO stranger`),
			settings: at(func(u *url.URL) {
				u.User = url.User("stranger")
				values := u.Query()
				values.Del("user")
				u.RawQuery = values.Encode()
			}),
		},
		{
			what: "a role that passes row-level security by", check: "postgres roles", want: "fail", words: "NOBYPASSRLS",
			harm: p.sql(`ALTER ROLE yousaid_desk BYPASSRLS`), heal: p.sql(`ALTER ROLE yousaid_desk NOBYPASSRLS`),
		},
		{what: "a superuser", settings: map[string]string{"DATABASE_URL": p.At(p.Database())}, check: "postgres roles", want: "warn", words: "superuser"},
		{
			what: "not forced", check: "postgres separation", want: "fail", words: "public.reports",
			harm: p.sql(`ALTER TABLE reports NO FORCE ROW LEVEL SECURITY`), heal: p.sql(`ALTER TABLE reports FORCE ROW LEVEL SECURITY`),
		},
		{
			what: "off", check: "postgres separation", want: "fail", words: "vault.contacts",
			harm: p.sql(`ALTER TABLE vault.contacts DISABLE ROW LEVEL SECURITY`), heal: p.sql(`ALTER TABLE vault.contacts ENABLE ROW LEVEL SECURITY`),
		},
		{what: "two replicas don't fit", settings: query("pool_max_conns", "150"), check: "postgres connections", want: "warn", words: "two replicas"},
		{what: "not one fits", settings: query("pool_max_conns", "5000"), check: "postgres connections", want: "fail", words: "max_connections"},
	}
}

func (p *patient) illRedis() []ill {
	ctx := p.T.Context()
	epoch := "{s3}:epoch"
	kept, err := p.redis.Get(ctx, epoch).Result()
	if err != nil {
		p.T.Fatal(err)
	}
	used := func() string {
		var bytes int
		text, _ := p.redis.Info(ctx, "memory").Result()
		_, after, _ := strings.Cut(text, "used_memory:")
		_, _ = fmt.Sscanf(after, "%d", &bytes)
		return fmt.Sprint(bytes * 11 / 10)
	}
	limit, err := p.redis.ConfigGet(ctx, "maxmemory").Result()
	if err != nil {
		p.T.Fatal(err)
	}
	mute := strings.Replace(p.Redis.URL(), "unix://", "unix://mute:zqmute@", 1)
	if !strings.HasPrefix(p.Redis.URL(), "unix://") {
		mute = strings.Replace(p.Redis.URL(), "redis://", "redis://mute:zqmute@", 1)
	}
	if err := p.redis.Do(ctx, "ACL", "SETUSER", "mute", "on", ">zqmute", "~*", "+@all", "-config").Err(); err != nil {
		p.T.Fatal(err)
	}
	return []ill{
		{what: "no Redis", settings: map[string]string{"REDIS_URL": "redis://:zqword@127.0.0.1:1"}, check: "redis", want: "fail", words: "no answer"},
		{what: "a wrong password", settings: map[string]string{"REDIS_URL": strings.Replace(mute, "zqmute", "zqother", 1)}, check: "redis", want: "fail", words: "WRONGPASS"},
		{what: "evicts", check: "redis maxmemory-policy", want: "fail", words: "noeviction", harm: p.config("maxmemory-policy", "allkeys-lru"), heal: p.config("maxmemory-policy", "noeviction")},
		{what: "keeps nothing", check: "redis appendonly", want: "fail", words: "lost when Redis restarts", harm: p.config("appendonly", "no"), heal: p.config("appendonly", "yes")},
		{what: "doesn't tell", settings: map[string]string{"REDIS_URL": mute}, check: "redis appendonly", want: "warn", words: "doesn't tell"},
		{what: "nearly full", check: "redis memory", want: "warn", words: "raise maxmemory", harm: func() { p.config("maxmemory", used())() }, heal: p.config("maxmemory", limit["maxmemory"])},
		{
			what: "an epoch is missing", check: "redis conversations", want: "warn", words: "1 parts are gone",
			harm: func() { p.redis.Del(ctx, epoch) }, heal: func() { p.redis.Set(ctx, epoch, kept, 0) },
		},
	}
}

func (p *patient) illKeys() []ill {
	return []ill{
		{what: "another key by the same name", settings: map[string]string{"MASTER_KEYS": "k1:" + p.NewKey()}, check: "master keys", want: "fail", words: "vault.contacts (k1)"},
		{what: "a key is missing", settings: map[string]string{"MASTER_KEYS": "k2:" + p.NewKey()}, check: "master keys", want: "fail", words: "k1 not in MASTER_KEYS"},
		{what: "another lookup key", settings: map[string]string{"LOOKUP_KEY": p.NewKey()}, check: "lookup key", want: "fail", words: "what it was"},
		{what: "another lookup key", settings: map[string]string{"LOOKUP_KEY": p.NewKey()}, check: "public address", want: "fail", words: "another installation"},
	}
}

func (p *patient) illTelegram() []ill {
	own := p.telegram("setWebhook", p.ownHook())
	fails := func() {
		n := p.Box.Ledger.Len()
		p.Telegram().Say("is anybody there")
		if _, err := p.Box.Ledger.Wait(p.Context(rig.Patience), n, func(e sandbox.Entry) bool { return e.Method == sandbox.Webhook && !e.Done }); err != nil {
			p.T.Fatal(err)
		}
	}
	quiet := func() {
		own()
		p.telegram("setWebhook", p.ownHook("url", p.front.URL+"/elsewhere", "drop_pending_updates", "true"))()
		p.telegram("setWebhook", p.ownHook("drop_pending_updates", "true"))()
	}
	return []ill{
		{what: "another token", settings: map[string]string{"TELEGRAM_BOT_TOKEN": "1:zqtoken"}, check: "telegram", want: "fail", words: "no such token"},
		{what: "no way there", settings: map[string]string{"TELEGRAM_API_URL": "http://127.0.0.1:1"}, check: "telegram", want: "fail", words: "no answer"},
		{what: "no groups", check: "telegram", want: "fail", words: "/setjoingroups", harm: func() { p.Box.Telegram.SetGroups(false, true) }, heal: func() { p.Box.Telegram.SetGroups(true, true) }},
		{what: "privacy off", check: "telegram", want: "warn", words: "/setprivacy", harm: func() { p.Box.Telegram.SetGroups(true, false) }, heal: func() { p.Box.Telegram.SetGroups(true, true) }},
		{what: "polling against a webhook", settings: map[string]string{"PUBLIC_URL": ""}, check: "telegram webhook", want: "fail", words: "polled, but they go to 127.0.0.1"},
		{what: "another's webhook", check: "telegram webhook", want: "fail", words: "updates go to other.example.org, ", harm: p.telegram("setWebhook", p.ownHook("url", "https://other.example.org/secret-in-path")), heal: own},
		{what: "no webhook", check: "telegram webhook", want: "warn", words: "not set yet", harm: p.telegram("deleteWebhook", nil), heal: own},
		{what: "kinds are missing", check: "telegram webhook", want: "fail", words: "my_chat_member", harm: p.telegram("setWebhook", p.ownHook("allowed_updates", `["message","edited_message","callback_query"]`)), heal: own},
		{what: "few connections", check: "telegram webhook", want: "warn", words: "40 connections", harm: p.telegram("setWebhook", p.ownHook("max_connections", "40")), heal: own},
		{what: "another secret", check: "telegram deliveries", want: "fail", words: "TELEGRAM_WEBHOOK_SECRET differs", harm: func() { p.telegram("setWebhook", p.ownHook("secret_token", "other"))(); fails() }, heal: quiet},
		{
			what: "the proxy is broken", check: "telegram deliveries", want: "fail", words: "1 updates wait",
			harm: func() {
				p.answering(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })()
				fails()
			},
			heal: func() { p.open(); quiet() },
		},
	}
}

func (p *patient) illTwilio() []ill {
	own, heal := p.front.URL+smsPath, p.account(healed)
	hooked := func(address, fallback string) func() { return func() { p.hook(address, fallback) } }
	rehook := hooked(own+again, own+again)
	const number, fallback = "twilio number webhook", "twilio number fallback"
	return []ill{
		{what: "another token", settings: map[string]string{"TWILIO_AUTH_TOKEN": "zqtoken"}, check: "twilio", want: "fail", words: "refuses"},
		{what: "no way there", settings: map[string]string{"TWILIO_API_URL": "http://127.0.0.1:1"}, check: "twilio", want: "fail", words: "no answer"},
		{what: "suspended", check: "twilio", want: "fail", words: "suspended", harm: p.account(func(a *sandbox.TwilioAccount) { a.Status = "suspended" }), heal: heal},
		{what: "on trial", check: "twilio", want: "warn", words: "trial", harm: p.account(func(a *sandbox.TwilioAccount) { a.Type = "Trial" }), heal: heal},
		{what: "another number", settings: map[string]string{"TWILIO_FROM": "+441582000001"}, check: "twilio number", want: "fail", words: "no number like"},
		{what: "no texts", check: "twilio number", want: "fail", words: "takes no text", harm: p.account(func(a *sandbox.TwilioAccount) { a.Texts = false }), heal: heal},
		{what: "no such service", settings: map[string]string{"TWILIO_MESSAGING_SERVICE_SID": "MG0"}, check: "twilio service", want: "fail", words: "no messaging service"},
		{what: "an app", check: number, want: "fail", words: "TwiML app", harm: p.account(func(a *sandbox.TwilioAccount) { a.App = "AP1" }), heal: heal},
		{what: "by GET", check: number, want: "fail", words: "by GET", harm: p.account(func(a *sandbox.TwilioAccount) { a.Method = http.MethodGet }), heal: heal},
		{what: "no webhook", check: number, want: "fail", words: "nobody takes", harm: hooked("", ""), heal: rehook},
		{what: "another's webhook", check: number, want: "fail", words: "messages go to demo.twilio.com", harm: hooked("https://demo.twilio.com/welcome/sms/reply", ""), heal: rehook},
		{what: "no overrides", check: number, want: "warn", words: again, harm: hooked(own, own), heal: rehook},
		{what: "no fallback", check: fallback, want: "warn", words: "none", harm: hooked(own+again, ""), heal: rehook},
		{what: "another's fallback", check: fallback, want: "warn", words: "demo.twilio.com", harm: hooked(own+again, "https://demo.twilio.com/"), heal: rehook},
		{what: "fallback by GET", check: fallback, want: "warn", words: "by GET", harm: p.account(func(a *sandbox.TwilioAccount) { a.FallbackMethod = http.MethodGet }), heal: heal},
	}
}

func (p *patient) illPublic() []ill {
	const name = "public address"
	status := func(code int) func() {
		return p.answering(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	return []ill{
		{what: "nobody", settings: map[string]string{"PUBLIC_URL": "http://127.0.0.1:1"}, check: name, want: "fail", words: "nobody answers"},
		{what: "no https", settings: map[string]string{"PUBLIC_URL": "http://chat.example.org"}, check: name, want: "fail", words: "not https"},
		{what: "bad gateway", check: name, want: "fail", words: "answers 502", harm: status(http.StatusBadGateway), heal: p.open},
		{what: "somebody else", check: name, want: "fail", words: "somebody else", harm: status(http.StatusOK), heal: p.open},
		{
			what: "leads on", check: name, want: "fail", words: "leads on to www.example.org", heal: p.open,
			harm: p.answering(func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://www.example.org"+r.URL.Path, http.StatusMovedPermanently)
			}),
		},
		{
			what: "webhooks go elsewhere", check: "public webhooks", want: "fail", words: "/webhooks/twilio/sms", heal: p.open,
			harm: func() {
				one, err := http.Get(p.Replicas[0].URL() + "/.well-known/yousaid")
				if err != nil {
					p.T.Fatal(err)
				}
				defer one.Body.Close()
				var own map[string]string
				if err := json.NewDecoder(one.Body).Decode(&own); err != nil {
					p.T.Fatal(err)
				}
				p.answering(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasPrefix(r.URL.Path, "/webhooks/") {
						http.NotFound(w, r)
						return
					}
					_ = json.NewEncoder(w).Encode(own)
				})()
			},
		},
	}
}

// dated is a way to the networks on which the clock is wrong.
func (p *patient) dated(by time.Duration) string {
	to, err := url.Parse(p.API())
	if err != nil {
		p.T.Fatal(err)
	}
	way := httputil.NewSingleHostReverseProxy(to)
	way.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
		return nil
	}
	server := httptest.NewServer(way)
	p.T.Cleanup(server.Close)
	return server.URL
}

// postOffice answers the beginning of a session with a mail server.
func (p *patient) postOffice() string {
	listener, err := (&net.ListenConfig{}).Listen(p.T.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		p.T.Fatal(err)
	}
	p.T.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = fmt.Fprint(conn, "220 here\r\n")
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				_, _ = fmt.Fprint(conn, map[string]string{"QUIT": "221 bye\r\n"}[lines.Text()], cmp.Or(map[bool]string{true: "250 here\r\n"}[strings.HasPrefix(lines.Text(), "EHLO")]))
			}
			_ = conn.Close()
		}
	}()
	return listener.Addr().String()
}

func (p *patient) illOthers() []ill {
	office := p.postOffice()
	mail := func(address string) map[string]string {
		return map[string]string{"SMTP_URL": address, "MAIL_FROM": "chat@luton.example"}
	}
	var issuer atomic.Value
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": issuer.Load(), "authorization_endpoint": "https://a.example", "token_endpoint": "https://t.example", "jwks_uri": "https://k.example"})
	}))
	p.T.Cleanup(provider.Close)
	issuer.Store(provider.URL)
	openID := func(address string) map[string]string {
		return map[string]string{"OIDC_ISSUER": address, "OIDC_CLIENT_ID": "yousaid", "OIDC_CLIENT_SECRET": "zqsecret"}
	}
	for check, settings := range map[string]map[string]string{"mail": mail("smtp://" + office + "?tls=none"), "openid": openID(provider.URL)} {
		if state, words := p.look(settings).state(check); state != "ok" || strings.HasPrefix(words, "off") {
			p.T.Errorf("%s that is set up well: %s %s", check, state, words)
		}
	}
	return []ill{
		{what: "no mail server", settings: mail("smtp://127.0.0.1:1"), check: "mail", want: "fail", words: "can't be reached"},
		{what: "no STARTTLS", settings: mail("smtp://user:zqword@" + office), check: "mail", want: "fail", words: "no STARTTLS"},
		{what: "no provider", settings: openID("http://127.0.0.1:1"), check: "openid", want: "fail", words: "can't be reached"},
		{what: "another issuer", settings: openID(provider.URL), check: "openid", want: "fail", words: "not what the provider calls itself", harm: func() { issuer.Store(provider.URL + "/") }},
		{what: "Telegram's clock is ahead", settings: map[string]string{"TELEGRAM_API_URL": p.dated(10 * time.Second)}, check: "clock", want: "warn", words: "Telegram's is "},
		{what: "Twilio's clock is behind", settings: map[string]string{"TWILIO_API_URL": p.dated(-time.Hour)}, check: "clock", want: "fail", words: "behind ours"},
	}
}

func (p *patient) illPeople() []ill {
	first := p.Plan.Agencies[0].ID
	return []ill{
		{what: "no file", settings: map[string]string{"PLAN_FILE": "/nowhere/town.yaml"}, check: "plan", want: "fail", words: "plan check"},
		{what: "no desk", check: "desks", want: "warn", words: first, harm: p.sql(`UPDATE desks SET active = false WHERE agency = '` + first + `'`), heal: p.sql(`UPDATE desks SET active = true`)},
		{what: "a desk is away", check: "desks", want: "warn", words: "1 can't be reached", harm: p.sql(`UPDATE desks SET unreachable_at = now() WHERE agency = '` + first + `'`), heal: p.sql(`UPDATE desks SET unreachable_at = NULL`)},
		{what: "nobody administers", check: "administrator", want: "warn", words: "officer add", harm: p.sql(`UPDATE officers SET role = 'officer' WHERE role = 'administrator'`), heal: p.sql(`UPDATE officers SET role = 'administrator' WHERE name = 'Bilal'`)},
		{what: "no officer", check: "officers", want: "warn", words: first, harm: p.sql(`UPDATE officers SET active = false WHERE agency = '` + first + `'`), heal: p.sql(`UPDATE officers SET active = true`)},
	}
}
