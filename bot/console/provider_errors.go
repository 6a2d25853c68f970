package console

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"github.com/coreos/go-oidc/v3/oidc"
)

// errorForm is what error codes of OAuth look like. Whatever else a provider
// writes may name people, and goes into no log.
var errorForm = regexp.MustCompile(`^[a-z_]{1,40}$`)

func refused(why string) error { return fmt.Errorf("%w: %s", errProviderRefused, why) }

// described says what kind of error it is: its text may quote an answer.
func described(err error) error {
	var mismatch *oidc.IssuerMismatchError
	var network *url.Error
	switch {
	case errors.As(err, &mismatch):
		return errors.New("OIDC_ISSUER is not what the provider calls itself; mind the slash at its end")
	case errors.As(err, &network) && network.Timeout():
		return errors.New("no answer in time")
	case errors.As(err, &network):
		return errors.New("no connection")
	}
	return fmt.Errorf("unexpected %T", err)
}

func tokenProblem(err error) string {
	var expired *oidc.TokenExpiredError
	if errors.As(err, &expired) {
		return "expired"
	}
	return "not signed by the provider for us"
}
