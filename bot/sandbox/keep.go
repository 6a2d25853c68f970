package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// keepEvery is how soon after a change the state is on disk.
const keepEvery = time.Second

// state is what the providers would remember over a restart of this machine:
// chats, files, updates that weren't fetched, text messages, who sent STOP.
// The webhook isn't in it: the service sets it when it starts.
type state struct {
	Residents []User               `json:"residents"`
	Phones    []string             `json:"phones"`
	Users     []User               `json:"users"`
	Rooms     []roomState          `json:"rooms"`
	Files     map[string]fileState `json:"files"`
	Updates   []updateState        `json:"updates"`
	NextID    int64                `json:"next_update"`
	Messages  []SMS                `json:"messages"`
	Stopped   []string             `json:"stopped"`
}

type roomState struct {
	Chat     Chat     `json:"chat"`
	Standing string   `json:"standing,omitempty"`
	Members  []int64  `json:"members,omitempty"`
	Started  bool     `json:"started,omitempty"`
	Blocked  bool     `json:"blocked,omitempty"`
	MovedTo  int64    `json:"moved_to,omitempty"`
	LastID   int      `json:"last_id"`
	Bubbles  []Bubble `json:"bubbles,omitempty"`
}

type fileState struct {
	Path  string      `json:"path"`
	Data  []byte      `json:"data"`
	Sizes []PhotoSize `json:"sizes,omitempty"`
}

type updateState struct {
	ID   int64           `json:"id"`
	Lane string          `json:"lane"`
	Chat string          `json:"chat"`
	Kind string          `json:"kind"`
	JSON json.RawMessage `json:"json"`
	At   time.Time       `json:"at"`
}

// load reads the state file, if there is one.
func (s *Sandbox) load(path string) error {
	text, err := os.ReadFile(path) //nolint:gosec // the file is the owner's own setting
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sandbox: read state: %w", err)
	}
	var kept state
	if err := json.Unmarshal(text, &kept); err != nil {
		return fmt.Errorf("sandbox: parse state: %w", err)
	}
	s.world.Residents = merge(s.world.Residents, kept.Residents, func(u User) int64 { return u.ID })
	s.world.Phones = merge(s.world.Phones, kept.Phones, func(number string) string { return number })
	s.Telegram.restore(kept)
	s.Twilio.restore(kept)
	return nil
}

// merge adds what base doesn't have.
func merge[T any, K comparable](base, more []T, key func(T) K) []T {
	merged := slices.Clone(base)
	for _, item := range more {
		if !slices.ContainsFunc(base, func(known T) bool { return key(known) == key(item) }) {
			merged = append(merged, item)
		}
	}
	return merged
}

// keep writes the state after changes until the sandbox is closed, and then
// once more.
func (s *Sandbox) keep(path string) {
	for open := true; open; {
		telegram, twilio := s.Telegram.bell.wait(), s.Twilio.bell.wait()
		if err := s.save(path); err != nil {
			s.Telegram.opts.Log.Error("sandbox state not kept", "error", err)
		}
		select {
		case <-telegram:
		case <-twilio:
		case <-s.Telegram.ctx.Done():
		}
		select {
		case <-time.After(keepEvery):
		case <-s.Telegram.ctx.Done():
			open = false
		}
	}
	if err := s.save(path); err != nil {
		s.Telegram.opts.Log.Error("sandbox state not kept", "error", err)
	}
}

// save writes the whole state beside the file and puts it in its place.
func (s *Sandbox) save(path string) error {
	world := s.View()
	kept := state{Residents: world.Residents, Phones: world.Phones}
	s.Telegram.remember(&kept)
	s.Twilio.remember(&kept)
	text, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("sandbox: state: %w", err)
	}
	fresh := filepath.Clean(path) + ".new"
	if err := os.WriteFile(fresh, text, 0o600); err != nil {
		return fmt.Errorf("sandbox: write state: %w", err)
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("sandbox: write state: %w", err)
	}
	return nil
}
