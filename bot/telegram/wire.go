package telegram

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// answer is what is read of an answer of the Bot API.
type answer interface {
	// refused is the refusal, a *tgbotapi.Error, or nil where it was done.
	refused() error
}

// verdict says whether a call was done.
// https://core.telegram.org/bots/api#making-requests
type verdict struct {
	OK          bool                        `json:"ok"`
	Code        int                         `json:"error_code"`
	Description string                      `json:"description"`
	Parameters  tgbotapi.ResponseParameters `json:"parameters"`
}

func (v *verdict) refused() error {
	if v.OK {
		return nil
	}
	return &tgbotapi.Error{Code: v.Code, Message: v.Description, ResponseParameters: v.Parameters}
}

// result is a verdict with whatever came of the call.
type result struct {
	verdict
	Result json.RawMessage `json:"result"`
}

// sent is a verdict with the message that was sent.
type sent struct {
	verdict
	Result sentMessage `json:"result"`
}

type sentMessage struct {
	ID int `json:"message_id"`
}

func (s *sent) id() (string, error) { return s.Result.id() }

func (m sentMessage) id() (string, error) {
	if m.ID == 0 {
		return "", &channel.SendError{Reason: channel.Unknown, Err: errNoSense}
	}
	return strconv.Itoa(m.ID), nil
}

// messageID is the id of a message that was sent.
func messageID(result json.RawMessage) (string, error) {
	var sent sentMessage
	if json.Unmarshal(result, &sent) != nil {
		sent = sentMessage{}
	}
	return sent.id()
}

// form writes parameters as url.Values does, without a map of lists.
func form(params tgbotapi.Params) string {
	names, length := make([]string, 0, 8), 0
	for name, value := range params {
		names = append(names, name)
		length += len(name) + 2 + len(value)*3/2
	}
	slices.Sort(names)
	var out strings.Builder
	out.Grow(length)
	for i, name := range names {
		if i > 0 {
			out.WriteByte('&')
		}
		out.WriteString(url.QueryEscape(name))
		out.WriteByte('=')
		out.WriteString(url.QueryEscape(params[name]))
	}
	return out.String()
}

// isJSON reports whether a request or an answer is JSON by its content type.
func isJSON(header http.Header) bool {
	given := header.Get("Content-Type")
	if given == "application/json" {
		return true
	}
	kind, _, _ := mime.ParseMediaType(given) // a parameter that makes no sense changes nothing
	return kind == "application/json"
}

// mostReserved is up to which length a body is believed when it says its own.
const mostReserved = 64 << 10

// readAll reads a body whole, into one piece of memory where its length was
// said.
func readAll(body io.Reader, length int64) ([]byte, error) {
	var whole bytes.Buffer
	if length > 0 && length <= mostReserved {
		whole.Grow(int(length) + bytes.MinRead)
	}
	_, err := whole.ReadFrom(body)
	return whole.Bytes(), err
}
