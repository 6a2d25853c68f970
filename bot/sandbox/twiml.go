package sandbox

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"strings"
)

var errTwiML = errors.New("sandbox: not TwiML")

// twimlMessage is one Message verb.
type twimlMessage struct {
	body, to, callback string
}

// twimlDocument is the part of TwiML that messages use: text stands in the
// Message itself or in Body elements.
type twimlDocument struct {
	XMLName  xml.Name `xml:"Response"`
	Messages []struct {
		To       string   `xml:"to,attr"`
		Callback string   `xml:"statusCallback,attr"`
		Action   string   `xml:"action,attr"`
		Text     string   `xml:",chardata"`
		Body     []string `xml:"Body"`
		Media    []string `xml:"Media"`
	} `xml:"Message"`
}

// parseTwiML reads the answer of a message webhook. An empty answer is no
// message; plain text is one.
func parseTwiML(contentType string, body []byte) ([]twimlMessage, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil
	}
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "text/plain":
		return []twimlMessage{{body: string(body)}}, nil
	case "text/xml", "application/xml", "text/html":
	default:
		return nil, errTwiML // 12300 Invalid Content-Type
	}
	var document twimlDocument
	decoder := xml.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&document); err != nil {
		return nil, errors.Join(errTwiML, err)
	}
	if err := onlySpaceLeft(decoder); err != nil {
		return nil, err
	}
	var messages []twimlMessage
	for _, m := range document.Messages {
		text := strings.TrimSpace(strings.Join(m.Body, ""))
		if text == "" {
			text = strings.TrimSpace(m.Text)
		}
		callback := m.Callback
		if callback == "" {
			callback = m.Action // its older name
		}
		if text != "" {
			messages = append(messages, twimlMessage{text, m.To, callback})
		}
	}
	return messages, nil
}

// onlySpaceLeft makes sure that nothing follows the document.
func onlySpaceLeft(decoder *xml.Decoder) error {
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.Join(errTwiML, err)
		}
		if text, ok := token.(xml.CharData); !ok || len(bytes.TrimSpace(text)) > 0 {
			return errTwiML
		}
	}
}
