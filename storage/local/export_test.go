package local

import "os"

// Everything here lets the tests stand where a crash or a stranger would have
// left things.

// Abandon gives up the folder and leaves the server running, as when the
// process that started it was killed on a system that doesn't end children.
func (p *Postgres) Abandon() { _ = p.home.close() }

// Abandon does the same for Redis.
func (r *Redis) Abandon() { _ = r.home.close() }

// PID is the server's process.
func (p *Postgres) PID() int { return p.proc.cmd.Process.Pid }

// PID is the server's process.
func (r *Redis) PID() int { return r.proc.cmd.Process.Pid }

// Ended says whether the process that was started is gone.
func (p *Postgres) Ended() bool { return p.proc.ended() }

// Ended says whether the process that was started is gone.
func (r *Redis) Ended() bool { return r.proc.ended() }

// Home is the folder that the server really lives in.
func (p *Postgres) Home() string { return p.home.path }

// Sockets is the folder of the server's socket.
func (p *Postgres) Sockets() string { return p.sockets }

// OnlyIn makes a start look for programs in these folders alone.
func (o Options) OnlyIn(path string, patterns ...string) Options {
	o.places = &places{path: path, patterns: patterns}
	return o
}

// OnlyPostgres makes a start find PostgreSQL and nothing else.
func (o Options) OnlyPostgres() Options {
	usual := usualPlaces()
	o.places = &places{}
	for _, dir := range usual.folders() {
		if isProgram(dir + "/initdb") {
			o.places.path += string(os.PathListSeparator) + dir
		}
	}
	return o
}

var (
	TakeLock        = takeLock
	RemoveAbandoned = removeAbandoned
	RemoveServers   = removeServers
	AbandonedAfter  = abandonedAfter
	ThrowawayPrefix = throwawayPrefix
	LongestSocket   = longestSocket
)
