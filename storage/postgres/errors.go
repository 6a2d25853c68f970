package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yousaid/bot"
	"yousaid/storage/seal"
)

// SQLSTATE codes that are acted on.
// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	codeUnique        = "23505"
	codeSerialization = "40001"
	codeDeadlock      = "40P01"
)

// ours are the errors that may pass as they are: their texts are our own.
var ours = []error{
	bot.ErrNotFound, bot.ErrUsed, bot.ErrConflict, bot.ErrClosed, bot.ErrNoContact, bot.ErrSame, bot.ErrStale, bot.ErrOwn, bot.ErrAway,
	bot.ErrMayNot, bot.ErrLast, bot.ErrAsker, bot.ErrNobody, bot.ErrRefused,
	seal.ErrSealed, errSpent,
}

// clean turns an error of the database into one that can be logged. PostgreSQL
// and pgx quote values of rows and arguments in theirs, so nothing of their
// texts is kept.
func clean(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, seal.ErrSealed) && !errors.Is(err, seal.ErrNoKey) { // a key that lacks can be given
		return fmt.Errorf("%w: %w", bot.ErrRefused, err)
	}
	for _, own := range ours {
		if errors.Is(err, own) {
			return err
		}
	}
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return bot.ErrNotFound
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case away(err):
		return fmt.Errorf("%w: %s", bot.ErrAway, described(err))
	case refused(err):
		return fmt.Errorf("%w: %s", bot.ErrRefused, described(err))
	}
	return errors.New(described(err))
}

// described says what an error is, never what it is about.
func described(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		words := []string{"PostgreSQL error " + pg.Code}
		for _, name := range []string{pg.TableName, pg.ColumnName, pg.ConstraintName} {
			if name != "" {
				words = append(words, name)
			}
		}
		return strings.Join(words, ", ")
	}
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return fmt.Sprintf("unexpected %T", err)
}

// away tells errors that pass by themselves from those that would come again:
// the server is gone, starting, stopping, full, read-only or too slow.
func away(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "25006", // read-only: a replica was promoted, or a disk is full
			"25P03",                                     // idle in transaction for too long
			"55P03",                                     // a lock was not to be had
			"57014", "57P01", "57P02", "57P03", "57P05", // timeout, stopping, crashed, starting
			codeSerialization, codeDeadlock:
			return true
		}
		class := pg.Code[:min(2, len(pg.Code))]
		return class == "08" || class == "53" || class == "58"
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, pgx.ErrTxClosed)
}

// refused tells errors that a value itself makes, at every try: a NUL, broken
// UTF-8, an id that is none.
func refused(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && strings.HasPrefix(pg.Code, "22") // data exceptions
}

// again reports whether the whole transaction is worth a second try at once.
func again(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == codeSerialization || pg.Code == codeDeadlock)
}

// twice returns the name of the unique constraint that an error is about.
func twice(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == codeUnique {
		return pg.ConstraintName
	}
	return ""
}
