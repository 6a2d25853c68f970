package main_test

import (
	"net/http"
	"testing"

	"yousaid/cmd/yousaid/internal/rig"
)

// The pages that links lead to are part of the running service.
func TestPagesAreServed(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	for path, status := range map[string]int{"/r/nothing": http.StatusGone, "/u/nothing": http.StatusGone, "/page/style.css": http.StatusOK} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.Replicas[0].URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%s: status %d, want %d", path, response.StatusCode, status)
		}
	}
}
