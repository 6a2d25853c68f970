package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// hookTime is how long Twilio waits for a webhook in all, retries included.
const hookTime = 15 * time.Second

// leastPatience is what a service on a busy machine needs for an answer.
const leastPatience = 5 * time.Second

// overrides are the connection overrides in the fragment of a webhook's URL.
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
type overrides struct {
	retries int    // rc, 0 to 5
	policy  string // rp: ct, rt, 4xx, 5xx, all
	read    time.Duration
	total   time.Duration
}

func readOverrides(address string) overrides {
	set := overrides{retries: 1, policy: "ct", read: hookTime, total: hookTime}
	_, fragment, _ := strings.Cut(address, "#")
	values, _ := url.ParseQuery(fragment)
	if text := values.Get("rc"); text != "" {
		set.retries = clamp(text, 1, 0, 5)
	}
	if text := values.Get("rp"); text != "" {
		set.policy = text
	}
	if text := values.Get("rt"); text != "" {
		set.read = time.Duration(clamp(text, 15000, 100, 15000)) * time.Millisecond
	}
	if text := values.Get("tt"); text != "" {
		set.total = time.Duration(clamp(text, 15000, 100, 15000)) * time.Millisecond
	}
	return set
}

// again reports whether the policy retries a failure of this kind.
func (o overrides) again(failure string) bool {
	for name := range strings.SplitSeq(o.policy, ",") {
		if name == "all" || name == failure {
			return true
		}
	}
	return false
}

// hookRequest is one request to the service.
type hookRequest struct {
	url, method string
	form        url.Values
	number, id  string
	retry       int
	token       string // the same for every try of one event
	timeout     time.Duration
}

// hookAnswer is what came back; failure is "" for 2xx, or the name that the
// retry policy has for it.
type hookAnswer struct {
	status  int
	failure string
	kind    string
	body    []byte
}

// request makes one signed request and writes it into the ledger.
func (w *Twilio) request(h hookRequest) hookAnswer {
	seq := w.ledger.open(Entry{
		Provider: "twilio", Direction: FromProvider, Method: h.method, Chat: h.number, ID: h.id,
		Params: flat(h.form), Retry: h.retry,
	})
	fault := w.faults.take("twilio", h.method, h.number)
	answered := w.disturbed(h, fault)
	w.ledger.close(seq, func(e *Entry) {
		e.Status, e.Fault, e.Error, e.Done = answered.status, fault.Kind, answered.failure, answered.failure == ""
	})
	if answered.failure != "" {
		w.opts.Log.Info("webhook of Twilio failed", "kind", h.method, "status", answered.status, "retry", h.retry)
	}
	return answered
}

// disturbed makes the request as the fault allows.
func (w *Twilio) disturbed(h hookRequest, fault Fault) hookAnswer {
	switch fault.Kind {
	case Reset:
		return hookAnswer{failure: "ct"}
	case Hang:
		return hookAnswer{failure: "rt"}
	case Lost:
		w.send(h)
		return hookAnswer{failure: "rt"}
	case Slow:
		if !w.hold(w.ctx, fault.After) {
			return hookAnswer{failure: "ct"}
		}
	default:
	}
	return w.send(h)
}

func (w *Twilio) send(h hookRequest) hookAnswer {
	address, _, _ := strings.Cut(h.url, "#")
	signed := address
	if w.opts.Twilio.SignWithPort {
		signed = withPort(address)
	}
	ctx, cancel := context.WithTimeout(w.ctx, h.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.roads.resolve(address), strings.NewReader(h.form.Encode()))
	if err != nil {
		return hookAnswer{failure: "ct"}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("X-Twilio-Signature", Sign(w.opts.Twilio.AuthToken, signed, h.form))
	r.Header.Set("User-Agent", "TwilioProxy/1.1")
	if h.token != "" {
		r.Header.Set("I-Twilio-Idempotency-Token", h.token)
	}
	response, err := w.opts.Client.Do(r)
	if errors.Is(err, context.DeadlineExceeded) {
		return hookAnswer{failure: "rt"}
	}
	if err != nil {
		return hookAnswer{failure: "ct"}
	}
	defer response.Body.Close()
	return readHookAnswer(response)
}

func readHookAnswer(response *http.Response) hookAnswer {
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10)) // Twilio's own limit
	out := hookAnswer{status: response.StatusCode, kind: response.Header.Get("Content-Type"), body: body}
	switch class := response.StatusCode / 100; {
	case err != nil:
		out.failure = "rt"
	case class != 2:
		out.failure = strconv.Itoa(class) + "xx"
	}
	return out
}

// call makes a webhook call with its retries and, when all fail, the
// fallback; ok is false when nobody answered well.
func (w *Twilio) call(primary, fallback string, h hookRequest) (hookAnswer, bool) {
	h.token = newSID("")
	last := w.callWithRetries(primary, h)
	if last.failure == "" {
		return last, true
	}
	if fallback == "" || w.ctx.Err() != nil {
		return last, false
	}
	h.form = cloneValues(h.form)
	h.form.Set("ErrorCode", errorCodeOf(last))
	h.form.Set("ErrorUrl", strings.Split(primary, "#")[0])
	last = w.callWithRetries(fallback, h)
	return last, last.failure == ""
}

func (w *Twilio) callWithRetries(address string, h hookRequest) hookAnswer {
	set := readOverrides(address)
	h.url = address
	left := w.patience(set.total)
	var last hookAnswer
	for h.retry = 0; h.retry <= set.retries && left > 0; h.retry++ {
		h.timeout = min(w.patience(set.read), left)
		began := time.Now() // real time: it bounds a real wait
		last = w.request(h)
		if last.failure == "" || !set.again(last.failure) {
			return last
		}
		left -= time.Since(began)
	}
	return last
}

// patience is how long Twilio waits for the service, at the sandbox's pace. The
// service doesn't work any faster at a quick pace, so it gets seconds at least.
func (w *Twilio) patience(d time.Duration) time.Duration {
	return max(w.paced(d), min(d, leastPatience))
}

// errorCodeOf is what the fallback is told.
func errorCodeOf(a hookAnswer) string {
	if a.failure == "ct" || a.failure == "rt" {
		return "11205" // HTTP connection failure
	}
	return "11200" // HTTP retrieval failure
}

func cloneValues(values url.Values) url.Values {
	out := url.Values{}
	for name, list := range values {
		out[name] = list
	}
	return out
}
