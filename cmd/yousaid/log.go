package main

import (
	"context"
	"io"
	"os"

	"github.com/rs/zerolog"

	"yousaid/bot/trail"
)

// newLogger writes one line an event, with the id of the request that it belongs
// to: JSON, or readable lines on a terminal.
func newLogger(c config, out io.Writer) zerolog.Logger {
	level, err := zerolog.ParseLevel(c.LogLevel)
	if err != nil {
		level = zerolog.InfoLevel
	}
	if c.LogFormat == "console" || (c.LogFormat == "" && terminal(out)) {
		out = zerolog.ConsoleWriter{Out: out, TimeFormat: "15:04:05"}
	}
	return zerolog.New(out).Level(level).With().Timestamp().Logger().Hook(trail.Hook{})
}

// talksLog takes what the Redis client says into the log, as lines of our own
// form. Only the form of a message is kept: what fills it may be anything.
type talksLog struct{ log zerolog.Logger }

// Printf implements the logger of go-redis.
func (l talksLog) Printf(ctx context.Context, format string, _ ...any) {
	l.log.Debug().Ctx(ctx).Str("said", format).Msg("Redis client")
}

// terminal reports whether somebody is likely to read along.
func terminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
