package load

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// probeTime is how long the first reply may take.
const probeTime = 10 * time.Second

// probe makes sure that the service is there, takes our messages and answers to
// our stand-ins, and says what to do where it doesn't.
func (l *run) probe(ctx context.Context) error {
	if err := l.reach(ctx); err != nil {
		return err
	}
	if l.o.SMS < 1 {
		if err := l.greet(ctx, "Telegram", l.people.telegram()); err != nil {
			return err
		}
	}
	if l.o.SMS > 0 {
		return l.greet(ctx, "Twilio", l.people.sms())
	}
	return nil
}

// reach looks whether anybody listens.
func (l *run) reach(ctx context.Context) error {
	at, err := url.Parse(l.o.URL)
	if err != nil {
		return err
	}
	port := at.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[at.Scheme]
	}
	conn, err := (&net.Dialer{Timeout: 3 * time.Second}).DialContext(ctx, "tcp", net.JoinHostPort(at.Hostname(), port))
	if err != nil {
		return fmt.Errorf("nobody listens at %s: start the service there (`yousaid serve`, with the same settings as the load), or say with --url where it is", l.o.URL)
	}
	return conn.Close()
}

// greet has one resident say hello.
func (l *run) greet(ctx context.Context, network string, who phone) error {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	answered := make(chan error, 1)
	go func() {
		_, err := who.hear(ctx)
		answered <- err
	}()
	who.say("hello")
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-answered:
			if err == nil {
				return nil
			}
			if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
				return l.unanswered(network)
			}
			return ctx.Err()
		case <-look.C:
			if err := l.refused(network); err != nil {
				return err
			}
		}
	}
}

// refused says why the service doesn't take a message.
func (l *run) refused(network string) error {
	switch l.standIns.hooks.lastStatus() {
	case http.StatusForbidden:
		if network == "Twilio" {
			return fmt.Errorf("the service at %s refuses Twilio's signature (403): TWILIO_AUTH_TOKEN and PUBLIC_URL must be the same for the load and the service", l.o.URL)
		}
		return fmt.Errorf("the service at %s refuses Telegram's secret (403): TELEGRAM_WEBHOOK_SECRET must be the same for the load and the service", l.o.URL)
	case http.StatusNotFound:
		return fmt.Errorf("what listens at %s has no webhook for %s (404): is it the service, and are its %s settings there?", l.o.URL, network, network)
	}
	return nil
}

// unanswered says why a message that was taken has no reply.
func (l *run) unanswered(network string) error {
	switch status := l.standIns.hooks.lastStatus(); {
	case status == -1:
		return fmt.Errorf("the service at %s takes no messages of %s: it hung up, or didn't answer", l.o.URL, network)
	case status/100 == 2:
		return fmt.Errorf("the service at %s took a message, but its reply didn't come to the stand-ins at %s: "+
			"start it with TELEGRAM_API_URL=http://%[2]s and TWILIO_API_URL=http://%[2]s", l.o.URL, l.o.StandIns)
	default:
		return fmt.Errorf("the service at %s doesn't take messages of %s (status %d): its log says why; /readyz names a part that is missing", l.o.URL, network, status)
	}
}
