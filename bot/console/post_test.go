package console_test

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// post is what came to people on networks.
type post struct {
	mu   sync.Mutex
	came []channel.Outbound
	hold chan struct{} // while it is open, nothing gets through
}

// line is one network of a post.
type line struct {
	name string
	post *post
}

func (p *post) on(name string) channel.Channel { return line{name, p} }

func (l line) Name() string              { return l.name }
func (l line) Can() channel.Capabilities { return channel.Capabilities{} }

func (l line) Send(ctx context.Context, out channel.Outbound) (string, error) {
	if l.post.hold != nil {
		select {
		case <-l.post.hold:
		case <-ctx.Done():
			return "", &channel.SendError{Reason: channel.Unreachable, Err: ctx.Err()}
		}
	}
	l.post.mu.Lock()
	defer l.post.mu.Unlock()
	l.post.came = append(l.post.came, out)
	return "1", nil
}

// letters are what came so far, after whatever is on its way.
func (r *rig) letters() []channel.Outbound {
	r.t.Helper()
	r.pages.Wait()
	r.post.mu.Lock()
	defer r.post.mu.Unlock()
	return r.post.came
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// code is the one in the last message, which came to an address.
func (r *rig) code(to channel.Address) string {
	r.t.Helper()
	letters := r.letters()
	if len(letters) == 0 || letters[len(letters)-1].To != to {
		r.t.Fatalf("nothing came by %s; %d messages in all", to.Channel, len(letters))
	}
	text := letters[len(letters)-1].Text
	code := sixDigits.FindString(text)
	if code == "" || strings.Contains(text, "olice") || strings.Contains(text, "Luton") {
		r.t.Fatalf("no neutral message with a code: %q", text)
	}
	return code
}

// reached makes an address an officer's.
func (r *rig) reached(o bot.Officer, at channel.Address) {
	r.t.Helper()
	code := "invitation " + at.ID
	if err := r.Invite(r.t.Context(), o.ID, code, 1<<40); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.Bind(r.t.Context(), code, at); err != nil {
		r.t.Fatal(err)
	}
}
