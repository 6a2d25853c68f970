package bot

import (
	"time"

	"yousaid/bot/channel"
)

// CodeWish is somebody's wish for a one-time code to sign in with.
type CodeWish struct {
	Token   string          // of the browser that asks
	Address channel.Address // as somebody typed it: perhaps nobody's
	Code    string          // what is going to be sent
	From    string          // the network address that asks
	Lives   time.Duration
}

// SignInTry is what somebody types to go on with signing in.
type SignInTry struct {
	Token string // of the browser
	Code  string
	From  string // the network address
	Next  string // token of the browser from now on, when the code is right
	Lives time.Duration
}

// SignInTried says what came of a try.
type SignInTried struct {
	Officer Officer       // who it is, when it was right
	Left    int           // how many tries are left, when it was wrong
	Wait    time.Duration // how long to wait, when it was not looked at: too many were wrong
}

// Right reports whether what was typed was right.
func (t SignInTried) Right() bool { return t.Officer.ID != "" }

// AppSetUp is an authenticator app before or after it was set up.
type AppSetUp struct {
	Officer Officer
	Done    bool
	Secret  string // base32; empty once it is done
}

// Identity is an account at an identity provider, which vouches for it.
type Identity struct {
	Issuer  string
	Subject string // the provider's id of the account: it never changes
	Email   string // in lower case; empty unless verified
}
