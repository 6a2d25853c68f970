// Package packedtest tells tests whether what is built in is what the files say.
package packedtest

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows/packed"
)

// Fresh fails unless the piece holds just the files of the package's folder that
// match the patterns, as they are now.
func Fresh(t *testing.T, piece string, patterns ...string) {
	t.Helper()
	want, err := packed.From(os.DirFS("."), patterns...)
	if err != nil {
		t.Fatal(err)
	}
	got, err := packed.Unpack(piece)
	if err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 || !cmp.Equal(want, got) {
		t.Error("what is built in is not what the files say: run `make pack`")
	}
}
