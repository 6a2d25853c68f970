package console

import (
	"context"
	"net/http"
)

// Reach asks the OpenID provider about itself, as the first sign-in does. Its
// errors quote nothing that the provider says.
func (w WorkAccounts) Reach(ctx context.Context) error {
	p := &provider{WorkAccounts: w, client: &http.Client{Timeout: providerTime}}
	defer p.client.CloseIdleConnections()
	_, err := p.find(ctx)
	return err
}
