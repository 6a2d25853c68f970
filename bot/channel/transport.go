package channel

import (
	"net/http"
	"time"
)

// NewTransport is what a provider is called by: replies go to one host, many at
// a time, and idle connections end before the provider ends them, after about a
// minute.
func NewTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()   //nolint:errcheck // it is what net/http sets it to
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 128 // Telegram brings 100 updates at a time
	transport.IdleConnTimeout = 30 * time.Second
	return transport
}
