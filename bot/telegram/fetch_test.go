package telegram_test

import (
	"slices"
	"testing"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
)

// sent is a service that got a photo, and the photo.
func sent(t *testing.T) (s *service, file channel.File, data []byte) {
	t.Helper()
	s, chat := started(t, options{})
	data = picture(t)
	if _, err := chat.Photo(data, ""); err != nil {
		t.Fatal(err)
	}
	return s, s.last(t, 2).Photos[0], data
}

func TestFetch(t *testing.T) {
	s, file, data := sent(t)
	got, err := s.Fetch(within(t), file.ID, int64(len(data)))
	if err != nil || !slices.Equal(got, data) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	downloads := len(s.downloads())
	_, err = s.Fetch(within(t), file.ID, int64(len(data))-1)
	if got := s.failed(t, err); got.Reason != channel.Rejected || len(s.downloads()) > downloads {
		t.Errorf("too large: %v", err)
	}
	_, err = s.Fetch(within(t), "no such file", 10)
	if got := s.failed(t, err); got.Reason != channel.Rejected || got.Code != 400 {
		t.Errorf("no such file: %v", err)
	}
}

func (s *service) downloads() []sandbox.Entry {
	return s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "file" })
}

func TestFetchErrors(t *testing.T) {
	for _, method := range []string{"getFile", "file"} {
		for _, kind := range []sandbox.Kind{sandbox.Broken, sandbox.Gateway, sandbox.Reset, sandbox.Lost, sandbox.Half} {
			t.Run(method+" "+string(kind), func(t *testing.T) {
				if method == "file" && kind == sandbox.Broken {
					t.Skip("downloads have no error of the Bot API's own")
				}
				s, file, data := sent(t)
				s.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: method, Kind: kind, After: time.Second})
				_, err := s.Fetch(within(t), file.ID, int64(len(data)))
				if got := s.failed(t, err); got.Reason != channel.Unreachable {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}
