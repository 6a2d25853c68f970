package main

import (
	"fmt"
	"math"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sms"
	"yousaid/bot/telegram"
	"yousaid/storage/seal"
)

// config is every setting, as docs/configuration.md lists them. Any of them may
// be given as NAME_FILE, the path of a file that holds it.
type config struct {
	ListenAddr string `env:"LISTEN_ADDR" envDefault:":8080"`
	AdminAddr  string `env:"ADMIN_ADDR" envDefault:"127.0.0.1:9090"`
	PublicURL  string `env:"PUBLIC_URL"`

	DrainDelay time.Duration `env:"DRAIN_DELAY" envDefault:"5s"`

	DatabaseURL string `env:"DATABASE_URL"`
	RedisURL    string `env:"REDIS_URL"`

	TelegramToken  string `env:"TELEGRAM_BOT_TOKEN"`
	TelegramSecret string `env:"TELEGRAM_WEBHOOK_SECRET"`
	TelegramURL    string `env:"TELEGRAM_API_URL" envDefault:"https://api.telegram.org"`

	TwilioSID       string `env:"TWILIO_ACCOUNT_SID"`
	TwilioToken     string `env:"TWILIO_AUTH_TOKEN"`
	TwilioFrom      string `env:"TWILIO_FROM"`
	TwilioMessaging string `env:"TWILIO_MESSAGING_SERVICE_SID"`
	TwilioReply     string `env:"TWILIO_REPLY" envDefault:"twiml"`
	TwilioURL       string `env:"TWILIO_API_URL" envDefault:"https://api.twilio.com"`

	SMTPURL     string `env:"SMTP_URL"`
	MailFrom    string `env:"MAIL_FROM"`
	MailReplyTo string `env:"MAIL_REPLY_TO"`

	OIDCIssuer     string `env:"OIDC_ISSUER"`
	OIDCClientID   string `env:"OIDC_CLIENT_ID"`
	OIDCSecret     string `env:"OIDC_CLIENT_SECRET"`
	OIDCName       string `env:"OIDC_NAME" envDefault:"your work account"`
	OIDCTrustEmail bool   `env:"OIDC_TRUST_EMAIL"`
	TrustedProxies string `env:"TRUSTED_PROXIES"`

	WebhookAllow string `env:"WEBHOOK_ALLOW"`

	MasterKeys string `env:"MASTER_KEYS"`
	LookupKey  string `env:"LOOKUP_KEY"`

	BulkReadAlert int `env:"BULK_READ_ALERT" envDefault:"60"`

	TelegramRate float64 `env:"UPDATE_RATE_TELEGRAM" envDefault:"25"`
	SMSRate      float64 `env:"UPDATE_RATE_SMS" envDefault:"1"`
	PartPrice    float64 `env:"SMS_PART_PRICE"`

	PlanFile  string `env:"PLAN_FILE"`
	MapTiles  string `env:"MAP_TILES_URL"`
	MapOwner  string `env:"MAP_TILES_ATTRIBUTION" envDefault:"© OpenStreetMap contributors"`
	LogLevel  string `env:"LOG_LEVEL" envDefault:"info"`
	LogFormat string `env:"LOG_FORMAT"`

	getenv func(string) string // for settings that are read by others: OpenTelemetry's

	dev bool // `yousaid dev`: no setting can turn it on
}

// settings lists the names, to look for NAME_FILE too.
var settings = []string{
	"LISTEN_ADDR", "ADMIN_ADDR", "PUBLIC_URL", "DRAIN_DELAY", "DATABASE_URL", "REDIS_URL",
	"TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_API_URL",
	"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_MESSAGING_SERVICE_SID", "TWILIO_REPLY", "TWILIO_API_URL",
	"SMTP_URL", "MAIL_FROM", "MAIL_REPLY_TO", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_TRUST_EMAIL",
	"TRUSTED_PROXIES", "WEBHOOK_ALLOW", "MASTER_KEYS", "LOOKUP_KEY", "BULK_READ_ALERT", "UPDATE_RATE_TELEGRAM", "UPDATE_RATE_SMS", "SMS_PART_PRICE", "PLAN_FILE", "MAP_TILES_URL", "MAP_TILES_ATTRIBUTION", "LOG_LEVEL", "LOG_FORMAT",
}

// settingsError names everything that is wrong with the settings at once.
type settingsError struct{ problems []string }

func (e *settingsError) Error() string {
	return "yousaid can't start, because of these settings:\n  - " + strings.Join(e.problems, "\n  - ") +
		"\nEvery setting is explained in docs/configuration.md."
}

// readConfig reads the settings. Its error is a *settingsError.
func readConfig(getenv func(string) string) (config, error) {
	var problems []string
	given := map[string]string{}
	for _, name := range settings {
		value, err := readSetting(getenv, name)
		if err != nil {
			problems = append(problems, err.Error())
		}
		if value != "" {
			given[name] = value
		}
	}
	c, err := env.ParseAsWithOptions[config](env.Options{Environment: given})
	if err != nil {
		problems = append(problems, err.Error())
	}
	if len(problems) > 0 {
		return c, &settingsError{problems}
	}
	c.getenv = getenv
	return c, nil
}

// readSetting reads NAME, or the file that NAME_FILE names.
func readSetting(getenv func(string) string, name string) (string, error) {
	value, path := getenv(name), getenv(name+"_FILE")
	switch {
	case path == "":
		return strings.TrimSpace(value), nil
	case value != "":
		return "", fmt.Errorf("%s and %s_FILE are both set: set one of them", name, name)
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "", fmt.Errorf("%s_FILE can't be read: %w", name, err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// need says which parts of the settings a command can't do without.
type need int

const (
	needRecord   need = 1 << iota // DATABASE_URL
	needKeys                      // MASTER_KEYS, LOOKUP_KEY
	needTalks                     // REDIS_URL
	needChannels                  // at least one network, and each one whole
)

// check names everything that keeps a command from starting.
func (c *config) check(what need) error {
	var bad problems
	bad.when(what&needRecord != 0 && c.DatabaseURL == "", "DATABASE_URL is not set: say where PostgreSQL 14 or newer is, such as postgres://yousaid@db/yousaid")
	bad.when(what&needTalks != 0 && c.RedisURL == "", "REDIS_URL is not set: say where Redis 6.2 or newer (or Valkey) is, such as redis://redis:6379")
	if what&needKeys != 0 {
		c.checkKeys(&bad)
	}
	if what&needChannels != 0 {
		c.checkChannels(&bad)
	}
	c.checkWorkAccounts(&bad)
	c.checkProxies(&bad)
	c.checkHooks(&bad)
	bad.when(c.DrainDelay < 0 || c.DrainDelay > longestDelay, "DRAIN_DELAY is not a time from 0s to 1m: how long a replica that stops still serves once it has said that it isn't ready, such as 5s")
	bad.when(c.BulkReadAlert < 1, "BULK_READ_ALERT is not at least 1: how many different reports an officer may open within an hour before the team is told")
	bad.when(!(c.TelegramRate > 0 && c.TelegramRate <= 10_000), "UPDATE_RATE_TELEGRAM is not a number above 0: how many plan updates a second go out at Telegram, such as 25")
	bad.when(!(c.SMSRate > 0 && c.SMSRate <= 10_000), "UPDATE_RATE_SMS is not a number above 0: how many plan updates a second go out as text messages, such as 1 or 0.5")
	bad.when(!(c.PartPrice >= 0 && c.PartPrice < 100), "SMS_PART_PRICE is not what one part of a text message costs, in pounds, such as 0.0465")
	bad.url("PUBLIC_URL", c.PublicURL)
	bad.url("TELEGRAM_API_URL", c.TelegramURL)
	bad.url("TWILIO_API_URL", c.TwilioURL)
	bad.when(c.MapTiles != "" && !tilesShape.MatchString(c.MapTiles), "MAP_TILES_URL is not an address such as https://tile.openstreetmap.org/{z}/{x}/{y}.png")
	if _, err := zerolog.ParseLevel(c.LogLevel); err != nil {
		bad.add("LOG_LEVEL is %q: use trace, debug, info, warn or error", c.LogLevel)
	}
	bad.when(c.LogFormat != "" && c.LogFormat != "json" && c.LogFormat != "console", "LOG_FORMAT is neither json nor console")
	return bad.err()
}

// tilesShape is an address with a place for zoom, column and row. What stands in
// it goes into a header, so that it holds no spaces, commas or semicolons.
var tilesShape = regexp.MustCompile(`^https?://(\{s\}\.)?[A-Za-z0-9.-]+(:[0-9]+)?/[^\s;,'"]*\{z\}[^\s;,'"]*$`)

func (c *config) checkKeys(bad *problems) {
	if c.MasterKeys == "" {
		bad.add("MASTER_KEYS is not set: make a key with `openssl rand -base64 32` and set it as k1:THEKEY")
	} else if _, err := seal.ParseKeyring(c.MasterKeys); err != nil {
		bad.add("MASTER_KEYS can't be read: %v", err)
	}
	if c.LookupKey == "" {
		bad.add("LOOKUP_KEY is not set: make one with `openssl rand -base64 32`; it never changes")
	} else if _, err := seal.ParseKey(c.LookupKey); err != nil {
		bad.add("LOOKUP_KEY can't be read: %v", err)
	}
}

func (c *config) checkChannels(bad *problems) {
	bad.when(!c.telegram() && !c.sms(), "no network is set up: set TELEGRAM_BOT_TOKEN, or TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN and TWILIO_FROM")
	bad.when(c.telegram() && !strings.Contains(c.TelegramToken, ":"), "TELEGRAM_BOT_TOKEN has no colon: copy it whole from BotFather")
	bad.when(c.telegram() && c.PublicURL != "" && c.TelegramSecret == "", "TELEGRAM_WEBHOOK_SECRET is not set, but PUBLIC_URL is: set any 16 to 256 of A-Z a-z 0-9 _ -")
	bad.when(c.TelegramSecret != "" && !secretShape(c.TelegramSecret), "TELEGRAM_WEBHOOK_SECRET may hold 1 to 256 of A-Z a-z 0-9 _ - only")
	if c.sms() {
		bad.when(c.TwilioSID == "", "TWILIO_ACCOUNT_SID is not set, but other TWILIO_ settings are")
		bad.when(c.TwilioToken == "", "TWILIO_AUTH_TOKEN is not set, but other TWILIO_ settings are")
		bad.when(c.TwilioFrom == "" && c.TwilioMessaging == "", "TWILIO_FROM is not set: the number that residents text, such as +441582000000 (or TWILIO_MESSAGING_SERVICE_SID)")
		bad.when(c.PublicURL == "", "PUBLIC_URL is not set: Twilio's signatures are checked against it")
		bad.when(c.TwilioReply != "twiml" && c.TwilioReply != "rest", "TWILIO_REPLY is neither twiml nor rest")
	}
	bad.when((c.SMTPURL == "") != (c.MailFrom == ""), "SMTP_URL and MAIL_FROM go together: set both, or none")
}

// updateGaps is the time between two plan updates on a network.
func (c *config) updateGaps() map[string]time.Duration {
	gap := func(rate float64) time.Duration { return time.Duration(float64(time.Second) / rate) }
	return map[string]time.Duration{channel.Telegram: gap(c.TelegramRate), channel.SMS: gap(c.SMSRate)}
}

// partPrice is what one part of a text message costs.
func (c *config) partPrice() bot.Money { return bot.Money(math.Round(c.PartPrice * 1e6)) }

func (c *config) telegram() bool { return c.TelegramToken != "" }

func (c *config) sms() bool {
	return c.TwilioSID+c.TwilioToken+c.TwilioFrom+c.TwilioMessaging != ""
}

// webhookPaths are where the networks that are on post to, below PUBLIC_URL.
func (c *config) webhookPaths() (paths []string) {
	if c.telegram() {
		paths = append(paths, telegram.WebhookPath)
	}
	if c.sms() {
		paths = append(paths, sms.WebhookPath, sms.StatusPath)
	}
	return paths
}

// secretShape is what Telegram takes as a webhook's secret.
func secretShape(s string) bool {
	return len(s) <= 256 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// problems gathers what is wrong.
type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

func (p *problems) when(wrong bool, text string) {
	if wrong {
		*p = append(*p, text)
	}
}

func (p *problems) url(name, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		p.add("%s is not an address such as https://chat.example.org", name)
	}
}

func (p *problems) err() error {
	if len(*p) == 0 {
		return nil
	}
	return &settingsError{*p}
}

// keys are what seals, and what finds addresses that are sealed.
func (c config) keys() (*seal.Keyring, *seal.Lookup, error) {
	ring, err := seal.ParseKeyring(c.MasterKeys)
	if err != nil {
		return nil, nil, fmt.Errorf("MASTER_KEYS: %w", err)
	}
	key, err := seal.ParseKey(c.LookupKey)
	if err != nil {
		return nil, nil, fmt.Errorf("LOOKUP_KEY: %w", err)
	}
	return ring, seal.NewLookup(key), nil
}
