package hooks

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"syscall"
	"time"

	"yousaid/bot"
)

// webPort is where hooks are told, unless their network is named in the settings.
const webPort = 443

// longestURL that a hook may have, in bytes.
const longestURL = 500

// Door decides where hooks may be, and connects to nowhere else.
type Door struct {
	Allow    []netip.Prefix // networks inside which hooks may be, on any port
	Roots    *x509.CertPool // nil: those of the system
	Resolver *net.Resolver  // nil: that of the system
}

// inside are networks that are nobody's in the public internet. What isn't here
// and is no unicast address of the whole world is refused as well.
// Sources: the IANA special-purpose address registries for IPv4 and IPv6.
var inside = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	"5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(list ...string) (all []netip.Prefix) {
	for _, one := range list {
		all = append(all, netip.MustParsePrefix(one))
	}
	return all
}

// errInside refuses an address inside a network.
var errInside = &bot.HookRefusedError{Why: "It is inside a private network. Whoever runs this service has to allow that network (WEBHOOK_ALLOW)."}

// errPort refuses a port.
var errPort = &bot.HookRefusedError{Why: "Only port 443 can be used there. Leave the port out of the address."}

// admits says whether an address may be connected to.
func (d *Door) admits(at netip.AddrPort) error {
	address := at.Addr().WithZone("").Unmap()
	within := func(p netip.Prefix) bool { return p.Contains(address) }
	switch {
	case slices.ContainsFunc(d.Allow, within):
		return nil
	case !address.IsGlobalUnicast() || slices.ContainsFunc(inside, within):
		return errInside
	case at.Port() != webPort:
		return errPort
	}
	return nil
}

// control looks at an address after its name was resolved and before it is
// connected to, so that no name can lead elsewhere the second time.
func (d *Door) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errInside
	}
	return d.admits(at)
}

// Check says in plain words what is wrong with the address of a hook, as a
// *bot.HookRefusedError: for whoever enters it. It is looked at again each time
// that the hook is told something.
func (d *Door) Check(ctx context.Context, address string) error {
	at, err := url.Parse(address)
	if err != nil || at.Scheme != "https" || at.Hostname() == "" || len(address) > longestURL {
		return &bot.HookRefusedError{Why: "Enter an address that begins with https://, of at most 500 characters."}
	}
	if at.User != nil || at.Fragment != "" {
		return &bot.HookRefusedError{Why: "Leave names, passwords and # out of the address. Messages are signed instead."}
	}
	port := uint16(webPort)
	if at.Port() != "" {
		number, err := strconv.ParseUint(at.Port(), 10, 16)
		if err != nil {
			return errPort
		}
		port = uint16(number)
	}
	resolver := d.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	found, err := resolver.LookupNetIP(ctx, "ip", at.Hostname())
	if err != nil || len(found) == 0 {
		return &bot.HookRefusedError{Why: "No such address is known. Check the spelling, or try again later."}
	}
	for _, one := range found {
		if err := d.admits(netip.AddrPortFrom(one, port)); err != nil {
			return err
		}
	}
	return nil
}

// How long the parts of a try may take.
const (
	connectTime = 5 * time.Second
	answerTime  = 15 * time.Second // all of it
)

// client connects where the door admits it, directly, and follows nothing.
func (d *Door) client() *http.Client {
	dialer := &net.Dialer{Timeout: connectTime, ControlContext: d.control, Resolver: d.Resolver}
	return &http.Client{
		Timeout: answerTime,
		Transport: &http.Transport{
			Proxy:                  nil, // one could lead anywhere
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: d.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    connectTime,
			MaxResponseHeaderBytes: 32 << 10,
			ForceAttemptHTTP2:      true,
			IdleConnTimeout:        30 * time.Second,
			MaxIdleConnsPerHost:    1,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// refused reports whether the door refused a connection.
func refused(err error) bool {
	var own *bot.HookRefusedError
	return errors.As(err, &own)
}
