package email

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"

	"github.com/wneessen/go-mail"
)

// Reach opens a session with the mail server as [Mailer.Send] does, up to signing
// in, and ends it. No mail is sent. Its errors hold no name and no password.
func (m *Mailer) Reach(ctx context.Context) error {
	client, err := mail.NewClient(m.host, m.options...)
	if err != nil {
		return errors.New("the mail settings don't fit together")
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err == nil {
		return client.CloseWithSMTPClient(session)
	}
	var answer *textproto.Error
	var network net.Error
	switch {
	case errors.As(err, &answer):
		return fmt.Errorf("the mail server answered %d", answer.Code)
	case strings.Contains(err.Error(), "STARTTLS"): // the library has no error of its own for it
		return errors.New("the mail server offers no STARTTLS")
	case errors.As(err, &network) && network.Timeout():
		return errors.New("the mail server didn't answer in time")
	case errors.As(err, &network):
		return errors.New("the mail server can't be reached")
	}
	return fmt.Errorf("no session with the mail server: unexpected %T", err)
}
