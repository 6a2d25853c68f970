package sandbox

import (
	"errors"
	"strings"
)

// ErrBadResident is returned for a resident without a name, or with a number
// that isn't E.164.
var ErrBadResident = errors.New("sandbox: a resident needs a name, or a number in the form +447700900123")

// firstResident is where the ids of residents added by hand begin.
const firstResident = 7_000_001

// AddResident adds somebody on Telegram, by name, or by SMS, by number, to
// the page. It returns their phone's key.
func (s *Sandbox) AddResident(name, number, language string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch name = strings.TrimSpace(name); {
	case number != "" && validNumber(number):
		s.world.Phones = append(s.world.Phones, number)
		s.worldVersion++
		s.Twilio.Phone(number)
		return "sms:" + number, nil
	case name == "" || number != "":
		return "", ErrBadResident
	}
	first, last, _ := strings.Cut(name, " ")
	user := User{ID: firstResident, FirstName: first, LastName: last, LanguageCode: language}
	for s.Telegram.knows(user.ID) {
		user.ID++
	}
	s.world.Residents = append(s.world.Residents, user)
	s.worldVersion++
	s.Telegram.AddUser(user)
	return "telegram:" + chatKey(user.ID) + ":" + chatKey(user.ID), nil
}

func (t *Telegram) knows(id int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, known := t.users[id]
	return known
}
