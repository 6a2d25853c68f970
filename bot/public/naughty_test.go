package public_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"yousaid/storage/storagetest"
)

// Whatever stands in an address or a query of the public pages, it is answered,
// and not with a fault of ours.
func TestNaughtyAddressesBreakNothing(t *testing.T) {
	r := start(t)
	words := storagetest.Naughty(t)
	step := 12
	if os.Getenv("FAULTS") == "all" {
		step = 1
	}
	for n := 0; n < len(words); n += step {
		path, query := url.PathEscape(words[n]), url.QueryEscape(words[n])
		for _, address := range []string{
			"/" + path, "/themes/" + path, "/updates/" + path + "/picture.jpg", "/qr/" + path, "/" + path + "/report",
			"/?before=" + query + "&lang=" + query, "/themes/6?before=" + query, "/report?" + query + "=" + query, "/updates.atom?" + query, "/poster?theme=" + query,
		} {
			if got := r.get(address); got.status >= http.StatusInternalServerError {
				t.Errorf("%s: %d", address, got.status)
			}
		}
	}
	if strings.Contains(r.logs.String(), "panic") {
		t.Error("something panicked")
	}
}
