package console

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// From is the network address that a request came from, for others who count by
// it.
func (c *Console) From(r *http.Request) string { return c.from(r) }

// from is the network address that a request came from, as tries are counted
// for it. A proxy's word is taken where the settings name the proxy, and that
// of nobody in front of it.
func (c *Console) from(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	address := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !c.proxy(address) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		address = before.Unmap()
	}
	return household(address)
}

func (c *Console) proxy(address netip.Addr) bool {
	return slices.ContainsFunc(c.Proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}

// household is an address as its provider gives them out: one for IPv4, a
// network of 64 bits for IPv6, in which anybody may take a new one each time.
func household(address netip.Addr) string {
	if address.Is4() {
		return address.String()
	}
	network, err := address.WithZone("").Prefix(64)
	if err != nil {
		return ""
	}
	return network.String()
}
