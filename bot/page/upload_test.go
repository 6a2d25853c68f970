package page_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot/picture"
	"yousaid/flows"
)

// photo is a small photo, of a colour of its own.
func photo(n int) file {
	m := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range 60 * 40 {
		m.Set(i%60, i/60, color.RGBA{R: uint8(n * 40), G: uint8(i), B: 90, A: 255})
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, m, nil)
	return file{numbered(n), out.Bytes()}
}

// huge claims to be a picture of 41 megapixels.
func huge() file {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), 41000)
	head = append(binary.BigEndian.AppendUint32(head, 1000), 8, 2, 0, 0, 0)
	data := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return file{"huge.png", binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(head))}
}

// uploadLink is the link that a resident gets for their report.
func (r *rig) uploadLink(report string) string {
	r.t.Helper()
	out := r.commit(flows.Effect{Kind: flows.OfferUpload, Target: report, Text: uuid.NewString()})
	if !strings.HasPrefix(out.Link, r.site+"/u/") {
		r.t.Fatalf("link %q", out.Link)
	}
	return out.Link
}

func TestPhotosOfAResidentReachTheOfficer(t *testing.T) {
	r := start(t)
	r.phones(duty)
	known, b := r.file(6), newBrowser(t)
	link := r.uploadLink(known.ID)
	for range 2 {
		b.get(link).want(http.StatusOK, "Add photos", "You can add 6 more photos.", "call 999").without(known.Reference, mark)
	}
	for range 2 { // pressed twice
		b.upload(link, photo(0), photo(1)).want(http.StatusOK, "We have your 2 photos", "You can add 4 more photos.")
	}
	b.upload(link, many(4, func(i int) file { return photo(i + 2) })...).want(http.StatusOK, "We have your 4 photos", "You can't add more photos here.")
	b.get(link).want(http.StatusGone, "does not work any more")
	b.upload(link, photo(9)).want(http.StatusGone, "are safe with us")

	page := b.open(r.link(duty, known.Reference)).want(http.StatusOK, "Photos")
	srcs := strings.Split(page.html, `<img src="`)[1:]
	if len(srcs) != 6 || !strings.Contains(page.html, `alt="Photo 6 of 6"`) {
		t.Fatalf("%d photos: %s", len(srcs), page.html)
	}
	one := r.site + srcs[0][:strings.Index(srcs[0], `"`)]
	if got := b.get(one).want(http.StatusOK); got.header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(got.html, "\xff\xd8") {
		t.Errorf("photo of type %s", got.header.Get("Content-Type"))
	}
	newBrowser(t).get(one).want(http.StatusForbidden)
	b.get(page.url+"/photo/"+uuid.NewString()).want(http.StatusNotFound, "no such photo")
	other := b.open(r.link(duty, r.file(6).Reference)) // another report of the same desk
	b.get(other.url + one[strings.LastIndex(one, "/photo/"):]).want(http.StatusNotFound)
}

func TestFilesThatCantBeTakenAreNamed(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, link := newBrowser(t), r.uploadLink(r.file(6).ID)
	tooBig := file{"big.jpg", bytes.Repeat([]byte("x"), picture.MostBytes+1)}
	got := b.upload(link, file{"<b>notes.txt", []byte("words")}, tooBig, huge(), photo(1))
	got.want(http.StatusOK, "We have your photo.", "<b>notes.txt This is not a photo that we can open.", "big.jpg This one is too big.", "huge.png This one is too big.", "You can add 5 more photos.")
	if strings.Contains(got.html, "<b>notes") {
		t.Error("a file's name is markup")
	}
	b.upload(link, many(7, photo)...).want(http.StatusOK, "We have your 5 photos.", "photo 5.jpg There was no room", "photo 6.jpg There was no room")

	link = r.uploadLink(r.file(6).ID)
	b.upload(link, file{"notes.txt", []byte("words")}).want(http.StatusUnprocessableEntity, "not a photo")
	b.upload(link).want(http.StatusUnprocessableEntity, "Please choose a photo first.")
	b.upload(link, file{"", nil}).want(http.StatusUnprocessableEntity, "Please choose a photo first.")
	b.post(link, "photos", "x").want(http.StatusUnprocessableEntity, "Please choose a photo first.")
	kind, body := photos(photo(0))
	b.do(http.MethodPost, link, kind, bytes.NewReader(body.Bytes()[:body.Len()-60])).want(http.StatusUnprocessableEntity, "Not all of it reached us")
}

func TestUploadLinksEnd(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, link := newBrowser(t), r.uploadLink(r.file(6).ID)
	b.get(r.site + "/u/nothing").want(http.StatusGone)
	b.upload(r.site+"/u/nothing", photo(1)).want(http.StatusGone)
	r.later(25 * time.Hour)
	b.get(link).want(http.StatusGone)
	b.upload(link, photo(1)).want(http.StatusGone)
	if n := r.count(`SELECT count(*) FROM files`); n != 0 {
		t.Errorf("%d photos", n)
	}
}

// zeros is a body without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestAnUploadHasLimits(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, link := newBrowser(t), r.uploadLink(r.file(6).ID)
	b.upload(link, many(5, photo)...).want(http.StatusOK, "You can add 1 more photo.")
	kind, body := photos(photo(7))
	endless := io.MultiReader(bytes.NewReader(body.Bytes()[:body.Len()-60]), io.LimitReader(zeros{}, 22<<20))
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, link, endless)
	request.Header.Set("Content-Type", kind)
	if response, err := b.client.Do(request); err == nil {
		if response.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("status %d", response.StatusCode)
		}
		response.Body.Close()
	}
	// More than six photos of the largest kind, announced or not.
	for announced, status := range map[int64]int{130 << 20: http.StatusRequestEntityTooLarge, -1: http.StatusUnprocessableEntity} {
		start := io.MultiReader(bytes.NewReader(body.Bytes()[:body.Len()-60]), zeros{})
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, link, io.LimitReader(start, 130<<20))
		request.Header.Set("Content-Type", kind)
		request.ContentLength = announced
		response, err := b.client.Do(request)
		if err != nil {
			if announced > 0 {
				t.Errorf("no answer: %v", err)
			}
			continue // it hung up, which is an answer, too
		}
		if response.StatusCode != status {
			t.Errorf("status %d, want %d", response.StatusCode, status)
		}
		response.Body.Close()
	}
	if n := r.count(`SELECT count(*) FROM files`); n != 5 {
		t.Errorf("%d photos", n)
	}
}

func TestFourUploadsAreReadAtOnce(t *testing.T) {
	r := start(t)
	r.phones(duty)
	link := r.uploadLink(r.file(6).ID)
	kind, body := photos(photo(0))
	var sending sync.WaitGroup
	var ends []*io.PipeWriter
	for range 4 {
		slow, end := io.Pipe()
		ends = append(ends, end)
		b := newBrowser(t)
		sending.Go(func() { b.do(http.MethodPost, link, kind, slow).want(http.StatusOK, "We have your photo.") })
		if _, err := end.Write(body.Bytes()[:100]); err != nil {
			t.Fatal(err)
		}
	}
	for range 1000 {
		if r.pages.Reading() == 4 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	b := newBrowser(t)
	busy := b.upload(link, photo(1)).want(http.StatusServiceUnavailable, "Other people are sending photos")
	if busy.header.Get("Retry-After") == "" {
		t.Error("nobody says when to try again")
	}
	for _, end := range ends {
		_, _ = end.Write(body.Bytes()[100:])
		_ = end.Close()
	}
	sending.Wait()
	b.upload(link, photo(1)).want(http.StatusOK)
}
