package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/email"
)

// certificateEnds is how long before its end a certificate is warned of: those
// that renew themselves do so a month before.
const certificateEnds = 14 * 24 * time.Hour

// mail opens a session with the mail server.
func (d *doctor) mail(ctx context.Context) []finding {
	const name = "mail"
	if d.cfg.SMTPURL == "" {
		return []finding{ok(name, "off: SMTP_URL is not set")}
	}
	mailer, err := email.New(email.Config{URL: d.cfg.SMTPURL, From: d.cfg.MailFrom, ReplyTo: d.cfg.MailReplyTo})
	if err == nil {
		err = mailer.Reach(ctx)
	}
	if err != nil {
		return []finding{fail(name, err.Error(), "see SMTP_URL: its host, port, name and password, and whether it wants TLS at once (smtps) or by STARTTLS (smtp)")}
	}
	return []finding{ok(name, "the mail server lets us in; no mail was sent")}
}

// openID asks the provider of work accounts about itself.
func (d *doctor) openID(ctx context.Context) []finding {
	const name = "openid"
	work := d.cfg.workAccounts()
	if work == nil {
		return []finding{ok(name, "off: OIDC_ISSUER is not set")}
	}
	if err := work.Reach(ctx); err != nil {
		return []finding{fail(name, strings.ReplaceAll(err.Error(), "\n", ": "), "see OIDC_ISSUER, and that this machine may reach it by HTTPS")}
	}
	return []finding{ok(name, "the provider calls itself what OIDC_ISSUER says")}
}

// public looks whether PUBLIC_URL leads to this installation, and the webhooks'
// paths with it.
func (d *doctor) public(ctx context.Context) []finding {
	const name = "public address"
	if d.cfg.PublicURL == "" {
		return []finding{ok(name, "none: PUBLIC_URL is not set")}
	}
	client := &http.Client{
		Transport:     channel.NewTransport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	u, err := url.Parse(d.cfg.PublicURL)
	if err != nil || u.Host == "" {
		return unset(name, "PUBLIC_URL")
	}
	if u.Scheme != "https" && !loopback(u.Hostname()) {
		return []finding{fail(name, "it is not https", "put a proxy with a certificate in front: Telegram takes nothing else, and the console's cookies need it")}
	}
	main := d.leadsHere(ctx, client)
	if main.State == stateFail {
		return []finding{main}
	}
	return append([]finding{main}, d.pathsLeadHere(ctx, client)...)
}

func (d *doctor) leadsHere(ctx context.Context, client *http.Client) finding {
	const name = "public address"
	response, err := d.get(ctx, client, selfPath)
	if err != nil {
		var bad *tls.CertificateVerificationError
		if errors.As(err, &bad) {
			return fail(name, "its certificate is not good", "renew it, with its whole chain, at the proxy in front")
		}
		return fail(name, "nobody answers at "+hostOf(d.cfg.PublicURL), "see its DNS entry, the proxy in front and that `yousaid serve` runs; some networks don't let a machine reach itself by its public name")
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	var found self
	switch {
	case err != nil || response.StatusCode >= http.StatusInternalServerError:
		return fail(name, fmt.Sprintf("the proxy at %s answers %d", hostOf(d.cfg.PublicURL), response.StatusCode), "see that `yousaid serve` runs and that the proxy leads to LISTEN_ADDR")
	case response.StatusCode/100 == 3:
		return fail(name, "it leads on to "+hostOf(response.Header.Get("Location")), "set PUBLIC_URL to where it leads: providers don't follow, and signatures are checked against it")
	case response.StatusCode != http.StatusOK || json.Unmarshal(body, &found) != nil || found.Service != "yousaid":
		return fail(name, "somebody else answers at "+hostOf(d.cfg.PublicURL), "lead all paths at the proxy to yousaid, "+selfPath+" too")
	}
	if own, err := selfOf(d.cfg); err != nil || own.Installation != found.Installation {
		return fail(name, "another installation of yousaid answers at "+hostOf(d.cfg.PublicURL), "see whether PUBLIC_URL or LOOKUP_KEY is another installation's (one for trials?)")
	}
	if left, known := certificateLeft(response); known && left < certificateEnds {
		return warn(name, fmt.Sprintf("it leads here; its certificate ends in %d days", int(left.Hours()/24)), "renew it at the proxy in front")
	}
	return ok(name, "%s leads here", d.cfg.PublicURL)
}

// pathsLeadHere looks whether the proxy lets webhooks through: a GET of one is
// refused by the service itself, as 405.
func (d *doctor) pathsLeadHere(ctx context.Context, client *http.Client) []finding {
	const name = "public webhooks"
	var strange []string
	paths := d.cfg.webhookPaths()
	for _, path := range paths {
		response, err := d.get(ctx, client, path)
		if err == nil {
			_ = response.Body.Close()
		}
		if err != nil || response.StatusCode != http.StatusMethodNotAllowed {
			strange = append(strange, path)
		}
	}
	if len(strange) > 0 {
		return []finding{fail(name, strings.Join(strange, ", ")+" is answered by somebody else", "lead all paths at the proxy to yousaid, and see that every replica has the same settings")}
	}
	return []finding{ok(name, "all %d lead here", len(paths))}
}

func (d *doctor) get(ctx context.Context, client *http.Client, path string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(d.cfg.PublicURL, "/")+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	return client.Do(request)
}

// certificateLeft is how long the certificate of an answer is good for.
func certificateLeft(response *http.Response) (time.Duration, bool) {
	if response.TLS == nil || len(response.TLS.PeerCertificates) == 0 {
		return 0, false
	}
	return time.Until(response.TLS.PeerCertificates[0].NotAfter), true
}
