package public_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"time"

	"github.com/google/uuid"
)

// update is a plan update of a test.
type update struct {
	theme   int
	words   string
	story   string
	link    string
	wish    int
	answers string
	at      time.Time // zero: an hour ago
	texts   map[string]string
	picture string
}

// publish publishes an update and returns its id.
func (r *rig) publish(u update) string {
	r.t.Helper()
	id, at := uuid.NewString(), u.at
	if at.IsZero() {
		at = r.now.Add(-time.Hour)
	}
	r.exec(`
		INSERT INTO plan_updates (id, agency, theme, words, story, link, wish, answers, state, writer, writer_name, created_at, decided_at)
		VALUES ($1, 'neighbourhood-services', $2, $3, $4, $5, $6, nullif($7, '')::uuid, 'published', $8, 'Mia', $9, $9)`,
		id, u.theme, u.words, u.story, u.link, u.wish, u.answers, r.writer, at)
	for language, words := range u.texts {
		r.exec(`INSERT INTO update_texts (update_id, language, words) VALUES ($1, $2, $3)`, id, language, words)
	}
	if u.picture != "" {
		r.exec(`INSERT INTO update_pictures (update_id, words, data) VALUES ($1, $2, $3)`, id, u.picture, photo())
	}
	return id
}

// photo is a picture of a clean street, more or less.
func photo() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for i := range 640 * 400 {
		x, y := i%640, i/640
		m.Set(x, y, color.RGBA{R: uint8(90 + y/4), G: uint8(140 + x/12), B: uint8(200 - y/3), A: 255})
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, m, nil)
	return out.Bytes()
}

// thumbs gives an update thumbs.
func (r *rig) thumbs(id string, up, down int) {
	r.t.Helper()
	r.exec(`
		INSERT INTO update_thumbs (update_id, lookup, up, at)
		SELECT $1, sha256(n::text::bytea), n <= $2, $4 FROM generate_series(1, $2::int + $3::int) n`, id, up, down, r.now)
}

// comments gives an update comments.
func (r *rig) comments(id string, count int) {
	r.t.Helper()
	r.exec(`
		INSERT INTO comments (id, theme, degree, plan_update, channel, language, created_at)
		SELECT gen_random_uuid(), 6, 'open', $1, 'sms', 'en', $3 FROM generate_series(1, $2::int)`, id, count, r.now)
}

// file files reports on a theme.
func (r *rig) file(theme, count int, at time.Time) {
	r.t.Helper()
	r.exec(`
		INSERT INTO reports (id, reference, theme, degree, status, channel, language, contact, began_at, sent_at, filed_at)
		SELECT gen_random_uuid(), gen_random_uuid()::text, $1, 'open', 'new', 'sms', 'en', 'none', $3, $3, $3 FROM generate_series(1, $2::int)`,
		theme, count, at)
}

// feel answers the pulse.
func (r *rig) feel(score, count int, at time.Time) {
	r.t.Helper()
	r.exec(`
		INSERT INTO pulses (id, score, channel, language, again, at)
		SELECT gen_random_uuid(), $1, 'sms', 'en', false, $3 FROM generate_series(1, $2::int)`, score, count, at)
}

// month is the tenth of a month of 2026.
func month(m time.Month) time.Time { return time.Date(2026, m, 10, 12, 0, 0, 0, time.UTC) }

// town fills the record with what a town has to show after some months.
func (r *rig) town() {
	r.t.Helper()
	clean := r.publish(update{
		theme: 6, wish: 8, words: "We cleared 42 tips of dumped rubbish in Bury Park and Dallow this month.",
		story: "We cleared 42 tips of dumped rubbish in Bury Park and Dallow this month.\n\nWe put up four cameras where it happens most, and two people were fined. <b>Tell us</b> where you see more.",
		link:  "https://www.luton.gov.uk/communitysafety/rubbish", picture: "Two council workers lift an old sofa into a lorry.",
		texts: map[string]string{"ur": "اس مہینے ہم نے بری پارک اور ڈیلو میں پھینکے گئے کچرے کے 42 ڈھیر صاف کیے۔"}, at: r.now.AddDate(0, 0, -6),
	})
	r.thumbs(clean, 23, 3)
	r.comments(clean, 9)
	r.publish(update{theme: 6, answers: clean, words: "You asked for cameras on Dallow Road, too. They come in January.", at: r.now.AddDate(0, 0, -1)})
	r.publish(update{theme: 5, wish: 4, words: "Two more officers walk from The Mall to the station on Friday and Saturday nights.", at: r.now.AddDate(0, 0, -3)})
	r.publish(update{theme: 1, words: "A knife bin stands at Leagrave station since Monday.", at: r.now.AddDate(0, 0, -12)})
	r.publish(update{theme: 4, wish: 1, words: "A night team now looks for needles in Wardown Park and Manor Road Park.", at: r.now.AddDate(0, 0, -20)})
	for i := range 25 {
		r.publish(update{theme: 6, words: "Older news of the streets.", at: r.now.AddDate(0, -2, -i)})
	}
	for m := time.May; m <= time.November; m++ {
		for theme := range 9 {
			r.file(theme, (theme*7+int(m)*5)%23, month(m))
		}
		r.feel(2+int(m)%3, 8+int(m), month(m))
		r.feel(4, 6, month(m))
	}
	r.feel(5, 3, month(time.April))
}
