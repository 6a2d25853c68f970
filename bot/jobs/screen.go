package jobs

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/rs/zerolog"
	"riverqueue.com/riverui"
)

// Screen shows the queue in a browser: what waits, what failed, and ways to try
// it again or drop it. Prefix is its path as browsers see it. It asks nobody who
// they are: put it behind a door.
//
// It is not started, so that no replica counts jobs all day for nobody: what is
// asked for is counted then.
func Screen(pool *pgxpool.Pool, prefix string, log zerolog.Logger) (http.Handler, error) {
	logger := slog.New(zerolog.NewSlogHandler(log.Level(max(log.GetLevel(), zerolog.WarnLevel))))
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: schema, Logger: logger})
	if err != nil {
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	screen, err := riverui.NewHandler(&riverui.HandlerOpts{
		Endpoints: riverui.NewEndpoints(client, nil), Prefix: prefix, Logger: logger, JobListHideArgsByDefault: true,
	})
	if err != nil {
		return nil, fmt.Errorf("make the screen of the jobs: %w", err)
	}
	return screen, nil
}
