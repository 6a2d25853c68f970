-- +goose Up

-- The audit is read from the newest line backwards, a page at a time, by what
-- the administrator asks for: each way to ask has the order of the list behind
-- it, so that a page costs the same whatever came before. What the watch for
-- bulk reading counts stands in the index of officers itself.
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_agency ON audit (agency, at, id);
CREATE INDEX audit_officer ON audit (officer_id, at, id) INCLUDE (action, report_id);
CREATE INDEX audit_action ON audit (action, at, id);
DROP INDEX audit_report;
CREATE INDEX audit_report ON audit (report_id, at, id);

-- +goose Down
DROP INDEX audit_at, audit_agency, audit_officer, audit_action, audit_report;
CREATE INDEX audit_report ON audit (report_id);
