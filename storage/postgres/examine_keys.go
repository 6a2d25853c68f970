package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot/channel"
	"yousaid/storage/seal"
)

// KeyTrial is what came of trying the keys on what is in the record.
type KeyTrial struct {
	Tried  int      // values that were to be opened
	Closed []string // columns of which one couldn't, though a key of its name is there
	// Known says whether LOOKUP_KEY makes, of an address that was opened, the value
	// by which the record has it; nil where the record holds no address.
	Known *bool
}

// TryKeys opens one value of each kind with each master key that sealed one, and
// looks one address up. Values that a key seals which isn't in the keyring are
// told by [Store.SealedBy].
func (s *Store) TryKeys(ctx context.Context) (t KeyTrial, err error) {
	for _, c := range s.sealedColumns() {
		for _, id := range s.keyring.IDs() {
			if err := s.tryKey(ctx, c, id, &t); err != nil {
				return t, fmt.Errorf("try a key on %s: %w", c.table, clean(err))
			}
		}
	}
	t.Known, err = s.tryLookup(ctx)
	if err != nil {
		return t, fmt.Errorf("try LOOKUP_KEY: %w", clean(err))
	}
	return t, nil
}

func (s *Store) tryKey(ctx context.Context, c sealedColumn, id string, t *KeyTrial) error {
	var row string
	var value []byte
	header := append([]byte{2, byte(len(id))}, id...) //nolint:gosec // ParseKeyring bounds it
	err := s.pool.QueryRow(ctx, fmt.Sprintf(`SELECT %[1]s, %[2]s FROM %[3]s WHERE substring(%[2]s FOR %[4]d) = $1 LIMIT 1`,
		c.id, c.column, c.table, len(header)), header).Scan(&row, &value)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	t.Tried++
	if c.open(value, c.aad(row)) != nil {
		t.Closed = append(t.Closed, c.table+" ("+id+")")
	}
	return nil
}

// tryLookup takes the address of a resident or, in a new service, of an officer.
func (s *Store) tryLookup(ctx context.Context) (*bool, error) {
	var id, network string
	var lookup, key, address []byte
	err := s.pool.QueryRow(ctx, `SELECT id::text, channel, lookup, data_key, address FROM vault.contacts LIMIT 1`).Scan(&id, &network, &lookup, &key, &address)
	if err == nil {
		who, err := s.contactAddress(id, network, key, address)
		return s.finds(who, lookup, err), nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return nil, err
	}
	err = s.pool.QueryRow(ctx, `SELECT encode(lookup, 'hex'), channel, lookup, address FROM officer_addresses LIMIT 1`).Scan(&id, &network, &lookup, &address)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // nothing to try it on
	}
	if err != nil {
		return nil, err
	}
	plain, err := s.addresses.Open(address, seal.Cell("officer_addresses", "address", id))
	return s.finds(channel.Address{Channel: network, ID: string(plain)}, lookup, err), nil
}

// finds says whether an address is found by the value that the record has; nil
// where the address couldn't be opened.
func (s *Store) finds(who channel.Address, lookup []byte, err error) *bool {
	if err != nil {
		return nil
	}
	found := bytes.Equal(s.blind(who), lookup)
	return &found
}
