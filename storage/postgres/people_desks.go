package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// deskRow is a desk. Its fields are named so that it can be part of other rows.
type deskRow struct {
	DeskID        string
	DeskAgency    string
	DeskChannel   string
	DeskAddress   []byte
	Label         string
	Cleared       bool
	ReferenceOnly bool
	Unreachable   bool
}

const deskColumns = `
	desks.id::text AS desk_id, desks.agency AS desk_agency, desks.channel AS desk_channel, desks.address AS desk_address,
	desks.label, desks.cleared, desks.reference_only, desks.unreachable_at IS NOT NULL AS unreachable`

func (s *Store) openDesk(row deskRow) (bot.Desk, error) {
	address, err := s.openAddress("desks", row.DeskID, row.DeskChannel, row.DeskAddress)
	return bot.Desk{
		ID: row.DeskID, Agency: row.DeskAgency, Address: address, Label: row.Label,
		Cleared: row.Cleared, ReferenceOnly: row.ReferenceOnly, Unreachable: row.Unreachable,
	}, err
}

func (s *Store) desks(ctx context.Context, db querier, where string, args ...any) ([]bot.Desk, error) {
	rows, err := db.Query(ctx, `SELECT `+deskColumns+` FROM desks WHERE active`+where+` ORDER BY agency, created_at, id`, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[deskRow])
	if err != nil {
		return nil, err
	}
	desks := make([]bot.Desk, 0, len(list))
	for _, row := range list {
		desk, err := s.openDesk(row)
		if err != nil {
			return nil, err
		}
		desks = append(desks, desk)
	}
	return desks, nil
}

// deskOf reads an active desk by its id, of which what is none finds nothing.
func (s *Store) deskOf(ctx context.Context, db querier, id string) (bot.Desk, error) {
	found, err := s.desks(ctx, db, ` AND id::text = $1`, id)
	if err != nil {
		return bot.Desk{}, err
	}
	if len(found) == 0 {
		return bot.Desk{}, bot.ErrNotFound
	}
	return found[0], nil
}

// DeskAt finds the desk at an address.
func (s *Store) DeskAt(ctx context.Context, a channel.Address) (bot.Desk, error) {
	list, err := s.desks(ctx, s.pool, ` AND lookup = $1`, s.blind(a))
	if err == nil && len(list) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.Desk{}, fmt.Errorf("find a desk: %w", clean(err))
	}
	return list[0], nil
}

// Desks lists all desks that are in use.
func (s *Store) Desks(ctx context.Context) ([]bot.Desk, error) {
	list, err := s.desks(ctx, s.pool, "")
	if err != nil {
		return nil, fmt.Errorf("list desks: %w", clean(err))
	}
	return list, nil
}

// AddDesk adds a desk and brings it what its agency should have had already. An
// address that is a desk is ErrConflict.
func (s *Store) AddDesk(ctx context.Context, d bot.Desk) error {
	if _, ok := s.plan.Agency(d.Agency); !ok {
		return fmt.Errorf("add a desk: agency: %w", bot.ErrNotFound)
	}
	err := s.service(ctx, func(tx pgx.Tx) error { return s.addDesk(ctx, tx, d) })
	if err != nil {
		return fmt.Errorf("add desk %s: %w", d.ID, err)
	}
	return nil
}

func (s *Store) addDesk(ctx context.Context, tx pgx.Tx, d bot.Desk) error {
	added, err := tx.Exec(ctx, `
		INSERT INTO desks (id, agency, channel, lookup, address, label, cleared, reference_only, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (lookup) WHERE active DO NOTHING`,
		d.ID, d.Agency, d.Address.Channel, s.blind(d.Address), s.sealAddress("desks", d.ID, d.Address),
		d.Label, d.Cleared, d.ReferenceOnly, s.now())
	if err != nil {
		return err
	}
	if added.RowsAffected() == 0 {
		return bot.ErrConflict
	}
	return s.deliverOpen(ctx, tx, d.ID, d.Agency)
}

// RemoveDesk ends a desk: nothing goes there any more, and its links end.
func (s *Store) RemoveDesk(ctx context.Context, id string) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		gone, err := tx.Exec(ctx, `UPDATE desks SET active = false WHERE id::text = $1 AND active`, id)
		if err != nil {
			return err
		}
		if gone.RowsAffected() == 0 {
			return bot.ErrNotFound
		}
		if _, err := tx.Exec(ctx, `DELETE FROM links WHERE desk_id = $1`, id); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM link_sessions WHERE desk_id = $1`, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("remove desk %s: %w", id, err)
	}
	return nil
}

// InviteDesk makes a code for /link in a group of the agency.
func (s *Store) InviteDesk(ctx context.Context, agency, code string, cleared bool, lives time.Duration) error {
	if _, ok := s.plan.Agency(agency); !ok {
		return fmt.Errorf("invite a desk: agency: %w", bot.ErrNotFound)
	}
	_, err := s.pool.Exec(ctx, `
		INSERT INTO invites (code, kind, agency, cleared, expires_at) VALUES ($1, 'desk', $2, $3, $4)`,
		hashed(code), agency, cleared, s.now().Add(lives))
	if err != nil {
		return fmt.Errorf("invite a desk: %w", clean(err))
	}
	return nil
}

// Link makes a group a desk of the officer's agency by a code for that agency.
// A group that is that desk already stays it, so a repeat changes nothing; the
// desk of another agency is ErrConflict.
func (s *Store) Link(ctx context.Context, code string, by bot.Officer, group channel.Address, label string) (bot.Desk, error) {
	var desk bot.Desk
	err := s.service(ctx, func(tx pgx.Tx) error {
		var cleared, used bool
		err := tx.QueryRow(ctx, `
			SELECT cleared, used_at IS NOT NULL FROM invites
			WHERE code = $1 AND kind = 'desk' AND agency = $2 AND expires_at > $3 FOR UPDATE`,
			hashed(code), by.Agency, s.now()).Scan(&cleared, &used)
		if errors.Is(err, pgx.ErrNoRows) {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		found, err := s.desks(ctx, tx, ` AND lookup = $1`, s.blind(group))
		switch {
		case err != nil:
			return err
		case len(found) > 0 && found[0].Agency != by.Agency:
			return bot.ErrConflict
		case len(found) > 0:
			desk = found[0]
			return nil
		case used:
			return bot.ErrUsed
		}
		if _, err := tx.Exec(ctx, `UPDATE invites SET used_at = $2 WHERE code = $1`, hashed(code), s.now()); err != nil {
			return err
		}
		desk = bot.Desk{ID: newID(), Agency: by.Agency, Address: group, Label: label, Cleared: cleared}
		who := bot.Actor{Officer: by.ID, Desk: desk.ID, Name: by.Name, Agency: by.Agency}
		if err := s.audit(ctx, tx, who, "link", "", nil); err != nil {
			return err
		}
		return s.addDesk(ctx, tx, desk)
	})
	if err != nil {
		return bot.Desk{}, fmt.Errorf("link a group: %w", err)
	}
	return desk, nil
}
