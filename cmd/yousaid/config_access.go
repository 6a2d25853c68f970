package main

import (
	"net/netip"
	"net/url"
	"strings"

	"yousaid/bot/console"
)

// checkWorkAccounts checks how officers sign in with their work accounts.
func (c *config) checkWorkAccounts(bad *problems) {
	if c.OIDCIssuer+c.OIDCClientID+c.OIDCSecret == "" {
		return
	}
	bad.when(c.OIDCIssuer == "", "OIDC_ISSUER is not set, but other OIDC_ settings are: the provider's address, such as https://login.microsoftonline.com/TENANT/v2.0")
	bad.when(c.OIDCClientID == "", "OIDC_CLIENT_ID is not set, but OIDC_ISSUER is: the provider gives it when this service is registered there")
	bad.when(c.OIDCSecret == "", "OIDC_CLIENT_SECRET is not set, but OIDC_ISSUER is: the provider gives it when this service is registered there")
	bad.when(c.PublicURL == "" && !c.dev, "PUBLIC_URL is not set: the OpenID provider sends officers back to it")
	if c.OIDCIssuer == "" {
		return
	}
	issuer, err := url.Parse(c.OIDCIssuer)
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && (issuer.Scheme != "http" || !loopback(issuer.Hostname())) {
		bad.add("OIDC_ISSUER is not an address that begins with https://")
	}
	bad.when(err == nil && strings.Contains(issuer.Path, "/common"), "OIDC_ISSUER is for accounts of anybody: name your own tenant in the place of common")
}

// workAccounts are where officers sign in; nil when the settings name no provider.
func (c *config) workAccounts() *console.WorkAccounts {
	if c.OIDCIssuer == "" {
		return nil
	}
	return &console.WorkAccounts{
		Issuer: c.OIDCIssuer, ClientID: c.OIDCClientID, ClientSecret: c.OIDCSecret, Name: c.OIDCName, TrustEmail: c.OIDCTrustEmail,
	}
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

func (c *config) checkProxies(bad *problems) {
	for _, name := range c.proxyNames() {
		if _, err := proxy(name); err != nil {
			bad.add("TRUSTED_PROXIES has %q: list addresses such as 10.0.0.5 or networks such as 10.0.0.0/8, with commas", name)
		}
	}
}

func (c *config) checkHooks(bad *problems) {
	for _, name := range names(c.WebhookAllow) {
		if _, err := proxy(name); err != nil {
			bad.add("WEBHOOK_ALLOW has %q: list addresses such as 10.0.0.5 or networks such as 10.0.0.0/8, with commas", name)
		}
	}
}

func (c *config) proxyNames() []string { return names(c.TrustedProxies) }

func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// proxies are the networks of the proxies that are trusted.
func (c *config) proxies() []netip.Prefix { return networks(c.proxyNames()) }

// hookNetworks are the networks inside which agencies' own systems may be told.
func (c *config) hookNetworks() []netip.Prefix { return networks(names(c.WebhookAllow)) }

func networks(names []string) (list []netip.Prefix) {
	for _, name := range names {
		if network, err := proxy(name); err == nil { // check has named the others
			list = append(list, network)
		}
	}
	return list
}

func proxy(name string) (netip.Prefix, error) {
	if strings.Contains(name, "/") {
		return netip.ParsePrefix(name)
	}
	address, err := netip.ParseAddr(name)
	if err != nil {
		return netip.Prefix{}, err
	}
	return address.Prefix(address.BitLen())
}
