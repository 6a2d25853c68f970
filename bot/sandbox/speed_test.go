package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"yousaid/bot/sandbox"
)

// BenchmarkTurn is what the stand-in itself costs a load test: a message by
// webhook and the reply as a method in the answer, 500 residents at once.
func BenchmarkTurn(b *testing.B) {
	const residents = 500
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"method":"sendMessage","chat_id":1000,"text":"hello"}`))
	}))
	defer service.Close()
	box := sandbox.New(sandbox.Options{})
	defer box.Close()
	api := httptest.NewServer(box.API())
	defer api.Close()
	if status := setWebhook(b, api.URL, service.URL); status != http.StatusOK {
		b.Fatal(status)
	}
	for id := range int64(residents) {
		box.Telegram.AddUser(sandbox.User{ID: 1000 + id, FirstName: "x"})
	}
	b.ResetTimer()
	for i := range b.N {
		box.Telegram.Person(1000 + int64(i%residents)).Private().Say("x")
	}
	for box.Telegram.Pending() > 0 {
		last := box.Ledger.Len()
		if _, err := box.Ledger.Wait(b.Context(), last-1, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func setWebhook(b *testing.B, api, service string) int {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, api+"/bot"+token+"/setWebhook?max_connections=100&url="+service, nil)
	if err != nil {
		b.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
