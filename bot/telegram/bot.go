package telegram

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/rs/zerolog"

	"yousaid/bot/channel"
)

const (
	// DefaultAPIURL is Telegram's own Bot API server.
	DefaultAPIURL = "https://api.telegram.org"
	// WebhookPath is where Telegram posts updates, below the PublicURL.
	WebhookPath = "/webhooks/telegram"
)

// maxText is the longest text of a message, in UTF-16 units after entities.
// https://core.telegram.org/bots/api#sendmessage
const maxText = 4096

// Config is what a bot has to know. Only Token is needed.
type Config struct {
	Token      string // from BotFather: "123456:ABC…"
	APIURL     string // of the Bot API server; DefaultAPIURL when empty
	Secret     string // comes back with every update; 1 to 256 of A-Z a-z 0-9 _ -; needed for a webhook
	PublicURL  string // how Telegram reaches the service: https://chat.example.org; empty: updates are polled
	HTTPClient *http.Client
	Log        zerolog.Logger
	Now        func() time.Time // time.Now when nil
}

// Bot is one bot at Telegram. It is a channel.Channel and a channel.Fetcher.
type Bot struct {
	config  Config
	handler channel.Handler
	client  *http.Client
	// transport is the client's. Calls go by it: the rest of a client is for
	// redirects and cookies, which there are none of.
	transport http.RoundTripper
	methods   string            // where they are called: the API's URL with the token
	secret    [sha256.Size]byte // of config.Secret
	api       tgbotapi.BotAPI   // copied for each upload, with a client that binds its context
	pace      pace
	uploads   uploads
	holds     channel.Holds // by chat

	mu       sync.Mutex
	username string // without @; empty until Telegram has told it
}

var (
	_ channel.Channel = (*Bot)(nil)
	_ channel.Fetcher = (*Bot)(nil)
)

var (
	tokenForm  = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

// New makes a bot that hands what comes in to handler. It calls nobody, so
// that the service starts while Telegram is away. Every problem of the config
// is named at once, without its value.
func New(config Config, handler channel.Handler) (*Bot, error) {
	if config.APIURL == "" {
		config.APIURL = DefaultAPIURL
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	config.APIURL = strings.TrimRight(config.APIURL, "/")
	config.PublicURL = strings.TrimRight(config.PublicURL, "/")
	if err := config.check(); err != nil {
		return nil, err
	}
	b := &Bot{config: config, handler: handler, client: newClient(config.HTTPClient), pace: defaultPace}
	b.transport = cmp.Or[http.RoundTripper](b.client.Transport, http.DefaultTransport)
	b.methods, b.secret = config.APIURL+"/bot"+config.Token+"/", sha256.Sum256([]byte(config.Secret))
	b.api = tgbotapi.BotAPI{Token: config.Token}
	b.api.SetAPIEndpoint(strings.ReplaceAll(config.APIURL, "%", "%%") + "/bot%s/%s")
	return b, nil
}

func (c Config) check() error {
	var problems []error
	if !tokenForm.MatchString(c.Token) {
		problems = append(problems, errors.New("telegram: the token must look like 123456:ABC"))
	}
	if u, err := url.Parse(c.APIURL); err != nil || u.Host == "" {
		problems = append(problems, errors.New("telegram: the API's URL must look like https://host"))
	}
	if c.Secret != "" && !secretForm.MatchString(c.Secret) {
		problems = append(problems, errors.New("telegram: the webhook's secret must be 1 to 256 of A-Z a-z 0-9 _ -"))
	}
	if c.PublicURL != "" && c.Secret == "" {
		problems = append(problems, errors.New("telegram: a webhook needs a secret"))
	}
	return errors.Join(problems...)
}

// newClient makes the client of a bot. It follows no redirects: the token is
// in the path, and must not be shown to whoever a redirect names.
func newClient(given *http.Client) *http.Client {
	var client http.Client
	if given != nil {
		client = *given
	} else {
		client.Transport = channel.NewTransport()
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// Name is channel.Telegram.
func (b *Bot) Name() string { return channel.Telegram }

// Can says what Telegram shows and carries.
func (b *Bot) Can() channel.Capabilities {
	return channel.Capabilities{
		Buttons: true, Location: true, Photos: true, Delete: true, MaxText: maxText,
		StripInAnswer: b.config.PublicURL != "",
	}
}

// Close lets go of idle connections. Calls under way are not disturbed.
func (b *Bot) Close() { b.client.CloseIdleConnections() }

// Username returns the bot's name without @, asking Telegram the first time.
func (b *Bot) Username(ctx context.Context) (string, error) {
	b.mu.Lock()
	name := b.username
	b.mu.Unlock()
	if name != "" {
		return name, nil
	}
	result, err := b.call(ctx, "getMe", nil)
	if err != nil {
		return "", err
	}
	var me tgbotapi.User
	if err := json.Unmarshal(result, &me); err != nil || me.UserName == "" {
		return "", fmt.Errorf("getMe: %w", errNoSense)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.username = me.UserName
	return me.UserName, nil
}
