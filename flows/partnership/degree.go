package partnership

// Degree says how carefully the service speaks of a theme, since a message may
// be read by somebody other than the resident it was meant for.
type Degree string

// The three degrees, from the least careful to the most.
const (
	// Open: replies and notices may name theme, place and agency.
	Open Degree = "open"
	// Neutral: a notice that comes later names only the reference; in a
	// conversation that goes on now everything may be named.
	Neutral Degree = "neutral"
	// Guarded: as Neutral, and in the conversation too the service names no
	// theme, agency or helpline unless asked. Only cleared officers read it.
	Guarded Degree = "guarded"
)

// Stricter returns the more careful of two degrees: a report that moves from a
// guarded theme to an open one stays guarded. A value that is no degree counts
// as Guarded.
func (d Degree) Stricter(other Degree) Degree {
	if other.rank() > d.rank() {
		d = other
	}
	if !d.valid() {
		return Guarded
	}
	return d
}

func (d Degree) valid() bool { return d == Open || d == Neutral || d == Guarded }

func (d Degree) rank() int {
	switch d {
	case Open:
		return 0
	case Neutral:
		return 1
	default:
		return 2
	}
}
