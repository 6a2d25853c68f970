package open311

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"yousaid/bot"
)

// What is refused about a key.
var (
	noKey    = problem{http.StatusUnauthorized, "api_key is missing. Send it as api_key or in the header Authorization: Bearer."}
	wrongKey = problem{http.StatusForbidden, "api_key is not valid, or was revoked."}
	noCreate = problem{http.StatusForbidden, "This api_key may not file reports."}
)

// longestKey is more than any key has, in bytes.
const longestKey = 200

// key finds whose a request is. The header counts before the parameter: an
// address may end up in somebody's log.
func (s *Server) key(ctx context.Context, r *http.Request, form url.Values) (bot.APIKey, error) {
	token := form.Get("api_key")
	if scheme, bearer, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(bearer)
	}
	switch {
	case token == "":
		return bot.APIKey{}, problems{noKey}
	case len(token) > longestKey:
		return bot.APIKey{}, problems{wrongKey}
	}
	key, wait, err := s.Store.APIKey(ctx, token, s.From(r))
	switch {
	case wait > 0:
		return bot.APIKey{}, &waitError{wait}
	case errors.Is(err, bot.ErrNotFound):
		return bot.APIKey{}, problems{wrongKey}
	}
	return key, err
}
