package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// ServeHTTP serves all of it: the page and the control API below /sandbox/,
// the providers' APIs elsewhere.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/sandbox/") {
		s.Handler().ServeHTTP(w, r)
		return
	}
	s.API().ServeHTTP(w, r)
}

// Main runs a sandbox as a process of its own until ctx ends, for tests that
// kill the service and must not lose the provider with it. It writes one line
// {"url":"http://127.0.0.1:…"} to stdout once it listens; a Remote with that
// URL drives it.
func Main(ctx context.Context, args []string, stdout io.Writer) error {
	opts, address, err := readFlags(args)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("sandbox: listen: %w", err)
	}
	if err := json.NewEncoder(stdout).Encode(map[string]string{"url": "http://" + listener.Addr().String()}); err != nil {
		return fmt.Errorf("sandbox: announce: %w", err)
	}
	return Serve(ctx, New(opts), listener)
}

// Serve serves a sandbox on a listener until ctx ends, and closes both.
func Serve(ctx context.Context, box *Sandbox, listener net.Listener) error {
	server := &http.Server{Handler: box, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() {
		box.Close() // first: it lets go what is held, and open pages
		_ = server.Close()
	})
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		box.Close()
		return fmt.Errorf("sandbox: serve: %w", err)
	}
	return nil
}

// readFlags reads the command line of Main.
func readFlags(args []string) (opts Options, address string, err error) {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&address, "listen", "127.0.0.1:0", "address to listen on")
	flags.StringVar(&opts.Telegram.Token, "telegram-token", "", "the bot's token")
	flags.StringVar(&opts.Telegram.Username, "telegram-username", "", "the bot's user name")
	flags.BoolVar(&opts.Telegram.Privacy, "telegram-privacy", true, "the bot's privacy mode in groups")
	flags.BoolVar(&opts.Telegram.Limits, "telegram-limits", false, "apply Telegram's rate limits")
	flags.StringVar(&opts.Twilio.AccountSID, "twilio-sid", "", "account SID")
	flags.StringVar(&opts.Twilio.AuthToken, "twilio-token", "", "auth token")
	flags.StringVar(&opts.Twilio.From, "twilio-from", "", "the service's number")
	flags.StringVar(&opts.Twilio.WebhookURL, "twilio-webhook", "", "URL for incoming messages")
	flags.StringVar(&opts.Twilio.FallbackURL, "twilio-fallback", "", "URL when that fails")
	flags.Float64Var(&opts.Pace, "pace", 1, "factor of every wait of the providers")
	flags.StringVar(&opts.StateFile, "state", "", "file to keep chats in over a restart")
	world := flags.String("world", "", "JSON file of the World")
	if err := flags.Parse(args); err != nil {
		return opts, "", fmt.Errorf("sandbox: %w", err)
	}
	if *world == "" {
		return opts, address, nil
	}
	text, err := os.ReadFile(*world)
	if err != nil {
		return opts, "", fmt.Errorf("sandbox: world: %w", err)
	}
	if err := json.Unmarshal(text, &opts.World); err != nil {
		return opts, "", fmt.Errorf("sandbox: world: %w", err)
	}
	return opts, address, nil
}
