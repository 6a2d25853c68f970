package resident_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
	"yousaid/flows/flowtest"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
)

// machine is a conversation that rapid drives with whatever comes to its mind.
type machine struct {
	t      *rapid.T
	talk   resident.Conversation
	now    time.Time
	inputs int
	fresh  int
	shown  []flows.Choice // every button that was ever shown
}

var (
	plan   = partnership.Luton()
	bundle = func() *locale.Bundle {
		b, err := resident.Bundle(plan)
		if err != nil {
			panic(err)
		}
		return b
	}()
	engine = resident.Engine(plan, bundle)
)

func newMachine(t *rapid.T) *machine {
	m := &machine{t: t, now: time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)}
	m.talk = resident.Conversation{
		Engine: engine, Bundle: bundle, Fresh: m.chance,
		Form:   rapid.SampledFrom([]flows.Form{resident.SMS, resident.Telegram}).Draw(t, "form"),
		Record: &resident.Record{Plan: plan, Photos: "https://example.org/u/t"},
	}
	m.talk.Session.Language = rapid.SampledFrom(bundle.Languages()).Draw(t, "language")
	return m
}

func (m *machine) chance() flows.Fresh {
	m.fresh++
	return flows.Fresh{
		ID:        fmt.Sprintf("id-%04x", m.fresh),
		Reference: fmt.Sprintf("LUT-%04d", m.fresh), Token: "token",
	}
}

// said are things that people write, commands among them.
var said = []string{
	"someone keeps dumping rubbish at the end of our road", "needles by the swings", "he hits me", "hello", "yes", "no",
	"nah", "1", "2", "3", "9", "number two i think", "skip", "back", "INFO", "menu", "restart", "STOP", "START",
	"forget me", "read", "numbers", "privacy", "clear", "new", "not over", "LU1 2AB", "ash road", "👍", "🎉", "",
	"\x00", "\xff\xfe", "\u202eשלום", "drugs", "show all", "not sure", "/start", "/dance", "we have got to STOP this",
	"UPDATES", "updates off", "updates 4 6", "updates 12", "1 5 6",
	"PLAN", "PULSE", "IDEA", "are you a real person?", "is this anonymous?", "who is going to read this", "actually dont send it",
	"will they know it was me?", "more lights in the park please", "photos?", "who are you",
	"it was a white van and there were three of them", "i dont mind", "٣", "done", "send", "07700 900123",
	"tak", "nie", "da", "nu", "pomiń", "inapoi", "polski", "LANGUAGE", "limba", "śmieci przy naszej ulicy, codziennie",
	"👎🏽", "👍🏿", "thank you",
	"my reports", "pin", "4821", "0000", "my data", "LUT-0004", "LUT-7K3M-2QX", "add something",
}

var dangers = []flows.Danger{flows.NoDanger, flows.NoDanger, flows.NoDanger, flows.NoDanger, flows.UnsureDanger, flows.SureDanger}

func (m *machine) reading() flows.Reading {
	first := rapid.IntRange(0, 8).Draw(m.t, "theme")
	second := rapid.IntRange(0, 8).Draw(m.t, "second")
	chance := rapid.SampledFrom([]float64{0.3, 0.5, 0.9}).Draw(m.t, "chance")
	r := flows.Reading{
		Themes: []flows.Guess{{Theme: first, Confidence: chance}, {Theme: second, Confidence: (1 - chance) / 2}},
		Danger: rapid.SampledFrom(dangers).Draw(m.t, "danger"),
	}
	if rapid.IntRange(0, 3).Draw(m.t, "foreign") == 0 {
		r.Language = rapid.SampledFrom([]string{"en", "pl", "ro", "ur", "ur-Latn", "bn-Latn", "xx"}).Draw(m.t, "read")
	}
	if rapid.Bool().Draw(m.t, "placed") {
		r.Place = &flows.Place{Name: "Wardown Park"}
	}
	return r
}

// input draws what a resident sends next.
func (m *machine) input() flows.Input {
	m.inputs++
	in := flows.Input{ID: fmt.Sprintf("in-%d", m.inputs)}
	switch kind := rapid.IntRange(0, 11).Draw(m.t, "kind"); {
	case kind < 5:
		in.Text, in.Reading = rapid.SampledFrom(said).Draw(m.t, "said"), m.reading()
	case kind == 5:
		in.Text, in.Reading = rapid.String().Draw(m.t, "text"), m.reading()
	case kind < 9 && len(m.shown) > 0:
		in.Kind = flows.Chose
		in.Choice = rapid.SampledFrom(m.shown[max(0, len(m.shown)-12):]).Draw(m.t, "button")
	case kind == 9:
		in.Kind, in.Photos = flows.SentPhoto, []flows.Photo{{Channel: "telegram", File: in.ID}}
	case kind == 10:
		in.Kind, in.Place = flows.SentPlace, &flows.Place{Lat: 51.88, Lon: -0.42}
	default:
		in.Kind, in.What = flows.SentOther, rapid.SampledFrom([]string{"sticker", "voice", "edit", ""}).Draw(m.t, "what")
	}
	return in
}

// step makes one turn and checks what always holds.
func (m *machine) step(in flows.Input) []flows.Reply {
	before, asJSON := m.talk.Session, encode(m.t, m.talk.Session)
	replies := m.talk.Receive(in, m.now)
	if encode(m.t, before) != asJSON {
		m.t.Fatal("the session that was given was written to")
	}
	for _, reply := range replies {
		m.shown = append(m.shown, reply.Choices...)
		m.pressable(reply)
		if shown := m.talk.Show(reply); strings.Contains(shown.Text, "{{.") || strings.Contains(shown.Text, "<no value>") {
			m.t.Fatalf("a placeholder is left over: %s", shown.Text)
		} else if err := flowtest.Fits(gsm7.Replace(shown.Text)); err != nil && m.talk.Form == resident.SMS {
			m.t.Fatal(err)
		}
	}
	m.roundTrip()
	return replies
}

// pressable checks what can be pressed: what shares a row is short, and no
// label is a word that does something else.
func (m *machine) pressable(reply flows.Reply) {
	for _, row := range m.talk.Show(reply).Buttons {
		for _, button := range row {
			if n := len([]rune(button.Label)); n > 64 || n > 24 && len(row) > 1 {
				m.t.Fatalf("a button has %d letters: %s", n, button.Label)
			}
		}
	}
	for _, choice := range reply.Choices {
		label := flows.Fold(bundle.Text(choice.Label, m.talk.Session.Language))
		if command, ok := commands[m.talk.Session.Language][label]; ok && string(command) != choice.ID && choice.Step != flows.DoStep {
			m.t.Fatalf("the answer %q is the command %s", label, command)
		}
	}
}

// commands are the words for commands, by language.
var commands = func() map[string]map[string]flows.Command {
	all := map[string]map[string]flows.Command{}
	for code, words := range bundle.Vocabularies() {
		all[code] = map[string]flows.Command{}
		for command, list := range words.Commands {
			for _, word := range list {
				all[code][flows.Fold(word)] = command
			}
		}
	}
	return all
}()

func (m *machine) roundTrip() {
	raw := encode(m.t, m.talk.Session)
	var back flows.Session
	if err := json.Unmarshal([]byte(raw), &back); err != nil {
		m.t.Fatal(err)
	}
	if again := encode(m.t, back); sorted(m.t, again) != sorted(m.t, raw) {
		m.t.Fatalf("the session came back from JSON otherwise:\n%s\n%s", raw, again)
	}
	if len(raw) > 64<<10 {
		m.t.Fatalf("the session has %d bytes", len(raw))
	}
	m.talk.Session = back // so that every turn starts from a session as it was stored
}

// sorted brings JSON into one order: a line that was stored inside another
// comes back as a map.
func sorted(t *rapid.T, raw string) string {
	var v any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	return encode(t, v)
}

func encode(t *rapid.T, v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// wander brings a conversation anywhere.
func (m *machine) wander() {
	for range rapid.IntRange(0, 12).Draw(m.t, "turns") {
		m.step(m.input())
	}
}

func TestNoInputMeetsSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		for range rapid.IntRange(1, 25).Draw(t, "turns") {
			m.now = m.now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "minutes")) * time.Minute)
			m.talk.Away = rapid.IntRange(0, 5).Draw(t, "away") == 0
			in := m.input()
			if replies := m.step(in); len(replies) == 0 && !m.keptSilently(in) {
				t.Fatalf("nothing was said to %+v", in)
			}
			m.notice()
		}
	})
}

// keptSilently reports whether a message that got no answer is one that may do
// without: it follows others at once and is kept, with a question or an answer
// standing; or it is one of a flood.
func (m *machine) keptSilently(in flows.Input) bool {
	s := m.talk.Session
	if s.Flood.Told {
		return true
	}
	if s.Row == nil || m.now.Sub(s.Row.At) >= 20*time.Second {
		return false
	}
	if s.Row.Told != "" {
		thread := m.talk.Record.Reports[len(m.talk.Record.Reports)-1]
		for _, report := range m.talk.Record.Reports {
			if report.ID == s.Row.Told {
				thread = report
			}
		}
		return len(thread.Thread)+len(thread.Added) > 0
	}
	words := strings.TrimSpace(strings.ReplaceAll(in.Text, "\x00", "")) // which no database can keep
	return s.Row.Asked == s.Step && strings.Contains(encode(m.t, s.Answers), encode(m.t, words)[1:])
}

// news has an agency publish an update, or answer the comment that was sent last,
// now and then.
func (m *machine) news() {
	if rapid.IntRange(0, 3).Draw(m.t, "news") > 0 {
		return
	}
	m.inputs++
	id := fmt.Sprintf("news-%d", m.inputs)
	said := m.talk.Record.Voices
	if len(said) == 0 || rapid.Bool().Draw(m.t, "published") {
		m.talk.Session.Resident.News = flows.News{ID: id, Theme: 6, At: m.now}
		m.shown = append(m.shown, flows.Thumbs(id)...)
		return
	}
	last := said[len(said)-1]
	m.step(flows.Input{ID: id, Kind: flows.Noticed, Notice: &flows.Notice{
		ID: id, Kind: flows.NoticeAnswer, Agency: "Public Health", Text: "We will.",
		Report: flows.Known{Degree: rapid.SampledFrom([]flows.Degree{flows.Open, flows.Neutral, flows.Guarded}).Draw(m.t, "degree")},
		Remark: &flows.Remark{Thread: last.ID, Theme: last.Theme, Update: last.Update, Words: flows.Beginning(last.Text)},
	}})
}

// notice has the agency write, now and then.
func (m *machine) notice() {
	m.news()
	report, ok := m.talk.Record.Newest()
	if !ok || rapid.IntRange(0, 3).Draw(m.t, "desk") > 0 {
		return
	}
	m.inputs++
	id := fmt.Sprintf("notice-%d", m.inputs)
	kind := rapid.SampledFrom([]flows.NoticeKind{
		flows.NoticeMessage, flows.NoticePassed, flows.NoticeClosed, flows.NoticePhoto,
	}).Draw(m.t, "notice")
	m.step(flows.Input{ID: id, Kind: flows.Noticed, Notice: &flows.Notice{
		ID: id, Kind: kind, Report: report, Agency: "public-health", Text: "Can you tell us more?", Result: "done",
	}})
}

func TestARepeatChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.wander()
		m.talk.Away = rapid.Bool().Draw(t, "away")
		in := m.input()
		first := m.step(in)
		before := encode(t, m.talk.Session)
		in.Form, in.Fresh = m.talk.Form, m.chance()
		turn := engine.Advance(m.talk.Session, in, m.now)
		if !turn.Repeat || encode(t, turn.Session) != before {
			t.Fatal("the repeat was taken for something new")
		}
		if len(m.talk.Session.Recent) == 0 {
			t.Skip("everything was forgotten")
		}
		forgot := encode(t, m.talk.Session.Recent[len(m.talk.Session.Recent)-1].Reply) == "null"
		if !forgot && m.talk.Show(turn.Reply).Text != m.talk.Show(first[len(first)-1]).Text {
			t.Fatalf("the repeat got another reply: %s\nfirst: %s", m.talk.Show(turn.Reply).Text, m.talk.Show(first[len(first)-1]).Text)
		}
	})
}

// TestATimeOutThatComesLateDoesNothing: somebody wrote meanwhile, so that it is
// not yet due; and of one that is due, a second does nothing more.
func TestATimeOutThatComesLateDoesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.wander()
		elapse := func() flows.Turn {
			return engine.Advance(m.talk.Session, flows.Input{Kind: flows.Elapsed, Form: m.talk.Form, Fresh: m.chance()}, m.now)
		}
		due, ok := engine.Due(m.talk.Session)
		if !ok {
			due.At = m.now.Add(48 * time.Hour)
		}
		before := encode(t, m.talk.Session)
		m.now = due.At.Add(-time.Second)
		if late := elapse(); !late.Reply.IsZero() || encode(t, late.Session) != before {
			t.Fatalf("too early, and it did something: %+v", late.Reply)
		}
		if !ok {
			return
		}
		m.now = due.At
		first := elapse()
		m.talk.Session = first.Session
		if again := elapse(); !again.Reply.IsZero() || first.Reply.IsZero() == due.Unasked {
			t.Fatalf("it said %+v, then %+v", first.Reply, again.Reply)
		}
	})
}

// harmless are inputs that must leave a draft as it is.
func (m *machine) harmless() flows.Input {
	m.inputs++
	in := flows.Input{ID: fmt.Sprintf("in-%d", m.inputs), Kind: flows.SentOther, What: "sticker"}
	switch n := rapid.IntRange(0, 4).Draw(m.t, "harmless"); n {
	case 0:
	case 1:
		in.Kind, in.Choice = flows.Chose, flows.Choice{ID: "yes", Step: "confirm", Draft: "old!"}
	case 2:
		in.Kind, in.Photos = flows.SentPhoto, []flows.Photo{{File: in.ID}}
	default:
		in.Kind = flows.Said
		in.Text = rapid.SampledFrom([]string{"INFO", "menu", "numbers", "privacy", "/dance", "/start", "🎉", "STOP", "START", "my reports", "my data"}).Draw(m.t, "word")
	}
	return in
}

func TestADraftIsNotLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.wander()
		before := words(m.talk.Session)
		draft := m.talk.Session.Draft
		if flow := m.talk.Session.Flow; flow == "plan" || flow == "mine" || flow == "updates" {
			t.Skip("reading, and choosing what to read, keeps nothing")
		}
		for range rapid.IntRange(1, 5).Draw(t, "harmless turns") {
			m.step(m.harmless())
		}
		if before != "" && (m.talk.Session.Draft != draft || words(m.talk.Session) != before) {
			t.Fatalf("the draft was %q (%s) and is %q (%s %s)", before, draft, words(m.talk.Session), m.talk.Session.Flow, m.talk.Session.Draft)
		}
	})
}

// words are what the resident answered, what came ahead and photos left out.
func words(s flows.Session) string {
	var all []string
	for _, a := range s.Answers {
		if !a.Ahead && len(a.Photos) == 0 {
			all = append(all, a.Step+"="+a.Value)
		}
	}
	return strings.Join(all, "; ")
}

func TestBackUndoesAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.wander()
		before, step := words(m.talk.Session), m.talk.Session.Step
		draft := m.talk.Session.Draft
		in := m.input()
		m.step(in)
		grown := strings.Count(words(m.talk.Session), "; ") - strings.Count(before, "; ")
		if draft == "" || m.talk.Session.Draft != draft || grown != 1 || !strings.HasPrefix(words(m.talk.Session), before+"; ") ||
			m.talk.Session.Step == "danger" || m.talk.Session.Step == "tongue" || m.talk.Session.Pending != nil || in.Kind == flows.SentPlace {
			t.Skip("no answer was added")
		}
		m.inputs++
		m.step(flows.Input{ID: fmt.Sprintf("in-%d", m.inputs), Text: "back"})
		if got := words(m.talk.Session); got != before {
			t.Fatalf("at %q: %q is left of %q", step, got, before)
		}
	})
}

func TestForgetMeWorksAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.wander()
		stopped := m.talk.Session.Resident.Stopped
		for _, text := range []string{"FORGET ME", "yes"} {
			m.inputs++
			m.step(flows.Input{ID: fmt.Sprintf("in-%d", m.inputs), Text: text})
		}
		s := m.talk.Session
		if len(m.talk.Record.Reports) > 0 || s.Draft != "" || len(s.Answers) > 0 || len(s.Resident.Reports) > 0 || s.Talking != "" {
			t.Fatalf("something is left: %s", encode(t, s))
		}
		for _, seen := range s.Recent[:len(s.Recent)-1] {
			if seen.Reply != nil {
				t.Fatal("an earlier reply is left")
			}
		}
		if s.Resident.Stopped != stopped {
			t.Fatal("FORGET ME changed whether STOP holds")
		}
	})
}

func TestStopAndStartWorkAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.wander()
		for _, text := range []string{"Stop. Thank you", "please stop messaging me"} {
			m.inputs++
			m.step(flows.Input{ID: fmt.Sprintf("in-%d", m.inputs), Text: text})
			if !m.talk.Session.Resident.Stopped || !m.talk.Record.Stopped {
				t.Fatalf("%q did not stop", text)
			}
		}
		m.inputs++
		m.step(flows.Input{ID: fmt.Sprintf("in-%d", m.inputs), Text: "YES"})
		if m.talk.Session.Resident.Stopped {
			t.Fatal("YES after STOP did not start again")
		}
		m.inputs++
		m.step(flows.Input{ID: fmt.Sprintf("in-%d", m.inputs), Text: "START"})
		if m.talk.Session.Resident.Stopped || m.talk.Record.Stopped {
			t.Fatal("START did not start again")
		}
	})
}

// TestDangerComesFirst: whatever was asked, 999 is the first thing said.
func TestDangerComesFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.wander()
		m.inputs++
		replies := m.step(flows.Input{
			ID: fmt.Sprintf("in-%d", m.inputs), Text: "he is breaking the door down with an axe",
			Reading: flows.Reading{Danger: flows.SureDanger, Themes: []flows.Guess{{Theme: 1, Confidence: 0.9}}},
		})
		first, _, _ := strings.Cut(m.talk.Show(replies[0]).Text, "\n")
		if !strings.Contains(first, "999") {
			t.Fatalf("first came %q", first)
		}
	})
}

// TestGuardedNamesNothing: our own words about a guarded draft name no theme,
// no agency and no helpline until they are asked for.
func TestGuardedNamesNothing(t *testing.T) {
	var names []string
	for _, theme := range plan.Themes {
		names = append(names, theme.Name, theme.Short)
	}
	for _, agency := range plan.Agencies {
		if agency.Name != plan.Name+" team" {
			names = append(names, agency.Name, agency.Short)
		}
	}
	for _, line := range plan.Numbers {
		names = append(names, line.Name)
	}
	for _, words := range plan.Translations() {
		for _, theme := range plan.Themes {
			names = append(names, words[theme.Key("name")], words[theme.Key("short")])
		}
	}
	said := []string{"yes", "skip", "1", "INFO", "banana", "privacy", "he took my phone", "at home", "send", "back", "READ"}
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		reading := flows.Reading{
			Themes: []flows.Guess{{Theme: 3, Confidence: 0.7}, {Theme: 1, Confidence: 0.2}},
			Needs:  []flows.Need{flows.NeedDomestic},
		}
		text := "he does not let me leave the house"
		for range rapid.IntRange(1, 12).Draw(t, "turns") {
			m.inputs++
			reading.Danger = rapid.SampledFrom(dangers).Draw(t, "danger")
			for _, reply := range m.step(flows.Input{ID: fmt.Sprintf("in-%d", m.inputs), Text: text, Reading: reading}) {
				shown := m.talk.Show(reply)
				for _, name := range names {
					if strings.Contains(shown.Text+fmt.Sprint(shown.Buttons), name) {
						t.Fatalf("%q was named: %s", name, shown.Text)
					}
				}
			}
			if strings.HasSuffix(m.talk.Session.Step, "theme") || m.talk.Session.Step == "change" {
				return // the list was asked for
			}
			text = rapid.SampledFrom(said).Draw(t, "said")
		}
	})
}
