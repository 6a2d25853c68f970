package main

import (
	"encoding/hex"
	"net/http"
)

// selfPath names this service to whoever wonders where PUBLIC_URL leads. It says
// nothing that isn't on the public pages anyway.
const selfPath = "/.well-known/yousaid"

// self is what stands at selfPath. The installation is told from another one
// (the one for trials, say) by a value that only LOOKUP_KEY makes.
type self struct {
	Service      string `json:"service"`
	Installation string `json:"installation"`
}

// selfOf is how an installation with these settings names itself.
func selfOf(cfg config) (self, error) {
	_, lookup, err := cfg.keys()
	if err != nil {
		return self{}, err
	}
	value := lookup.OfCode("installation", nil, "")
	return self{"yousaid", hex.EncodeToString(value[:8])}, nil
}

func (a *app) self() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		own, err := selfOf(a.cfg)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		answer(w, http.StatusOK, map[string]string{"service": own.Service, "installation": own.Installation})
	})
}
