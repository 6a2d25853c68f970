package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// checkTimeout bounds each part's check.
const checkTimeout = 2 * time.Second

// checks are the parts that the service can't work without, by name.
type checks map[string]func(context.Context) error

// adminRoutes is the private listener: metrics, and whether the service lives
// and is ready. /readyz names the part that is missing, and nothing else.
func adminRoutes(metrics *prometheus.Registry, parts checks) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"service": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		status, found := parts.run(r.Context())
		answer(w, status, found)
	})
	return mux
}

func (c checks) run(ctx context.Context) (int, map[string]string) {
	status, found := http.StatusOK, map[string]string{}
	for name, check := range c {
		within, cancel := context.WithTimeout(ctx, checkTimeout)
		found[name] = "ok"
		switch err := check(within); {
		case errors.Is(err, errLeaving):
			status, found[name] = http.StatusServiceUnavailable, "stopping"
		case err != nil:
			status, found[name] = http.StatusServiceUnavailable, "missing"
		}
		cancel()
	}
	return status, found
}

func answer(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
