package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"yousaid/storage/seal"
)

// Whatever comes back from a database is opened or refused, never a panic; and
// what opens is what was sealed.
func FuzzOpen(f *testing.F) {
	keys := ring(f, "b", "a").WithRandom(&counting{})
	box, dataKey := keys.For("session"), keys.NewDataKey()
	text, aad := []byte("needles"), []byte("sms:1")
	genuine := [][]byte{box.Seal(text, aad), dataKey.Seal(text, aad), keys.Wrap(dataKey, aad)}
	for _, value := range append(genuine, nil, []byte{1}, []byte{2}, []byte{2, 1, 'a'}, []byte{2, 255}) {
		f.Add(value, aad)
	}
	f.Fuzz(func(t *testing.T, value, given []byte) {
		_, unwrapErr := keys.Unwrap(value, given)
		_, boxErr := box.Open(value, given)
		_, dataErr := dataKey.Open(value, given)
		for i, err := range []error{boxErr, dataErr, unwrapErr} {
			ours := bytes.Equal(value, genuine[i]) && bytes.Equal(given, aad)
			if ours != (err == nil) || (err != nil && !errors.Is(err, seal.ErrSealed)) {
				t.Errorf("case %d, genuine %v: %v", i, ours, err)
			}
		}
	})
}
