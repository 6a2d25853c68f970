package sessions

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// Due implements bot.Sessions. It asks all shards in one round trip, with the
// script's text: in a pipeline a script can't be loaded on demand. With an error
// it lists what the shards have that could be asked: of a cluster, a part may be
// away.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) (bot.Due, error) {
	s.cache.expire(now)
	var list bot.Due
	pipe := s.redis.Pipeline()
	asked := make([]*redis.Cmd, Shards)
	for shard := range Shards {
		asked[shard] = due.Eval(ctx, pipe, []string{tag(shard) + ":due"}, now.UnixMilli(), limit, lease.Milliseconds(), tag(shard)+":c:")
	}
	_, err := pipe.Exec(ctx)
	if err != nil {
		err = fmt.Errorf("list what is due: %w", err)
	}
	for shard, cmd := range asked {
		found, failed := cmd.StringSlice()
		if failed != nil {
			continue // it is in err
		}
		for i := 0; i+1 < len(found); i += 2 {
			who, ok := s.address(place{tag: tag(shard), id: found[i][2:]}, found[i+1])
			switch {
			case !ok:
			case strings.HasPrefix(found[i], dueFinish):
				list.Finish = append(list.Finish, who)
			case strings.HasPrefix(found[i], dueWake):
				list.Wake = append(list.Wake, who)
			default:
				list.Send = append(list.Send, who)
			}
		}
	}
	return list, err
}

func (s *Store) address(p place, sealed string) (channel.Address, bool) {
	var who channel.Address
	plain, err := s.box.Open([]byte(sealed), p.aad())
	if err != nil || json.Unmarshal(plain, &who) != nil {
		return who, false
	}
	return who, true
}
