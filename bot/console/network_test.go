package console

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestRequestsAreCountedForWhoSentThem(t *testing.T) {
	c := &Console{Config: Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}}}
	for _, test := range []struct {
		peer, forwarded, from string
	}{
		{"192.0.2.7:4000", "", "192.0.2.7"},
		{"192.0.2.7:4000", "198.51.100.1", "192.0.2.7"}, // nobody's word
		{"10.0.0.5:4000", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.5:4000", "203.0.113.9, 198.51.100.1", "198.51.100.1"}, // the first is what the browser said itself
		{"10.0.0.5:4000", "198.51.100.1, 10.0.0.6", "198.51.100.1"},
		{"10.0.0.5:4000", "", "10.0.0.5"},
		{"10.0.0.5:4000", "nonsense", "10.0.0.5"},
		{"[::ffff:10.0.0.5]:4000", "198.51.100.1", "198.51.100.1"},
		{"[2001:db8:1:2:3:4:5:6]:4000", "", "2001:db8:1:2::/64"},
		{"[fd00::1]:4000", "2001:db8:1:2::9", "2001:db8:1:2::/64"},
		{"[fe80::1%eth0]:4000", "", "fe80::/64"},
		{"pipe", "", ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = test.peer
		if test.forwarded != "" {
			r.Header.Set("X-Forwarded-For", test.forwarded)
		}
		if from := c.from(r); from != test.from {
			t.Errorf("%s, forwarded for %q: %q, wanted %q", test.peer, test.forwarded, from, test.from)
		}
	}
}
