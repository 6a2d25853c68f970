package load

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// talks is the service's Redis, looked at from outside.
type talks struct{ client *redis.Client }

func openTalks(ctx context.Context, address string) (*talks, error) {
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", err)
	}
	client := redis.NewClient(options)
	if err := client.Ping(ctx).Err(); err != nil {
		_ = client.Close()
		return nil, fmt.Errorf("REDIS_URL: the service's Redis doesn't answer: %w", err)
	}
	return &talks{client}, nil
}

// redisStand is what Redis has counted so far.
type redisStand struct {
	reads    int64 // from connections: round trips, however many commands each had
	commands int64 // those that scripts call among them
}

func (t *talks) stand(ctx context.Context) (redisStand, error) {
	info, err := t.client.Info(ctx, "stats").Result()
	if err != nil {
		return redisStand{}, fmt.Errorf("ask Redis for its figures: %w", err)
	}
	return redisStand{reads: infoNumber(info, "total_reads_processed"), commands: infoNumber(info, "total_commands_processed")}, nil
}

func infoNumber(info, name string) int64 {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
			return n
		}
	}
	return 0
}

// seen is what Redis was sent while it was watched.
type seen struct {
	sent   int // by clients
	called int // by scripts
}

// watch has Redis tell every command for a while: the one way to tell what the
// service sent from what scripts called. It slows Redis, so nothing is timed
// meanwhile.
func (t *talks) watch(ctx context.Context, long time.Duration) seen {
	lines := make(chan string, 1<<16)
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	monitor := t.client.Conn().Monitor(ctx, lines)
	monitor.Start()
	defer monitor.Stop()
	var found seen
	for {
		select {
		case line := <-lines:
			if head, _, _ := strings.Cut(line, `"`); strings.HasSuffix(strings.TrimSpace(head), " lua]") {
				found.called++
			} else if head != "OK" {
				found.sent++
			}
		case <-ctx.Done():
			return found
		}
	}
}
