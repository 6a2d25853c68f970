package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const maxUpload = 50 << 20 // bytes, the Bot API's own limit

// call is one method call; its parameters are text whatever way they came,
// objects as JSON.
type call struct {
	method string // as the documentation spells it
	params map[string]string
	files  map[string][]byte
}

// apiError is a refusal in the Bot API's shape.
type apiError struct {
	Code        int            `json:"error_code"`
	Description string         `json:"description"`
	Parameters  map[string]any `json:"parameters,omitempty"`
}

var (
	errUnauthorized = &apiError{Code: 401, Description: "Unauthorized"}
	errNotFound     = &apiError{Code: 404, Description: "Not Found"}
)

func badRequest(format string, args ...any) *apiError {
	return &apiError{Code: 400, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(why string) *apiError {
	return &apiError{Code: 403, Description: "Forbidden: " + why}
}

func tooMany(seconds int) *apiError {
	return &apiError{
		Code: 429, Description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		Parameters: map[string]any{"retry_after": seconds},
	}
}

// readCall reads query, form, multipart or JSON parameters.
func readCall(w http.ResponseWriter, r *http.Request, method string) (*call, *apiError) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	c := &call{method: method, params: map[string]string{}, files: map[string][]byte{}}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "application/json":
		err = c.readJSON(r.Body)
	case "multipart/form-data":
		err = c.readMultipart(r)
	default:
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, &apiError{Code: 413, Description: "Request Entity Too Large"}
	}
	if err != nil {
		return nil, badRequest("can't parse the request")
	}
	for name := range r.Form {
		c.params[name] = r.Form.Get(name)
	}
	return c, nil
}

func (c *call) readJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil {
		return err
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		if text != "null" {
			c.params[name] = text
		}
	}
	return nil
}

func (c *call) readMultipart(r *http.Request) error {
	if err := r.ParseMultipartForm(maxUpload); err != nil {
		return err
	}
	for name, headers := range r.MultipartForm.File {
		opened, err := headers[0].Open()
		if err != nil {
			return err
		}
		c.files[name], err = io.ReadAll(opened)
		_ = opened.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *call) fileSizes() map[string]int {
	if len(c.files) == 0 {
		return nil
	}
	sizes := map[string]int{}
	for name, data := range c.files {
		sizes[name] = len(data)
	}
	return sizes
}

// number reads an integer parameter; 0 when it is missing or none.
func (c *call) number(name string) int64 {
	n, _ := strconv.ParseInt(c.params[name], 10, 64)
	return n
}

func (c *call) flag(name string) bool {
	on, _ := strconv.ParseBool(c.params[name])
	return on
}

// object reads a JSON parameter into target; false when it is missing.
func (c *call) object(name string, target any) (bool, *apiError) {
	text := c.params[name]
	if text == "" {
		return false, nil
	}
	if err := json.Unmarshal([]byte(text), target); err != nil {
		return false, badRequest("can't parse %s JSON object", strings.ReplaceAll(name, "_", " "))
	}
	return true, nil
}

// writeAnswer writes the Bot API's envelope.
func writeAnswer(w http.ResponseWriter, fault Fault, result any, failure *apiError) {
	status := http.StatusOK
	envelope := map[string]any{"ok": true, "result": result}
	if failure != nil {
		status = failure.Code
		envelope = map[string]any{"ok": false, "error_code": failure.Code, "description": failure.Description}
		if failure.Parameters != nil {
			envelope["parameters"] = failure.Parameters
		}
		if seconds, ok := failure.Parameters["retry_after"]; ok {
			w.Header().Set("Retry-After", fmt.Sprint(seconds))
		}
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(envelope) // the envelope holds only what encodes
	answer(w, fault, status, "application/json", bytes.TrimSpace(body.Bytes()))
}
