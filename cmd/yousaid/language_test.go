package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/cmd/yousaid/internal/rig"
)

// The language that a resident chose outlives the conversation: it comes from
// the record, whatever their phone says.
func TestAChosenLanguageOutlivesTheConversation(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	ctx := r.Context(time.Minute)
	phones := map[rig.Phone][2]string{
		r.Telegram(): {"Jestem komputerem.\nNapisz, jeśli coś", "Jestem komputerem."},
		r.SMS():      {"Przekazuje zgloszenia", "Napisz, co sie stalo"}, // beside what was lost there is no room for more
	}
	for phone, words := range phones {
		phone.Say("polski")
		if h, err := phone.Hear(ctx); err != nil || !strings.Contains(h.Text, words[0]) {
			t.Fatalf("%s: polski is answered with %q, %v", phone.Network(), h.Text, err)
		}
	}
	r.Eventually(rig.Patience, "the record knows two languages", func() bool {
		return r.Count(`SELECT count(*) FROM preferences WHERE language = 'pl'`) == 2
	})
	forgetConversations(t, r)
	for phone, words := range phones {
		phone.Skip()
		phone.Say("hello")
		if h, err := phone.Hear(ctx); err != nil || !strings.Contains(h.Text, words[1]) {
			t.Errorf("%s: a new conversation begins with %q, %v", phone.Network(), h.Text, err)
		}
	}
}

// forgetConversations empties the store of conversations.
func forgetConversations(t *testing.T, r *rig.Rig) {
	t.Helper()
	options, err := redis.ParseURL(r.Redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	if err := client.FlushAll(r.Context(10 * time.Second)).Err(); err != nil {
		t.Fatal(err)
	}
}

// plan check says what no native speaker has read, and what of a translation
// doesn't fit its plan.
func TestPlanCheckKnowsTheLanguages(t *testing.T) {
	t.Parallel()
	code, printed := rig.Command(t, nil, "plan", "check")
	others := "বাংলা (bn), ગુજરાતી (gu), ਪੰਜਾਬੀ (pa), polski (pl), română (ro), اردو (ur)"
	for _, want := range []string{
		"texts that no native speaker has read: English (en), " + others,
		"translations of the plan that no native speaker has read: " + others,
	} {
		if code != 0 || !strings.Contains(printed, want) {
			t.Errorf("exit code %d, want %q in:\n%s", code, want, printed)
		}
	}
	folder := t.TempDir()
	for name, text := range map[string]string{
		"town.yaml":    readFile(t, "../../flows/partnership/testdata/saltmere.yaml"),
		"town.pl.yaml": "language: pl\nthemes:\n  streets: {name: Bezpieczne ulice, short: Ulice, covers: Ulice., doing: Więcej lamp.}\n  moon: {name: Księżyc, short: Księżyc, covers: Księżyc., doing: Nic.}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, printed = rig.Command(t, nil, "plan", "check", filepath.Join(folder, "town.yaml"))
	if code == 0 || !strings.Contains(printed, "town.pl.yaml") || !strings.Contains(printed, `line 4: there is no theme "moon"`) {
		t.Errorf("exit code %d:\n%s", code, printed)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
