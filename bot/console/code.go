package console

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// How long a sign-in may take: until the code that was sent is typed, and from
// there to the app's.
const (
	codeLives = 10 * time.Minute
	appLives  = 10 * time.Minute
	sendTime  = 30 * time.Second
)

// SignInStore keeps sign-ins by a code that are under way, and counts how often
// it is tried, over all replicas.
type SignInStore interface {
	// AskCode begins a sign-in in one browser, in the place of the officer's
	// last one that waits for its code. An officer without an id: nobody has
	// registered the address; all else is the same. It was not done when there
	// is something to wait for.
	AskCode(ctx context.Context, w bot.CodeWish) (officer bot.Officer, wait time.Duration, err error)
	// TryCode compares the code that was sent; bot.ErrUsed when it is too late,
	// was tried too often, or is another browser's.
	TryCode(ctx context.Context, t bot.SignInTry) (bot.SignInTried, error)
	// App tells the second step: the officer's app, or how to set one up.
	App(ctx context.Context, token, fresh string) (bot.AppSetUp, error)
	// TryApp compares a code of the app, and sets it up where it is new.
	TryApp(ctx context.Context, t bot.SignInTry, step func(secret string) int64, recoveries []string) (bot.SignInTried, error)
	// TryRecovery uses up a recovery code, in the place of one of the app.
	TryRecovery(ctx context.Context, t bot.SignInTry) (bot.SignInTried, error)
}

// codePage asks for the code that was sent.
type codePage struct {
	To      string
	Problem *problem
}

// signInCookie binds a sign-in that is under way to its browser.
func (c *Console) signInCookie() string { return c.named("sign-in") }

// askCode sends a code to the officer at an address. Whoever it is, and whether
// there is anybody, the answer is the same and comes as soon: the code goes
// after it.
func (c *Console) askCode(w http.ResponseWriter, r *http.Request) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	page := signInPage{To: f.Get("to"), Who: f.Get("who"), Telegram: f.Get("by") == channel.Telegram}
	address, err := bot.ParseAddress(page.Who)
	if err != nil || c.Channels[address.Channel] == nil && c.Channels[channel.Telegram] == nil {
		page.Problem = &problem{"who", "Enter " + c.addressWords() + ", such as " + c.addressSample() + "."}
		c.showSignIn(w, r, http.StatusUnprocessableEntity, page)
		return
	}
	wish := bot.CodeWish{Token: bot.NewSecret(), Address: address, Code: newCode(), From: c.from(r), Lives: codeLives}
	officer, wait, err := c.Store.AskCode(r.Context(), wish)
	switch {
	case err != nil:
		c.failed(w, r, err)
		return
	case wait > 0:
		page.Problem = &problem{"who", "Too many codes were asked for. Wait " + lasts(wait) + ", then ask for another one."}
		retryAfter(w, wait)
		c.showSignIn(w, r, http.StatusTooManyRequests, page)
		return
	}
	if officer.ID != "" {
		c.sendCode(r.Context(), officer, c.codeGoes(officer, address, page.Telegram), wish.Code)
	}
	http.SetCookie(w, c.cookie(c.signInCookie(), wish.Token, codeLives))
	c.onward(w, r, "sign-in/code", page.To)
}

// codeGoes is where an officer's code goes: to Telegram when they wish that and
// are known there, or nothing else would do, and else where they said.
func (c *Console) codeGoes(officer bot.Officer, address channel.Address, telegram bool) channel.Address {
	if telegram || c.Channels[address.Channel] == nil {
		for _, known := range officer.Addresses {
			if known.Channel == channel.Telegram && c.Channels[channel.Telegram] != nil {
				return known
			}
		}
	}
	return address
}

// sendCode sends a code while its page is shown: how long the network takes
// would tell who is known. A code that is lost is asked for again.
func (c *Console) sendCode(ctx context.Context, officer bot.Officer, to channel.Address, code string) {
	network := c.Channels[to.Channel]
	if network == nil {
		c.Log.Warn().Ctx(ctx).Str("officer", officer.ID).Str("channel", to.Channel).Msg("no network to send a sign-in code on")
		return
	}
	ctx = context.WithoutCancel(ctx)
	c.sends.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, sendTime)
		defer cancel()
		if _, err := network.Send(ctx, channel.Outbound{To: to, Text: codeText(to.Channel, code)}); err != nil {
			c.Log.Warn().Ctx(ctx).Err(err).Str("officer", officer.ID).Str("channel", to.Channel).Msg("sign-in code not sent")
		}
	})
}

// codeText says nothing of who it is for, nor of what it opens.
func codeText(network, code string) string {
	text := "Your sign-in code is " + code + ". It works for 10 minutes, in the browser that asked for it. " +
		"Nobody will ask you for it. If you did not ask for it, you can ignore this message."
	if network == channel.Email {
		return "Your sign-in code\n\n" + text // the first line becomes the subject, which shows on locked screens
	}
	return text
}

// typeCode asks for the code that was sent.
func (c *Console) typeCode(w http.ResponseWriter, r *http.Request) {
	page := codePage{To: r.URL.Query().Get("to")}
	if secret(r, c.signInCookie()) == "" {
		c.onward(w, r, "sign-in", page.To)
		return
	}
	c.showCode(w, http.StatusOK, page)
}

func (c *Console) showCode(w http.ResponseWriter, status int, page codePage) {
	c.render(w, status, "code", nil, sheet{Title: titled("Check your messages", page.Problem != nil), Page: page})
}

// tryCode compares a code that was typed.
func (c *Console) tryCode(w http.ResponseWriter, r *http.Request) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	page := codePage{To: f.Get("to")}
	code, ok := sixDigits(f.Get("code"))
	if !ok {
		page.Problem = &problem{"code", "Enter the six digits that were sent to you."}
		c.showCode(w, http.StatusUnprocessableEntity, page)
		return
	}
	try := bot.SignInTry{Token: secret(r, c.signInCookie()), Code: code, From: c.from(r), Next: bot.NewSecret(), Lives: appLives}
	tried, err := c.Store.TryCode(r.Context(), try)
	switch {
	case errors.Is(err, bot.ErrUsed):
		c.codeOver(w, page.To)
	case err != nil:
		c.failed(w, r, err)
	case tried.Right():
		http.SetCookie(w, c.cookie(c.signInCookie(), try.Next, appLives))
		c.onward(w, r, "sign-in/app", page.To)
	case tried.Wait == 0 && tried.Left == 0:
		c.codeOver(w, page.To)
	default:
		page.Problem = c.wrong(w, "code", tried)
		c.showCode(w, status(tried), page)
	}
}

// wrong says what is wrong with a code that was typed.
func (c *Console) wrong(w http.ResponseWriter, field string, tried bot.SignInTried) *problem {
	if tried.Wait > 0 {
		retryAfter(w, tried.Wait)
		return &problem{field, "Too many codes were wrong. Wait " + lasts(tried.Wait) + ", then try again."}
	}
	left := fmt.Sprintf("You can try %d more times.", tried.Left)
	if tried.Left == 1 {
		left = "You can try once more."
	}
	if field == "code" {
		return &problem{field, "That is not the code that was sent last. " + left}
	}
	return &problem{field, "That code is not right, or it was used before. " + left}
}

func status(tried bot.SignInTried) int {
	if tried.Wait > 0 {
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

// codeOver says that a sign-in has to begin anew, for whichever reason.
func (c *Console) codeOver(w http.ResponseWriter, to string) {
	http.SetCookie(w, c.cookie(c.signInCookie(), "", -time.Second))
	c.message(w, http.StatusConflict, note{
		Title: "Sign in again",
		Lines: []string{"This took too long, was tried too often, or was begun in another browser. If you asked for several codes, only the last one works."},
		Way:   c.at("sign-in") + query(to), On: "Start again",
	})
}

// onward leads to the next page of signing in.
func (c *Console) onward(w http.ResponseWriter, r *http.Request, page, to string) {
	http.Redirect(w, r, c.at(page)+query(to), http.StatusSeeOther) //nolint:gosec // a page of ours; to stands behind the question mark
}

// query hands on where somebody wants to go in the end.
func query(to string) string {
	if to == "" {
		return ""
	}
	return "?to=" + url.QueryEscape(to)
}

// newCode draws six digits.
func newCode() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // it never fails
	return fmt.Sprintf("%06d", n)
}

var sixForm = regexp.MustCompile(`^[0-9]{6}$`)

// sixDigits reads a code as people type it: "123 456".
func sixDigits(typed string) (string, bool) {
	code := strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(typed)
	return code, sixForm.MatchString(code)
}
