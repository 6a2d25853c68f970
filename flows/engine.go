package flows

// Turn is what Advance makes of an Input.
type Turn struct {
	Session Session
	Reply   Reply
	Repeat  bool // the input was seen before: Reply is the recorded one, nothing changed
}
