package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"yousaid/bot/channel"
)

// SetAside keeps a message that nothing could be made of, sealed, so that what
// comes behind it doesn't have to wait. The id is the provider's, the payload a
// channel.Inbound as JSON. A second time changes nothing.
func (s *Store) SetAside(ctx context.Context, id, network string, payload []byte, reason string) error {
	blindID := s.lookup.OfMessage(network, id)
	name := hex.EncodeToString(blindID[:])
	_, err := s.pool.Exec(ctx, `
		INSERT INTO set_aside (id, lookup, channel, payload, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO NOTHING`,
		name, s.blind(sender(payload)), network, s.asides.Seal(payload, []byte(name)), reason, s.now())
	if err != nil {
		return fmt.Errorf("set a message aside: %w", clean(err))
	}
	return nil
}

// sender finds where a message came from, so that FORGET ME finds the message.
func sender(payload []byte) channel.Address {
	var in struct{ Chat channel.Address }
	if json.Unmarshal(payload, &in) != nil {
		return channel.Address{}
	}
	return in.Chat
}
