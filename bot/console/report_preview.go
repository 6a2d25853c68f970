package console

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
	"yousaid/flows"
)

// How many billed parts of a text message go without a word, and at all.
const (
	fewParts  = 2
	mostParts = 7
)

// Residents knows how what is told to residents arrives.
type Residents interface {
	// Foretell says what a report's resident will get of a notice.
	Foretell(r bot.Report, n flows.Notice) []bot.Foretold
	// ForetellAnswer says what who wrote a comment will get of an answer.
	ForetellAnswer(c bot.Comment, agency, text string) []bot.Foretold
}

// foreseen is what a resident will read of a form, before it goes.
type foreseen struct {
	Messages []bot.Foretold
	Do       string
	Off      bool      // the network is: nothing can be told
	Text     bool      // it goes by text message, else by Telegram
	Parts    int       // billed, of the message with the words
	Many     bool      // more parts than one should send
	Costly   string    // a few characters, such as an emoji, that alone make it so many parts; empty: none do
	Without  int       // parts, without those
	Language string    // BCP 47, of the resident
	Foreign  bool      // that is not English
	Later    time.Time // when quiet hours let it go; zero: at once
	Mark     string    // says that exactly this was seen; empty where it can't go
	Problem  *problem  // why it can't go as it is
}

// foresee says what a resident will read of a form. Nothing is read of a
// report's words for it. Nil: there is nothing that they would be told.
func (c *Console) foresee(v visit, r bot.Report, do string, f form) *foreseen {
	text := strings.TrimSpace(f.words("text"))
	if r.Reach != bot.ReachOpen || do == doReply && text == "" || do == doClose && f.Get("outcome") == "" {
		return nil
	}
	return c.foretell(v, r, do, text, f.Get("outcome"))
}

// foretell says what a resident who can be written to will read of words, and of
// the outcome where these close their report.
func (c *Console) foretell(v visit, r bot.Report, do, text, outcome string) *foreseen {
	if do == doClose {
		r.Status = flows.StatusClosed
	}
	notice := flows.Notice{Kind: noticeOf[do], Agency: v.officer.Agency, Text: text, Result: outcome}
	seen := &foreseen{
		Messages: c.Residents.Foretell(r, notice), Do: do, Text: r.Channel == channel.SMS,
		Language: r.Reads, Foreign: r.Reads != "en", Later: c.Officers.Later(r),
	}
	if n := len(seen.Messages); n > 0 {
		seen.Parts = seen.Messages[n-1].Parts
	}
	seen.Many = seen.Parts > fewParts
	seen.Costly, seen.Without = c.costly(r, notice, seen.Parts)
	seen.Off = len(seen.Messages) == 0
	if seen.Problem = c.unfit(r, notice, seen.Parts); seen.Off && do == doReply {
		seen.Problem = &problem{"text", "This network is switched off here. You can keep your words as a note."}
	}
	if seen.Problem == nil {
		seen.Mark = seen.mark()
	}
	return seen
}

var noticeOf = map[string]flows.NoticeKind{doReply: flows.NoticeMessage, doClose: flows.NoticeClosed}

// unfit says why words can't go as they are, and what to do about it.
func (c *Console) unfit(r bot.Report, n flows.Notice, parts int) *problem {
	if gap := c.Plan.Gap(n.Text); gap != "" {
		return &problem{"text", fmt.Sprintf("Write what belongs in the place of %s.", gap)}
	}
	if extra := utf8.RuneCountInString(n.Text) - bot.MostReply; extra > 0 {
		return &problem{"text", fmt.Sprintf("That is too long: cut %s.", characters(extra))}
	}
	if parts > mostParts {
		return &problem{
			Text: fmt.Sprintf("That would be %d text messages, and %d is the most. Cut about %s.", parts, mostParts, characters(c.cut(r, n))), Field: "text",
		}
	}
	return nil
}

// cut is how many characters of the words are too many for a text message.
func (c *Console) cut(r bot.Report, n flows.Notice) int {
	words := []rune(n.Text)
	return sort.Search(len(words), func(cut int) bool {
		n.Text = string(words[:len(words)-cut])
		told := c.Residents.Foretell(r, n)
		return told[len(told)-1].Parts <= mostParts
	})
}

// costly finds the few characters without which words would go in fewer parts.
func (c *Console) costly(r bot.Report, n flows.Notice, parts int) (which string, without int) {
	which, n.Text = desk.Costly(n.Text)
	if which == "" || r.Channel != channel.SMS || parts < 2 {
		return "", 0
	}
	told := c.Residents.Foretell(r, n)
	if without = told[len(told)-1].Parts; without >= parts {
		return "", 0
	}
	return which, without
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

// mark tells whether what is about to go is what was looked at.
func (s *foreseen) mark() string {
	sum := sha256.New()
	for _, m := range s.Messages {
		_, _ = fmt.Fprintf(sum, "%q %q %v\n", m.Text, m.Buttons, m.Asked)
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])
}

// looked refuses to send what the officer has not looked at as it will arrive.
func (c *Console) looked(ctx context.Context, v visit, id, do string, f form) error {
	now, err := c.Officers.Glance(ctx, v.by, id)
	if err != nil {
		return err
	}
	if do == doReply && strings.TrimSpace(f.words("text")) == "" {
		return &problem{"text", "Write something first."}
	}
	seen := c.foresee(v, now, do, f)
	switch {
	case seen == nil && f.Get("do") == "send":
		return nil // the record says why it can't go
	case seen == nil:
		return errLook
	case seen.Problem != nil:
		return seen.Problem
	case f.Get("do") != "send" || f.Get("shown") != seen.Mark:
		return errLook
	}
	return nil
}

// preview answers the page's script with what the resident will read of what
// is being typed.
func (c *Console) preview(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostWords)
	if !ok {
		return
	}
	id, err := c.reportID(r, v)
	var now bot.Report
	if err == nil {
		now, err = c.Officers.Glance(r.Context(), v.by, id)
	}
	if err != nil {
		c.lost(w, r, form{}, err)
		return
	}
	do := f.Get("for")
	if noticeOf[do] == "" {
		c.lost(w, r, form{}, bot.ErrNotFound)
		return
	}
	c.frame.Write(w, http.StatusOK, c.sheets["report"](), "foreseen", c.foresee(v, now, do, f))
}
