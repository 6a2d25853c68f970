package sessions

import (
	"encoding/base64"
	"strconv"
	"strings"

	"yousaid/bot/channel"
)

// Shards is the number of hash tags. It is part of the keys: changing it loses
// every conversation.
const Shards = 32

// The members of a shard's list of what is due.
const (
	dueSend   = "s:"
	dueFinish = "f:"
	dueWake   = "t:"
)

// place is where a conversation is kept: its shard and its id in it.
type place struct {
	tag string // "{s17}"
	id  string // HMAC of the address, shortened
}

func (s *Store) place(who channel.Address) place {
	sum := s.lookup.Of(who.Channel, who.ID)
	return place{tag: tag(int(sum[0]) % Shards), id: base64.RawURLEncoding.EncodeToString(sum[:16])}
}

func tag(shard int) string { return "{s" + strconv.Itoa(shard) + "}" }

func (p place) talk() string   { return p.tag + ":c:" + p.id } // hash: version, session, address, last sequence number, message that asked
func (p place) unsent() string { return p.tag + ":o:" + p.id } // list: messages still to be sent
func (p place) lease() string  { return p.tag + ":l:" + p.id } // who works that list
func (p place) due() string    { return p.tag + ":due" }
func (p place) epoch() string  { return p.tag + ":epoch" }

// seen is the key of an inbound id that is remembered for long.
func (s *Store) seen(p place, channelName, inboundID string) string {
	sum := s.lookup.OfMessage(channelName, inboundID)
	return p.tag + ":i:" + base64.RawURLEncoding.EncodeToString(sum[:16])
}

// aad binds a sealed value to its key.
func (p place) aad() []byte { return []byte("session:" + p.id) }

// splitUnsent reads an element of the list: "seq:tries:sealed".
func splitUnsent(element string) (seq int64, tries int, sealed string, ok bool) {
	head, rest, ok := strings.Cut(element, ":")
	if !ok {
		return 0, 0, "", false
	}
	count, sealed, ok := strings.Cut(rest, ":")
	if !ok {
		return 0, 0, "", false
	}
	seq, err := strconv.ParseInt(head, 10, 64)
	if err != nil {
		return 0, 0, "", false
	}
	tries, err = strconv.Atoi(count)
	return seq, tries, sealed, err == nil
}
