package open311

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"yousaid/flows"
)

// How long what is filed may be, in characters. The description is as long as a
// resident's message may be.
const (
	mostDescription = flows.MostText
	mostAddress     = 300
	mostName        = 200 // of a request, as its sender names it
)

// wish is a report that a system asks to be filed.
type wish struct {
	Theme       int
	Sure        bool // a theme was named
	Description string
	Address     string
	Lat, Long   float64
	Placed      bool // there is a position
	Left        bool // names, contacts or pictures came with it, which are not kept
}

// notKept are what the standard has and this service doesn't take from systems.
var notKept = []string{"email", "device_id", "account_id", "first_name", "last_name", "phone", "media_url"}

// readWish reads what is to be filed. Words stay as they are: what can't be kept
// so is refused.
func (s *Server) readWish(form url.Values) (w wish, wrong problems) {
	bad := func(text string) { wrong = append(wrong, problem{http.StatusBadRequest, text}) }
	w.Description, w.Address = form.Get("description"), form.Get("address_string")
	for _, field := range []struct {
		name, value string
		most        int
	}{{"description", w.Description, mostDescription}, {"address_string", w.Address, mostAddress}} {
		switch {
		case !utf8.ValidString(field.value) || strings.ContainsRune(field.value, 0):
			bad(field.name + " is no text in UTF-8.")
		case utf8.RuneCountInString(field.value) > field.most:
			bad(field.name + " can have " + strconv.Itoa(field.most) + " characters at the most.")
		}
	}
	if strings.TrimSpace(w.Description) == "" {
		bad("description is missing.")
	}
	if code := form.Get("service_code"); code != "" {
		if w.Theme, w.Sure = s.theme(code); !w.Sure {
			wrong = append(wrong, unknownService)
		}
	}
	w.readPosition(form, s.Plan.Area.Box.Contains, bad)
	for _, name := range notKept {
		w.Left = w.Left || strings.TrimSpace(form.Get(name)) != ""
	}
	return w, wrong
}

func (w *wish) readPosition(form url.Values, within func(lat, lon float64) bool, bad func(string)) {
	lat, long := strings.TrimSpace(form.Get("lat")), strings.TrimSpace(form.Get("long"))
	if lat == "" && long == "" {
		return
	}
	var wrongLat, wrongLong error
	w.Lat, wrongLat = strconv.ParseFloat(lat, 64)
	w.Long, wrongLong = strconv.ParseFloat(long, 64)
	switch {
	case wrongLat != nil || wrongLong != nil || math.IsNaN(w.Lat) || math.IsNaN(w.Long):
		bad("lat and long go together: degrees such as 51.8787 and -0.4200.")
	case !within(w.Lat, w.Long):
		bad("lat and long are outside the partnership's area. Nothing was filed: report it where it happened.")
	default:
		w.Placed = true
	}
}
