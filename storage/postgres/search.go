package postgres

import (
	"context"

	"yousaid/bot"
)

// Search TODO.
func (s *Store) Search(ctx context.Context, by bot.Actor, search bot.InboxSearch) (bot.InboxFound, error) {
	return bot.InboxFound{}, nil
}
