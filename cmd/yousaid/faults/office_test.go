package faults_test

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// postOffice is an SMTP server that fails as told (RFC 5321).
type postOffice struct {
	addr string
	done chan struct{}

	mu    sync.Mutex
	fault sandbox.Kind // of those of the networks; Broken is 451
	calls int          // connections that met a fault
	mails []string     // as text
}

func openPost(t *testing.T) *postOffice {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{addr: listener.Addr().String(), done: make(chan struct{})}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { o.serve(conn, o.now()) })
		}
	})
	t.Cleanup(func() { close(o.done); _ = listener.Close(); serving.Wait() })
	return o
}

// set is how connections fail from now on; "" for well.
func (o *postOffice) set(fault sandbox.Kind) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fault = fault
}

func (o *postOffice) now() sandbox.Kind {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fault != "" {
		o.calls++
	}
	return o.fault
}

// wait holds a connection; false when the test is over.
func (o *postOffice) wait(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-o.done:
		return false
	}
}

func (o *postOffice) serve(conn net.Conn, fault sandbox.Kind) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	if tcp, ok := conn.(*net.TCPConn); ok && (fault == sandbox.Reset || fault == sandbox.Lost) {
		_ = tcp.SetLinger(0)
	}
	if fault == sandbox.Reset || fault == sandbox.Hang && !o.wait(25*time.Second) {
		return
	}
	lines := bufio.NewScanner(conn)
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 post office")
	for lines.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		switch {
		case verb == "MAIL" && fault == sandbox.Broken:
			say("451 try later")
		case verb == "DATA":
			say("354 go on")
			o.take(lines)
			if fault == sandbox.Lost || fault == sandbox.Slow && !o.wait(slowBy) {
				return
			}
			say("250 queued")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (o *postOffice) take(lines *bufio.Scanner) {
	var letter strings.Builder
	for lines.Scan() && lines.Text() != "." {
		letter.WriteString(lines.Text() + "\r\n")
	}
	text, err := readMail(letter.String())
	if err != nil {
		text = err.Error()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.mails = append(o.mails, text)
}

// readMail returns subject and text.
func readMail(letter string) (string, error) {
	m, err := mail.ReadMessage(strings.NewReader(letter))
	if err != nil {
		return "", err
	}
	_, values, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	part, err := multipart.NewReader(m.Body, values["boundary"]).NextRawPart()
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(quotedprintable.NewReader(part))
	return m.Header.Get("Subject") + "\n" + string(body), err
}

// references counts the mails that name each reference.
func (o *postOffice) references() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return references(o.mails)
}

func references(texts []string) map[string]int {
	count := map[string]int{}
	for _, text := range texts {
		once := map[string]bool{}
		for _, reference := range rig.Reference.FindAllString(text, -1) {
			once[reference] = true
		}
		for reference := range once {
			count[reference]++
		}
	}
	return count
}
