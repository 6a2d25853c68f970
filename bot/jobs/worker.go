package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/trail"
)

// longestRetry is how far apart the tries of a job get. When the last attempt
// is near, a passing failure is put off instead: nothing is given up that may
// still work.
const longestRetry = 10 * time.Minute

// worker works one kind of job.
type worker[A river.JobArgs] struct {
	river.WorkerDefaults[A]
	do       func(context.Context, A) error
	log      zerolog.Logger
	panicked func(kind string)
	begin    func(ctx context.Context, kind string, metadata []byte) (context.Context, trail.End)
}

// Work does a job once and tells River what came of it.
func (w *worker[A]) Work(ctx context.Context, job *river.Job[A]) error {
	ctx, end := w.begin(ctx, job.Kind, job.Metadata)
	err := w.safely(ctx, job.Args)
	end(err)
	if err == nil {
		return nil
	}
	verdict := verdictOf(err, job.Attempt, job.MaxAttempts)
	var snooze *river.JobSnoozeError
	if !errors.As(verdict, &snooze) {
		w.log.Warn().Ctx(ctx).Err(err).Str("job", job.Kind).Int64("id", job.ID).Int("attempt", job.Attempt).Msg("job failed")
	}
	return verdict
}

// NextRetry spaces the tries of a failed job: 1, 2, 4 … seconds, then ten
// minutes.
func (w *worker[A]) NextRetry(job *river.Job[A]) time.Time {
	return time.Now().Add(retryAfter(job.Attempt))
}

func retryAfter(attempt int) time.Duration {
	return min(time.Second<<min(max(attempt-1, 0), 10), longestRetry)
}

// safely turns a panic into an error without its value, which may quote what
// somebody wrote.
func (w *worker[A]) safely(ctx context.Context, args A) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			w.log.Error().Ctx(ctx).Str("job", args.Kind()).Str("panic", fmt.Sprintf("%T", cause)).Bytes("stack", debug.Stack()).Msg("job panicked")
			w.panicked(args.Kind())
			err = fmt.Errorf("panic of type %T", cause)
		}
	}()
	return w.do(ctx, args)
}

// verdictOf says what a failure means for its job.
func verdictOf(err error, attempt, most int) error {
	var later *bot.LaterError
	if errors.As(err, &later) {
		return river.JobSnooze(max(time.Until(later.At), 0))
	}
	var send *channel.SendError
	if errors.As(err, &send) {
		switch send.Reason {
		case channel.Blocked, channel.Rejected:
			return river.JobCancel(err)
		case channel.Throttled:
			return river.JobSnooze(max(send.RetryAfter, time.Second))
		case channel.Unreachable, channel.Unknown, channel.Moved:
		}
	}
	if attempt >= most-1 && passing(err, send) {
		return river.JobSnooze(longestRetry)
	}
	return err
}

// passing tells failures that end by themselves: a network or the record is
// away, or time ran out.
func passing(err error, send *channel.SendError) bool {
	return send != nil || errors.Is(err, bot.ErrAway) || errors.Is(err, context.DeadlineExceeded)
}
