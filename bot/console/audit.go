package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows/partnership"
)

// lookEvery is how often it is noted that the same administrator looks at the
// audit: turning a page is no new look.
const lookEvery = time.Hour

// warned is for how long bulk reading stands at the top of the audit.
const warned = 7 * 24 * time.Hour

// AuditStore is the audit of all agencies. It shows who, what and when, and the
// references of reports: none of their words.
type AuditStore interface {
	Audit(ctx context.Context, f bot.AuditFilter) (bot.AuditPage, error)
	// NoteAudit notes that somebody looked at the audit: at most once in a time,
	// which is 0 for always.
	NoteAudit(ctx context.Context, by bot.Actor, action string, detail map[string]string, every time.Duration) error
}

func (c *Console) auditRoutes() []route {
	who := []bot.Role{bot.RoleAdministrator}
	return []route{
		{method: "GET", path: "audit", who: who, page: c.audit},
		{method: "GET", path: "audit.csv", who: who, page: c.auditCopy},
	}
}

// auditPage is a page of the audit, with the form that says what it shows.
type auditPage struct {
	Asked    auditForm
	Problems []problem
	Officers []bot.Officer
	Agencies []partnership.Agency
	Deeds    []deed
	Lines    []bot.AuditLine
	Next     string // address of the next page; empty when this is the last
	Copy     string // address of the copy of what the form leaves
	Bulk     int    // how often bulk reading was noticed of late
	All      string // address of the lines that say so
}

// auditForm is what was asked for, as it was typed.
type auditForm struct{ Officer, Agency, Action, Reference, From, To string }

func (c *Console) audit(w http.ResponseWriter, r *http.Request, v visit) {
	form := askedFor(r.URL.Query())
	page := auditPage{Asked: form, Deeds: deeds(), Agencies: c.Plan.Agencies, Copy: c.at("audit.csv") + "?" + form.query().Encode(), All: c.at("audit?action=" + bot.AuditBulk)}
	filter, problems := c.auditFilter(form)
	filter.After = auditPlace(r.URL.Query().Get("after"))
	if page.Problems = problems; len(problems) > 0 {
		page.Copy = ""
	}
	if err := c.fillAudit(r.Context(), v, &page, filter); err != nil {
		c.failed(w, r, err)
		return
	}
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	c.render(w, status, "audit", &v, sheet{Title: titled("Audit", len(problems) > 0), Here: "audit", Page: page})
}

// fillAudit reads what stands on the page.
func (c *Console) fillAudit(ctx context.Context, v visit, page *auditPage, filter bot.AuditFilter) error {
	var err error
	if page.Officers, err = c.Store.Officers(ctx); err != nil {
		return err
	}
	bulk, err := c.Store.Audit(ctx, bot.AuditFilter{Action: bot.AuditBulk, From: c.Now().Add(-warned), Most: 100})
	if err != nil {
		return err
	}
	page.Bulk = len(bulk.Lines)
	if len(page.Problems) > 0 {
		return nil
	}
	list, err := c.Store.Audit(ctx, filter)
	if err != nil {
		return err
	}
	if page.Lines = list.Lines; list.Next.ID != 0 {
		next := page.Asked.query()
		next.Set("after", list.Next.At.UTC().Format(time.RFC3339Nano)+","+strconv.FormatInt(list.Next.ID, 10))
		page.Next = c.at("audit") + "?" + next.Encode()
	}
	return c.Store.NoteAudit(ctx, v.by, bot.AuditLooked, nil, lookEvery)
}

func askedFor(query url.Values) auditForm {
	get := func(name string) string { return strings.TrimSpace(query.Get(name)) }
	return auditForm{get("officer"), get("agency"), get("action"), get("reference"), get("from"), get("to")}
}

// query is the form as a browser sends it, without what is empty.
func (f auditForm) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"officer": f.Officer, "agency": f.Agency, "action": f.Action, "reference": f.Reference, "from": f.From, "to": f.To,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// auditFilter reads the form. Days are those of the partnership's clocks; the
// last one is in it.
func (c *Console) auditFilter(form auditForm) (f bot.AuditFilter, problems []problem) {
	f = bot.AuditFilter{Officer: form.Officer, Agency: form.Agency, Action: form.Action}
	if form.Reference != "" {
		var ok bool
		if f.Reference, ok = bot.ParseReference(c.Plan.Prefix, form.Reference); !ok {
			problems = append(problems, problem{"reference", "Enter the whole reference of a report, such as " + c.Plan.Prefix + "-7K3M-2QX"})
		}
	}
	day := func(field, typed, which string) time.Time {
		if typed == "" {
			return time.Time{}
		}
		at, err := time.ParseInLocation("2006-01-02", typed, c.Plan.Zone())
		if err != nil {
			problems = append(problems, problem{field, "Enter the " + which + " day as year-month-day, such as 2026-11-23"})
		}
		return at
	}
	f.From, f.To = day("from", form.From, "first"), day("to", form.To, "last")
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		problems = append(problems, problem{"to", "The last day must not be before the first day"})
	}
	return f, problems
}

// auditPlace reads where a page begins; one that can't be read is the beginning.
func auditPlace(after string) bot.AuditPlace {
	when, id, _ := strings.Cut(after, ",")
	at, wrong := time.Parse(time.RFC3339Nano, when)
	number, err := strconv.ParseInt(id, 10, 64)
	if wrong != nil || err != nil {
		return bot.AuditPlace{}
	}
	return bot.AuditPlace{At: at, ID: number}
}
