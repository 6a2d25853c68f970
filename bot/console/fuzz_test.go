package console

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
)

// pages is a console without a record: what is fuzzed here is read before it.
func pages(f *testing.F) *Console {
	f.Helper()
	plan := partnership.Luton()
	var bundle *locale.Bundle
	bundle, err := resident.Bundle(plan)
	if err != nil {
		f.Fatal(err)
	}
	c, err := New(Config{
		Plan: plan, Bundle: bundle, PublicURL: "https://chat.example.org", Now: time.Now, Log: zerolog.Nop(),
		Wards: []string{"Northwell", "Saints"}, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	if err != nil {
		f.Fatal(err)
	}
	return c
}

// A form is read or answered with what is wrong, never both and never neither;
// the same form is the same action, and other words or another officer are not.
func FuzzForm(f *testing.F) {
	c := pages(f)
	f.Add("id=7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11&text=We+will.%0D%0ASoon.&do=reply", "application/x-www-form-urlencoded")
	f.Add("a=%zz;b", "application/x-www-form-urlencoded")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--x--\r\n", "multipart/form-data; boundary=x")
	f.Add(strings.Repeat("a=1&", 5000), "application/x-www-form-urlencoded")
	f.Add("text=a&text=b\x01c", "text/plain; charset=\xff")
	f.Fuzz(func(t *testing.T, body, kind string) {
		read := func() (form, bool, *httptest.ResponseRecorder) {
			r := httptest.NewRequest(http.MethodPost, "/console/x", strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			got, ok := c.form(w, r, mostFields)
			return got, ok, w
		}
		got, ok, w := read()
		answered := w.Body.Len() > 0
		if ok == answered || !ok && w.Code != http.StatusBadRequest && w.Code != http.StatusRequestEntityTooLarge {
			t.Fatalf("read %v, answered %d: %q", ok, w.Code, w.Body)
		}
		if !ok {
			return
		}
		if strings.Contains(got.words("text"), "\r\n") || len(got.words("text")) > len(body) {
			t.Fatalf("%q", got.words("text"))
		}
		by, other := bot.Actor{Officer: "a"}, bot.Actor{Officer: "b"}
		again, _, _ := read()
		if got.action(by) != again.action(by) || got.action(by).ID == got.action(other).ID {
			t.Fatal("the same form is not the same action")
		}
		if again.Values != nil && len(again.Values["text"]) > 0 {
			again.Values["text"] = append(again.Values["text"], "more")
			if got.action(by).ID == again.action(by).ID {
				t.Fatal("other words are the same action")
			}
		}
	})
}

// The form of an update is read or answered with what is wrong; a time that is
// read is written as it was typed.
func FuzzUpdateForm(f *testing.F) {
	c := pages(f)
	f.Add("words=We+mended+40+lamps&theme=4&wish=1&when=2026-11-30T10:00&version=3", "application/x-www-form-urlencoded")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\nPNG\r\n--x\r\nContent-Disposition: form-data; name=\"when\"\r\n\r\n2026-03-29T01:30\r\n--x--\r\n", "multipart/form-data; boundary=x")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\nP", "multipart/form-data; boundary=x")
	f.Add("when=99999-01-01T00:00&theme=9223372036854775808", "application/x-www-form-urlencoded")
	f.Fuzz(func(t *testing.T, body, kind string) {
		r := httptest.NewRequest(http.MethodPost, "/console/updates", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		sent, ok := c.readUpdate(w, r)
		if ok != (w.Body.Len() == 0) {
			t.Fatalf("read %v, answered %d: %q", ok, w.Code, w.Body)
		}
		if !ok {
			return
		}
		if len(sent.data) > len(body) || (sent.when == "" || sent.problem != nil) != (sent.draft.SendAt.IsZero() || sent.problem != nil) {
			t.Fatalf("%q is %v, %+v", sent.when, sent.draft.SendAt, sent.problem)
		}
		if at := sent.draft.SendAt; !at.IsZero() && sent.problem == nil {
			local := at.In(c.Plan.Zone()).Format(whenShape)
			// An hour that the clocks leave out is the one before or behind it.
			if local != sent.when && local[:11] != sent.when[:11] {
				t.Fatalf("%q is read as %q", sent.when, local)
			}
		}
	})
}

// What the address of a list says is left out or makes sense, and the address
// that it makes says the same again. So with the audit's.
func FuzzListAddress(f *testing.F) {
	c := pages(f)
	for _, query := range []string{
		"view=all&theme=4&state=open&area=Saints&language=pl&urgent=yes&older=7&officer=me&agency=police&order=oldest",
		"after=1764150600000000.7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11", "after=1.urn:uuid:7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11", "theme=04&older=+7", "view=&view=mine",
		"from=2026-11-01&to=2026-10-01&reference=lut+7k3m+2qx", "after=2026-11-26T09:30:00Z,5", "from=0000-01-01&to=9999-12-31", "find=x&theme=-1",
	} {
		f.Add(query, true)
		f.Add(query, false)
	}
	f.Fuzz(func(t *testing.T, raw string, all bool) {
		query, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		v := visit{officer: bot.Officer{ID: "7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11", Agency: "police"}, by: bot.Actor{Agency: "police", All: all}}
		first := c.ask("", query, v, nil)
		if again := c.ask("", first.Values, v, nil); !reflect.DeepEqual(first, again) {
			t.Fatalf("%v is read as %v", first, again)
		}
		if first.Filter.Agency != "" && !all {
			t.Fatal("another agency's list")
		}
		if first.Filter.Older < 0 || first.Filter.Older > 28*24*time.Hour {
			t.Fatalf("older than %v", first.Filter.Older)
		}
		if place := first.Filter.After; place != (bot.InboxPlace{}) {
			if back, ok := readPlace(writePlace(place)); !ok || back != place {
				t.Fatalf("%v is %v", place, back)
			}
		}
		filter, problems := c.auditFilter(askedFor(query))
		if len(problems) == 0 && !filter.From.IsZero() && !filter.To.IsZero() && !filter.From.Before(filter.To) {
			t.Fatalf("from %v to %v", filter.From, filter.To)
		}
		form := askedFor(query)
		if back := askedFor(form.query()); back != form {
			t.Fatalf("%+v is %+v", form, back)
		}
		auditPlace(query.Get("after"))
	})
}

// A code has six digits, a recovery code ten letters, however they are typed,
// and reading them twice reads the same; nothing but the app's own code fits it.
func FuzzCodes(f *testing.F) {
	secret := "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	f.Add("123 456", int64(1764150600))
	f.Add("MFRGG-ZDFMZ", int64(0))
	f.Add("mfrgg zdfm2 ", int64(59))
	f.Add("１２３４５６", int64(1))
	f.Add("٠١٢٣٤٥\x00", int64(-1))
	f.Fuzz(func(t *testing.T, typed string, unix int64) {
		if code, ok := sixDigits(typed); ok {
			if again, ok := sixDigits(code); !ok || again != code || len(code) != 6 {
				t.Fatalf("%q is %q, and that %q", typed, code, again)
			}
		}
		if code, ok := recoveryCode(typed); ok {
			if again, ok := recoveryCode(spelt([]string{code})[0]); !ok || again != code || len(code) != recoveryLength {
				t.Fatalf("%q is %q, and that %q", typed, code, again)
			}
		}
		now := time.Unix(unix&0xffffffff+appPeriod, 0)
		if step := appStep(secret, typed, now); step != 0 && (step < now.Unix()/appPeriod-1 || step > now.Unix()/appPeriod+1 || len(strings.TrimSpace(typed)) != 6) {
			t.Fatalf("%q at %v is of step %d", typed, now, step)
		}
		appStep(typed, "123456", now)
	})
}

// Whoever a request says that it is from, it is counted for one address or
// network; and nobody but a proxy that is named is believed.
func FuzzFrom(f *testing.F) {
	c := pages(f)
	f.Add("10.0.0.5:4000", "203.0.113.9, 198.51.100.1")
	f.Add("[::ffff:10.0.0.5]:4000", "fe80::1%eth0")
	f.Add("192.0.2.7:4000", "10.0.0.5")
	f.Add("pipe", ",,,")
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = peer
		plain := c.from(r)
		r.Header["X-Forwarded-For"] = []string{forwarded}
		from := c.from(r)
		if from != "" {
			if _, err := netip.ParseAddr(from); err != nil {
				if _, err := netip.ParsePrefix(from); err != nil {
					t.Fatalf("%q, forwarded for %q, is from %q", peer, forwarded, from)
				}
			}
		}
		if address, err := netip.ParseAddrPort(peer); (err != nil || !c.proxy(address.Addr().Unmap())) && from != plain {
			t.Fatalf("%q is believed that it is %q", peer, from)
		}
	})
}

// Words in an address are opened by the session that wrote them and by no other,
// and nothing else opens.
func FuzzRevealed(f *testing.F) {
	f.Add("needles", "token", concealed("token", "needles"))
	f.Add("", "", "AAAA")
	f.Fuzz(func(t *testing.T, words, token, text string) {
		if back, ok := revealed(token, concealed(token, words)); !ok || back != words {
			t.Fatalf("%q came back as %q", words, back)
		}
		if _, ok := revealed(token+"x", concealed(token, words)); ok {
			t.Fatal("another session opens it")
		}
		if found, ok := revealed("a session that never wrote", text); ok {
			t.Fatalf("%q opens as %q", text, found)
		}
	})
}
