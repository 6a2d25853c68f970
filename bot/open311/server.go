package open311

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/frame"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Path is where it stands, below PUBLIC_URL.
const Path = "/open311/v2/"

// answerTime is how long an answer may take.
const answerTime = 15 * time.Second

// Config is what a Server is made of.
type Config struct {
	Store     bot.Open311Store
	Plan      *partnership.Plan
	Read      func(text string, now time.Time) flows.Reading    // triage
	Ward      func(lat, lon float64) (ward string, inside bool) // of a position
	Fresh     func() flows.Fresh                                // a reference
	From      func(*http.Request) string                        // the network address that a request came from
	PublicURL string
	Now       func() time.Time
	Log       zerolog.Logger
}

// Server answers agencies' own systems. It has no state.
type Server struct {
	Config
	frame *frame.Frame
}

// New makes a Server.
func New(c Config) (*Server, error) {
	around, err := frame.New(c.PublicURL, c.Log)
	if err != nil {
		return nil, fmt.Errorf("open311: %w", err)
	}
	return &Server{Config: c, frame: around}, nil
}

// nothing may be loaded by what is served here.
const nothing frame.Policy = "default-src 'none'; frame-ancestors 'none'"

// Handler serves it, at Path.
func (s *Server) Handler() http.Handler {
	sorry := func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, failed) }
	return s.frame.Open(nothing, frame.Within(answerTime, http.HandlerFunc(s.serve)), sorry)
}

// part is one resource of the standard.
type part struct {
	get  func(*Server, *http.Request, string) (answer, error)
	post func(*Server, *http.Request, string) (answer, error)
}

// parts are all of them, by the name in the address; those with an id end with a
// slash.
func parts() map[string]part {
	return map[string]part{
		"discovery": {get: (*Server).discovery},
		"services":  {get: (*Server).services},
		"services/": {get: (*Server).service},
		"requests":  {get: (*Server).requests, post: (*Server).create},
		"requests/": {get: (*Server).request},
		"tokens/":   {get: (*Server).token},
	}
}

// answer is what is answered: the same thing in both forms.
type answer struct {
	status int
	json   any
	xml    any
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	asked, id, known := resource(r.URL.Path)
	if !known {
		s.refuse(w, r, problem{http.StatusNotFound, "There is nothing at this address. Names end with .json or .xml, such as requests.json."})
		return
	}
	do := asked.get
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		do = asked.post
	default:
		do = nil
	}
	if do == nil {
		w.Header().Set("Allow", "GET, HEAD")
		if asked.post != nil {
			w.Header().Set("Allow", "GET, HEAD, POST")
		}
		s.refuse(w, r, problem{http.StatusMethodNotAllowed, "This can't be done here."})
		return
	}
	got, err := do(s, r, id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, got)
}

// resource finds what an address asks for, and the id in it.
func resource(path string) (asked part, id string, known bool) {
	name, form, _ := cutLast(strings.TrimPrefix(path, Path), ".")
	if form != "json" && form != "xml" {
		return part{}, "", false
	}
	if first, rest, nested := strings.Cut(name, "/"); nested {
		name, id = first+"/", rest
	}
	asked, known = parts()[name]
	return asked, id, known && (id != "") == strings.HasSuffix(name, "/")
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// problem is why something is refused, as the standard writes it.
type problem struct {
	Code        int    `json:"code" xml:"code"`
	Description string `json:"description" xml:"description"`
}

// failed is a failure of ours.
var failed = problem{http.StatusInternalServerError, "Something went wrong on our side. Please try again in a minute; the same request sent twice is one report."}

// problems refuse a request for several reasons.
type problems []problem

func (p problems) Error() string { return "refused: " + strconv.Itoa(len(p)) + " problems" }

// waitError refuses a request that came too soon.
type waitError struct{ wait time.Duration }

func (e *waitError) Error() string { return "too many requests" }

// fail answers an error; what isn't the sender's doing is logged.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var own problems
	var wait *waitError
	switch {
	case errors.As(err, &own):
		if own[0].Code == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", "Bearer")
		}
		s.refuse(w, r, own...)
	case errors.As(err, &wait):
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.wait/time.Second)+1))
		s.refuse(w, r, problem{http.StatusTooManyRequests, "Too many requests. Wait as long as Retry-After says, in seconds."})
	case errors.Is(err, bot.ErrAway):
		s.Log.Error().Ctx(r.Context()).Err(err).Msg("open311 request not answered")
		w.Header().Set("Retry-After", "60")
		s.refuse(w, r, problem{http.StatusServiceUnavailable, failed.Description})
	default:
		s.Log.Error().Ctx(r.Context()).Err(err).Msg("open311 request not answered")
		s.refuse(w, r, failed)
	}
}
