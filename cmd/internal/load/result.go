package load

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Result is what was measured. What could not be read is nil.
type Result struct {
	URL       string  `json:"url"`
	Residents int     `json:"residents"`
	SMS       float64 `json:"sms"`
	Script    string  `json:"script"`
	Rate      float64 `json:"rate"`
	Seconds   float64 `json:"seconds"`

	Turns         int64 `json:"turns"`
	Conversations int64 `json:"conversations"`
	Reports       int64 `json:"reports"`

	TurnsPerSecond         float64 `json:"turns_per_second"`
	ConversationsPerSecond float64 `json:"conversations_per_second"`

	Webhook       Spread `json:"webhook"` // until the webhook was answered
	Reply         Spread `json:"reply"`   // from a message to what it was answered
	Alert         Spread `json:"alert"`   // from Send to the card at the desk
	AlertsMissing int    `json:"alerts_missing"`

	Calls map[string]float64 `json:"calls_per_turn"` // of the networks, by method

	Repeated   int64    `json:"repeated"`           // webhooks that came twice
	Twice      int      `json:"answered_twice"`     // replies too many
	Failed     int      `json:"webhooks_failed"`    // not answered with 2xx
	Unanswered int      `json:"turns_unanswered"`   // no reply came, or one that offers no such choice
	Problems   []string `json:"problems,omitempty"` // the first few of those

	Process  *ProcessFigures `json:"process,omitempty"`
	Redis    *RedisFigures   `json:"redis,omitempty"`
	Postgres *RecordFigures  `json:"postgres,omitempty"`
	State    *State          `json:"state,omitempty"`

	LoadCPU float64 `json:"load_cpu_us_per_turn"` // of the residents and the stand-ins, microseconds
}

// ProcessFigures are the service's own.
type ProcessFigures struct {
	CPU    float64 `json:"cpu_us_per_turn"` // microseconds
	Memory int64   `json:"memory_bytes"`    // the most that was resident
}

// RedisFigures are what a turn costs at Redis.
type RedisFigures struct {
	RoundTrips float64 `json:"round_trips_per_turn"` // reads from connections: a pipeline is one
	Commands   float64 `json:"commands_per_turn"`    // all that ran, those that scripts call among them

	Watched int     `json:"watched_turns"`   // on which the two below rest
	Sent    float64 `json:"sent_per_turn"`   // commands by the service
	Called  float64 `json:"called_per_turn"` // commands by its scripts
}

// RecordFigures are what PostgreSQL did, for whatever reason; to the end of the
// run, and so for some turns more than were counted.
type RecordFigures struct {
	Transactions float64  `json:"transactions_per_turn"`
	PerReport    float64  `json:"transactions_per_report"`
	Statements   *float64 `json:"statements_per_report,omitempty"` // where pg_stat_statements is loaded
}

// result puts together what was counted between two moments.
func (l *run) result(c *crowd, before, after stand, most *peak) *Result {
	seconds := after.at.Sub(before.at).Seconds()
	turns := c.turns.Load()
	r := &Result{
		URL: l.o.URL, Residents: l.o.Residents, SMS: l.o.SMS, Script: l.o.Script, Rate: l.o.Rate, Seconds: seconds,
		Turns: turns, Conversations: c.conversations.Load(), Reports: c.reports.Load(),
		TurnsPerSecond: float64(turns) / seconds, ConversationsPerSecond: float64(c.conversations.Load()) / seconds,
		Webhook: l.standIns.hooks.took.spread(), Reply: c.replies.spread(),
		Repeated: c.repeated.Load(), Failed: l.standIns.hooks.failed(),
		Calls: map[string]float64{}, LoadCPU: micros(after.own-before.own, turns),
	}
	for method, n := range l.standIns.called() {
		r.Calls[method] = float64(n) / float64(max(turns, 1))
	}
	if l.process != nil {
		r.Process = &ProcessFigures{CPU: micros(after.process.cpu-before.process.cpu, turns), Memory: most.bytes.Load()}
	}
	if l.talks != nil {
		r.Redis = &RedisFigures{
			RoundTrips: float64(after.redis.reads-before.redis.reads) / float64(max(turns, 1)),
			Commands:   float64(after.redis.commands-before.redis.commands) / float64(max(turns, 1)),
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Unanswered = c.lost
	for _, err := range c.fails {
		r.Problems = append(r.Problems, err.Error())
	}
	return r
}

func micros(d time.Duration, turns int64) float64 {
	return float64(d.Microseconds()) / float64(max(turns, 1))
}

func recordFigures(before, after recordStand, turns, reports int64) *RecordFigures {
	found := &RecordFigures{
		Transactions: float64(after.transactions-before.transactions) / float64(max(turns, 1)),
		PerReport:    float64(after.transactions-before.transactions) / float64(max(reports, 1)),
	}
	if before.statements >= 0 && after.statements >= 0 {
		each := float64(after.statements-before.statements) / float64(max(reports, 1))
		found.Statements = &each
	}
	return found
}

// Print writes a result for people.
func (r *Result) Print(out io.Writer) error {
	p := &printer{out: out}
	p.line("%d residents, script %s, %.0f %% by SMS, %s, %.1f s", r.Residents, r.Script, 100*r.SMS, rateWords(r.Rate), r.Seconds)
	p.line("")
	p.line("turns            %8.0f /s   (%d)", r.TurnsPerSecond, r.Turns)
	p.line("conversations    %8.1f /s   (%d, of which %d sent a report)", r.ConversationsPerSecond, r.Conversations, r.Reports)
	p.spread("webhook answered", r.Webhook)
	p.spread("reply received", r.Reply)
	p.spread("card at the desk", r.Alert)
	if r.AlertsMissing > 0 {
		p.line("                 %8d reports had no card at a desk", r.AlertsMissing)
	}
	p.figures(r)
	p.line("repeated         %8d webhooks; answered twice: %d", r.Repeated, r.Twice)
	p.line("failed           %8d webhooks; turns without a reply: %d", r.Failed, r.Unanswered)
	for _, problem := range r.Problems {
		p.line("                 %s", problem)
	}
	return p.err
}

func rateWords(rate float64) string {
	if rate == 0 {
		return "as fast as it goes"
	}
	return fmt.Sprintf("%.0f turns/s", rate)
}

// printer keeps the first error.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", args...)
	}
}

func (p *printer) spread(name string, s Spread) {
	if s.Count > 0 {
		p.line("%-17s p50 %7.2f ms   p90 %7.2f ms   p99 %7.2f ms   most %7.2f ms   (%d)", name, s.P50, s.P90, s.P99, s.Max, s.Count)
	}
}

// figures writes what was read elsewhere.
func (p *printer) figures(r *Result) {
	if r.Process != nil {
		p.line("the service      %8.0f µs of CPU a turn; at most %.1f MB", r.Process.CPU, float64(r.Process.Memory)/1e6)
	}
	p.line("the load         %8.0f µs of CPU a turn", r.LoadCPU)
	for _, method := range slices.Sorted(maps.Keys(r.Calls)) {
		p.line("calls            %8.2f %s a turn", r.Calls[method], method)
	}
	if r.Redis != nil {
		p.line("Redis            %8.2f round trips a turn; %.1f commands ran, those inside scripts among them", r.Redis.RoundTrips, r.Redis.Commands)
	}
	if r.Redis != nil && r.Redis.Watched > 0 {
		p.line("                 %8.2f commands a turn sent by the service, and %.1f called by its scripts (watched for %d turns)",
			r.Redis.Sent, r.Redis.Called, r.Redis.Watched)
	}
	if r.Postgres != nil {
		p.line("PostgreSQL       %8.2f transactions a turn, %.1f a report", r.Postgres.Transactions, r.Postgres.PerReport)
		if r.Postgres.Statements != nil {
			p.line("                 %8.1f statements a report", *r.Postgres.Statements)
		}
	}
	if r.State != nil {
		p.line("state            %8.0f bytes of a session; %.0f in %.1f keys in all; the resident wrote %.0f (%d conversations)",
			r.State.Session, r.State.Memory, r.State.Keys, r.State.Written, r.State.Conversations)
	}
}
