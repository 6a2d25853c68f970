package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// peopleLock is held by whoever changes people: such changes are few, and each
// looks at who the others are.
const peopleLock = 8_005_001

// lookAfter runs a change to somebody's access, by an officer who looks after
// them, and notes it. ErrNotFound for anybody else; ErrLast when no
// administrator would be left.
func (s *Store) lookAfter(ctx context.Context, by bot.Officer, id, action string, detail map[string]string, fn func(pgx.Tx, bot.Officer) error) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		self, err := s.lockPeople(ctx, tx, by)
		if err != nil {
			return err
		}
		who, err := s.active(ctx, tx, id)
		if err == nil && (who.ID == "" || !self.LooksAfter(who)) {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := fn(tx, who); err != nil {
			return err
		}
		if who.Role == bot.RoleAdministrator {
			if err := someAdministrator(ctx, tx); err != nil {
				return err
			}
		}
		return s.audit(ctx, tx, self.Actor(), action, "", about(who.ID, detail))
	})
	if err != nil {
		return fmt.Errorf("%s of officer %s: %w", action, id, err)
	}
	return nil
}

// lockPeople keeps others from changing people, and reads who does it as they
// are now.
func (s *Store) lockPeople(ctx context.Context, tx pgx.Tx, by bot.Officer) (bot.Officer, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, peopleLock); err != nil {
		return bot.Officer{}, err
	}
	return s.active(ctx, tx, by.ID)
}

func someAdministrator(ctx context.Context, tx pgx.Tx) error {
	var some bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM officers WHERE role = $1 AND active)`, bot.RoleAdministrator).Scan(&some)
	if err == nil && !some {
		err = bot.ErrLast
	}
	return err
}

// about is a note on an officer.
func about(officer string, detail map[string]string) map[string]string {
	note := map[string]string{"officer": officer}
	for name, value := range detail {
		note[name] = value
	}
	return note
}

// AddPerson adds an officer, once for each id. ErrMayNot: whoever does it can't
// give that role, agency or clearance; ErrConflict: an address is somebody's.
func (s *Store) AddPerson(ctx context.Context, by, o bot.Officer) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		self, err := s.lockPeople(ctx, tx, by)
		if err != nil {
			return err
		}
		if _, ok := s.plan.Agency(o.Agency); !ok || !self.LooksAfter(o) || o.Cleared && !self.MayClear(o) {
			return bot.ErrMayNot
		}
		added, err := s.addOfficer(ctx, tx, o)
		if err != nil {
			return err
		}
		if !added {
			return s.sameForm(ctx, tx, o)
		}
		return s.audit(ctx, tx, self.Actor(), "officer-added", "", about(o.ID, map[string]string{
			"agency": o.Agency, "role": string(o.Role), "cleared": yes(o.Cleared),
		}))
	})
	if err != nil {
		return fmt.Errorf("add officer %s: %w", o.ID, err)
	}
	return nil
}

// sameForm tells a form that was sent twice from an id that is another's.
func (s *Store) sameForm(ctx context.Context, tx pgx.Tx, o bot.Officer) error {
	there, err := s.active(ctx, tx, o.ID)
	if err == nil && (there.Name != o.Name || there.Agency != o.Agency) {
		err = bot.ErrMayNot
	}
	return err
}

// ChangePerson changes somebody's name, role and clearance. ErrConflict: they
// are not any more as was says. ErrMayNot: whoever does it can't give that.
func (s *Store) ChangePerson(ctx context.Context, by, was, now bot.Officer) error {
	detail := map[string]string{}
	return s.lookAfter(ctx, by, was.ID, "officer-changed", detail, func(tx pgx.Tx, is bot.Officer) error {
		self, err := s.active(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		if is.Name != was.Name || is.Role != was.Role || is.Cleared != was.Cleared {
			return bot.ErrConflict
		}
		next := is
		next.Name, next.Role, next.Cleared = now.Name, now.Role, now.Cleared
		if !self.LooksAfter(next) || next.Cleared && !is.Cleared && !self.MayClear(is) {
			return bot.ErrMayNot
		}
		if next.Name != is.Name {
			detail["renamed"] = "yes"
		}
		if next.Role != is.Role {
			detail["role"] = string(next.Role)
		}
		if next.Cleared != is.Cleared {
			detail["cleared"] = yes(next.Cleared)
		}
		_, err = tx.Exec(ctx, `UPDATE officers SET name = $2, role = $3, cleared = $4 WHERE id = $1`, is.ID, next.Name, next.Role, next.Cleared)
		return err
	})
}

// RegisterAddress makes an address somebody's; ErrConflict when it is another
// officer's.
func (s *Store) RegisterAddress(ctx context.Context, by bot.Officer, id string, a channel.Address) error {
	return s.lookAfter(ctx, by, id, "address-added", map[string]string{"channel": a.Channel}, func(tx pgx.Tx, who bot.Officer) error {
		return s.register(ctx, tx, who.ID, a)
	})
}

// RemoveAddress takes an address away, by its id, and signs its officer out: it
// may be how they came in.
func (s *Store) RemoveAddress(ctx context.Context, by bot.Officer, id, address string) error {
	lookup, err := hex.DecodeString(address)
	if err != nil {
		return fmt.Errorf("remove an address: %w", bot.ErrNotFound)
	}
	return s.lookAfter(ctx, by, id, "address-removed", nil, func(tx pgx.Tx, who bot.Officer) error {
		gone, err := tx.Exec(ctx, `DELETE FROM officer_addresses WHERE lookup = $1 AND officer_id = $2`, lookup, who.ID)
		if err == nil && gone.RowsAffected() == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		return signOut(ctx, tx, who.ID)
	})
}

// InvitePerson makes a code that binds a Telegram account or a number to
// somebody.
func (s *Store) InvitePerson(ctx context.Context, by bot.Officer, id, code string, lives time.Duration) error {
	return s.lookAfter(ctx, by, id, "officer-invited", nil, func(tx pgx.Tx, who bot.Officer) error {
		_, err := tx.Exec(ctx, `INSERT INTO invites (code, kind, officer_id, agency, expires_at) VALUES ($1, 'officer', $2, $3, $4)`,
			hashed(code), who.ID, who.Agency, s.now().Add(lives))
		return err
	})
}

// ResetPerson has somebody set up a new authenticator app, and signs them out.
func (s *Store) ResetPerson(ctx context.Context, by bot.Officer, id string) error {
	return s.lookAfter(ctx, by, id, "app-reset", nil, func(tx pgx.Tx, who bot.Officer) error {
		return resetApp(ctx, tx, who.ID)
	})
}

// DisconnectPerson parts somebody from their work account, and signs them out.
func (s *Store) DisconnectPerson(ctx context.Context, by bot.Officer, id string) error {
	return s.lookAfter(ctx, by, id, "account-disconnected", nil, func(tx pgx.Tx, who bot.Officer) error {
		if _, err := tx.Exec(ctx, `DELETE FROM officer_identities WHERE officer_id = $1`, who.ID); err != nil {
			return err
		}
		return signOut(ctx, tx, who.ID)
	})
}

// RemovePerson takes somebody's access away at once.
func (s *Store) RemovePerson(ctx context.Context, by bot.Officer, id string) error {
	return s.lookAfter(ctx, by, id, "officer-removed", nil, func(tx pgx.Tx, who bot.Officer) error {
		return removeOfficer(ctx, tx, who.ID)
	})
}
