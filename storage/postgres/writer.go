package postgres

import (
	"context"
	"fmt"
	"strings"

	"yousaid/bot/channel"
)

// Writer is who wrote a report; ErrNotFound where nobody knows, or not any more.
// It is for FORGET ME that was asked for by other ways than the service.
func (s *Store) Writer(ctx context.Context, reference string) (channel.Address, error) {
	var id, network string
	var key, address []byte
	err := s.pool.QueryRow(ctx, `
		SELECT contacts.id::text, contacts.channel, contacts.data_key, contacts.address
		FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id WHERE reference = $1`,
		strings.ToUpper(strings.TrimSpace(reference))).Scan(&id, &network, &key, &address)
	if err != nil {
		return channel.Address{}, fmt.Errorf("find who wrote a report: %w", clean(err))
	}
	who, err := s.contactAddress(id, network, key, address)
	return who, clean(err)
}
