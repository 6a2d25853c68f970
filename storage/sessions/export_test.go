package sessions

// AsRead, Apart and Read are how a session is remembered and read.
var (
	AsRead = asRead
	Apart  = apart
	Read   = read
)
