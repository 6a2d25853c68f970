package sandbox

import (
	"bytes"
	"image"
	_ "image/gif" // the formats that a phone sends, for their size
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"strconv"
	"strings"
)

// maxDownload is the largest file that a bot can fetch, in bytes.
const maxDownload = 20 << 20

type file struct {
	path  string
	data  []byte
	sizes []PhotoSize // photos
}

// newID makes an id that this and earlier runs haven't given out. Call it
// with mu held.
func (t *Telegram) newID(kind string) string {
	return kind + strconv.FormatInt(t.nextSerial(), 36)
}

// keepFile stores bytes and returns the file's id.
func (t *Telegram) keepFile(kind, ending string, data []byte) string {
	id := "AgACAgQAAx" + t.newID(kind)
	t.files[id] = &file{path: kind + "/file_" + strconv.Itoa(len(t.files)) + ending, data: data}
	return id
}

// keepPhoto stores a picture in its one size.
func (t *Telegram) keepPhoto(data []byte) ([]PhotoSize, *apiError) {
	if len(data) > 10<<20 {
		return nil, &apiError{Code: 413, Description: "Request Entity Too Large"}
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width+config.Height > 10_000 {
		return nil, badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	id := t.keepFile("photos", ".jpg", data)
	sizes := []PhotoSize{{
		FileID: id, FileUniqueID: "AQAD" + id[10:], Width: config.Width, Height: config.Height, FileSize: len(data),
	}}
	t.files[id].sizes = sizes
	return sizes, nil
}

func (t *Telegram) getFile(c *call) (any, *apiError) {
	id := c.params["file_id"]
	found := t.files[id]
	if found == nil {
		return nil, badRequest("wrong file_id or the file is temporarily unavailable")
	}
	if len(found.data) > maxDownload {
		return nil, badRequest("file is too big")
	}
	return map[string]any{
		"file_id": id, "file_unique_id": "AQAD" + id[10:], "file_size": len(found.data), "file_path": found.path,
	}, nil
}

// serveFile serves /file/bot<token>/<file_path>.
func (t *Telegram) serveFile(w http.ResponseWriter, r *http.Request, path string) {
	token, path, _ := strings.Cut(path, "/")
	if token != t.opts.Telegram.Token {
		writeAnswer(w, Fault{}, nil, errUnauthorized)
		return
	}
	fault := t.faults.take("telegram", "file", "")
	seq := t.ledger.open(Entry{Provider: "telegram", Direction: ToProvider, Method: "file", ID: path})
	status := 0
	defer func() {
		t.ledger.close(seq, func(e *Entry) { e.Status, e.Fault, e.Done = status, fault.Kind, status == http.StatusOK })
	}()
	if !t.before(w, r, fault) {
		return
	}
	for _, found := range t.fileList() {
		if found.path == path {
			status = http.StatusOK
			answer(w, fault, status, "application/octet-stream", found.data)
			return
		}
	}
	status = http.StatusNotFound
	writeAnswer(w, Fault{}, nil, errNotFound)
}

func (t *Telegram) fileList() []*file {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]*file, 0, len(t.files))
	for _, f := range t.files {
		list = append(list, f)
	}
	return list
}

// File returns the bytes of a file by its id, for the page and for tests.
func (t *Telegram) File(id string) ([]byte, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.files[id]
	if f == nil {
		return nil, false
	}
	return f.data, true
}
