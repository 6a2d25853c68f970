package email_test

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/email"
)

// postOffice is an SMTP server that keeps what it is given and answers the
// recipient and the data as told (RFC 5321).
type postOffice struct {
	addr      string
	sender    string // its answer to MAIL
	recipient string // its answer to RCPT
	data      string // its answer to the end of DATA

	mu    sync.Mutex
	mails []string
}

func open(t *testing.T) *postOffice {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	office := &postOffice{addr: listener.Addr().String(), sender: "250 ok", recipient: "250 ok", data: "250 queued"}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { office.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); serving.Wait() })
	return office
}

func (o *postOffice) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	lines := bufio.NewScanner(conn)
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 post office")
	for lines.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		switch verb {
		case "EHLO", "HELO":
			say("250 post office")
		case "MAIL":
			say(o.sender)
		case "RCPT":
			say(o.recipient)
		case "DATA":
			say("354 go on")
			o.take(lines)
			say(o.data)
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (o *postOffice) take(lines *bufio.Scanner) {
	var mail strings.Builder
	for lines.Scan() && lines.Text() != "." {
		mail.WriteString(lines.Text() + "\n")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.mails = append(o.mails, mail.String())
}

func (o *postOffice) mailer(t *testing.T) *email.Mailer {
	t.Helper()
	m, err := email.New(email.Config{URL: "smtp://" + o.addr + "?tls=none", From: "Luton CSP <chat@example.org>"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var alert = channel.Outbound{
	To:   channel.Address{Channel: channel.Email, ID: "desk@agency.example.org"},
	Text: "New report LUT-7K3M-2QX\n\nOpen it once, within 7 days:\nhttps://chat.example.org/r/abc",
}

func TestAlertArrives(t *testing.T) {
	office := open(t)
	id, err := office.mailer(t).Send(t.Context(), alert)
	if err != nil || id == "" {
		t.Fatalf("id %q, %v", id, err)
	}
	if len(office.mails) != 1 {
		t.Fatalf("%d mails", len(office.mails))
	}
	for _, want := range []string{
		"Subject: New report LUT-7K3M-2QX", "To: <desk@agency.example.org>", "Auto-Submitted: auto-generated",
		"https://chat.example.org/r/abc", "Message-ID: <" + id + ">",
	} {
		if !strings.Contains(office.mails[0], want) {
			t.Errorf("no %q in:\n%s", want, office.mails[0])
		}
	}
}

// TestMailIsWellFormed reads a mail as a mail program does.
func TestMailIsWellFormed(t *testing.T) {
	office := open(t)
	out := alert
	out.Text = "Zażółć <b>\n\nNuisance & noise. See https://chat.example.org/r/a_b-c\n\nSecond <script>"
	if _, err := office.mailer(t).Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	letter, err := mail.ReadMessage(strings.NewReader(office.mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	decoder := &mime.WordDecoder{}
	if subject, err := decoder.DecodeHeader(letter.Header.Get("Subject")); err != nil || subject != "Zażółć <b>" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if at, err := letter.Header.Date(); err != nil || time.Since(at) > time.Minute {
		t.Errorf("date %v, %v", at, err)
	}
	if id := letter.Header.Get("Message-ID"); !regexp.MustCompile(`^<[A-Z2-7]{26}@example\.org>$`).MatchString(id) {
		t.Errorf("message id %s", id)
	}
	if to := letter.Header.Get("Reply-To"); to != `"Replies reach nobody" <no-reply@example.org>` {
		t.Errorf("replies go to %s", to)
	}
	if letter.Header.Get("List-Id") != "" || letter.Header.Get("User-Agent")+letter.Header.Get("X-Mailer") != "" {
		t.Errorf("headers %v", letter.Header)
	}
	kind, values, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s, %v", kind, err)
	}
	parts := multipart.NewReader(letter.Body, values["boundary"])
	var got []string
	for {
		part, err := parts.NextPart()
		if err != nil {
			break
		}
		body, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, part.Header.Get("Content-Type")+"\n"+string(body))
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], "text/plain") || !strings.HasPrefix(got[1], "text/html") {
		t.Fatalf("parts %q", got)
	}
	if !strings.Contains(got[0], "Nuisance & noise. See https://chat.example.org/r/a_b-c") || strings.Contains(got[0], "Zażółć") {
		t.Errorf("the text: %s", got[0])
	}
	for _, want := range []string{
		`<a href="https://chat.example.org/r/a_b-c">https://chat.example.org/r/a_b-c</a>`, "Nuisance &amp; noise", "Second &lt;script&gt;", "<title>Zażółć &lt;b&gt;</title>",
	} {
		if !strings.Contains(got[1], want) {
			t.Errorf("no %s in %s", want, got[1])
		}
	}
}

// A server that won't have our sender is a matter of the settings: no desk is
// given up for it.
func TestRefusedSenderWaits(t *testing.T) {
	office := open(t)
	office.sender = "530 authentication required"
	if _, err := office.mailer(t).Send(t.Context(), alert); channel.ReasonOf(err) != channel.Unreachable {
		t.Errorf("err = %v", err)
	}
}

// TestNoHeaderIsInjected: whatever the text begins with, it stays a subject.
func TestNoHeaderIsInjected(t *testing.T) {
	office := open(t)
	out := alert
	for i, text := range []string{
		"Hello\r\nBcc: everybody@example.org\r\n\r\nbody", "Hello\rBcc: everybody@example.org\n\nbody", "Hello\x00\u0085\u2028Bcc: everybody@example.org",
	} {
		out.Text = text
		if _, err := office.mailer(t).Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
		letter, err := mail.ReadMessage(strings.NewReader(office.mails[i]))
		if err != nil || letter.Header.Get("Bcc") != "" || len(letter.Header["Subject"]) != 1 {
			t.Errorf("a header was injected: %v, %v", letter.Header, err)
		}
	}
	out = alert
	out.To.ID = "desk@agency.example.org>\r\nRCPT TO:<everybody@example.org"
	if _, err := office.mailer(t).Send(t.Context(), out); channel.ReasonOf(err) != channel.Rejected {
		t.Errorf("a recipient was injected: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		recipient, data string
		want            channel.Reason
	}{
		{"550 no such mailbox desk@agency.example.org", "", channel.Blocked},
		{"554 no thanks", "", channel.Blocked},
		{"452 mailbox full", "", channel.Unreachable},
		{"250 ok", "554 looks like spam", channel.Rejected},
		{"250 ok", "451 try later", channel.Unreachable},
	} {
		office := open(t)
		office.recipient, office.data = c.recipient, c.data
		_, err := office.mailer(t).Send(t.Context(), alert)
		if got := channel.ReasonOf(err); got != c.want {
			t.Errorf("%s / %s: %s, want %s", c.recipient, c.data, got, c.want)
		}
		if strings.Contains(fmt.Sprint(err), "desk@") {
			t.Errorf("the error names the mailbox: %v", err)
		}
	}
}

func TestServerAway(t *testing.T) {
	m, err := email.New(email.Config{URL: "smtp://127.0.0.1:1?tls=none", From: "chat@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Send(t.Context(), alert); channel.ReasonOf(err) != channel.Unreachable {
		t.Errorf("err = %v", err)
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []email.Config{
		{URL: "http://host", From: "a@example.org"},
		{URL: "smtp://", From: "a@example.org"},
		{URL: "smtps://user:hunter2@host:465", From: "nobody"},
		{URL: "smtp://user:hunter2@host:port", From: "a@example.org"},
		{URL: "smtp://user:hunter2@host", From: "a@example.org", ReplyTo: "nobody"},
	} {
		if _, err := email.New(c); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", c.From, err)
		}
	}
	if _, err := email.New(email.Config{URL: "smtps://user:hunter2@host", From: "Luton CSP <a@example.org>"}); err != nil {
		t.Error(err)
	}
}
