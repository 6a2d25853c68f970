package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// searchBatch is how many reports are read at a time, and auditWithin how long
// noting a search may take after whoever asked has gone.
const (
	searchBatch = 250
	auditWithin = 5 * time.Second
)

// Search opens the newest reports that the filter leaves, bot.MostOpened at the
// most, and looks for words in them: in what the resident wrote, in the place,
// and in the thread. It stops when its time is over and says how far it came.
// The search is audited with how many were opened, and each report of which
// something is shown; never with the words.
func (s *Store) Search(ctx context.Context, by bot.Actor, search bot.InboxSearch) (bot.InboxFound, error) {
	found, err := s.look(ctx, by, search)
	if err == nil || found.Opened > 0 {
		noting, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditWithin)
		defer cancel()
		err = errors.Join(err, s.auditSearch(noting, by, found))
	}
	if err != nil {
		return bot.InboxFound{}, fmt.Errorf("search: %w", err)
	}
	return found, nil
}

// look searches batch by batch.
func (s *Store) look(ctx context.Context, by bot.Actor, search bot.InboxSearch) (bot.InboxFound, error) {
	var found bot.InboxFound
	filter, over := search.Filter, time.Now().Add(search.Within)
	filter.Oldest, filter.Due, filter.After, filter.Calm = false, false, bot.InboxPlace{}, false
	for found.Opened < bot.MostOpened {
		filter.Most = min(searchBatch, bot.MostOpened-found.Opened)
		batch, err := s.readBatch(ctx, by, filter)
		if err != nil {
			return found, err
		}
		for i := range batch {
			if err := s.lookInto(&batch[i], search.Words, &found); err != nil {
				return found, err
			}
		}
		if len(batch) < filter.Most {
			found.Whole = true
			return found, nil
		}
		last := batch[len(batch)-1]
		filter.After = bot.InboxPlace{Filed: last.FiledAt, Report: last.Report}
		if time.Now().After(over) {
			found.Late = true
			return found, nil
		}
	}
	return found, nil
}

// sealedRow is a report with all that a search looks into, sealed.
type sealedRow struct {
	inboxRow
	Body    []byte
	DataKey []byte
	entries []sealedEntry
}

// sealedEntry is a text of a thread.
type sealedEntry struct {
	Report string
	Source string
	Text   []byte
}

// readBatch reads reports with their threads, as the desk.
func (s *Store) readBatch(ctx context.Context, by bot.Actor, f bot.InboxFilter) (batch []sealedRow, err error) {
	q, ok := newInboxQuery(by, f, s.now())
	if !ok {
		return nil, nil
	}
	page := q.whole(q.first("inbox.*", f, f.Most), f, s.now(), `, reports.body, report_keys.data_key`, ` LEFT JOIN vault.report_keys USING (report_id)`)
	err = s.list(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, page, q.args...)
		if err != nil {
			return err
		}
		if batch, err = pgx.CollectRows(rows, pgx.RowToStructByName[sealedRow]); err != nil {
			return err
		}
		places := make(map[string]*sealedRow, len(batch))
		ids := make([]string, len(batch))
		for i := range batch {
			ids[i] = batch[i].Report
			places[ids[i]] = &batch[i]
		}
		rows, err = tx.Query(ctx, `
			SELECT report_id::text AS report, source, text FROM entries
			WHERE report_id = ANY($1::uuid[]) AND text IS NOT NULL ORDER BY id`, ids)
		if err != nil {
			return err
		}
		entries, err := pgx.CollectRows(rows, pgx.RowToStructByName[sealedEntry])
		for _, entry := range entries {
			row := places[entry.Report]
			row.entries = append(row.entries, entry)
		}
		return err
	})
	return batch, err
}

// lookInto opens one report. One that was forgotten meanwhile has no key.
func (s *Store) lookInto(row *sealedRow, words []string, found *bot.InboxFound) error {
	if row.DataKey == nil {
		return nil
	}
	texts, err := s.openTexts(row)
	if err != nil {
		return err
	}
	found.Opened++
	found.Oldest = row.FiledAt
	if !bot.Matches(texts, words) {
		return nil
	}
	if len(found.Hits) == bot.MostFound {
		found.More = true
		return nil
	}
	found.Hits = append(found.Hits, bot.InboxHit{Row: row.row(), Excerpt: bot.ExcerptOf(texts, words)})
	return nil
}

// openTexts opens what a search looks into: words, place and thread. Who the
// resident is isn't among it.
func (s *Store) openTexts(row *sealedRow) ([]string, error) {
	key, err := s.reportKey(row.Report, row.DataKey)
	if err != nil {
		return nil, err
	}
	var texts []string
	if row.Body != nil {
		body, err := openContent(key, row.Report, row.Body)
		if err != nil {
			return nil, err
		}
		texts = append(texts, strings.Join(body.What, "\n"))
		if body.Place != nil {
			where := []string{body.Place.Name, body.Place.Ward, body.Place.Postcode}
			if together := strings.ReplaceAll(body.Place.Postcode, " ", ""); together != body.Place.Postcode {
				where = append(where, "("+together+")") // some write it so
			}
			texts = append(texts, strings.Join(where, " "))
		}
	}
	for _, entry := range row.entries {
		text, err := openText(key, "entries", entry.Source, entry.Text)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// auditSearch notes a search, and that something was shown of what it found.
func (s *Store) auditSearch(ctx context.Context, by bot.Actor, found bot.InboxFound) error {
	reports := make([]string, len(found.Hits))
	for i, hit := range found.Hits {
		reports[i] = hit.Row.Report
	}
	return s.desk(ctx, by, func(tx pgx.Tx) error {
		detail := map[string]string{"opened": strconv.Itoa(found.Opened), "found": strconv.Itoa(len(reports))}
		if err := s.audit(ctx, tx, by, "search", "", detail); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO audit (at, agency, officer_id, actor, action, report_id)
			SELECT $1, $2, $3, $4, 'found', unnest($5::uuid[])`, s.now(), by.Agency, nullable(by.Officer), by.Name, reports)
		return err
	})
}
