package postgres

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

// inboxQuery is what a list asks for, with its arguments: which lanes (see
// migration 9), and which rows of these.
type inboxQuery struct {
	lanes  []string // conditions
	rows   []string // conditions
	states []string
	args   []any
	joint  bool // several agencies: a report may be in more than one lane
}

// inboxStates are the statuses in which a report is in a list.
var inboxStates = []string{string(flows.StatusNew), string(flows.StatusTaken), string(flows.StatusClosed), string(flows.StatusWithdrawn)}

// newInboxQuery reads a filter; ok is false when no report can be in the list.
func newInboxQuery(by bot.Actor, f bot.InboxFilter, now time.Time) (q *inboxQuery, ok bool) {
	q = &inboxQuery{states: filteredStates(f)}
	switch {
	case !by.All || f.View != bot.InboxAll:
		q.lane("lane.agency = ?", by.Agency)
	case f.Agency != "":
		q.lane("lane.agency = ?", f.Agency)
	default:
		q.joint = true
	}
	if f.Theme != nil {
		q.lane("lane.theme = ?", *f.Theme)
	}
	if f.Ward != "" {
		q.row("inbox.ward = ?", f.Ward)
	}
	if f.Language != "" {
		q.row("inbox.language = ?", f.Language)
		if f.Language != "en" {
			q.rows = append(q.rows, "inbox.language <> 'en'") // the index on the others has only these
		}
	}
	if f.Older > 0 {
		q.row("inbox.filed_at <= ?", now.Add(-f.Older))
	}
	if f.Overdue {
		q.row("inbox.open AND "+q.due()+" <= ?", now)
	}
	if f.Calm {
		q.rows = append(q.rows, "NOT (inbox.urgent AND inbox.open)")
	}
	ok = q.officers(by, f, now) && q.after(f) && len(q.states) > 0
	return q, ok
}

// filteredStates are the statuses that a filter leaves.
func filteredStates(f bot.InboxFilter) []string {
	states := slices.Clone(inboxStates)
	open := f.View != bot.InboxAll || f.Urgent || f.Status == bot.InboxOpen || f.Officer == bot.InboxNobody || f.Due || f.Overdue
	return slices.DeleteFunc(states, func(state string) bool {
		return open && state != string(flows.StatusNew) && state != string(flows.StatusTaken) ||
			f.Status != "" && f.Status != bot.InboxOpen && f.Status != state
	})
}

// officers adds whose reports are asked for; false when that is nobody's id.
func (q *inboxQuery) officers(by bot.Actor, f bot.InboxFilter, now time.Time) bool {
	var whose []string
	if f.View == bot.InboxMine {
		whose = append(whose, by.Officer)
	}
	if f.Officer != "" && f.Officer != bot.InboxNobody {
		whose = append(whose, f.Officer)
	}
	for _, officer := range whose {
		id, err := uuid.Parse(officer)
		if err != nil {
			return false
		}
		q.row("inbox.officer_id = ?", id)
	}
	if f.Officer == bot.InboxNobody {
		at := q.arg(now)
		q.rows = append(q.rows, "(inbox.officer_id IS NULL OR inbox.officer_id IN (SELECT id FROM officers WHERE away_from <= "+at+" AND away_until > "+at+"))")
	}
	return true
}

// after begins the list behind a place; false when that is none.
func (q *inboxQuery) after(f bot.InboxFilter) bool {
	if f.After == (bot.InboxPlace{}) {
		return true
	}
	id, err := uuid.Parse(f.After.Report)
	if err != nil {
		return false
	}
	behind, by := "<", "inbox.filed_at"
	switch {
	case f.Due:
		behind, by = ">", q.due()
	case f.Oldest:
		behind = ">"
	}
	q.rows = append(q.rows, "("+by+", inbox.report_id) "+behind+" ("+q.arg(f.After.Filed)+", "+q.arg(id)+")")
	return true
}

func (q *inboxQuery) arg(value any) string {
	q.args = append(q.args, value)
	return "$" + strconv.Itoa(len(q.args))
}

// lane adds a condition on lanes, in which ? stands for its argument.
func (q *inboxQuery) lane(condition string, value any) {
	q.lanes = append(q.lanes, strings.Replace(condition, "?", q.arg(value), 1))
}

// row adds a condition on rows.
func (q *inboxQuery) row(condition string, value any) {
	q.rows = append(q.rows, strings.Replace(condition, "?", q.arg(value), 1))
}

// first reads the first rows of the list, in its order.
func (q *inboxQuery) first(columns string, f bot.InboxFilter, most int) string {
	switch {
	case f.Due:
		condition := "inbox.open"
		if q.joint {
			condition += " AND inbox.first"
		}
		if f.Urgent {
			condition += " AND inbox.urgent"
		}
		return q.inOrder(columns, condition, q.due(), " ASC", most)
	case f.Urgent && q.joint:
		return q.flat(columns, "inbox.urgent AND inbox.open AND inbox.first", f.Oldest, most)
	case f.Urgent:
		return q.flat(columns, "inbox.urgent AND inbox.open", f.Oldest, most)
	case q.joint && f.Theme == nil && f.Ward == "" && f.Language == "" && f.Officer == "" && f.Status == "":
		return q.flat(columns, "inbox.first", f.Oldest, most)
	}
	return q.merged(columns, f.Oldest, most)
}

// merged is first by lanes: each gives as many rows as the whole may have, by an
// index, and they are merged. Over all agencies there are some hundred lanes, so
// there the first few rows of each say how far the whole can reach at the most,
// and no lane is read further.
func (q *inboxQuery) merged(columns string, oldest bool, most int) string {
	states := q.arg(q.states)
	if !q.joint {
		return q.lanewise("", columns, "", states, oldest, most, most)
	}
	behind, last, none := ">=", "min", "'-infinity'"
	if oldest {
		behind, last, none = "<=", "max", "'infinity'"
	}
	const distinct = "DISTINCT ON (row.filed_at, row.report_id) "
	few := q.lanewise(distinct, "inbox.filed_at, inbox.report_id", "", states, oldest, fewOfALane, most)
	within := " AND inbox.filed_at " + behind + " (SELECT CASE WHEN count(*) = " + strconv.Itoa(most) +
		" THEN " + last + "(few.filed_at) ELSE " + none + "::timestamptz END FROM (" + few + ") few)"
	return q.lanewise(distinct, columns, within, states, oldest, most, most)
}

// fewOfALane is how many rows of each lane say how far a list reaches.
const fewOfALane = 4

// lanewise reads up to each rows of every lane, and the first most of them all.
func (q *inboxQuery) lanewise(distinct, columns, within, states string, oldest bool, each, most int) string {
	order := direction(oldest)
	lanes, rows := "", ""
	if len(q.lanes) > 0 {
		lanes = " WHERE " + strings.Join(q.lanes, " AND ")
	}
	if len(q.rows) > 0 {
		rows = " AND " + strings.Join(q.rows, " AND ")
	}
	return `SELECT ` + distinct + `row.*
		FROM inbox_lanes lane CROSS JOIN unnest(` + states + `::text[]) state CROSS JOIN LATERAL (
			SELECT ` + columns + ` FROM inbox
			WHERE inbox.agency = lane.agency AND inbox.theme = lane.theme AND inbox.degree = lane.degree
			  AND inbox.status = state` + rows + within + `
			ORDER BY inbox.filed_at` + order + `, inbox.report_id` + order + ` LIMIT ` + strconv.Itoa(each) + `) row` + lanes + `
		ORDER BY row.filed_at` + order + `, row.report_id` + order + ` LIMIT ` + strconv.Itoa(most)
}

// flat is first without lanes, where an index has the list as it is: of the
// urgent ones, which are few, and of everything.
func (q *inboxQuery) flat(columns, condition string, oldest bool, most int) string {
	return q.inOrder(columns, condition, "inbox.filed_at", direction(oldest), most)
}

// due is the column that says what is due first.
func (q *inboxQuery) due() string {
	if q.joint {
		return "inbox.first_due_at"
	}
	return "inbox.due_at"
}

// inOrder reads the first rows by an index that has them in that order.
func (q *inboxQuery) inOrder(columns, condition, by, order string, most int) string {
	rows := append([]string{condition}, q.rows...)
	for _, lane := range q.lanes {
		rows = append(rows, strings.ReplaceAll(lane, "lane.", "inbox."))
	}
	if len(q.states) < len(inboxStates) {
		rows = append(rows, "inbox.status = ANY("+q.arg(q.states)+"::text[])")
	}
	distinct := ""
	if q.joint && !strings.Contains(condition, "inbox.first") { // a report has one first row
		distinct = "DISTINCT ON (" + by + ", inbox.report_id) "
	}
	return `SELECT ` + distinct + columns + ` FROM inbox WHERE ` + strings.Join(rows, " AND ") + `
		ORDER BY ` + by + order + `, inbox.report_id` + order + ` LIMIT ` + strconv.Itoa(most)
}

func direction(oldest bool) string {
	if oldest {
		return " ASC"
	}
	return " DESC"
}
