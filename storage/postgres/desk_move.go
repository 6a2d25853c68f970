package postgres

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Take makes the actor the one who has the report. Somebody else's is
// ErrConflict, with who it is; unless they are away, and the actor is of their
// agency.
func (s *Store) Take(ctx context.Context, a bot.Action, report string) (bot.Acted, error) {
	return s.act(ctx, a, "take", report, func(ctx context.Context, d *deed) error {
		if err := d.open(); err != nil {
			return err
		}
		over, err := d.takesOver(ctx)
		if err != nil {
			return err
		}
		if d.report.Status == flows.StatusTaken && !over {
			d.first = result{By: d.report.TakenBy, At: at(d.report.TakenAt)}
			return bot.ErrConflict
		}
		_, err = d.tx.Exec(ctx, `
			UPDATE reports SET status = 'taken', taken_by = $2, taken_officer = $3, taken_agency = $4, taken_at = $5
			WHERE id = $1`, report, a.By.Name, nullable(a.By.Officer), a.By.Agency, d.now)
		if err != nil {
			return err
		}
		_, err = d.entry(ctx, bot.EntryEvent, "taken", "", nil)
		return err
	})
}

// takesOver reports whether a colleague of the actor's agency has the report and
// is away.
func (d *deed) takesOver(ctx context.Context) (bool, error) {
	by := d.action.By
	if d.report.Officer == nil || by.Officer == "" || *d.report.Officer == by.Officer || d.report.TakenFor != by.Agency {
		return false, nil
	}
	var away bool
	err := d.tx.QueryRow(ctx, `
		SELECT coalesce(away_from <= $2 AND away_until > $2, false) FROM officers WHERE id = $1`, *d.report.Officer, d.now).Scan(&away)
	return away, err
}

// Resolve ends a report and has its outcome told to the resident.
func (s *Store) Resolve(ctx context.Context, a bot.Action, report string, how bot.Outcome, why string) (bot.Acted, error) {
	return s.act(ctx, a, "close", report, func(ctx context.Context, d *deed) error {
		if err := d.open(); err != nil {
			return err
		}
		// Who closes it has it, where nobody had: cards and colleagues are told who.
		_, err := d.tx.Exec(ctx, `
			UPDATE reports SET status = 'closed', outcome = $2, closed_at = $3,
			       taken_by = $4, taken_officer = $5, taken_agency = $6, taken_at = coalesce(taken_at, $3)
			WHERE id = $1`, report, how, d.now, a.By.Name, nullable(a.By.Officer), a.By.Agency)
		if err != nil {
			return err
		}
		d.detail = map[string]string{"outcome": string(how)}
		entry, err := d.entry(ctx, bot.EntryEvent, "closed", why, d.detail)
		if err != nil {
			return err
		}
		return d.notify(ctx, flows.NoticeClosed, entry, a.By.Agency, string(how))
	})
}

// Reroute passes a report on. To an agency: in place of the actor's, a joint
// lead keeps it. To a theme: to all its leads, in place of all who had it. The
// degree never falls: what was guarded stays so. Passing on to where it is
// already is ErrSame.
func (s *Store) Reroute(ctx context.Context, a bot.Action, report string, theme int, agency, reason string) (bot.Acted, error) {
	return s.act(ctx, a, "pass", report, func(ctx context.Context, d *deed) error {
		if err := d.open(); err != nil {
			return err
		}
		m, err := d.move(ctx, theme, agency)
		if err != nil {
			return err
		}
		// The report first: whoever is told by the referrals hears its new theme.
		if err := d.moveReport(ctx, m); err != nil {
			return err
		}
		if err := d.moveReferrals(ctx, m); err != nil {
			return err
		}
		d.detail = map[string]string{"to": strings.Join(m.names(s.plan), " and "), "theme": strconv.Itoa(m.theme)}
		if _, err := d.entry(ctx, bot.EntryEvent, "passed", reason, d.detail); err != nil {
			return err
		}
		return d.notify(ctx, flows.NoticePassed, 0, d.detail["to"], "")
	})
}

// move is where a report goes.
type move struct {
	theme    int
	degree   partnership.Degree
	now      []string // ids of the agencies that have it afterwards
	to       []string // those of them that it is passed on to
	ends     []string // those that had it and don't any more
	newcomer []string // those of them that didn't have it before
}

func (m move) names(plan *partnership.Plan) []string {
	names := make([]string, len(m.to))
	for i, id := range m.to {
		names[i] = id
		if agency, ok := plan.Agency(id); ok {
			names[i] = agency.Name
		}
	}
	return names
}

// move works out where a report goes, and refuses a move to nowhere new.
func (d *deed) move(ctx context.Context, theme int, agency string) (move, error) {
	var had []string
	err := d.tx.QueryRow(ctx, `SELECT `+agenciesSQL+` FROM reports WHERE id = $1`, d.report.ID).Scan(&had)
	if err != nil {
		return move{}, err
	}
	m := move{theme: theme}
	if agency != "" {
		if _, ok := d.plan.Agency(agency); !ok {
			return move{}, bot.ErrNotFound
		}
		m.theme, m.to = d.report.Theme, []string{agency}
		m.now = append(slices.DeleteFunc(slices.Clone(had), func(id string) bool { return id == d.action.By.Agency || id == agency }), agency)
		if agency == d.action.By.Agency {
			return move{}, bot.ErrSame
		}
	} else {
		if _, ok := d.plan.Theme(theme); theme == d.report.Theme || !ok && theme != partnership.NoTheme {
			return move{}, bot.ErrSame
		}
		for _, lead := range d.plan.Leads(theme) {
			m.to = append(m.to, lead.ID)
		}
		m.now = m.to
	}
	m.degree = partnership.Degree(d.report.Degree).Stricter(d.plan.Degree(m.theme))
	m.ends = without(had, m.now)
	m.newcomer = without(m.now, had)
	return m, nil
}

// without returns what is in list and not in other.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return slices.Contains(other, id) })
}

// moveReferrals ends the referrals of those who don't have the report any more,
// and refers it to newcomers, with a card for each of their desks.
func (d *deed) moveReferrals(ctx context.Context, m move) error {
	_, err := d.tx.Exec(ctx, `
		UPDATE referrals SET active = false, ended_at = $3
		WHERE report_id = $1 AND active AND agency = ANY($2)`, d.report.ID, m.ends, d.now)
	if err != nil {
		return err
	}
	rows, err := d.tx.Query(ctx, `
		WITH referral AS (
			INSERT INTO referrals (report_id, agency, created_at) SELECT $1, unnest($2::text[]), $3
			RETURNING id, agency)
		INSERT INTO deliveries (report_id, referral_id, desk_id, created_at)
		SELECT $1, referral.id, desks.id, $3 FROM referral JOIN desks ON desks.agency = referral.agency AND desks.active
		RETURNING id`, d.report.ID, m.newcomer, d.now)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range ids {
		d.jobs = append(d.jobs, deliver(id))
	}
	return err
}

// moveReport notes theme and degree. Unless the one who took it keeps it, it is
// nobody's again.
func (d *deed) moveReport(ctx context.Context, m move) error {
	_, err := d.tx.Exec(ctx, `UPDATE reports SET theme = $2, degree = $3 WHERE id = $1`, d.report.ID, m.theme, m.degree)
	if err != nil || slices.Contains(m.now, d.report.TakenFor) {
		return err
	}
	_, err = d.tx.Exec(ctx, `
		UPDATE reports SET status = 'new', taken_by = '', taken_officer = NULL, taken_agency = '', taken_at = NULL
		WHERE id = $1`, d.report.ID)
	return err
}
