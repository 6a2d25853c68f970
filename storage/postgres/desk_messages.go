package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/storage/seal"
)

// Remember keeps what a message in a desk's chat is about, so that a reply to
// it is understood and so that it can be blanked.
func (s *Store) Remember(ctx context.Context, m bot.DeskMessage) error {
	if m.Args == nil {
		m.Args = map[string]string{}
	}
	args, err := json.Marshal(m.Args)
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `
		INSERT INTO desk_messages (chat, message, channel, address, report_id, agency, purpose, shows, args, officer_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (chat, message) DO UPDATE
		SET purpose = excluded.purpose, args = excluded.args, officer_id = excluded.officer_id,
		    shows = desk_messages.shows OR excluded.shows`,
		s.blind(m.Chat), m.Message, m.Chat.Channel, s.sealMessage(m), m.Report, m.Agency, m.Purpose, m.Shows, args,
		nullable(m.Officer), s.now())
	if err != nil {
		return fmt.Errorf("remember a message about report %s: %w", m.Report, clean(err))
	}
	return nil
}

func messageCell(chat []byte, message string) []byte {
	return seal.Cell("desk_messages", "address", fmt.Sprintf("%x:%s", chat, message))
}

func (s *Store) sealMessage(m bot.DeskMessage) []byte {
	return s.addresses.Seal([]byte(m.Chat.ID), messageCell(s.blind(m.Chat), m.Message))
}

// messageRow is a remembered message.
type messageRow struct {
	Chat    []byte
	Message string
	Channel string
	Address []byte
	Report  string
	Agency  string
	Purpose string
	Shows   bool
	Args    []byte
	Officer *string
}

const messageSQL = `
	SELECT chat, message, desk_messages.channel, address, report_id::text AS report, agency, purpose, shows, args,
	       officer_id::text AS officer
	FROM desk_messages`

func (s *Store) messages(ctx context.Context, sql string, args ...any) ([]bot.DeskMessage, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[messageRow])
	if err != nil {
		return nil, err
	}
	messages := make([]bot.DeskMessage, 0, len(list))
	for _, row := range list {
		m := bot.DeskMessage{Message: row.Message, Report: row.Report, Agency: row.Agency, Purpose: row.Purpose, Shows: row.Shows}
		if row.Officer != nil {
			m.Officer = *row.Officer
		}
		chat, err := s.addresses.Open(row.Address, messageCell(row.Chat, row.Message))
		if err != nil {
			return nil, err
		}
		m.Chat = channel.Address{Channel: row.Channel, ID: string(chat)}
		if err := json.Unmarshal(row.Args, &m.Args); err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	return messages, nil
}

// About finds what a message in a desk's chat is about.
func (s *Store) About(ctx context.Context, chat channel.Address, message string) (bot.DeskMessage, error) {
	list, err := s.messages(ctx, messageSQL+` WHERE chat = $1 AND message = $2`, s.blind(chat), message)
	if err == nil && len(list) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.DeskMessage{}, fmt.Errorf("find what a message is about: %w", clean(err))
	}
	return list[0], nil
}

// Views lists messages that show something of a report where that may not be
// seen any more: to an agency that doesn't have it now, and everywhere once it
// is forgotten.
func (s *Store) Views(ctx context.Context, report string) ([]bot.DeskMessage, error) {
	list, err := s.messages(ctx, messageSQL+`
		JOIN reports ON reports.id = desk_messages.report_id
		WHERE reports.id = as_uuid($1) AND shows AND (reports.status = 'forgotten' OR NOT EXISTS (
			SELECT FROM referrals
			WHERE referrals.report_id = reports.id AND referrals.active AND referrals.agency = desk_messages.agency))`, report)
	if err != nil {
		return nil, fmt.Errorf("views of report %s: %w", report, clean(err))
	}
	return list, nil
}

// ForgetView forgets a message that shows nothing any more.
func (s *Store) ForgetView(ctx context.Context, chat channel.Address, message string) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM desk_messages WHERE chat = $1 AND message = $2`, s.blind(chat), message)
	if err != nil {
		return fmt.Errorf("forget a message: %w", clean(err))
	}
	return nil
}
