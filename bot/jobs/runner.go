package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/trail"
)

const (
	schema = "river"

	// jobTimeout bounds one run; a job that a killed process left is taken up
	// after rescueAfter, in practice within two minutes.
	jobTimeout  = 45 * time.Second
	rescueAfter = time.Minute

	workers = 16 // jobs at the same time; photos are cleaned one at a time all the same
)

// Drain is how long stopping waits for jobs under way.
const Drain = 15 * time.Second

// Work is what the jobs do. What is nil is not done: its jobs wait in the queue
// for a replica that can.
type Work struct {
	Deliver func(ctx context.Context, delivery int64) error
	Refresh func(ctx context.Context, report string) error
	Notify  func(ctx context.Context, notice string) error
	Photo   func(ctx context.Context, photo string) error
	Spread  func(ctx context.Context, network string) error // plan updates; comes again while more is due

	Comment   func(ctx context.Context, delivery int64) error
	Uncomment func(ctx context.Context, comment string) error
	Recomment func(ctx context.Context, comment string) error
	Warn      func(ctx context.Context, desk string) error

	Bulk func(ctx context.Context, desk string) error
	Bell func(ctx context.Context, bell bot.BellJob) error

	Remind func(ctx context.Context, to bot.RemindJob) error

	UpdateBell func(ctx context.Context, bell bot.UpdateBellJob) error
	HookBell   func(ctx context.Context, bell bot.HookBellJob) error

	// These run now and then, on one replica.

	SpreadDue func(context.Context) error // every 5 minutes
	Figures   func(context.Context) error // every 5 minutes
	Missed    func(context.Context) error // every 15 minutes
	Erase     func(context.Context) error // every hour
	Purge     func(context.Context) error // every hour

	Panicked func(kind string) // told of each run that panics; may be nil
	// Begin is told of each run before it; metadata is what the job remembers of
	// the request that queued it. The run has the context that it returns, and
	// end is told how it went. nil: nobody is told.
	Begin func(ctx context.Context, kind string, metadata []byte) (_ context.Context, end trail.End)
}

// Runner works the queue.
type Runner struct {
	client *river.Client[pgx.Tx]
}

// New makes a Runner on a pool that works as the service. It does nothing until
// it is started.
func New(pool *pgxpool.Pool, work Work, log zerolog.Logger) (*Runner, error) {
	list, periodic := river.NewWorkers(), []*river.PeriodicJob(nil)
	w := wiring{workers: list, log: log, panicked: work.Panicked, begin: work.Begin}
	if w.panicked == nil {
		w.panicked = func(string) {}
	}
	if w.begin == nil {
		w.begin = trail.Tracks{}.Job
	}
	add(w, work.Deliver, func(a bot.DeliverJob) int64 { return a.Delivery })
	add(w, work.Refresh, func(a bot.RefreshJob) string { return a.Report })
	add(w, work.Notify, func(a bot.NotifyJob) string { return a.Notice })
	add(w, work.Photo, func(a bot.PhotoJob) string { return a.Photo })
	add(w, work.Spread, func(a bot.SpreadJob) string { return a.Network })
	periodic = append(periodic, every[bot.SpreadDueJob](w, 5*time.Minute, work.SpreadDue)...)
	add(w, work.Comment, func(a bot.CommentJob) int64 { return a.Delivery })
	add(w, work.Uncomment, func(a bot.UncommentJob) string { return a.Comment })
	add(w, work.Recomment, func(a bot.RecommentJob) string { return a.Comment })
	add(w, work.Warn, func(a bot.WarnJob) string { return a.Desk })
	add(w, work.Bulk, func(a bot.BulkJob) string { return a.Desk })
	add(w, work.Bell, func(a bot.BellJob) bot.BellJob { return a })
	add(w, work.Remind, func(a bot.RemindJob) bot.RemindJob { return a })
	add(w, work.UpdateBell, func(a bot.UpdateBellJob) bot.UpdateBellJob { return a })
	periodic = append(periodic, every[bot.FiguresJob](w, 5*time.Minute, work.Figures)...)
	add(w, work.HookBell, func(a bot.HookBellJob) bot.HookBellJob { return a })
	periodic = append(periodic, every[bot.MissedJob](w, 15*time.Minute, work.Missed)...)
	periodic = append(periodic, every[bot.EraseJob](w, time.Hour, work.Erase)...)
	periodic = append(periodic, every[bot.PurgeJob](w, time.Hour, work.Purge)...)

	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema:               schema,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		Workers:              list,
		PeriodicJobs:         periodic,
		FetchOnlyKnownKinds:  true,
		FetchCooldown:        5 * time.Millisecond,
		FetchPollInterval:    time.Second,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		SoftStopTimeout:      Drain,

		// Finished jobs are of no use: what happened stands in the record.
		CompletedJobRetentionPeriod: time.Hour,
		CancelledJobRetentionPeriod: 24 * time.Hour,
		DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,

		Logger: slog.New(zerolog.NewSlogHandler(log.Level(max(log.GetLevel(), zerolog.WarnLevel)))),
	})
	if err != nil {
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	return &Runner{client: client}, nil
}

// Start begins to work, and goes on until Stop whatever becomes of ctx: what is
// under way when a service is told to end is to be finished.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the jobs: %w", err)
	}
	return nil
}

// Stop takes no new jobs and waits for those under way, for 15 seconds at the
// most; then they are cut off and come again later.
func (r *Runner) Stop(ctx context.Context) error {
	if err := r.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop the jobs: %w", err)
	}
	return nil
}

// wiring is where workers are put.
type wiring struct {
	workers  *river.Workers
	log      zerolog.Logger
	panicked func(kind string)
	begin    func(context.Context, string, []byte) (context.Context, trail.End)
}

// add makes do the work of one kind of job, by the id in its arguments.
func add[A river.JobArgs, ID any](w wiring, do func(context.Context, ID) error, id func(A) ID) {
	if do == nil {
		return
	}
	river.AddWorker(w.workers, &worker[A]{log: w.log, panicked: w.panicked, begin: w.begin, do: func(ctx context.Context, args A) error { return do(ctx, id(args)) }})
}

// every makes do run at an interval, and once at the start.
func every[A river.JobArgs](w wiring, interval time.Duration, do func(context.Context) error) []*river.PeriodicJob {
	if do == nil {
		return nil
	}
	river.AddWorker(w.workers, &worker[A]{log: w.log, panicked: w.panicked, begin: w.begin, do: func(ctx context.Context, _ A) error { return do(ctx) }})
	job := func() (river.JobArgs, *river.InsertOpts) {
		var args A
		// It comes again by itself: failures are not tried again for long.
		return args, &river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByPeriod: interval}}
	}
	return []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(interval), job, &river.PeriodicJobOpts{RunOnStart: true})}
}
