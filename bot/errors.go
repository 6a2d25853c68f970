package bot

import "errors"

// What callers can tell apart. An unknown id and somebody else's id are both
// ErrNotFound, so that nobody learns what exists.
var (
	ErrNotFound  = errors.New("not found")
	ErrUsed      = errors.New("used or expired")                  // a code, a link, a draft
	ErrConflict  = errors.New("somebody else was first")          // see Acted.By for who
	ErrClosed    = errors.New("closed already")                   // the report
	ErrNoContact = errors.New("the resident can't be written to") // see Report.Reach for why
	ErrSame      = errors.New("it is there already")              // passed on to who has it
	ErrMayNot    = errors.New("not theirs to give")               // a role, a clearance
	ErrLast      = errors.New("somebody has to be administrator")
	ErrStale     = errors.New("it changed meanwhile") // Acted.Report is how it stands now
	ErrOwn       = errors.New("nobody approves what they wrote themselves")
	ErrAsker     = errors.New("who asked may not see the report any more")
	ErrNobody    = errors.New("nobody who may have the report") // whom it was to be handed to
	ErrShort     = errors.New("too short to be a reason")
	ErrWhen      = errors.New("no days that somebody could be away")
	ErrEmpty     = errors.New("nothing is written")
	ErrLong      = errors.New("too long for one message")
	ErrContended = errors.New("the conversation changes faster than a turn can be taken on it") // nothing was saved
	ErrAway      = errors.New("the record can't be reached")                                    // PostgreSQL: try again later
	ErrRefused   = errors.New("the record can't keep a value, or can't open one")               // it never will
)
