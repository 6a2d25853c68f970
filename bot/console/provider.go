package console

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"yousaid/bot"
)

// WorkAccounts says where officers' work accounts are: an OpenID provider, such
// as Microsoft Entra ID.
type WorkAccounts struct {
	Issuer       string // its address, exactly as its tokens say
	ClientID     string
	ClientSecret string
	Name         string // what officers call such an account
	// TrustEmail takes the e-mail addresses of a provider that never says
	// whether it verified them. Only for one whose addresses nobody but the
	// employer can set.
	TrustEmail bool
}

// providerTime bounds each request to the provider.
const providerTime = 5 * time.Second

// What can come of asking the provider.
var (
	errProviderAway    = errors.New("the OpenID provider can't be reached")
	errProviderRefused = errors.New("the OpenID provider's answer is not good")
)

// provider is the OpenID provider, once it was found. It is looked for when
// somebody first wants to sign in by it: the service starts without it.
type provider struct {
	WorkAccounts
	back   string // where browsers come back
	now    func() time.Time
	client *http.Client
	found  atomic.Pointer[foundProvider]
}

type foundProvider struct {
	*oidc.Provider
	oauth oauth2.Config
}

// find asks the provider about itself, until it has answered once.
func (p *provider) find(ctx context.Context) (*foundProvider, error) {
	if found := p.found.Load(); found != nil {
		return found, nil
	}
	discovered, err := oidc.NewProvider(p.context(ctx), p.Issuer)
	if err != nil {
		return nil, errors.Join(errProviderAway, described(err))
	}
	endpoint := discovered.Endpoint()
	if endpoint.AuthStyle, err = authStyle(discovered); err != nil {
		return nil, errors.Join(errProviderAway, err)
	}
	found := &foundProvider{Provider: discovered, oauth: oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: endpoint, RedirectURL: p.back,
		Scopes: []string{oidc.ScopeOpenID, oidc.ScopeEmail},
	}}
	p.found.Store(found)
	return found, nil
}

func (p *provider) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.client)
}

// authStyle is how the provider wants to be given our secret. Trying both would
// use a code up.
func authStyle(p *oidc.Provider) (oauth2.AuthStyle, error) {
	var says struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := p.Claims(&says); err != nil {
		return 0, errors.New("unreadable metadata")
	}
	if len(says.Methods) == 0 || slices.Contains(says.Methods, "client_secret_basic") {
		return oauth2.AuthStyleInHeader, nil // the default, by OpenID Connect Discovery 1.0
	}
	return oauth2.AuthStyleInParams, nil
}

// half is what a browser's secret and the state of one sign-in make together: the
// nonce and the verifier. So the record holds neither, and whoever sees the
// state in an address can't make them.
func half(kind, browser, state string) string {
	mac := hmac.New(sha256.New, []byte(browser))
	mac.Write([]byte(kind + " " + state))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// way is the provider's address for a sign-in.
func (f *foundProvider) way(browser, state string) string {
	return f.oauth.AuthCodeURL(state, oidc.Nonce(half("nonce", browser, state)), oauth2.S256ChallengeOption(half("verifier", browser, state)))
}

// claims are what a token says of an account.
type claims struct {
	Email         string          `json:"email"`
	EmailVerified json.RawMessage `json:"email_verified"`
	AuthorizedFor string          `json:"azp"`
}

// identity trades a code for the account that signed in.
func (p *provider) identity(ctx context.Context, code, browser, state string) (bot.Identity, string, error) {
	found, err := p.find(ctx)
	if err != nil {
		return bot.Identity{}, "", err
	}
	ctx = p.context(ctx)
	tokens, err := found.oauth.Exchange(ctx, code, oauth2.VerifierOption(half("verifier", browser, state)))
	if err != nil {
		return bot.Identity{}, "", exchangeFailed(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := found.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: p.now}).Verify(ctx, raw)
	if err != nil {
		return bot.Identity{}, "", refused("token: " + tokenProblem(err))
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(half("nonce", browser, state))) != 1 {
		return bot.Identity{}, "", refused("the token has another nonce")
	}
	var says claims
	if err := token.Claims(&says); err != nil || says.AuthorizedFor != "" && says.AuthorizedFor != p.ClientID {
		return bot.Identity{}, "", refused("the token is for another client")
	}
	if says.Email == "" {
		says = found.info(ctx, tokens, token.Subject)
	}
	identity := bot.Identity{Issuer: token.Issuer, Subject: token.Subject}
	if p.verified(says) {
		identity.Email = strings.ToLower(says.Email)
	}
	return identity, says.Email, nil
}

// verified reports whether an account's e-mail address may be believed.
func (p *provider) verified(says claims) bool {
	switch string(says.EmailVerified) {
	case "true", `"true"`: // some say it in a string
		return says.Email != ""
	case "":
		return says.Email != "" && p.TrustEmail
	}
	return false
}

// info asks for what many providers leave out of the token. Without an answer
// the account has no address.
func (f *foundProvider) info(ctx context.Context, tokens *oauth2.Token, subject string) (says claims) {
	if f.UserInfoEndpoint() == "" {
		return claims{}
	}
	info, err := f.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil || info.Subject != subject {
		return claims{}
	}
	if err := info.Claims(&says); err != nil {
		return claims{}
	}
	return says
}

// exchangeFailed tells a provider that says no from one that says nothing.
func exchangeFailed(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) && answer.Response != nil && answer.Response.StatusCode < http.StatusInternalServerError {
		if errorForm.MatchString(answer.ErrorCode) {
			return refused("code: " + answer.ErrorCode)
		}
		return refused("code: " + answer.Response.Status)
	}
	return errors.Join(errProviderAway, described(err))
}
