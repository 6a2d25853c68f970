package console_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
)

// soon is how long what must happen may take on a busy machine, and quiet how
// long nothing may happen that must not.
const (
	soon  = 20 * time.Second
	quiet = 1500 * time.Millisecond
)

// ear is an open page that listens.
type ear struct {
	t     *testing.T
	lines chan string // closed when the stream has ended
	leave context.CancelFunc
}

// listen opens the stream of the inbox.
func (b *browser) listen() *ear { return b.listenAt("events") }

// listenAt opens a stream and waits until the service has it.
func (b *browser) listenAt(path string) *ear {
	b.rig.t.Helper()
	ctx, cancel := context.WithCancel(b.rig.t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.rig.site+path, http.NoBody)
	if err != nil {
		b.rig.t.Fatal(err)
	}
	answer, err := b.Do(request)
	if err != nil {
		b.rig.t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || kind != "text/event-stream" {
		b.rig.t.Fatalf("status %d, %s", answer.StatusCode, kind)
	}
	e := &ear{t: b.rig.t, lines: make(chan string, 100), leave: cancel}
	go func() {
		defer close(e.lines)
		defer answer.Body.Close()
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if text := lines.Text(); text != "" {
				e.lines <- text
			}
		}
	}()
	b.rig.t.Cleanup(cancel)
	if line, _ := e.next(soon); line != ": here" {
		b.rig.t.Fatalf("it began with %q", line)
	}
	return e
}

// next is the next line; false when the stream ended or nothing came in time.
func (e *ear) next(within time.Duration) (string, bool) {
	select {
	case line, ok := <-e.lines:
		return line, ok
	case <-time.After(within):
		return "", false
	}
}

// hears waits for an event and returns all that was said until then.
func (e *ear) hears(event string, within time.Duration) (said []string, ok bool) {
	until := time.Now().Add(within)
	for time.Now().Before(until) {
		line, more := e.next(time.Until(until))
		if !more {
			return said, false
		}
		said = append(said, line)
		if line == "event: "+event {
			return said, true
		}
	}
	return said, false
}

// settle waits until nothing comes any more: the connection that listens to the
// record tells everybody when it is there.
func (e *ear) settle() {
	for {
		if _, ok := e.next(quiet); !ok {
			return
		}
	}
}

func TestNewsReachesWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	r := start(t)
	ruth := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)).listen()
	priya := r.signedIn(r.officer("Priya", "bedfordshire-police", bot.RoleOfficer, true)).listen()
	hannah := r.signedIn(r.officer("Hannah", "partnership", bot.RoleCoordinator, true)).listen()
	for _, e := range []*ear{ruth, priya, hannah} {
		e.settle()
	}
	r.file(6, mark)
	for who, e := range map[string]*ear{"Ruth": ruth, "Hannah": hannah} {
		if _, ok := e.hears("inbox", soon); !ok {
			t.Errorf("%s hears nothing", who)
		}
		if line, _ := e.next(soon); line != "data:" {
			t.Errorf("%s hears %q with it", who, line)
		}
	}
	if said, ok := priya.hears("inbox", quiet); ok {
		t.Errorf("another agency heard %v", said)
	}
}

func TestNewsIsToldOnceASecond(t *testing.T) {
	t.Parallel()
	r := start(t)
	e := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)).listen()
	e.settle()
	began, told := time.Now(), 0
	for time.Since(began) < 3*time.Second {
		r.file(6, mark)
	}
	for {
		if _, ok := e.hears("inbox", quiet); !ok {
			break
		}
		told++
	}
	if most := int(time.Since(began).Seconds()) + 1; told < 2 || told > most {
		t.Errorf("told %d times in %v", told, time.Since(began))
	}
}

func TestStreamsDoNotHoldAShutdownUp(t *testing.T) {
	r := start(t)
	ruth := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	e := ruth.listen()
	began := time.Now()
	r.stop()
	for {
		if _, ok := e.next(soon); !ok {
			break
		}
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.site+"events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ruth.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a stream began after it: %d", answer.StatusCode)
	}
}

func TestStrangersHearNothing(t *testing.T) {
	r := start(t)
	p := r.stranger().get("events")
	if p.Status != http.StatusUnauthorized || strings.Contains(p.Header.Get("Content-Type"), "event-stream") {
		t.Errorf("status %d, %s", p.Status, p.Header.Get("Content-Type"))
	}
}

func TestOneSessionListensWithFewPages(t *testing.T) {
	r := start(t)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	var first *ear
	for n := range 8 {
		e := b.listen()
		if n == 0 {
			first = e
		}
	}
	if p := b.get("events"); p.Status != http.StatusServiceUnavailable {
		t.Errorf("the ninth: %d", p.Status)
	}
	first.leave()
	for n := 0; ; n++ { // the service notices a moment later
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.site+"events", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := b.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		cancel()
		if answer.StatusCode == http.StatusOK {
			break
		}
		if n == 100 {
			t.Fatal("one that was left still counts")
		}
		time.Sleep(50 * time.Millisecond)
	}
}
