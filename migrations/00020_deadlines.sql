-- +goose Up

-- What is due of an agency about a report, and what was: worked out by the
-- program from the report's own story (bot.Deadlines). Nothing else writes it.
CREATE TABLE deadlines (
    report_id  uuid NOT NULL REFERENCES reports,
    agency     text NOT NULL,
    what       text NOT NULL CHECK (what IN ('take', 'answer', 'close')),
    from_at    timestamptz NOT NULL,  -- when its clock began
    due_at     timestamptz,           -- null while the clock stands still with time left
    stopped_at timestamptz,           -- since when it waits for the resident
    met_at     timestamptz,
    ended_at   timestamptz,           -- over without that: passed on, taken back
    missed     boolean NOT NULL DEFAULT false,
    step       smallint NOT NULL DEFAULT 0, -- how far reminders have come (bot.ReminderStep)
    next_at    timestamptz,           -- when there is something to do about it; null: nothing
    PRIMARY KEY (report_id, agency, what, from_at)
);
CREATE INDEX deadlines_next ON deadlines (next_at) WHERE next_at IS NOT NULL;

-- Reports whose deadlines are to be worked out anew. Rows are only added, so
-- that nobody who files or answers waits for who works them off.
CREATE TABLE deadline_marks (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id uuid NOT NULL,
    late      boolean NOT NULL DEFAULT false -- it is older than its deadlines: nobody is told of what has passed
);

-- When a report's resident couldn't be written to any more: STOP, or the network
-- says so. Both are states elsewhere, which are gone once they are over.
CREATE TABLE silences (
    report_id uuid NOT NULL REFERENCES reports,
    at        timestamptz NOT NULL,
    PRIMARY KEY (report_id, at)
);

-- Who is to be told of a deadline, and has been: a desk, or an officer.
CREATE TABLE reminders (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk_id    uuid REFERENCES desks,
    officer_id uuid REFERENCES officers,
    report_id  uuid NOT NULL,
    agency     text NOT NULL,         -- whose deadline it is
    what       text NOT NULL,
    from_at    timestamptz NOT NULL,
    step       smallint NOT NULL,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'over', 'failed')),
    held_until timestamptz,           -- somebody is sending it
    created_at timestamptz NOT NULL,
    sent_at    timestamptz,
    FOREIGN KEY (report_id, agency, what, from_at) REFERENCES deadlines ON DELETE CASCADE,
    CHECK (num_nonnulls(desk_id, officer_id) = 1)
);
CREATE UNIQUE INDEX reminders_once ON reminders (report_id, agency, what, from_at, step, coalesce(desk_id, officer_id));
CREATE INDEX reminders_waiting ON reminders (coalesce(desk_id, officer_id)) WHERE state = 'waiting';

-- From when until when an officer is away: until is when they are back.
ALTER TABLE officers
    ADD COLUMN away_from  timestamptz,
    ADD COLUMN away_until timestamptz,
    ADD COLUMN away_shown boolean NOT NULL DEFAULT false, -- cards say so, and deadlines go by it
    ADD CONSTRAINT officers_away CHECK (away_until > away_from AND num_nonnulls(away_from, away_until) <> 1);

-- What is due first, so that lists can be in that order. The year 3000 stands
-- for nothing. For lists over all agencies, a report's first row has what is due
-- first of any.
ALTER TABLE inbox
    ADD COLUMN due_at       timestamptz NOT NULL DEFAULT '3000-01-01 00:00:00+00',
    ADD COLUMN due_what     text NOT NULL DEFAULT '',
    ADD COLUMN first_due_at timestamptz NOT NULL DEFAULT '3000-01-01 00:00:00+00';
CREATE INDEX inbox_due ON inbox (agency, due_at, report_id) WHERE open;
CREATE INDEX inbox_first_due ON inbox (first_due_at, report_id) WHERE first AND open;

-- Whoever had a report is found as who has it is, by an index that filing doesn't
-- pay for.
CREATE INDEX referrals_ended ON referrals (report_id) WHERE NOT active;

-- +goose StatementBegin
CREATE FUNCTION deadline_referrals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deadline_marks (report_id) SELECT DISTINCT report_id FROM changed;
    RETURN NULL;
END
$$;

CREATE FUNCTION deadline_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deadline_marks (report_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION deadline_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deadline_marks (report_id) VALUES (NEW.report_id);
    RETURN NULL;
END
$$;

-- STOP, and its end.
CREATE FUNCTION deadline_stop() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who bytea := CASE WHEN TG_OP = 'DELETE' THEN OLD.lookup ELSE NEW.lookup END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO silences (report_id, at)
        SELECT reports.id, NEW.since FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id
        WHERE contacts.lookup = who AND reports.status IN ('new', 'taken') ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO deadline_marks (report_id)
    SELECT reports.id FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id
    WHERE contacts.lookup = who AND reports.status IN ('new', 'taken');
    RETURN NULL;
END
$$;

CREATE FUNCTION deadline_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.blocked_at IS NOT NULL THEN
        INSERT INTO silences (report_id, at)
        SELECT id, NEW.blocked_at FROM reports WHERE contact_id = NEW.id AND status IN ('new', 'taken') ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO deadline_marks (report_id) SELECT id FROM reports WHERE contact_id = NEW.id AND status IN ('new', 'taken');
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- Filing pays for one of these: a statement, whatever the number of leads.
CREATE TRIGGER deadline_arrives AFTER INSERT ON referrals REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION deadline_referrals();
CREATE TRIGGER deadline_leaves AFTER UPDATE ON referrals REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION deadline_referrals();
CREATE TRIGGER deadline_changes AFTER UPDATE OF status, theme, urgent ON reports FOR EACH ROW
    WHEN (ROW (NEW.status, NEW.theme, NEW.urgent) IS DISTINCT FROM ROW (OLD.status, OLD.theme, OLD.urgent))
    EXECUTE FUNCTION deadline_report();
CREATE TRIGGER deadline_speaks AFTER INSERT ON entries FOR EACH ROW WHEN (NEW.kind IN ('resident', 'reply')) EXECUTE FUNCTION deadline_entry();
CREATE TRIGGER deadline_stops AFTER INSERT OR DELETE ON stops FOR EACH ROW EXECUTE FUNCTION deadline_stop();
CREATE TRIGGER deadline_blocked AFTER UPDATE OF blocked_at ON vault.contacts FOR EACH ROW
    WHEN (NEW.blocked_at IS DISTINCT FROM OLD.blocked_at) EXECUTE FUNCTION deadline_contact();

-- What is open when deadlines come in. What has passed by then nobody is told of.
INSERT INTO deadline_marks (report_id, late) SELECT id, true FROM reports WHERE status IN ('new', 'taken');

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['deadlines', 'deadline_marks', 'silences', 'reminders'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- An agency sees its own.
CREATE POLICY desk ON deadlines FOR SELECT TO yousaid_desk USING (desk_agency(agency) AND desk_sees(report_id));
GRANT SELECT ON deadlines TO yousaid_desk;

-- +goose Down
DROP TRIGGER deadline_arrives ON referrals;
DROP TRIGGER deadline_leaves ON referrals;
DROP TRIGGER deadline_changes ON reports;
DROP TRIGGER deadline_speaks ON entries;
DROP TRIGGER deadline_stops ON stops;
DROP TRIGGER deadline_blocked ON vault.contacts;
DROP FUNCTION deadline_referrals, deadline_report, deadline_entry, deadline_stop, deadline_contact;
DROP INDEX inbox_due, inbox_first_due, referrals_ended;
ALTER TABLE inbox DROP COLUMN due_at, DROP COLUMN due_what, DROP COLUMN first_due_at;
ALTER TABLE officers DROP COLUMN away_from, DROP COLUMN away_until, DROP COLUMN away_shown;
DROP TABLE reminders, silences, deadline_marks, deadlines;
