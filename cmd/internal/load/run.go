package load

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	watchTime   = time.Second             // Redis is watched for so long after what is timed
	statsTime   = 1500 * time.Millisecond // until PostgreSQL's sessions have handed in their statistics
	alertTime   = 15 * time.Second        // the last cards may take so long
	memoryEvery = 200 * time.Millisecond
	weighed     = 40 // conversations whose state is weighed
)

// run is one load under way.
type run struct {
	o        Options
	standIns *standIns
	people   *people
	picture  []byte
	process  process // nil: not known
	talks    *talks  // nil: not known
	record   *record // nil: not known
}

// Run plays residents against the service and returns what was measured.
func Run(ctx context.Context, o Options) (*Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	l := &run{o: o, process: processOf(o), picture: picture()}
	if l.process != nil {
		if _, err := l.process(ctx); err != nil {
			return nil, err
		}
	}
	if err := l.openStores(ctx); err != nil {
		return nil, errors.Join(err, l.closeStores(ctx))
	}
	var err error
	if l.standIns, err = openStandIns(ctx, o); err != nil {
		if l.standIns != nil {
			l.standIns.close()
		}
		return nil, errors.Join(err, l.closeStores(ctx))
	}
	defer l.standIns.close()
	l.people = newPeople(l.standIns)
	result, err := l.measure(ctx)
	return result, errors.Join(err, l.closeStores(ctx))
}

func (l *run) openStores(ctx context.Context) (err error) {
	if l.o.RedisURL != "" {
		if l.talks, err = openTalks(ctx, l.o.RedisURL); err != nil {
			return err
		}
	}
	if l.o.DatabaseURL != "" {
		l.record, err = openRecord(ctx, l.o.DatabaseURL)
	}
	return err
}

func (l *run) closeStores(ctx context.Context) error {
	var err error
	if l.talks != nil {
		err = l.talks.client.Close()
	}
	if l.record != nil {
		err = errors.Join(err, l.record.conn.Close(context.WithoutCancel(ctx)))
	}
	return err
}

// crowd makes residents who count what they do for themselves.
func (l *run) crowd(o Options) *crowd {
	counting := &atomic.Bool{}
	counting.Store(true)
	return &crowd{
		o: o, standIns: l.standIns, people: l.people, picture: l.picture, pace: newPace(o.Rate), counting: counting,
		alerts: newAlerts(l.standIns.box, o.Desks),
	}
}

// stand is everything that is counted elsewhere, at one moment.
type stand struct {
	at      time.Time
	process usage
	own     time.Duration
	redis   redisStand
	record  recordStand

	answered, filed int64 // turns and reports of the residents
}

func (l *run) stand(ctx context.Context) (s stand, err error) {
	s.at, s.own = time.Now(), ownCPU()
	if l.process != nil {
		if s.process, err = l.process(ctx); err != nil {
			return s, err
		}
	}
	if l.talks != nil {
		s.redis, err = l.talks.stand(ctx)
	}
	return s, err
}

// measure plays: first unmeasured, then measured, then with Redis watched.
func (l *run) measure(ctx context.Context) (*Result, error) {
	if err := l.probe(ctx); err != nil {
		return nil, err
	}
	c := l.crowd(l.o)
	c.counting = &l.standIns.counting
	c.repeats()
	playing, stop := context.WithCancel(ctx)
	defer stop()
	watching, unwatch := context.WithCancel(ctx)
	defer unwatch()
	c.alerts.watch(watching)
	var residents sync.WaitGroup
	done := make(chan struct{})
	play := func() { residents.Go(func() { c.run(playing); close(done) }) }
	defer residents.Wait()
	defer stop()

	if l.o.Warm > 0 {
		play()
		wait(ctx, done, l.o.Warm)
	}
	before, most, err := l.begin(playing, c)
	if err != nil {
		return nil, err
	}
	if l.o.Warm <= 0 {
		play()
	}
	long := l.o.For
	if long == 0 {
		long = time.Hour // the conversations end it
	}
	wait(ctx, done, long)
	l.standIns.counting.Store(false)
	after, err := l.stand(ctx)
	if err != nil {
		return nil, err
	}
	result := l.result(c, before, after, most)
	return result, l.afterwards(ctx, c, result, before, done, func() { stop(); residents.Wait() })
}

// begin starts to count.
func (l *run) begin(ctx context.Context, c *crowd) (before stand, most *peak, err error) {
	most = &peak{}
	if l.record != nil {
		if before.record, err = l.record.stand(ctx); err != nil {
			return before, most, err
		}
	}
	first := before.record
	if before, err = l.stand(ctx); err != nil {
		return before, most, err
	}
	before.record, before.answered, before.filed = first, c.answered.Load(), c.filed.Load()
	if l.process != nil {
		go most.watch(ctx, l.process, memoryEvery)
	}
	l.standIns.counting.Store(true)
	return before, most, nil
}

// wait waits for an end, at most so long.
func wait(ctx context.Context, done <-chan struct{}, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-done:
	case <-ctx.Done():
	}
}

// afterwards looks at what would disturb what is timed.
func (l *run) afterwards(ctx context.Context, c *crowd, result *Result, before stand, done <-chan struct{}, stop func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.watchRedis(ctx, c, result, done)
	stop()
	if len(l.o.Desks) > 0 {
		c.alerts.settle(ctx, alertTime)
		result.Alert, result.AlertsMissing = c.alerts.spread(), c.alerts.missing()
	}
	result.Twice = c.twice()
	if err := l.readRecord(ctx, c, result, before); err != nil {
		return err
	}
	if l.talks == nil || !Scripts()["unsent"].fits(l.o) {
		return nil
	}
	var err error
	result.State, err = l.state(ctx, weighed)
	return err
}

// fits says whether a script's residents could be measured beside those of o:
// the floor knows the standard one only.
func (s Script) fits(o Options) bool { return o.Script != "asleep" && s.Network == "" }

// watchRedis counts what Redis is sent a turn, while the residents go on.
func (l *run) watchRedis(ctx context.Context, c *crowd, result *Result, done <-chan struct{}) {
	select {
	case <-done:
		return // nobody talks any more
	default:
	}
	if l.talks == nil {
		return
	}
	before := c.answered.Load()
	found := l.talks.watch(ctx, watchTime)
	turns := float64(c.answered.Load() - before)
	if turns > 0 && result.Redis != nil {
		result.Redis.Sent, result.Redis.Called = float64(found.sent)/turns, float64(found.called)/turns
		result.Redis.Watched = int(turns)
	}
}

// readRecord reads what PostgreSQL did meanwhile.
func (l *run) readRecord(ctx context.Context, c *crowd, result *Result, before stand) error {
	if l.record == nil {
		return nil
	}
	time.Sleep(statsTime)
	after, err := l.record.stand(ctx)
	if err != nil {
		return err
	}
	result.Postgres = recordFigures(before.record, after, c.answered.Load()-before.answered, c.filed.Load()-before.filed)
	return nil
}

// ownCPU is what this process has used so far.
func ownCPU() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// picture is a photo as small as one can be that looks like something.
func picture() []byte {
	canvas := image.NewRGBA(image.Rect(0, 0, 80, 60))
	for x := range 80 {
		for y := range 60 {
			canvas.Set(x, y, color.RGBA{uint8(3 * x), uint8(4 * y), 90, 255})
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, canvas) // to memory
	return out.Bytes()
}
