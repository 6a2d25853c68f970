package console_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
	"yousaid/flows"
)

// report is a report's page below the console's path.
func report(known flows.Known) string { return "report/" + known.Reference }

// ruth is an officer of those who have reports on theme 6.
func (w *town) ruth() *browser {
	return w.signedIn(w.rig.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
}

// fill is a form of a page with what is typed into it.
func (p page) fill(do string, typed ...string) url.Values {
	values := url.Values{}
	for name, value := range p.fields(do) {
		values.Set(name, value)
	}
	for i := 0; i < len(typed); i += 2 {
		values.Set(typed[i], typed[i+1])
	}
	return values
}

// send looks at what a resident will read, and then sends it.
func (b *browser) send(path, do string, form url.Values) page {
	b.rig.t.Helper()
	form.Set("do", "preview")
	looked := b.post(path+"/"+do, form)
	if looked.Status != http.StatusOK {
		return looked
	}
	form.Set("shown", looked.fields(do)["shown"])
	form.Set("do", "send")
	return b.post(path+"/"+do, form)
}

func TestReportIsAStoryInOrder(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6, func(s *flows.Submission) {
		s.Urgent, s.Language, s.Safe = true, "ur", "after 5pm"
		s.What = []string{"first <b>words</b> *bold* \u202eevil\u202c", "second words"}
		s.When = &flows.When{Words: "since Friday"}
	})
	b := w.ruth()
	w.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "<script>alert(1)</script> _and_ more"})
	p := b.get(report(known))
	if p.Status != http.StatusOK {
		t.Fatalf("%d", p.Status)
	}
	for _, words := range []string{
		known.Reference, "Antisocial behaviour", "somebody is in danger", "Nobody has taken it", "since Friday", "Dallow ward",
		"Written in Urdu", "after 5pm", "*bold*", "<script>alert(1)</script> _and_ more",
	} {
		if !p.has(words) {
			t.Errorf("the page has no %q", words)
		}
	}
	for _, markup := range []string{`<blockquote lang="ur" dir="auto">first &lt;b&gt;words&lt;/b&gt;`, `<h1>` + known.Reference} {
		if !strings.Contains(p.Body, markup) {
			t.Errorf("the page has no %q", markup)
		}
	}
	if strings.Contains(p.Body, "<script>alert") || strings.Contains(p.Body, "<b>words") {
		t.Error("words became markup")
	}
	if first, second := strings.Index(p.Body, "second words"), strings.Index(p.Body, "_and_ more"); first > second {
		t.Error("the story is out of order")
	}
	if n := w.audited("read", known.ID); n != 1 {
		t.Errorf("%d reads are audited", n)
	}
}

// audited counts what the audit says of a report.
func (w *town) audited(action, report string) (n int) {
	w.t.Helper()
	err := w.Pool().QueryRow(w.t.Context(), `SELECT count(*) FROM audit WHERE action = $1 AND report_id = $2 AND (action <> 'read' OR detail->>'how' = 'console')`,
		action, report).Scan(&n)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestEachActionIsDoneOnce(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6)
	b := w.ruth()
	at := report(known)

	take := b.get(at).fill("take")
	for range 2 {
		if p := b.post(at+"/take", take); p.Status != http.StatusOK || p.Path != at || !p.has("Taken by Ruth") {
			t.Fatalf("take: %d at %s", p.Status, p.Path)
		}
	}
	reply := b.get(at).fill("reply", "text", "We come on Monday. "+mark)
	b.send(at, "reply", reply)
	for range 2 {
		if p := b.post(at+"/reply", reply); p.Status != http.StatusOK || p.Path != at || !p.has("We come on Monday.") {
			t.Fatalf("reply: %d at %s", p.Status, p.Path)
		}
	}
	note := b.get(at+"/note").fill("note", "text", "bins by the gate "+mark)
	for range 2 {
		if p := b.post(at+"/note", note); p.Status != http.StatusOK || !p.has("bins by the gate") {
			t.Fatalf("note: %d", p.Status)
		}
	}
	over := b.get(at+"/close").fill("close", "outcome", "done")
	b.send(at, "close", over)
	for range 2 {
		if p := b.post(at+"/close", over); p.Status != http.StatusOK || p.Path != at || !p.has("Closed by Ruth") {
			t.Fatalf("close: %d at %s: %s", p.Status, p.Path, p.plain())
		}
	}
	for _, action := range []string{"take", "reply", "note", "close"} {
		if n := w.audited(action, known.ID); n != 1 {
			t.Errorf("%s was done %d times", action, n)
		}
	}
	if p := b.get(at + "/pass"); strings.Contains(p.Body, `action="/console/`+at+`/pass"`) {
		t.Error("what is closed can be passed on")
	}
	var refreshes int
	if err := w.Pool().QueryRow(t.Context(), `SELECT count(*) FROM river.river_job WHERE kind = 'refresh'`).Scan(&refreshes); err != nil || refreshes == 0 {
		t.Errorf("%d refreshes of cards are queued: %v", refreshes, err)
	}
}

func TestDoneIsSaidOnce(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6)
	b := w.ruth()
	p := b.post(report(known)+"/take", b.get(report(known)).fill("take"))
	if !p.has("is yours") {
		t.Error("nothing says that it was taken")
	}
	if b.get(report(known)).has("is yours") {
		t.Error("it is said again")
	}
}

func TestPassingOnLosesIt(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6)
	b := w.ruth()
	at := report(known)
	form := b.get(at+"/pass").fill("pass", "to", "", "text", "needles, not bins "+mark)
	if p := b.post(at+"/pass", form); p.Status != http.StatusUnprocessableEntity || !p.has("Choose where it goes") || !p.has("needles, not bins") {
		t.Fatalf("without a destination: %d", p.Status)
	}
	form.Set("to", "theme:4")
	if p := b.post(at+"/pass", form); p.Status != http.StatusOK || !p.has("is now with Luton Council Public Health") {
		t.Fatalf("passed on: %d %s", p.Status, p.plain())
	}
	// Whoever still writes there has their words back, on the page of what isn't there.
	p := b.post(at+"/note", form)
	if p.Status != http.StatusNotFound || !p.has("Page not found") || !p.has("needles, not bins") {
		t.Errorf("a note after that: %d", p.Status)
	}
	// So does a second press of the same button, whose answer is the one that is seen.
	if p := b.post(at+"/pass", form); p.Status != http.StatusNotFound || !p.has("If you pressed a button twice, the first press counted") {
		t.Errorf("pressed twice: %d %s", p.Status, p.plain())
	}
	nasreen := w.signedIn(w.rig.officer("Nasreen", "public-health", bot.RoleOfficer, false)).get(at)
	if !nasreen.has("Ruth (Luton Council Neighbourhood Services) passed it on to Luton Council Public Health: needles, not bins") {
		t.Errorf("the new team doesn't read why: %s", nasreen.plain())
	}
}

func TestStaleFormShowsWhatChangedAndLosesNothing(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6)
	at := report(known)
	ruth := w.ruth()
	kofi := w.signedIn(w.rig.officer("Kofi", "neighbourhood-services", bot.RoleOfficer, false))
	for _, c := range []struct {
		name    string
		do      string
		typed   []string
		changes func()
		says    string
	}{
		{"taken", "note", []string{"text", "typed one " + mark}, func() { kofi.post(at+"/take", kofi.get(at).fill("take")) }, "Kofi took it."},
		{"answered", "reply", []string{"text", "typed two " + mark}, func() {
			w.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "it is on fire now"})
		}, "it is on fire now"},
		{"replied", "reply", []string{"text", "typed three " + mark}, func() {
			kofi.send(at, "reply", kofi.get(at).fill("reply", "text", "We are there. "+mark))
		}, "We are there."},
		{"noted", "pass", []string{"text", "typed four " + mark, "to", "agency:bedfordshire-police"}, func() {
			kofi.post(at+"/note", kofi.get(at+"/note").fill("note", "text", "keep it here "+mark))
		}, "keep it here"},
		{"noted again", "close", []string{"text", "typed five " + mark, "outcome", "done"}, func() {
			kofi.post(at+"/note", kofi.get(at+"/note").fill("note", "text", "wait a day "+mark))
		}, "wait a day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			form := ruth.get(at+"/"+c.do).fill(c.do, c.typed...)
			looks := c.do == "reply" || c.do == "close"
			if looks {
				form.Set("do", "preview")
				form.Set("shown", ruth.post(at+"/"+c.do, form).fields(c.do)["shown"])
				form.Set("do", "send")
			}
			c.changes()
			before := w.audited(c.do, known.ID)
			p := ruth.post(at+"/"+c.do, form)
			if p.Status != http.StatusConflict || !p.has("Nothing was sent") || !p.has(c.says) || !p.has(c.typed[1]) {
				t.Fatalf("%d: %s", p.Status, p.plain())
			}
			if n := w.audited(c.do, known.ID); n != before {
				t.Error("it was done all the same")
			}
			if c.do == "pass" || c.do == "close" {
				return // once is enough: the report stays for the rest
			}
			again := p.fill(c.do, c.typed...)
			again.Set("do", "send")
			if p := ruth.post(at+"/"+c.do, again); p.Status != http.StatusOK || p.Path != at || !p.has(c.typed[1]) {
				t.Errorf("sent again: %d at %s", p.Status, p.Path)
			}
		})
	}
	// A colleague closes it: the words can be kept as a note.
	form := ruth.get(at+"/pass").fill("pass", "text", "typed six "+mark, "to", "theme:4")
	kofi.send(at, "close", kofi.get(at+"/close").fill("close", "outcome", "done"))
	p := ruth.post(at+"/pass", form)
	if p.Status != http.StatusConflict || !p.has("Kofi closed it: done.") || p.fields("note")["id"] == "" || !p.has("typed six") {
		t.Errorf("closed meanwhile: %d %s", p.Status, p.plain())
	}
	// Who is late to take it hears who was first.
	second := w.sends(ana, 6)
	take := ruth.get(report(second)).fill("take")
	kofi.post(report(second)+"/take", kofi.get(report(second)).fill("take"))
	if p := ruth.post(report(second)+"/take", take); p.Status != http.StatusConflict || !p.has("Kofi took it on ") {
		t.Errorf("take: %d", p.Status)
	}
}

func TestWhatIsNotTheirsLooksLikeNothing(t *testing.T) {
	w := open(t)
	rubbish, abuse, other := w.sends(ana, 6), w.sends(ana, 3), w.sends(ana, 6)
	ruth := w.ruth()
	owen := w.signedIn(w.rig.officer("Owen", "public-health", bot.RoleOfficer, false))
	unknown := flows.Known{Reference: bot.NewFresh(w.plan.Prefix)().Reference}
	photo := w.photo(other, []byte("jpeg"))
	typed := url.Values{"text": {"my words " + mark}, "id": {uuid.NewString()}, "read": {"0"}, "to": {"theme:4"}, "outcome": {"done"}, "do": {"send"}, "for": {"reply"}}
	for _, path := range []string{"", "/reply", "/note", "/pass", "/close", "/photo/" + photo} {
		nothing := ruth.get(report(unknown) + path)
		for name, p := range map[string]page{
			"another agency's": owen.get(report(rubbish) + path), "guarded": owen.get(report(abuse) + path),
			"no reference": ruth.get("report/LUT-1" + path),
		} {
			if p.Status != http.StatusNotFound || p.Body != nothing.Body {
				t.Errorf("GET %s, %s: %d", path, name, p.Status)
			}
		}
	}
	for _, path := range []string{"/take", "/reply", "/note", "/pass", "/close", "/preview"} {
		nothing := ruth.post(report(unknown)+path, typed)
		for name, p := range map[string]page{
			"another agency's": owen.post(report(rubbish)+path, typed), "guarded": owen.post(report(abuse)+path, typed),
			"no reference": ruth.post("report/LUT-1"+path, typed),
		} {
			if p.Status != http.StatusNotFound || p.Body != nothing.Body || p.has("my words") == (path == "/preview") {
				t.Errorf("POST %s, %s: %d", path, name, p.Status)
			}
		}
	}
	if p := ruth.get(report(other) + "/photo/" + photo); p.Status != http.StatusOK || p.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the photo: %d", p.Status)
	}
	if p := ruth.get(report(rubbish) + "/photo/" + photo); p.Status != http.StatusNotFound {
		t.Errorf("a photo of another report: %d", p.Status)
	}
	if p := ruth.get(report(other)); !strings.Contains(p.Body, `width="640" height="480"`) || !strings.Contains(p.Body, `alt="Photo 1 of 1`) {
		t.Error("the photo is not on the page")
	}
}

// photo adds a photo to a report and returns its id.
func (w *town) photo(known flows.Known, data []byte) string {
	w.t.Helper()
	w.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "look", Photos: []flows.Photo{{Channel: channel.Telegram, File: "f"}}})
	var id string
	if err := w.Pool().QueryRow(w.t.Context(), `SELECT id::text FROM files WHERE report_id = $1`, known.ID).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	err := w.StorePhoto(w.t.Context(), id, &bot.StoredPhoto{Type: "image/jpeg", Data: data, Width: 640, Height: 480})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestWhoCantBeWrittenToIsShownAsSuch(t *testing.T) {
	w := open(t)
	ruth := w.ruth()
	for name, c := range map[string]struct {
		who     channel.Address
		change  func(*flows.Submission)
		happens func(channel.Address)
		says    string
	}{
		"no contact": {
			channel.Address{Channel: channel.SMS, ID: "+447700900201"},
			func(s *flows.Submission) { s.Contact = flows.ContactNone },
			func(channel.Address) {}, "chose not to be contacted",
		},
		"stopped": {
			channel.Address{Channel: channel.SMS, ID: "+447700900202"},
			func(*flows.Submission) {},
			func(who channel.Address) { w.commit(who, flows.Effect{Kind: flows.StopAll}) }, "they sent STOP",
		},
		"blocked": {
			channel.Address{Channel: channel.Telegram, ID: "77"},
			func(*flows.Submission) {},
			func(who channel.Address) {
				if err := w.Unreachable(t.Context(), who); err != nil {
					t.Error(err)
				}
			}, "the network doesn’t take messages for them",
		},
	} {
		t.Run(name, func(t *testing.T) {
			known := w.sends(c.who, 6, c.change)
			before := ruth.get(report(known)).fill("reply", "text", "too late "+mark)
			c.happens(c.who)
			p := ruth.get(report(known))
			if !p.has(c.says) || p.fields("note")["id"] == "" || p.fields("reply")["id"] != "" {
				t.Fatalf("%s", p.plain())
			}
			if strings.Index(p.plain(), c.says) > strings.Index(p.plain(), "What the resident says") {
				t.Error("it stands below the story")
			}
			before.Set("do", "send")
			late := ruth.post(report(known)+"/reply", before)
			if late.Status != http.StatusConflict || !late.has("too late") || !late.has(c.says) || late.fields("note")["id"] == "" {
				t.Errorf("a reply all the same: %d %s", late.Status, late.plain())
			}
		})
	}
	gone := channel.Address{Channel: channel.SMS, ID: "+447700900204"}
	known := w.sends(gone, 6)
	w.commit(gone, flows.Effect{Kind: flows.ForgetMe})
	if p := ruth.get(report(known)); p.Status != http.StatusNotFound {
		t.Errorf("forgotten: %d", p.Status)
	}
}

func TestQuietHoursAndSafeTimesStandBesideTheForm(t *testing.T) {
	w := open(t)
	w.officers.Quiet = bot.QuietHours{From: 21, To: 8, Zone: w.plan.Zone()}
	known := w.sends(ana, 6, func(s *flows.Submission) { s.Safe = "only after six" })
	local := w.now().In(w.plan.Zone())
	w.later(time.Date(local.Year(), local.Month(), local.Day()+1, 23, 0, 0, 0, w.plan.Zone()).Sub(local))
	ruth := w.ruth()
	morning := w.now().In(w.plan.Zone()).AddDate(0, 0, 1).Format("2 January 2006") + ", 08:00"
	p := ruth.get(report(known))
	if !p.has("No texts go out at night. They get it on "+morning) || !p.has("only after six") {
		t.Errorf("%s", p.plain())
	}
	done := ruth.send(report(known), "reply", p.fill("reply", "text", "Sleep well. "+mark))
	if !done.has("it is sent on " + morning + ".") {
		t.Errorf("%s", done.plain())
	}
	chat := w.sends(ben, 6)
	if ruth.get(report(chat)).has("at night") {
		t.Error("Telegram has no quiet hours")
	}
}

func TestReadyAnswersAreInTheResidentsLanguageToo(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6, func(s *flows.Submission) { s.Language = "pl" })
	ruth := w.ruth()
	p := ruth.get(report(known))
	for _, words := range []string{`<optgroup label="Polish">`, `<optgroup label="English">`, "Dziękujemy za zgłoszenie", "Thank you for telling us"} {
		if !strings.Contains(p.Body, words) {
			t.Errorf("no %s", words)
		}
	}
	if p.has("Support: domestic abuse") {
		t.Error("it offers what is for another theme")
	}
	ready := p.fill("reply", "text", "Hello.", "ready", "We will clear this by [day].", "do", "ready")
	put := ruth.post(report(known)+"/reply", ready)
	if put.Status != http.StatusOK || !strings.Contains(put.Body, "Hello.\nWe will clear this by [day].") {
		t.Errorf("put in: %d", put.Status)
	}
	if put.fields("reply")["shown"] != "" || !put.has("Write what belongs in the place of [day].") {
		t.Error("what must be filled in could go")
	}
	sent := put.fill("reply", "text", "We will clear this by [day].", "do", "send")
	if p := ruth.post(report(known)+"/reply", sent); p.Status != http.StatusUnprocessableEntity || !p.has("[day]") {
		t.Errorf("sent with a gap: %d", p.Status)
	}
}

func TestLongTextsSaySo(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6)
	ruth := w.ruth()
	at := report(known)
	form := ruth.get(at).fill("reply", "do", "preview")
	for _, c := range []struct {
		words  string
		status int
		says   []string
		goes   bool
	}{
		{"Short. " + mark, 200, []string{"1 text message."}, true},
		{"We come on Monday 👍🏽 " + mark, 200, []string{"3 text messages.", "It is paid as 3.", "Without 👍🏽 it would be 1."}, true},
		{strings.Repeat("Ten more. ", 20), 200, []string{"3 text messages.", "It is paid as 3."}, true},
		{strings.Repeat("Ten more. ", 97), 422, []string{"That would be 8 text messages, and 7 is the most. Cut about", "characters"}, false},
		{strings.Repeat("خطر ہے یہاں ", 50), 422, []string{"and 7 is the most. Cut about"}, false},
		{strings.Repeat("a", 1003), 422, []string{"That is too long: cut 3 characters."}, false},
		{"  ", 422, []string{"Write something first."}, false},
	} {
		form.Set("text", c.words)
		p := ruth.post(at+"/reply", form)
		missing := slices.ContainsFunc(c.says, func(words string) bool { return !p.has(words) })
		if p.Status != c.status || missing || (p.fields("reply")["shown"] != "") != c.goes {
			t.Errorf("%.20q: %d %s", c.words, p.Status, p.plain())
		}
	}
	live := ruth.post(at+"/preview", url.Values{"for": {"reply"}, "text": {"Short. " + mark}})
	if live.Status != http.StatusOK || !live.has("1 text message.") || strings.Contains(live.Body, "<html") {
		t.Errorf("live: %d %s", live.Status, live.Body)
	}
}

func TestPolicyLetsTheTilesIn(t *testing.T) {
	for address, want := range map[string]string{
		"": "img-src 'self';", "https://tile.example.org/{z}/{x}/{y}.png": "img-src 'self' https://tile.example.org;",
		"https://{s}.tile.example.org/{z}/{x}/{y}.png": "img-src 'self' https://*.tile.example.org;",
	} {
		w := open(t, func(c *console.Config) { c.Tiles = console.Tiles{URL: address, By: "mappers"} })
		known := w.sends(ana, 6, func(s *flows.Submission) { s.Place = &flows.Place{Name: "Dallow Road", Lat: 51.88, Lon: -0.43} })
		nowhere := w.sends(ana, 6)
		b := w.ruth()
		p := b.get(report(known))
		if policy := p.Header.Get("Content-Security-Policy"); !strings.Contains(policy, want) {
			t.Errorf("%s: %s", address, policy)
		}
		if strings.Contains(p.Body, "leaflet.js") == (address == "") || strings.Contains(b.get(report(nowhere)).Body, "leaflet.js") {
			t.Errorf("%s: a map where there should be none, or none where there should be one", address)
		}
	}
}

// Where a network is off nobody is told anything, but a report can be closed.
func TestNetworkThatIsOff(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6)
	delete(w.service.Channels, channel.SMS)
	ruth := w.ruth()
	at := report(known)
	p := ruth.send(at, "reply", ruth.get(at).fill("reply", "text", "hello "+mark))
	if p.Status != http.StatusUnprocessableEntity || !p.has("switched off here") || !p.has("hello "+mark) {
		t.Errorf("reply: %d", p.Status)
	}
	if p := ruth.send(at, "close", ruth.get(at+"/close").fill("close", "outcome", "done")); p.Path != at || !p.has("Closed by Ruth") {
		t.Errorf("close: %d %s", p.Status, p.plain())
	}
}

// To look is never to send, even where there is nothing to look at any more.
func TestLookingDoesNothing(t *testing.T) {
	w := open(t)
	known := w.sends(ana, 6)
	ruth := w.ruth()
	at := report(known)
	reply := ruth.get(at).fill("reply", "text", "hello "+mark, "do", "preview")
	over := ruth.get(at+"/close").fill("close", "outcome", "done", "do", "preview")
	for range 2 {
		for do, form := range map[string]url.Values{"reply": reply, "close": over} {
			if p := ruth.post(at+"/"+do, form); p.Status != http.StatusOK {
				t.Errorf("%s: %d", do, p.Status)
			}
			if n := w.audited(do, known.ID); n != 0 {
				t.Errorf("%s was done", do)
			}
		}
		w.commit(ana, flows.Effect{Kind: flows.StopAll})
	}
	// What was not seen as it is now is shown instead.
	other := w.sends(channel.Address{Channel: channel.SMS, ID: "+447700900209"}, 6)
	forged := ruth.get(report(other)).fill("reply", "text", "hello "+mark, "do", "send", "shown", "x")
	if p := ruth.post(report(other)+"/reply", forged); p.Status != http.StatusOK || len(p.bubbles()) != 1 || w.audited("reply", other.ID) != 0 {
		t.Errorf("%d", p.Status)
	}
}
