package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// maxAct is the largest act in bytes: some photos as base64.
const maxAct = 40 << 20

// Handler serves the page and the control API below /sandbox/. What changes
// something must come from the page itself or from no browser at all.
func (s *Sandbox) Handler() http.Handler { return s.page }

func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/{$}", s.servePage)
	mux.Handle("GET /sandbox/assets/", http.StripPrefix("/sandbox/", http.FileServerFS(assets)))
	mux.HandleFunc("GET /sandbox/events", s.serveEvents)
	mux.HandleFunc("GET /sandbox/files/{id}", s.serveFile)
	mux.HandleFunc("GET /sandbox/world", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.View()) })
	mux.HandleFunc("GET /sandbox/state", s.serveState)
	mux.HandleFunc("GET /sandbox/ledger", s.serveLedger)
	mux.HandleFunc("POST /sandbox/act", s.serveAct)
	mux.HandleFunc("POST /sandbox/residents", s.serveResident)
	mux.HandleFunc("GET /sandbox/faults", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.Faults.List()) })
	mux.HandleFunc("POST /sandbox/faults", s.serveSetFault)
	mux.HandleFunc("DELETE /sandbox/faults/{id}", s.serveClearFault)
	mux.HandleFunc("POST /sandbox/repeat", s.serveRepeat)
	return http.NewCrossOriginProtection().Handler(harden(mux))
}

// harden keeps the page to itself: nothing is loaded from anywhere else.
func harden(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
		"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func (s *Sandbox) serveAct(w http.ResponseWriter, r *http.Request) {
	var act Act
	if !readJSON(w, r, &act) {
		return
	}
	id, err := s.Act(act)
	if err != nil {
		writeJSON(w, http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"id": id})
}

func (s *Sandbox) serveResident(w http.ResponseWriter, r *http.Request) {
	var given struct{ Name, Number, Language string }
	if !readJSON(w, r, &given) {
		return
	}
	phone, err := s.AddResident(given.Name, given.Number, given.Language)
	if err != nil {
		writeJSON(w, http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"phone": phone})
}

// serveState shows ?phone=telegram:<chat>:<user> or sms:<number>.
func (s *Sandbox) serveState(w http.ResponseWriter, r *http.Request) {
	network, who, _ := strings.Cut(r.FormValue("phone"), ":")
	if network == "sms" {
		writeJSON(w, http.StatusOK, s.Twilio.Phone(who).View())
		return
	}
	chat, _, _ := strings.Cut(who, ":")
	id, _ := strconv.ParseInt(chat, 10, 64)
	view, ok := s.Telegram.View(id)
	if !ok {
		http.NotFound(w, r)
		return
	}
	writeJSON(w, http.StatusOK, view)
}

// serveLedger lists what came after ?after=<seq>.
func (s *Sandbox) serveLedger(w http.ResponseWriter, r *http.Request) {
	after, _ := strconv.Atoi(r.FormValue("after"))
	writeJSON(w, http.StatusOK, append([]Entry{}, s.Ledger.Entries(after, nil)...))
}

func (s *Sandbox) serveSetFault(w http.ResponseWriter, r *http.Request) {
	var fault Fault
	if !readJSON(w, r, &fault) {
		return
	}
	writeJSON(w, http.StatusOK, map[string]int{"id": s.Faults.Set(fault)})
}

// serveClearFault switches one off, or all for 0.
func (s *Sandbox) serveClearFault(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.Faults.Clear(id)
	w.WriteHeader(http.StatusNoContent)
}

// serveRepeat makes every update of Telegram come n times more, 0 to end it.
func (s *Sandbox) serveRepeat(w http.ResponseWriter, r *http.Request) {
	var given struct{ Times int }
	if !readJSON(w, r, &given) {
		return
	}
	s.Telegram.Repeat(func(string) int { return given.Times })
	w.WriteHeader(http.StatusNoContent)
}

func (s *Sandbox) serveFile(w http.ResponseWriter, r *http.Request) {
	data, ok := s.Telegram.File(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	kind := http.DetectContentType(data)
	if !strings.HasPrefix(kind, "image/") {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(data)
}

// readJSON reads a JSON body, and nothing that a plain form could send.
func readJSON(w http.ResponseWriter, r *http.Request, target any) bool {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		http.Error(w, "send application/json", http.StatusUnsupportedMediaType)
		return false
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAct)).Decode(target)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	case err != nil:
		http.Error(w, "malformed JSON", http.StatusBadRequest)
	}
	return err == nil
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the reader may have gone
}
