package sessions

import (
	"context"
	"encoding/json"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

const (
	// saidLife is how long Telegram lets a message be deleted for both sides.
	// Source: https://core.telegram.org/bots/api#deletemessage
	saidLife = 48 * time.Hour
	saidEdge = 5 * time.Minute // clocks differ, and one refusal refuses a whole call
	mostSaid = 200             // messages that are remembered of a conversation
	together = 100             // messages that are deleted by one call
)

// said is a remembered message.
type said struct {
	Message string `json:"m"`
	About   string `json:"a,omitempty"`
	At      int64  `json:"t"`           // seconds since 1970
	Seq     int64  `json:"q,omitempty"` // of ours: its number on the list of what was to be sent
}

// sealSaid seals a message that is to be remembered; empty for none.
func (s *Store) sealSaid(p place, as bot.Said, seq int64) ([]byte, error) {
	if as.Message == "" || !as.Kept {
		return nil, nil
	}
	plain, err := json.Marshal(said{Message: as.Message, About: as.About, At: s.now().Unix(), Seq: seq})
	if err != nil {
		return nil, err
	}
	return s.box.Seal(plain, p.aad()), nil
}

// remembered reads what was said, oldest first, sealed and open. What no key
// opens any more is none.
func (s *Store) remembered(ctx context.Context, p place) (sealed []string, list []said, err error) {
	sealed, err = s.redis.LRange(ctx, p.said(), 0, -1).Result()
	if err != nil {
		return nil, nil, err
	}
	list = make([]said, len(sealed))
	for i, one := range sealed {
		plain, err := s.box.Open([]byte(one), p.aad())
		if err != nil || json.Unmarshal(plain, &list[i]) != nil {
			list[i] = said{}
		}
	}
	return sealed, list, nil
}

// About implements bot.Sessions.
func (s *Store) About(ctx context.Context, who channel.Address, message string) (string, error) {
	p := s.place(who)
	if err := s.settle(ctx, p); err != nil {
		return "", err
	}
	_, list, err := s.remembered(ctx, p)
	for _, one := range list {
		if one.Message == message {
			return one.About, err
		}
	}
	return "", err
}

// Wipe implements bot.Sessions.
func (s *Store) Wipe(ctx context.Context, who channel.Address, spare int64) error {
	p := s.place(who)
	if err := s.settle(ctx, p); err != nil {
		return err
	}
	sealed, list, err := s.remembered(ctx, p)
	if err != nil || len(list) == 0 {
		return err
	}
	kept := ""
	var targets []string
	for i, one := range list {
		switch {
		case spare != 0 && one.Seq == spare:
			kept = sealed[i]
		case one.Message != "" && s.now().Sub(time.Unix(one.At, 0)) < saidLife-saidEdge:
			targets = append(targets, one.Message)
		}
	}
	args := []any{s.now().UnixMilli(), p.id, len(list), kept, life.Milliseconds()}
	for len(targets) > 0 {
		n := min(together, len(targets))
		message, err := s.sealMessage(p, &channel.Outbound{Verb: channel.Delete, To: who, Targets: targets[:n]})
		if err != nil {
			return err
		}
		args, targets = append(args, message), targets[n:]
	}
	return wipe.Run(ctx, s.redis, []string{p.talk(), p.unsent(), p.due(), p.said()}, args...).Err()
}
