-- +goose Up

-- What an officer may do beyond working their agency's reports. A lead approves
-- and hands out; a coordinator sees every agency's reports; an administrator
-- looks after people and reads the audit, and no reports but their agency's.
ALTER TABLE officers ADD COLUMN role text NOT NULL DEFAULT 'officer'
    CHECK (role IN ('officer', 'lead', 'coordinator', 'administrator'));

-- Browsers in which an officer has signed in.
CREATE TABLE console_sessions (
    token      bytea PRIMARY KEY,     -- SHA-256
    officer_id uuid NOT NULL REFERENCES officers,
    how        text NOT NULL,         -- oidc, code, dev
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL   -- whatever is done until then
);
CREATE INDEX console_sessions_officer ON console_sessions (officer_id);

-- One row for each report and agency that has it: what lists and filters need
-- of a report, beside each other, so that a page of the inbox costs the same
-- with few reports and many. Triggers keep it; nothing else writes it.
CREATE TABLE inbox (
    report_id  uuid NOT NULL REFERENCES reports,
    agency     text NOT NULL,
    first      boolean NOT NULL,      -- exactly one row of each report: for lists over all agencies
    theme      smallint NOT NULL,
    degree     text NOT NULL,
    status     text NOT NULL,
    open       boolean NOT NULL,      -- new or taken
    urgent     boolean NOT NULL,
    ward       text NOT NULL,
    language   text NOT NULL,
    officer_id uuid,                  -- whose it is
    waits      text NOT NULL CHECK (waits IN ('desk', 'resident', 'nobody')), -- who is to do something next
    filed_at   timestamptz NOT NULL,
    moved_at   timestamptz NOT NULL,  -- when something last happened that a list shows
    PRIMARY KEY (agency, report_id)
);
CREATE INDEX inbox_report ON inbox (report_id);
CREATE INDEX inbox_agency ON inbox (agency, filed_at, report_id);
CREATE INDEX inbox_first ON inbox (filed_at, report_id) WHERE first;

-- +goose StatementBegin
CREATE FUNCTION inbox_open(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT status IN ('new', 'taken')
$$;

-- A report that comes to an agency, or leaves it.
CREATE FUNCTION inbox_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.active THEN
        INSERT INTO inbox (report_id, agency, first, theme, degree, status, open, urgent, ward, language, officer_id,
                           waits, filed_at, moved_at)
        SELECT reports.id, NEW.agency, NOT EXISTS (SELECT FROM inbox WHERE inbox.report_id = NEW.report_id AND inbox.first),
               theme, degree, status, inbox_open(status), urgent, ward, language, taken_officer,
               CASE WHEN inbox_open(status) THEN 'desk' ELSE 'nobody' END, filed_at, NEW.created_at
        FROM reports WHERE reports.id = NEW.report_id AND status <> 'forgotten'
        ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM inbox WHERE report_id = NEW.report_id AND agency = NEW.agency;
        UPDATE inbox SET first = true
        WHERE report_id = NEW.report_id
          AND agency = (SELECT min(agency) FROM inbox WHERE report_id = NEW.report_id)
          AND NOT EXISTS (SELECT FROM inbox WHERE report_id = NEW.report_id AND first);
    END IF;
    PERFORM pg_notify('yousaid_inbox', NEW.agency);
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'forgotten' THEN
        DELETE FROM inbox WHERE report_id = NEW.id;
    ELSE
        UPDATE inbox SET theme = NEW.theme, degree = NEW.degree, status = NEW.status, open = inbox_open(NEW.status),
               urgent = NEW.urgent, ward = NEW.ward, language = NEW.language, officer_id = NEW.taken_officer, moved_at = now(),
               waits = CASE WHEN NOT inbox_open(NEW.status) THEN 'nobody'
                            WHEN inbox_open(OLD.status) AND NEW.taken_officer IS NOT DISTINCT FROM OLD.taken_officer THEN waits
                            ELSE 'desk' END
        WHERE report_id = NEW.id;
    END IF;
    PERFORM pg_notify('yousaid_inbox', agency) FROM inbox WHERE report_id = NEW.id;
    RETURN NULL;
END
$$;

-- Whoever wrote last waits for the other.
CREATE FUNCTION inbox_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inbox SET moved_at = NEW.at, waits = CASE WHEN NEW.kind = 'resident' THEN 'desk' ELSE 'resident' END
    WHERE report_id = NEW.report_id AND open;
    PERFORM pg_notify('yousaid_inbox', agency) FROM inbox WHERE report_id = NEW.report_id;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER inbox_arrives AFTER INSERT ON referrals FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION inbox_referral();
CREATE TRIGGER inbox_leaves AFTER UPDATE OF active ON referrals FOR EACH ROW
    WHEN (NEW.active IS DISTINCT FROM OLD.active) EXECUTE FUNCTION inbox_referral();
CREATE TRIGGER inbox_changes AFTER UPDATE OF theme, degree, status, urgent, ward, language, taken_officer ON reports FOR EACH ROW
    WHEN (ROW (NEW.theme, NEW.degree, NEW.status, NEW.urgent, NEW.ward, NEW.language, NEW.taken_officer)
          IS DISTINCT FROM ROW (OLD.theme, OLD.degree, OLD.status, OLD.urgent, OLD.ward, OLD.language, OLD.taken_officer))
    EXECUTE FUNCTION inbox_report();
CREATE TRIGGER inbox_speaks AFTER INSERT ON entries FOR EACH ROW WHEN (NEW.kind IN ('resident', 'reply')) EXECUTE FUNCTION inbox_entry();

-- What was filed before there was an inbox.
INSERT INTO inbox (report_id, agency, first, theme, degree, status, open, urgent, ward, language, officer_id, waits, filed_at, moved_at)
SELECT reports.id, referrals.agency, referrals.agency = min(referrals.agency) OVER (PARTITION BY reports.id),
       theme, degree, status, inbox_open(status), urgent, ward, language, taken_officer,
       CASE WHEN NOT inbox_open(status) THEN 'nobody'
            WHEN (SELECT kind FROM entries WHERE entries.report_id = reports.id AND kind IN ('resident', 'reply')
                  ORDER BY entries.id DESC LIMIT 1) = 'reply' THEN 'resident'
            ELSE 'desk' END,
       filed_at, coalesce((SELECT max(at) FROM entries WHERE entries.report_id = reports.id), filed_at)
FROM reports JOIN referrals ON referrals.report_id = reports.id AND referrals.active
WHERE status <> 'forgotten';

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['console_sessions', 'inbox'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;

-- An agency's own, or everything for who sees all agencies.
CREATE FUNCTION desk_agency(agency text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT agency = current_setting('yousaid.agency', true) OR current_setting('yousaid.all', true) = 'yes'
$$;

CREATE OR REPLACE FUNCTION desk_sees(report uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM referrals
        JOIN reports ON reports.id = referrals.report_id
        WHERE referrals.report_id = report
          AND referrals.active
          AND desk_agency(referrals.agency)
          AND (reports.degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'))
$$;
-- +goose StatementEnd

DROP POLICY desk ON referrals;
CREATE POLICY desk ON referrals FOR SELECT TO yousaid_desk USING (active AND desk_agency(agency));
DROP POLICY desk ON officers;
CREATE POLICY desk ON officers FOR SELECT TO yousaid_desk USING (desk_agency(agency));

CREATE POLICY desk ON inbox FOR SELECT TO yousaid_desk
    USING (desk_agency(agency) AND (degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'));
GRANT SELECT ON inbox TO yousaid_desk;

-- +goose Down
DROP TRIGGER inbox_arrives ON referrals;
DROP TRIGGER inbox_leaves ON referrals;
DROP TRIGGER inbox_changes ON reports;
DROP TRIGGER inbox_speaks ON entries;
DROP TABLE inbox, console_sessions;
DROP FUNCTION inbox_referral, inbox_report, inbox_entry, inbox_open;
DROP POLICY desk ON referrals;
CREATE POLICY desk ON referrals FOR SELECT TO yousaid_desk
    USING (active AND agency = current_setting('yousaid.agency', true));
DROP POLICY desk ON officers;
CREATE POLICY desk ON officers FOR SELECT TO yousaid_desk USING (agency = current_setting('yousaid.agency', true));
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION desk_sees(report uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM referrals
        JOIN reports ON reports.id = referrals.report_id
        WHERE referrals.report_id = report
          AND referrals.active
          AND referrals.agency = current_setting('yousaid.agency', true)
          AND (reports.degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'))
$$;
-- +goose StatementEnd
DROP FUNCTION desk_agency;
ALTER TABLE officers DROP COLUMN role;
