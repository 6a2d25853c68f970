package hooks

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"yousaid/bot"
)

func TestNothingInsideANetworkIsConnectedTo(t *testing.T) {
	for address, want := range map[string]error{
		"93.184.215.14:443": nil, "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:443": nil,
		"93.184.215.14:80": errPort, "93.184.215.14:5432": errPort,
		"127.0.0.1:443": errInside, "127.8.8.8:443": errInside, "0.0.0.0:443": errInside, "10.0.0.1:443": errInside, "172.31.255.1:443": errInside,
		"192.168.1.1:443": errInside, "169.254.169.254:443": errInside, "100.64.0.1:443": errInside, "100.127.255.254:443": errInside,
		"198.18.0.1:443": errInside, "224.0.0.1:443": errInside, "239.255.255.250:443": errInside, "255.255.255.255:443": errInside,
		"240.0.0.1:443": errInside, "192.0.0.8:443": errInside,
		"[::1]:443": errInside, "[::]:443": errInside, "[fe80::1%eth0]:443": errInside, "[fc00::1]:443": errInside, "[fd12::1]:443": errInside,
		"[ff02::1]:443": errInside, "[fec0::1]:443": errInside, "[::ffff:127.0.0.1]:443": errInside, "[::ffff:10.0.0.1]:443": errInside,
		"[::ffff:169.254.169.254]:443": errInside, "[::127.0.0.1]:443": errInside, "[64:ff9b::7f00:1]:443": errInside,
		"[64:ff9b:1::a00:1]:443": errInside, "[2002:7f00:1::]:443": errInside, "[2001::1]:443": errInside, "[2001:db8::1]:443": errInside,
		"[fd00:ec2::254]:443": errInside,
	} {
		at := netip.MustParseAddrPort(address)
		if got := (&Door{}).admits(at); !errors.Is(got, want) {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
	door := Door{Allow: prefixes("10.1.0.0/16", "fd12::/48")}
	for address, want := range map[string]error{
		"10.1.2.3:8443": nil, "[fd12::9]:443": nil, "[::ffff:10.1.2.3]:443": nil, "10.2.0.1:443": errInside, "93.184.215.14:8443": errPort,
	} {
		if got := door.admits(netip.MustParseAddrPort(address)); !errors.Is(got, want) {
			t.Errorf("%s with networks allowed: %v, want %v", address, got, want)
		}
	}
}

func TestWhoEntersAnAddressIsToldWhatIsWrongWithIt(t *testing.T) {
	door := &Door{Allow: prefixes("127.0.0.0/8")}
	for address, want := range map[string]string{
		"https://127.0.0.1:8443/hook": "", "https://127.0.0.1": "",
		"http://127.0.0.1/hook": "begins with https", "ftp://127.0.0.1": "begins with https", "cases": "begins with https", "": "begins with https",
		"https://": "begins with https", "https://127.0.0.1/" + strings.Repeat("x", 500): "begins with https",
		"https://ann:secret@127.0.0.1/": "passwords", "https://127.0.0.1/#x": "passwords",
		"https://10.0.0.1/": "private network", "https://[::1]/": "private network", "https://no-such-name.invalid/": "No such address",
		"https://169.254.169.254/latest/meta-data": "private network", "https://93.184.215.14:8080/": "443", "https://127.0.0.1:99999/": "443",
	} {
		err := door.Check(t.Context(), address)
		var own *bot.HookRefusedError
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", address, err)
		case want != "" && (!errors.As(err, &own) || !strings.Contains(own.Why, want)):
			t.Errorf("%q: %v, want %q", address, err, want)
		}
	}
}
