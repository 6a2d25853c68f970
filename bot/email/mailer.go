package email

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"yousaid/bot/channel"
)

// Config is how mail goes out.
type Config struct {
	// URL is smtps://user:password@host:465 (TLS from the start),
	// smtp://user:password@host:587 (STARTTLS, insisted on) or, for a relay on
	// the same machine, smtp://127.0.0.1:25?tls=none.
	URL  string
	From string // "Luton CSP <chat@example.org>" or an address alone
}

// timeout bounds one SMTP session, from dialling to QUIT.
const timeout = 20 * time.Second

// Mailer is a channel.Channel whose addresses are mailboxes.
type Mailer struct {
	host    string
	from    string
	options []mail.Option
}

var _ channel.Channel = (*Mailer)(nil)

// New reads the settings; it connects to nobody. Its errors don't repeat the
// password.
func New(c Config) (*Mailer, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, errors.New("SMTP_URL is no address such as smtps://user:password@mail.example.org:465")
	}
	if err := mail.NewMsg().From(c.From); err != nil {
		return nil, errors.New("MAIL_FROM is no mail address")
	}
	m := &Mailer{host: u.Hostname(), from: c.From, options: []mail.Option{mail.WithTimeout(timeout), mail.WithoutNoop()}}
	if err := m.port(u); err != nil {
		return nil, err
	}
	m.security(u)
	if user := u.User.Username(); user != "" {
		password, _ := u.User.Password()
		m.options = append(m.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(user), mail.WithPassword(password))
	}
	return m, nil
}

func (m *Mailer) port(u *url.URL) error {
	text := u.Port()
	if text == "" {
		text = map[string]string{"smtps": "465", "smtp": "587"}[u.Scheme]
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return errors.New("SMTP_URL has no port that is a number")
	}
	m.options = append(m.options, mail.WithPort(port))
	return nil
}

// security never falls back to a connection that others can read, unless the
// setting says so.
func (m *Mailer) security(u *url.URL) {
	switch {
	case u.Scheme == "smtps":
		m.options = append(m.options, mail.WithSSL())
	case u.Query().Get("tls") == "none":
		m.options = append(m.options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		m.options = append(m.options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
}

// Name is channel.Email.
func (m *Mailer) Name() string { return channel.Email }

// Can says what mail carries.
func (m *Mailer) Can() channel.Capabilities { return channel.Capabilities{MaxText: 100_000} }

// Send sends one mail and returns its Message-ID.
func (m *Mailer) Send(ctx context.Context, out channel.Outbound) (string, error) {
	if out.Verb != channel.Say || strings.TrimSpace(out.Text) == "" {
		return "", &channel.SendError{Reason: channel.Rejected, Err: errors.New("mail can only be sent, with a text")}
	}
	message, err := m.message(out)
	if err != nil {
		return "", &channel.SendError{Reason: channel.Rejected, Err: err}
	}
	client, err := mail.NewClient(m.host, m.options...)
	if err != nil {
		return "", &channel.SendError{Reason: channel.Unreachable, Err: errors.New("mail settings don't fit together")}
	}
	if err := client.DialAndSendWithContext(ctx, message); err != nil {
		return "", failure(err)
	}
	return strings.Trim(message.GetMessageID(), "<>"), nil
}

func (m *Mailer) message(out channel.Outbound) (*mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := message.From(m.from); err != nil {
		return nil, errors.New("MAIL_FROM is no mail address")
	}
	if err := message.To(out.To.ID); err != nil {
		return nil, errors.New("the desk's mailbox is no mail address")
	}
	subject, _, _ := strings.Cut(strings.TrimSpace(out.Text), "\n")
	message.Subject(strings.Join(strings.Fields(subject), " ")) // no line break gets into a header
	message.SetBodyString(mail.TypeTextPlain, out.Text)
	message.SetMessageID()
	message.SetDate()
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	message.SetGenHeader("X-Auto-Response-Suppress", "All")
	return message, nil
}

// failure puts a failed session into the terms of a SendError. Server replies
// may quote addresses, so their text is left out.
func failure(err error) *channel.SendError {
	var send *mail.SendError
	if !errors.As(err, &send) {
		return &channel.SendError{Reason: channel.Unreachable, Err: errors.New("mail server not reached")}
	}
	code := send.ErrorCode()
	failed := &channel.SendError{Code: code, Err: fmt.Errorf("mail server answered %d", code)}
	switch {
	case code == 550 || code == 551 || code == 553 || code == 556: // RFC 5321: no such mailbox
		failed.Reason = channel.Blocked
	case code >= 500:
		failed.Reason = channel.Rejected
	case code >= 400:
		failed.Reason = channel.Unreachable
	default:
		failed.Reason = channel.Unknown
	}
	return failed
}
