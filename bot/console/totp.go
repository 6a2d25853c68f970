package console

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"yousaid/bot"
)

// What an app and we have in common: RFC 6238 with what every app assumes.
const (
	appPeriod   = 30 // seconds
	pictureSide = 256
)

// recoveries is how many recovery codes an officer gets, of so many characters
// each: 50 bits.
const (
	mostRecoveries = 10
	recoveryLength = 10
)

// newAppSecret draws the secret of an app: 160 bits, as RFC 4226 recommends.
func newAppSecret() string {
	var raw [20]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return base32.StdEncoding.EncodeToString(raw[:])
}

// appStep finds of which time step a code is: of this one, the one before (a
// slow typist) or the next (a fast clock); 0 for none.
func appStep(key, code string, now time.Time) int64 {
	this := now.Unix() / appPeriod
	for step := this - 1; step <= this+1; step++ {
		good, err := hotp.ValidateCustom(code, uint64(step), key, hotp.ValidateOpts{ //nolint:gosec // the time is after 1970
			Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err == nil && good {
			return step
		}
	}
	return 0
}

// appKey is what an app reads from the picture: whose it is, and the secret.
func (c *Console) appKey(app bot.AppSetUp) *otp.Key {
	raw, err := base32.StdEncoding.DecodeString(app.Secret)
	if err != nil || len(raw) == 0 {
		return &otp.Key{}
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: c.Plan.Name, AccountName: app.Officer.Name, Secret: raw})
	if err != nil {
		return &otp.Key{}
	}
	return key
}

// newRecoveries draws recovery codes.
func newRecoveries() []string {
	codes := make([]string, mostRecoveries)
	for i := range codes {
		codes[i] = rand.Text()[:recoveryLength] // base32: no 0, no 1
	}
	return codes
}

// spelt are recovery codes as they are shown: MFRGG-ZDFMZ.
func spelt(codes []string) []string {
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = grouped(code, recoveryLength/2, "-")
	}
	return list
}

// recoveryCode reads a recovery code as people type it.
func recoveryCode(typed string) (string, bool) {
	code := strings.NewReplacer(" ", "", "-", "", "–", "", "0", "O", "1", "I").Replace(strings.ToUpper(typed))
	return code, len(code) == recoveryLength && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}
