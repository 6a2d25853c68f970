package email

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

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
	// ReplyTo is where a reply goes that somebody sends all the same. It should
	// be an address that takes none, so that they hear of it. Unless set it is
	// no-reply at From's domain.
	ReplyTo string
}

// timeout bounds one SMTP session, from dialling to QUIT.
const timeout = 20 * time.Second

// Mailer is a channel.Channel whose addresses are mailboxes.
type Mailer struct {
	host    string
	from    *netmail.Address
	replyTo string
	domain  string // of From: Message-IDs are made below it
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
	from, err := netmail.ParseAddress(c.From)
	if err != nil || mail.NewMsg().From(c.From) != nil {
		return nil, errors.New("MAIL_FROM is no mail address")
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	if c.ReplyTo == "" {
		c.ReplyTo = "no-reply@" + domain
	}
	replyTo, err := netmail.ParseAddress(c.ReplyTo)
	if err != nil {
		return nil, errors.New("MAIL_REPLY_TO is no mail address")
	}
	m := &Mailer{
		host: u.Hostname(), from: from, replyTo: replyTo.Address, domain: domain,
		options: []mail.Option{mail.WithTimeout(timeout), mail.WithoutNoop(), mail.WithHELO(domain)},
	}
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
	if err := message.FromFormat(m.from.Name, m.from.Address); err != nil {
		return nil, errors.New("MAIL_FROM is no mail address")
	}
	if err := message.To(out.To.ID); err != nil {
		return nil, errors.New("the desk's mailbox is no mail address")
	}
	if err := message.ReplyToFormat("Replies reach nobody", m.replyTo); err != nil {
		return nil, errors.New("MAIL_REPLY_TO is no mail address")
	}
	subject, text, _ := strings.Cut(strings.TrimSpace(out.Text), "\n")
	if text = strings.TrimSpace(text); text == "" {
		text = subject
	}
	message.Subject(line(subject))
	message.SetBodyString(mail.TypeTextPlain, text+"\n")
	message.AddAlternativeString(mail.TypeTextHTML, page(line(subject), text))
	message.SetMessageIDWithValue(rand.Text() + "@" + m.domain)
	message.SetDate()
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	message.SetGenHeader("X-Auto-Response-Suppress", "All")
	return message, nil
}

// line is a text in one line: no break and no control character gets into a
// header.
func line(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)), " ")
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
	case code >= 500 && send.Reason == mail.ErrSMTPMailFrom:
		// It won't have our sender, whoever the mail is for: that waits for the
		// settings to be put right.
		failed.Reason = channel.Unreachable
	case code >= 500 && send.Reason == mail.ErrSMTPRcptTo:
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
