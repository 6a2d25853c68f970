package main

import (
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

// terminal reports whether somebody is likely to read along.
func terminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
