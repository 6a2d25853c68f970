package page_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/email"
	"yousaid/flows"
)

// mailPause is how long a mailbox isn't written to again, here.
const mailPause = 3 * time.Second

// postOffice is an SMTP server that keeps what it takes.
type postOffice struct {
	mu      sync.Mutex
	letters []letter
	answers []*smtp.SMTPError // to the next recipients; then it takes all
}

// letter is a mail as it is read.
type letter struct {
	to, subject, text, page string
	header                  mail.Header
}

func (o *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &visitor{office: o}, nil }

type visitor struct {
	office *postOffice
	to     string
}

func (*visitor) Mail(string, *smtp.MailOptions) error { return nil }
func (*visitor) Reset()                               {}
func (*visitor) Logout() error                        { return nil }

func (v *visitor) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	v.to = to
	if len(v.office.answers) > 0 {
		answer := v.office.answers[0]
		v.office.answers = v.office.answers[1:]
		return answer
	}
	return nil
}

func (v *visitor) Data(r io.Reader) error {
	read, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	l := letter{to: v.to, header: read.Header}
	if l.subject, err = (&mime.WordDecoder{}).DecodeHeader(read.Header.Get("Subject")); err != nil {
		return err
	}
	_, values, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	parts := multipart.NewReader(read.Body, values["boundary"])
	for _, into := range []*string{&l.text, &l.page} {
		part, err := parts.NextPart()
		if err != nil {
			return err
		}
		body, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		*into = string(body)
	}
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	v.office.letters = append(v.office.letters, l)
	return nil
}

// withMail is the service with an SMTP server and two mailboxes that are desks.
func withMail(t *testing.T) (*rig, *postOffice) {
	t.Helper()
	office := &postOffice{}
	server := smtp.NewServer(office)
	server.Domain, server.ErrorLog = "mail.agency.example", quiet{}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	mailer, err := email.New(email.Config{URL: "smtp://" + listener.Addr().String() + "?tls=none", From: "Luton CSP <chat@example.org>"})
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, func(s *settings) { s.channels[channel.Email] = mailer })
	t.Cleanup(func() { _ = server.Close(); serving.Wait() })
	for agency, mailbox := range map[string]string{"neighbourhood-services": "wardens@agency.example", "public-health": "health@agency.example"} {
		d := bot.Desk{
			ID: uuid.NewString(), Agency: agency, Label: "Mailbox", Cleared: true,
			Address: channel.Address{Channel: channel.Email, ID: mailbox},
		}
		if err := r.AddDesk(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	return r, office
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// mails waits until so many mails have come.
func (o *postOffice) mails(t *testing.T, n int) []letter {
	t.Helper()
	for range 1500 {
		o.mu.Lock()
		letters := append([]letter(nil), o.letters...)
		o.mu.Unlock()
		if len(letters) >= n {
			return letters
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%d mails did not come", n)
	return nil
}

var mailLink = regexp.MustCompile(`http://\S+/r/[A-Za-z0-9_-]{43}`)

// From the report to the mail, its link, the page and the resident's phone.
func TestMailLeadsToTheReportAndTheReplyToTheResident(t *testing.T) {
	r, office := withMail(t)
	known := r.file(6)
	m := office.mails(t, 1)[0]
	if m.to != "wardens@agency.example" || m.subject != "New report "+known.Reference {
		t.Errorf("to %s: %s", m.to, m.subject)
	}
	for _, want := range []string{"Nuisance, noise, rubbish.", "replies reach nobody", "open the link and write there", "socialjustice@luton.gov.uk"} {
		if !strings.Contains(strings.Join(strings.Fields(m.text), " "), want) {
			t.Errorf("no %q in %s", want, m.text)
		}
	}
	if strings.Contains(m.text+m.page+m.subject, mark) || strings.Contains(m.text+m.page, "Alley") {
		t.Errorf("the mail has words of the report: %s", m.text)
	}
	if m.header.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(m.header.Get("Reply-To"), "no-reply@example.org") {
		t.Errorf("headers %v", m.header)
	}
	link := mailLink.FindString(m.text)
	if !strings.Contains(m.page, `<a href="`+link+`">`) {
		t.Errorf("the page of the mail has no link %s: %s", link, m.page)
	}
	b := newBrowser(t)
	page := b.open(link).want(http.StatusOK, mark, "Nobody has taken it")
	b.send(page, "take").want(http.StatusOK, "is yours", "Taken by Mailbox")
	b.send(page, "reply", "text", "We come on Monday, "+mark).want(http.StatusOK, "On its way")
	r.texted(ana.ID, "We come on Monday, "+mark)

	r.commit(flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "Thank you " + mark})
	answer := office.mails(t, 2)[1]
	if answer.subject != "The resident of "+known.Reference+" has answered" || strings.Contains(answer.text, mark) {
		t.Errorf("%s: %s", answer.subject, answer.text)
	}
	if !strings.Contains(answer.text, "Mailbox (Neighbourhood Services) has it.") {
		t.Errorf("nobody is told who has it: %s", answer.text)
	}
	newBrowser(t).open(mailLink.FindString(answer.text)).want(http.StatusOK, "Thank you "+mark)
}

func TestMailsComeTogetherButUrgentOnesAtOnce(t *testing.T) {
	r, office := withMail(t)
	r.file(6)
	office.mails(t, 1)
	began := time.Now()
	var references []string
	for range 4 {
		references = append(references, r.file(6).Reference)
	}
	urgent := r.file(6, func(s *flows.Submission) { s.Urgent = true })
	if m := office.mails(t, 2)[1]; m.subject != "URGENT: New report "+urgent.Reference || time.Since(began) > mailPause {
		t.Errorf("after %v: %s", time.Since(began), m.subject)
	}
	m := office.mails(t, 3)[2]
	if m.subject != "4 things to read from residents" {
		t.Errorf("together: %s", m.subject)
	}
	links := mailLink.FindAllString(m.text, -1)
	if len(links) != 4 {
		t.Fatalf("%d links in %s", len(links), m.text)
	}
	for i, reference := range references {
		newBrowser(t).open(links[i]).want(http.StatusOK, reference)
	}
	time.Sleep(300 * time.Millisecond)
	if n := len(office.mails(t, 3)); n != 3 {
		t.Errorf("%d mails", n)
	}
}

func TestGuardedMailNamesNoTheme(t *testing.T) {
	r, office := withMail(t)
	known := r.file(3)
	m := office.mails(t, 1)[0]
	if m.to != "health@agency.example" || !strings.Contains(m.subject, known.Reference) {
		t.Errorf("to %s: %s", m.to, m.subject)
	}
	for _, never := range []string{"abuse", "Domestic", mark, "women"} {
		if strings.Contains(m.subject+m.text+m.page, never) {
			t.Errorf("the mail says %q: %s", never, m.text)
		}
	}
}

func TestMailThatIsPutOffComesLater(t *testing.T) {
	r, office := withMail(t)
	office.answers = []*smtp.SMTPError{{Code: 451, Message: "later"}, {Code: 421, Message: "later"}}
	known := r.file(6)
	if m := office.mails(t, 1)[0]; !strings.Contains(m.subject, known.Reference) {
		t.Errorf("it is %s", m.subject)
	}
	if n := r.count(`SELECT count(*) FROM desks WHERE unreachable_at IS NOT NULL`); n != 0 {
		t.Errorf("%d desks are given up", n)
	}
}

func TestMailboxThatRefusesIsMissedByItsColleagues(t *testing.T) {
	r, office := withMail(t)
	r.phones(duty)
	office.answers = []*smtp.SMTPError{{Code: 550, Message: "no such mailbox"}}
	lost := r.file(6)
	r.texted(duty, "A desk of Neighbourhood Services can't be reached: Mailbox")
	if n := r.count(`SELECT count(*) FROM deliveries WHERE state = 'failed' AND failure = 'blocked'`); n != 1 {
		t.Errorf("%d deliveries are given up", n)
	}
	// An urgent mail doesn't wait, gets through, and what was missed comes.
	r.file(6, func(s *flows.Submission) { s.Urgent = true })
	letters := office.mails(t, 2)
	if !strings.Contains(letters[0].subject, "URGENT") || !strings.Contains(letters[1].subject, lost.Reference) {
		t.Errorf("mails %s, %s", letters[0].subject, letters[1].subject)
	}
	if n := r.count(`SELECT count(*) FROM desks WHERE unreachable_at IS NOT NULL`); n != 0 {
		t.Errorf("%d desks are still given up", n)
	}
}

// A comment is read by a link, too, and by nobody once it is forgotten.
func TestCommentsAreReadByLinks(t *testing.T) {
	r, office := withMail(t)
	r.phones(duty)
	r.commit(flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{ID: uuid.NewString(), Theme: 6, Text: "Empty the <bins> " + mark, Language: "en"}})
	m := office.mails(t, 1)[0]
	if m.subject != "A resident has an idea or a comment about Antisocial behaviour and environmental crime" || strings.Contains(m.text, mark) {
		t.Errorf("%s: %s", m.subject, m.text)
	}
	text := r.texted(duty, "A resident has an idea")
	b := newBrowser(t)
	page := b.open(mailLink.FindString(m.text)).want(http.StatusOK, "Empty the <bins> "+mark, "An officer can answer it in the console")
	if strings.Contains(page.html, "<bins>") {
		t.Error("a resident's words are markup")
	}
	b.post(page.url, "do", "reply", "text", "hello").want(http.StatusNotFound)
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'comment' AND actor = 'Mailbox'`); n != 1 {
		t.Errorf("%d reads are audited", n)
	}
	r.commit(flows.Effect{Kind: flows.ForgetMe})
	b.get(page.url).want(http.StatusForbidden).without(mark)
	newBrowser(t).get(mailLink.FindString(text)).want(http.StatusGone).without(mark)
}
