package channel

// The networks, as Address.Channel names them.
const (
	Telegram = "telegram"
	SMS      = "sms"
	Email    = "email"
)

// Open311 stands in the place of a network for reports that an agency's own
// system filed. Nothing can be sent on it.
const Open311 = "open311"

// Address is where a conversation is held: a Telegram chat, a phone number in
// E.164, a mailbox. It is personal: it must not reach a log, so String hides
// the ID.
type Address struct {
	Channel string `json:"c"`
	ID      string `json:"i"`
}

// IsZero reports whether the address is unset.
func (a Address) IsZero() bool { return a == Address{} }

// String names the network alone, so that a stray %v can't leak a number.
func (a Address) String() string { return a.Channel + ":…" }
