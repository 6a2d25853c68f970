package console

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"yousaid/bot"
)

// A copy of the audit: how many lines it has at the most, how many are read at
// once, and how long it may take.
const (
	mostCopied = 50_000
	copiedStep = 1_000
	copyTime   = 3 * time.Minute
)

// auditCopy sends what the form leaves of the audit as a file for a spreadsheet,
// as it is read. That it was taken is noted first.
func (c *Console) auditCopy(w http.ResponseWriter, r *http.Request, v visit) {
	form := askedFor(r.URL.Query())
	filter, problems := c.auditFilter(form)
	if len(problems) > 0 {
		c.audit(w, r, v)
		return
	}
	asked := map[string]string{}
	for name := range form.query() {
		asked[name] = form.query().Get(name)
	}
	if err := c.Store.NoteAudit(r.Context(), v.by, bot.AuditExported, asked, 0); err != nil {
		c.failed(w, r, err)
		return
	}
	// It may take longer than a page; a browser that went away fails the writing.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), copyTime)
	defer cancel()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(copyTime)) // where it can't be set the server's own holds
	filter.Most = copiedStep
	first, err := c.Store.Audit(ctx, filter)
	if err != nil {
		c.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit-`+c.Now().In(c.Plan.Zone()).Format("2006-01-02")+`.csv"`)
	if err := c.writeCopy(ctx, w, filter, first); err != nil {
		c.Log.Error().Ctx(ctx).Err(err).Msg("copy of the audit broken off")
		panic(http.ErrAbortHandler) // so that the browser doesn't take half of it for the whole
	}
}

// writeCopy writes lines page by page, none of them kept.
func (c *Console) writeCopy(ctx context.Context, w http.ResponseWriter, filter bot.AuditFilter, page bot.AuditPage) error {
	if _, err := w.Write([]byte("\ufeff")); err != nil { // spreadsheets know by it that this is UTF-8
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write([]string{"Time", "Agency", "Who", "What", "Report", "More"}); err != nil {
		return err
	}
	for left := mostCopied; ; {
		for _, line := range page.Lines[:min(left, len(page.Lines))] {
			if err := out.Write(c.cells(line)); err != nil {
				return err
			}
		}
		out.Flush()
		if left -= len(page.Lines); out.Error() != nil || left <= 0 || page.Next.ID == 0 {
			return out.Error()
		}
		filter.After = page.Next
		var err error
		if page, err = c.Store.Audit(ctx, filter); err != nil {
			return err
		}
	}
}

// cells are a line as a spreadsheet shows it.
func (c *Console) cells(line bot.AuditLine) []string {
	row := []string{
		line.At.In(c.Plan.Zone()).Format("2006-01-02 15:04:05"), c.agency(line.Agency), line.Actor, did(line.Action), line.Reference, details(line),
	}
	for i := range row {
		row[i] = cell(row[i])
	}
	return row
}

// cell keeps a spreadsheet from taking text for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
