package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// Twilio stands in for Twilio's messages, with one account, one number and
// the phones of those who text it.
type Twilio struct {
	*shared
	bell bell

	mu       sync.Mutex // guards all below
	phones   map[string]*Phone
	messages []*SMS // in order of creation
	sids     map[string]*SMS
	webhook  string
	fallback string
	account  TwilioAccount
}

func newTwilio(common *shared) *Twilio {
	opts := common.opts.Twilio
	return &Twilio{
		shared: common, phones: map[string]*Phone{}, sids: map[string]*SMS{}, webhook: opts.WebhookURL, fallback: opts.FallbackURL,
		account: TwilioAccount{Status: "active", Type: "Full", Method: http.MethodPost, FallbackMethod: http.MethodPost, Texts: true},
	}
}

// SetWebhook sets what Twilio's console calls "A message comes in": the URL
// with its connection overrides, and the fallback, which may be empty.
func (w *Twilio) SetWebhook(url, fallback string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.webhook, w.fallback = url, fallback
}

// twilioError is a refusal in the shape of the REST API.
type twilioError struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func refuse(status, code int, message string) *twilioError {
	return &twilioError{code, message, "https://www.twilio.com/docs/errors/" + itoa(code), status}
}

var errTwilioBusy = refuse(http.StatusTooManyRequests, 20429, "Too Many Requests")

// restCall is one request to the REST API.
type restCall struct {
	r    *http.Request
	sid  string // of the message, empty for the list
	what string // another resource than messages: how the ledger calls it
}

// name is how the ledger and the faults call it.
func (c *restCall) name() string {
	switch {
	case c.what != "":
		return c.what
	case c.sid == "" && c.r.Method == http.MethodPost:
		return "Messages.create"
	case c.sid == "":
		return "Messages.list"
	case c.r.Method == http.MethodPost:
		return "Messages.update"
	case c.r.Method == http.MethodDelete:
		return "Messages.delete"
	}
	return "Messages.fetch"
}

// ServeHTTP serves /2010-04-01/Accounts/<SID>/Messages…, and of the account's
// other resources what twilio_account.go has.
func (w *Twilio) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(out, r.Body, 1<<20)
	c, failure := w.route(r)
	if failure != nil {
		writeREST(out, Fault{}, failure.Status, failure)
		return
	}
	number := r.Form.Get("To")
	if c.sid != "" && c.what == "" {
		number = w.numberOf(c.sid)
	}
	seq := w.ledger.open(Entry{
		Provider: "twilio", Direction: ToProvider, Method: c.name(), Chat: number, ID: c.sid, Params: flat(r.Form),
	})
	fault := w.faults.take("twilio", c.name(), number)
	if !w.before(out, r, fault) {
		w.ledger.close(seq, func(e *Entry) { e.Fault = fault.Kind })
		return
	}
	status, body := w.executeREST(c, fault)
	w.ledger.close(seq, func(e *Entry) { e.recordREST(status, body, fault) })
	if status == http.StatusTooManyRequests && fault.After > 0 {
		out.Header().Set("Retry-After", itoa(int(fault.After.Seconds())))
	}
	writeREST(out, fault, status, body)
}

// route checks credentials and path.
func (w *Twilio) route(r *http.Request) (*restCall, *twilioError) {
	opts := w.opts.Twilio
	user, password, _ := r.BasicAuth()
	if user != opts.AccountSID || password != opts.AuthToken {
		return nil, refuse(http.StatusUnauthorized, 20003, "Authenticate")
	}
	if err := r.ParseForm(); err != nil {
		return nil, refuse(http.StatusBadRequest, 20001, "Bad request")
	}
	if what, sid, ok := w.resource(r); ok {
		return &restCall{r: r, sid: sid, what: what}, nil
	}
	rest, ours := strings.CutPrefix(r.URL.Path, "/2010-04-01/Accounts/"+opts.AccountSID+"/Messages")
	sid, json := strings.CutSuffix(rest, ".json")
	sid = strings.TrimPrefix(sid, "/")
	if !ours || !json || strings.Contains(sid, "/") {
		return nil, refuse(http.StatusNotFound, 20404, "The requested resource "+r.URL.Path+" was not found")
	}
	return &restCall{r: r, sid: sid}, nil
}

func (e *Entry) recordREST(status int, body any, fault Fault) {
	e.Fault, e.Status = fault.Kind, status
	if fault.Kind == Lost {
		e.Status = 0
	}
	switch b := body.(type) {
	case *twilioError:
		e.Error = itoa(b.Code) + " " + b.Message
		return
	case *smsJSON:
		e.ID = b.Sid
	}
	e.Done = true
}

// executeREST runs a call and returns status and body of its answer.
func (w *Twilio) executeREST(c *restCall, fault Fault) (int, any) {
	switch fault.Kind {
	case TooMany:
		return errTwilioBusy.Status, errTwilioBusy
	case Broken:
		failure := refuse(http.StatusInternalServerError, 20500, "An internal server error has occurred")
		return failure.Status, failure
	default:
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.bell.ring()
	switch c.name() {
	case "Messages.create":
		return w.create(c.r.PostForm)
	case "Messages.list":
		return w.list(c.r)
	case fetchAccount:
		return http.StatusOK, w.accountJSON()
	case listNumbers:
		return w.numbers(c.r)
	case fetchService:
		return w.service(c)
	}
	return w.one(c)
}

func writeREST(out http.ResponseWriter, fault Fault, status int, body any) {
	if status == http.StatusNoContent {
		if fault.Kind == Lost || fault.Kind == Half {
			reset(out)
			return
		}
		out.WriteHeader(status)
		return
	}
	encoded, _ := json.Marshal(body) // holds only what encodes
	answer(out, fault, status, "application/json;charset=utf-8", encoded)
}

// newSID makes an id of 32 hexadecimal digits. It is random: an earlier run of
// the sandbox must not have used it, since message ids are remembered.
func newSID(prefix string) string {
	var bytes [16]byte
	_, _ = rand.Read(bytes[:]) // never fails
	return prefix + hex.EncodeToString(bytes[:])
}
