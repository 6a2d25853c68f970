package frame

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// legible puts U+FFFD in an address in the place of what is no text, a NUL and
// broken UTF-8: no database takes it, and nothing is found by it.
func legible(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if query := r.URL.Query(); !text(r.URL.Path) || !all(query) {
			replaced := *r.URL
			replaced.Path, replaced.RawPath = replace(r.URL.Path, "\uFFFD"), ""
			replaced.RawQuery = changed(query, "\uFFFD").Encode()
			r = r.Clone(r.Context())
			r.URL = &replaced
		}
		next.ServeHTTP(w, r)
	})
}

// Legible takes what is no text out of a form that was sent.
func Legible(form url.Values) url.Values {
	if all(form) {
		return form
	}
	return changed(form, "")
}

func text(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

func replace(s, by string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, by), "\x00", by)
}

func all(values url.Values) bool {
	for name, list := range values {
		if !text(name) {
			return false
		}
		for _, value := range list {
			if !text(value) {
				return false
			}
		}
	}
	return true
}

func changed(values url.Values, by string) url.Values {
	out := url.Values{}
	for name, list := range values {
		for _, value := range list {
			out.Add(replace(name, by), replace(value, by))
		}
	}
	return out
}
