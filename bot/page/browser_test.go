package page_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// browser is somebody's browser, with its own cookies.
type browser struct {
	t      *testing.T
	client *http.Client
	header http.Header
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{t: t, client: &http.Client{Jar: jar, Transport: transport}, header: http.Header{}}
}

// seen is a page as it came.
type seen struct {
	t      *testing.T
	status int
	url    string
	header http.Header
	html   string
}

func (b *browser) do(method, address, kind string, body io.Reader) seen {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, address, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for name := range b.header {
		request.Header.Set(name, b.header.Get(name))
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return seen{b.t, response.StatusCode, response.Request.URL.String(), response.Header, string(text)}
}

func (b *browser) get(address string) seen {
	b.t.Helper()
	return b.do(http.MethodGet, address, "", nil)
}

// post sends a form: pairs of name and value.
func (b *browser) post(address string, pairs ...string) seen {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// open presses the button of a link's page.
func (b *browser) open(link string) seen {
	b.t.Helper()
	return b.post(link, "session", b.get(link).want(http.StatusOK).hidden("session"))
}

// send sends the form that a button of a page belongs to, with the page's
// hidden fields.
func (b *browser) send(page seen, do string, pairs ...string) seen {
	b.t.Helper()
	for _, form := range formHTML.FindAllString(page.html, -1) {
		if !strings.Contains(form, `name="do" value="`+do+`"`) {
			continue
		}
		for _, field := range hiddenField.FindAllStringSubmatch(form, -1) {
			pairs = append([]string{field[1], html.UnescapeString(field[2])}, pairs...)
		}
		return b.post(page.url, append(pairs, "do", do)...)
	}
	b.t.Fatalf("there is no button %q: %s", do, page.html)
	return seen{}
}

var (
	formHTML    = regexp.MustCompile(`(?s)<form.*?</form>`)
	hiddenField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)
	tag         = regexp.MustCompile(`<[^>]*>`)
)

func (s seen) hidden(name string) string {
	s.t.Helper()
	for _, field := range hiddenField.FindAllStringSubmatch(s.html, -1) {
		if field[1] == name {
			return html.UnescapeString(field[2])
		}
	}
	s.t.Fatalf("no field %s: %s", name, s.html)
	return ""
}

// text is what stands on the page to be read.
func (s seen) text() string {
	return strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(s.html, ""))), " ")
}

// want checks the status and that the page says all of words.
func (s seen) want(status int, words ...string) seen {
	s.t.Helper()
	if s.status != status {
		s.t.Fatalf("%s: status %d, want %d: %s", s.url, s.status, status, s.text())
	}
	for _, word := range words {
		if !strings.Contains(s.text(), word) {
			s.t.Errorf("the page doesn't say %q: %s", word, s.text())
		}
	}
	return s
}

// without checks that the page says none of words.
func (s seen) without(words ...string) seen {
	s.t.Helper()
	for _, word := range words {
		if strings.Contains(s.text(), word) {
			s.t.Errorf("the page says %q: %s", word, s.text())
		}
	}
	return s
}

// file is a file to be sent.
type file struct {
	name string
	data []byte
}

// photos is a form with files, as a browser sends it.
func photos(files ...file) (kind string, body *bytes.Buffer) {
	body = &bytes.Buffer{}
	form := multipart.NewWriter(body)
	for _, f := range files {
		part, _ := form.CreateFormFile("photos", f.name)
		_, _ = part.Write(f.data)
	}
	_ = form.Close()
	return form.FormDataContentType(), body
}

func (b *browser) upload(link string, files ...file) seen {
	b.t.Helper()
	kind, body := photos(files...)
	return b.do(http.MethodPost, link, kind, body)
}

func many(n int, f func(int) file) (list []file) {
	for i := range n {
		list = append(list, f(i))
	}
	return list
}

func numbered(n int) string { return fmt.Sprintf("photo %d.jpg", n) }
