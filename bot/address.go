package bot

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"yousaid/bot/channel"
)

// mailForm is what goes for an e-mail address: what mailboxes look like, and
// nothing that could mean more in a header than a mailbox.
var mailForm = regexp.MustCompile(`^[a-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// longestMail is RFC 5321's path less its angle brackets.
const longestMail = 254

// ParseAddress reads an e-mail address or a phone number as somebody typed it,
// into the one form in which it is kept: in lower case, or E.164 (a number
// without a country is British). ErrNotFound when it is neither.
func ParseAddress(typed string) (channel.Address, error) {
	typed = strings.TrimSpace(typed)
	if strings.Contains(typed, "@") {
		mail := strings.ToLower(typed)
		if len(mail) > longestMail || !mailForm.MatchString(mail) {
			return channel.Address{}, ErrNotFound
		}
		return channel.Address{Channel: channel.Email, ID: mail}, nil
	}
	number, err := phonenumbers.Parse(typed, "GB")
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return channel.Address{}, ErrNotFound
	}
	id := phonenumbers.Format(number, phonenumbers.E164)
	// Of "00000000000" another number would be read each time that it is typed
	// as it is shown. What isn't read as itself is no number.
	if again, err := phonenumbers.Parse(id, "GB"); err != nil || phonenumbers.Format(again, phonenumbers.E164) != id {
		return channel.Address{}, ErrNotFound
	}
	return channel.Address{Channel: channel.SMS, ID: id}, nil
}
