package bot_test

import (
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/bot/channel"
)

func TestAddressIsReadInItsOneForm(t *testing.T) {
	for typed, wanted := range map[string]channel.Address{
		" Ruth.Okoro@Luton.gov.uk ":       {Channel: channel.Email, ID: "ruth.okoro@luton.gov.uk"},
		"o'neill+desk@police.example.org": {Channel: channel.Email, ID: "o'neill+desk@police.example.org"},
		"07700 900123":                    {Channel: channel.SMS, ID: "+447700900123"},
		"+44 (0)7700 900-123":             {Channel: channel.SMS, ID: "+447700900123"},
		"+48 512 345 678":                 {Channel: channel.SMS, ID: "+48512345678"},
	} {
		if address, err := bot.ParseAddress(typed); err != nil || address != wanted {
			t.Errorf("%q is %s %q, %v", typed, address.Channel, address.ID, err)
		}
	}
	for _, typed := range []string{
		"", "ruth", "999", "ruth@", "@luton.gov.uk", "ruth@localhost", "ruth@luton.gov.uk\r\nBcc: all@luton.gov.uk",
		"ruth@luton.gov.uk\nBcc:a@b.cd", "ruth@luton.gov.uk, all@luton.gov.uk", "Ruth <ruth@luton.gov.uk>", `"a b"@luton.gov.uk`,
		"ruth@luton.gov.uk\x00", "ruth@lut on.gov.uk", "rüth@luton.gov.uk", strings.Repeat("a", 65) + "@luton.gov.uk",
		"a@" + strings.Repeat("b.", 130) + "uk",
	} {
		if address, err := bot.ParseAddress(typed); err == nil {
			t.Errorf("%q was read as %q", typed, address.ID)
		}
	}
}
