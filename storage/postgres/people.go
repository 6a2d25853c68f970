package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/storage/seal"
)

// sealAddress seals an address of a desk or an officer with the keyring: a
// master key opens them all, since they must be written to without anybody's
// doing.
func (s *Store) sealAddress(table, id string, a channel.Address) []byte {
	return s.addresses.Seal([]byte(a.ID), seal.Cell(table, "address", id))
}

func (s *Store) openAddress(table, id, network string, sealed []byte) (channel.Address, error) {
	plain, err := s.addresses.Open(sealed, seal.Cell(table, "address", id))
	if err != nil {
		return channel.Address{}, fmt.Errorf("address in %s %s: %w", table, id, err)
	}
	return channel.Address{Channel: network, ID: string(plain)}, nil
}

// officerRow is an officer with their addresses, in three lists of one length.
type officerRow struct {
	ID       string
	Name     string
	Agency   string
	Role     bot.Role
	Cleared  bool
	Active   bool
	AwayFrom *time.Time
	Until    *time.Time
	Networks []string
	Lookups  [][]byte
	Sealed   [][]byte
}

const officerSQL = `
	SELECT officers.id::text, officers.name, officers.agency, officers.role, officers.cleared, officers.active,
	       officers.away_from, officers.away_until AS until,
	       coalesce(array_agg(held.channel ORDER BY held.bound_at) FILTER (WHERE held.lookup IS NOT NULL), '{}') AS networks,
	       coalesce(array_agg(held.lookup ORDER BY held.bound_at) FILTER (WHERE held.lookup IS NOT NULL), '{}') AS lookups,
	       coalesce(array_agg(held.address ORDER BY held.bound_at) FILTER (WHERE held.lookup IS NOT NULL), '{}') AS sealed
	FROM officers LEFT JOIN officer_addresses held ON held.officer_id = officers.id`

func (s *Store) officers(ctx context.Context, db querier, where string, args ...any) ([]bot.Officer, error) {
	rows, err := db.Query(ctx, officerSQL+where+` GROUP BY officers.id ORDER BY officers.agency, officers.name, officers.id`, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[officerRow])
	if err != nil {
		return nil, err
	}
	officers := make([]bot.Officer, 0, len(list))
	for _, row := range list {
		officer := bot.Officer{ID: row.ID, Name: row.Name, Agency: row.Agency, Role: row.Role, Cleared: row.Cleared, Active: row.Active}
		officer.Away = bot.Away{From: when(row.AwayFrom), Until: when(row.Until)}
		for i, network := range row.Networks {
			address, err := s.openAddress("officer_addresses", hex.EncodeToString(row.Lookups[i]), network, row.Sealed[i])
			if err != nil {
				return nil, err
			}
			officer.Addresses = append(officer.Addresses, address)
		}
		officers = append(officers, officer)
	}
	return officers, nil
}

// OfficerAt finds the active officer that an address is bound to.
func (s *Store) OfficerAt(ctx context.Context, a channel.Address) (bot.Officer, error) {
	list, err := s.officers(ctx, s.pool, `
		WHERE officers.active AND officers.id = (SELECT officer_id FROM officer_addresses WHERE lookup = $1)`, s.blind(a))
	if err == nil && len(list) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.Officer{}, fmt.Errorf("find an officer: %w", clean(err))
	}
	return list[0], nil
}

// Officers lists everybody, removed ones included.
func (s *Store) Officers(ctx context.Context) ([]bot.Officer, error) {
	list, err := s.officers(ctx, s.pool, "")
	if err != nil {
		return nil, fmt.Errorf("list officers: %w", clean(err))
	}
	return list, nil
}

// AddOfficer adds a person, with the addresses that are registered for them;
// others come by invitation. ErrConflict: an address is somebody's already.
func (s *Store) AddOfficer(ctx context.Context, o bot.Officer) error {
	if _, ok := s.plan.Agency(o.Agency); !ok {
		return fmt.Errorf("add an officer: agency: %w", bot.ErrNotFound)
	}
	err := s.service(ctx, func(tx pgx.Tx) error {
		added, err := s.addOfficer(ctx, tx, o)
		if err == nil && !added {
			err = bot.ErrConflict
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("add officer %s: %w", o.ID, err)
	}
	return nil
}

// addOfficer reports false for an officer who is there already.
func (s *Store) addOfficer(ctx context.Context, tx pgx.Tx, o bot.Officer) (bool, error) {
	added, err := tx.Exec(ctx, `
		INSERT INTO officers (id, name, agency, role, cleared, created_at)
		VALUES ($1, $2, $3, coalesce(nullif($4, ''), 'officer'), $5, $6) ON CONFLICT (id) DO NOTHING`,
		o.ID, o.Name, o.Agency, o.Role, o.Cleared, s.now())
	if err != nil || added.RowsAffected() == 0 {
		return false, err
	}
	for _, address := range o.Addresses {
		if err := s.register(ctx, tx, o.ID, address); err != nil {
			return false, err
		}
	}
	return true, nil
}

// register makes an address an officer's, on the word of who looks after them.
func (s *Store) register(ctx context.Context, tx pgx.Tx, officer string, a channel.Address) error {
	lookup := s.blind(a)
	made, err := tx.Exec(ctx, `
		INSERT INTO officer_addresses (lookup, officer_id, channel, address, bound_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (lookup) DO NOTHING`,
		lookup, officer, a.Channel, s.sealAddress("officer_addresses", hex.EncodeToString(lookup), a), s.now())
	if err != nil || made.RowsAffected() > 0 {
		return err
	}
	var theirs bool
	err = tx.QueryRow(ctx, `SELECT officer_id::text = $2 FROM officer_addresses WHERE lookup = $1`, lookup, officer).Scan(&theirs)
	if err == nil && !theirs {
		err = bot.ErrConflict
	}
	return err
}

// RemoveOfficer takes a person's access away, and their codes. Their name stays
// beside what they did.
func (s *Store) RemoveOfficer(ctx context.Context, id string) error {
	err := s.service(ctx, func(tx pgx.Tx) error { return removeOfficer(ctx, tx, id) })
	if err != nil {
		return fmt.Errorf("remove officer %s: %w", id, err)
	}
	return nil
}

func removeOfficer(ctx context.Context, tx pgx.Tx, id string) error {
	gone, err := tx.Exec(ctx, `UPDATE officers SET active = false WHERE id::text = $1 AND active`, id)
	if err != nil {
		return err
	}
	if gone.RowsAffected() == 0 {
		return bot.ErrNotFound
	}
	for _, table := range []string{"invites", "officer_addresses", "officer_identities", "links", "link_sessions"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE officer_id = $1`, id); err != nil {
			return err
		}
	}
	return resetApp(ctx, tx, id)
}

// resetApp forgets an officer's authenticator app and signs them out.
func resetApp(ctx context.Context, tx pgx.Tx, id string) error {
	for _, table := range []string{"officer_apps", "officer_recoveries"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE officer_id = $1`, id); err != nil {
			return err
		}
	}
	return signOut(ctx, tx, id)
}

// signOut ends an officer's sessions, and the sign-ins that are under way.
func signOut(ctx context.Context, tx pgx.Tx, id string) error {
	for _, table := range []string{"console_sessions", "sign_ins"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE officer_id = $1`, id); err != nil {
			return err
		}
	}
	return tellEnded(ctx, tx, id)
}

// ResetApp has an officer set up a new authenticator app at their next sign-in.
func (s *Store) ResetApp(ctx context.Context, id string) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		officer, err := s.active(ctx, tx, id)
		if err == nil && officer.ID == "" {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		return resetApp(ctx, tx, officer.ID)
	})
	if err != nil {
		return fmt.Errorf("reset the app of officer %s: %w", id, err)
	}
	return nil
}

// Invite makes a code that binds an address to an officer. Only its hash stays.
func (s *Store) Invite(ctx context.Context, officer, code string, lives time.Duration) error {
	made, err := s.pool.Exec(ctx, `
		INSERT INTO invites (code, kind, officer_id, agency, expires_at)
		SELECT $1, 'officer', id, agency, $3 FROM officers WHERE id::text = $2 AND active`,
		hashed(code), officer, s.now().Add(lives))
	if err == nil && made.RowsAffected() == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("invite officer %s: %w", officer, clean(err))
	}
	return nil
}

// Bind uses an officer's code up: the address is theirs from now on, whoever's
// it was before. Using the code again from the same address changes nothing.
func (s *Store) Bind(ctx context.Context, code string, a channel.Address) (bot.Officer, error) {
	var officer bot.Officer
	err := s.service(ctx, func(tx pgx.Tx) error {
		var id string
		var used bool
		err := tx.QueryRow(ctx, `
			SELECT officers.id::text, used_at IS NOT NULL FROM invites
			JOIN officers ON officers.id = invites.officer_id AND officers.active
			WHERE code = $1 AND kind = 'officer' AND expires_at > $2 FOR UPDATE OF invites`, hashed(code), s.now()).Scan(&id, &used)
		if errors.Is(err, pgx.ErrNoRows) {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		if err := s.bind(ctx, tx, code, id, used, a); err != nil {
			return err
		}
		list, err := s.officers(ctx, tx, ` WHERE officers.id = $1`, id)
		if err == nil {
			officer = list[0]
		}
		return err
	})
	if err != nil {
		return bot.Officer{}, fmt.Errorf("use an officer's code: %w", err)
	}
	return officer, nil
}

func (s *Store) bind(ctx context.Context, tx pgx.Tx, code, officer string, used bool, a channel.Address) error {
	lookup := s.blind(a)
	if used {
		var theirs bool
		err := tx.QueryRow(ctx, `
			SELECT EXISTS (SELECT FROM officer_addresses WHERE lookup = $1 AND officer_id = $2)`, lookup, officer).Scan(&theirs)
		if err == nil && !theirs {
			err = bot.ErrUsed
		}
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE invites SET used_at = $2 WHERE code = $1`, hashed(code), s.now()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO officer_addresses (lookup, officer_id, channel, address, bound_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (lookup) DO UPDATE SET officer_id = excluded.officer_id, address = excluded.address, bound_at = excluded.bound_at`,
		lookup, officer, a.Channel, s.sealAddress("officer_addresses", hex.EncodeToString(lookup), a), s.now())
	return err
}

func newID() string { return uuid.NewString() }
