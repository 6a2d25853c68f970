package seal

// hidden holds a secret that can't be printed. Package fmt follows pointers, and
// into fields of other packages' types, and calls no String method on what is
// not exported; it can't look into a function.
type hidden[T any] struct{ get func() *T }

func hide[T any](secret *T) hidden[T] {
	return hidden[T]{get: func() *T { return secret }}
}
