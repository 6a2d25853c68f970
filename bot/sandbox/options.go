package sandbox

import (
	"log/slog"
	"net/http"
	"time"
)

// Options says which bot, which account and which town a sandbox stands in
// for. The zero value of each field has a workable default.
type Options struct {
	Telegram TelegramOptions
	Twilio   TwilioOptions
	World    World

	// Now is the clock that messages, the 48 hours of deletion and the age of
	// button presses go by.
	Now func() time.Time
	// Pace multiplies every wait of the providers: back-off between deliveries,
	// the way of a text message. 1 when zero; 0.001 makes a minute 60 ms. A
	// webhook is waited for 5 seconds at any pace.
	Pace float64
	// Client calls webhooks. It must not follow redirects: the providers don't.
	Client *http.Client
	// StateFile keeps what the providers would remember over a restart: chats,
	// text messages, who pressed Start or sent STOP. Empty keeps nothing.
	StateFile string
	// NoLedger keeps no ledger: a load of a million messages would fill the
	// memory with what nobody reads.
	NoLedger bool
	// Log gets one line for what the providers would show in their consoles
	// (a webhook that failed). It names no text, number or token.
	Log *slog.Logger
}

// TelegramOptions is the bot as BotFather made it.
type TelegramOptions struct {
	Token    string // "<bot id>:<secret>"
	Username string // without @
	Name     string // what people see
	// Privacy is BotFather's privacy mode, on by default there: in a group the
	// bot gets commands, answers to its messages and service messages only.
	Privacy bool
	// Limits applies Telegram's rate limits.
	Limits bool
	// WebhookTimeout is how long an answer of the webhook is waited for: 60 s.
	WebhookTimeout time.Duration
}

// TwilioOptions is the account and its one number.
type TwilioOptions struct {
	AccountSID, AuthToken string
	From                  string // E.164
	MessagingServiceSID   string
	// WebhookURL and FallbackURL are as in Twilio's console, connection
	// overrides in the fragment included (#rc=5&rp=all).
	WebhookURL, FallbackURL string
	// SignWithPort signs https URLs with :443, as parts of Twilio do.
	SignWithPort bool
	// AdvancedOptOut adds OptOutType to what the webhook gets.
	AdvancedOptOut bool
	// ShuffleCallbacks makes status callbacks arrive in the wrong order.
	ShuffleCallbacks bool
}

// World is who exists when a sandbox starts, so that no town is built in.
type World struct {
	Title     string      `json:"title"` // the partnership
	Pages     string      `json:"pages"` // where its public pages are; empty for none
	Groups    []GroupInfo `json:"groups"`
	Residents []User      `json:"residents"`
	Phones    []string    `json:"phones"` // residents by SMS, E.164
	Places    []Place     `json:"places"` // offered where a location can be sent
}

// GroupInfo is one agency's group.
type GroupInfo struct {
	ID         int64  `json:"id"` // negative; -100… for a supergroup
	Title      string `json:"title"`
	Agency     string `json:"agency"`
	Supergroup bool   `json:"supergroup"`
	BotAdmin   bool   `json:"bot_admin"`  // an administrator sees everything, whatever the privacy mode
	BotAbsent  bool   `json:"bot_absent"` // the bot is added later, by AddBot
	Officers   []User `json:"officers"`
}

// Place is a position with a name.
type Place struct {
	Name string  `json:"name"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
}

func (o *Options) setDefaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Pace == 0 {
		o.Pace = 1
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Client == nil {
		o.Client = newClient()
	}
	o.Telegram.setDefaults()
	o.Twilio.setDefaults()
}

// newClient calls webhooks as the providers do: many at once, and no redirect
// is followed.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck // nobody replaces it
	transport.Proxy = nil                                        // the service is on this machine
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 100
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (o *TelegramOptions) setDefaults() {
	setDefault(&o.Token, "110201543:sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5")
	setDefault(&o.Username, "yousaid_sandbox_bot")
	setDefault(&o.Name, "yousaid")
	if o.WebhookTimeout == 0 {
		o.WebhookTimeout = 60 * time.Second
	}
}

func (o *TwilioOptions) setDefaults() {
	setDefault(&o.AccountSID, "AC00000000000000000000000000005a4d")
	setDefault(&o.AuthToken, "5a4db0c5000000000000000000000000")
	setDefault(&o.From, "+447700900999")
}

func setDefault(field *string, value string) {
	if *field == "" {
		*field = value
	}
}
