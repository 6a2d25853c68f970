package main_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/cmd/yousaid/internal/rig"
)

// readyz is what a replica says of its parts.
func readyz(t *testing.T, r *rig.Rig) (status int, parts map[string]string) {
	t.Helper()
	asked, err := http.NewRequestWithContext(r.Context(10*time.Second), http.MethodGet, r.Replicas[0].Admin()+"/readyz", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if err := json.NewDecoder(response.Body).Decode(&parts); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, parts
}

func TestReadyzNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	wants := func(when string, status int, want map[string]string) {
		t.Helper()
		got, parts := readyz(t, r)
		for part, state := range want {
			if parts[part] != state {
				t.Errorf("%s: %s is %q, want %q", when, part, parts[part], state)
			}
		}
		if got != status {
			t.Errorf("%s: status %d, want %d: %s", when, got, status, cmp.Diff(want, parts))
		}
	}
	wants("at first", http.StatusOK, map[string]string{"postgres": "ok", "redis": "ok", "schema": "ok"})
	if err := r.Exec(`DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`); err != nil {
		t.Fatal(err)
	}
	wants("after a rollback", http.StatusServiceUnavailable, map[string]string{"postgres": "ok", "redis": "ok", "schema": "missing"})
	if err := r.Redis.Kill(); err != nil {
		t.Fatal(err)
	}
	wants("without Redis", http.StatusServiceUnavailable, map[string]string{"postgres": "ok", "redis": "missing", "schema": "missing"})
}
