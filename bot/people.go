package bot

import (
	"time"

	"yousaid/bot/channel"
)

// LooksAfter reports whether an officer may see and change another one's
// access: an administrator everybody's, a team lead that of the officers and
// leads of their agency.
func (o Officer) LooksAfter(who Officer) bool {
	switch o.Role {
	case RoleAdministrator:
		return true
	case RoleLead:
		return who.Agency == o.Agency && (who.Role == RoleOfficer || who.Role == RoleLead)
	case RoleOfficer, RoleCoordinator:
	}
	return false
}

// MayClear reports whether an officer may clear another one for guarded themes.
// A lead can't give what they don't have; nobody can give it to themselves.
func (o Officer) MayClear(who Officer) bool {
	return o.ID != who.ID && (o.Role == RoleAdministrator || o.Role == RoleLead && o.Cleared)
}

// Person is an officer with the ways in which they come in, for who looks after
// them.
type Person struct {
	Officer
	Ways       []PersonAddress
	Account    time.Time // since when a work account is theirs; zero: none is
	App        time.Time // when their authenticator app was set up; zero: never
	Recoveries int       // codes that are left
	LastIn     time.Time // when they last signed in to the console; zero: never
}

// PersonAddress is an address that is registered for an officer.
type PersonAddress struct {
	ID      string
	Address channel.Address
	Since   time.Time
}

// SignedIn is a browser in which an officer has signed in.
type SignedIn struct {
	How   string // "oidc", "code", "dev"
	Since time.Time
	Seen  time.Time // to the minute
	Here  bool      // it is the one that asks
}
