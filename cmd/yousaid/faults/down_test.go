package faults_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

const (
	downFor   = 10 * time.Minute
	answersIn = 15 * time.Minute // what is promised, after the service is back
)

// What is promised: texts that came while the service was down are found by
// listing at Twilio and answered, each once, in the order in which their senders
// wrote. The service was away for ten minutes by the clock of the network.
func TestTextsOfTenMinutesAreAnsweredInOrder(t *testing.T) {
	t.Parallel()
	quiet, halves := 30, 6
	if allFaults() {
		quiet, halves = 150, 30
	}
	seen := proves(t, "texts that came while down", "down for %v by Twilio’s clock, %d residents’ texts unheard, %d in mid-report", downFor, quiet+halves, halves)
	var behind atomic.Int64 // how far Twilio's clock is behind ours
	behind.Store(int64(downFor + time.Minute))
	r := rig.New(t, rig.Options{NoDesks: true, Now: func() time.Time { return time.Now().Add(-time.Duration(behind.Load())) }})
	ctx := r.Context(5 * time.Minute)
	d := &downtime{Rig: r, t: t}
	d.before(ctx, halves)
	r.Replicas[0].Stop()
	// The mark of the last minute before, as the service sets it.
	mark := time.Now().Add(-downFor - 30*time.Second).UTC().Format(time.RFC3339)
	if err := r.Exec(`UPDATE facts SET value = '` + mark + `' WHERE name = 'texts until'`); err != nil {
		t.Fatal(err)
	}
	d.meanwhile(quiet, &behind)
	behind.Store(0)
	began := time.Now()
	r.Replicas[0].Start()
	for _, who := range d.unheard {
		if err := rig.Until(ctx, func() bool { return len(who.since()) >= len(who.texts) }); err != nil {
			t.Fatalf("%q after the service is back: %q", who.texts, who.since())
		}
	}
	took := time.Since(began)
	for range 2 { // what is listed again has no effect
		r.Replicas[0].Stop()
		r.Replicas[0].Start()
	}
	if err := rig.Until(ctx, func() bool { return quietFor(r, 3*time.Second) }); err != nil {
		t.Fatal(err)
	}
	answered, twice, disordered := d.judge()
	seen.saw("%d of %d texts answered within %v, %d twice, %d out of order", answered, d.texts(), took.Round(100*time.Millisecond), twice, disordered)
	if took > answersIn || answered != d.texts() || twice != 0 || disordered != 0 {
		t.Errorf("%d of %d texts answered within %v, %d twice, %d out of order", answered, d.texts(), took, twice, disordered)
	}
}

// downtime is what residents text while nobody listens.
type downtime struct {
	*rig.Rig
	t       *testing.T
	heard   []*rig.Resident // answered before, and silent since
	unheard []*texter
}

// texter is somebody who texts while the service is down.
type texter struct {
	*rig.Resident
	before int // answers of before
	texts  []string
	want   []string // of each answer, words
}

// since is what they were told since the service went down.
func (w *texter) since() []string {
	var said []string
	for _, h := range w.All()[w.before:] {
		said = append(said, h.Text)
	}
	return said
}

// before has residents text who are answered. Half of them have reported, and
// write nothing more.
func (d *downtime) before(ctx context.Context, halves int) {
	d.t.Helper()
	for n := range halves {
		who := d.Reporter(d.SMS(), 6, fmt.Sprintf("half%s", rig.Word("", n)))
		who.Say(who.Story)
		if _, err := who.Until(ctx, "Is that right?"); err != nil {
			d.t.Fatal(err)
		}
		d.unheard = append(d.unheard, &texter{
			Resident: who, before: len(who.All()), texts: []string{"1", who.Place},
			want: []string{"Where was it?", "To send:"},
		})
		done := d.Reporter(d.SMS(), 6, fmt.Sprintf("done%s", rig.Word("", n)))
		if _, err := done.Report(ctx); err != nil {
			d.t.Fatal(err)
		}
		d.heard = append(d.heard, done)
	}
}

// meanwhile has everybody text in turn, from the beginning of the outage to its
// end: some go on with their report, the others tell a story and answer what
// they expect to be asked.
func (d *downtime) meanwhile(quiet int, behind *atomic.Int64) {
	for n := range quiet {
		who := d.Reporter(d.SMS(), 6, fmt.Sprintf("down%s", rig.Word("", n)))
		w := &texter{Resident: who, texts: []string{who.Story}, want: []string{"Is that right?"}}
		if n%2 == 0 {
			w.texts, w.want = append(w.texts, "yes", who.Place), append(w.want, "Where was it?", "To send:")
		}
		d.unheard = append(d.unheard, w)
	}
	for turn := range 3 {
		for i, w := range d.unheard {
			if turn >= len(w.texts) {
				continue
			}
			share := time.Duration(turn*len(d.unheard)+i+1) * downFor / time.Duration(3*len(d.unheard)+1)
			behind.Store(int64(downFor - share))
			rig.Mobile(w.Phone).TextUnheard(w.texts[turn])
		}
	}
}

func (d *downtime) texts() (n int) {
	for _, w := range d.unheard {
		n += len(w.texts)
	}
	return n
}

// judge compares the answers of each with what they wrote.
func (d *downtime) judge() (answered, twice, disordered int) {
	for _, w := range d.unheard {
		said := w.since()
		answered += min(len(said), len(w.texts))
		twice += max(0, len(said)-len(w.texts))
		if !slices.EqualFunc(said, w.want, strings.Contains) {
			disordered++
			d.t.Logf("%q was answered with %q", w.texts, said)
		}
	}
	for _, who := range d.heard {
		if all := who.All(); !strings.Contains(all[len(all)-1].Text, who.Reference) {
			twice++
			d.t.Logf("somebody who wrote nothing was told %q", all[len(all)-1].Text)
		}
	}
	if n := d.Count(`SELECT count(*) FROM reports`); n != len(d.heard) {
		d.t.Errorf("%d reports, want %d: nobody else has sent one", n, len(d.heard))
	}
	return answered, twice, disordered
}
