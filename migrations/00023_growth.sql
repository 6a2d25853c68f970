-- +goose NO TRANSACTION
-- +goose Up

-- What is swept every hour, or listed, leads by an index to what is wanted of it,
-- so that old years cost nothing. Each statement stands alone and may run again:
-- indexes are made beside the running service, and one that was broken off is
-- made anew.

-- What is past its time.
DROP INDEX CONCURRENTLY IF EXISTS commits_at;
CREATE INDEX CONCURRENTLY commits_at ON commits (at);
DROP INDEX CONCURRENTLY IF EXISTS actions_at;
CREATE INDEX CONCURRENTLY actions_at ON actions (at);
DROP INDEX CONCURRENTLY IF EXISTS desk_texts_at;
CREATE INDEX CONCURRENTLY desk_texts_at ON desk_texts (at);
DROP INDEX CONCURRENTLY IF EXISTS reminders_created;
CREATE INDEX CONCURRENTLY reminders_created ON reminders (created_at);
DROP INDEX CONCURRENTLY IF EXISTS hook_deliveries_at;
CREATE INDEX CONCURRENTLY hook_deliveries_at ON hook_deliveries (at);
DROP INDEX CONCURRENTLY IF EXISTS plan_deliveries_done;
CREATE INDEX CONCURRENTLY plan_deliveries_done ON plan_deliveries (done_at) WHERE done_at IS NOT NULL;

-- How far an update came to residents, once nobody may know any more to whom:
-- counts in the place of a row for each of them.
CREATE TABLE IF NOT EXISTS plan_outcomes (
    update_id uuid NOT NULL REFERENCES plan_updates,
    state     text NOT NULL,
    count     integer NOT NULL,
    PRIMARY KEY (update_id, state)
);
ALTER TABLE plan_outcomes ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_outcomes FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS service ON plan_outcomes;
CREATE POLICY service ON plan_outcomes TO yousaid_service USING (true) WITH CHECK (true);

-- What waits for a hook, in order, and what failed.
DROP INDEX CONCURRENTLY IF EXISTS hook_deliveries_waiting;
CREATE INDEX CONCURRENTLY hook_deliveries_waiting ON hook_deliveries (hook_id, id) WHERE state = 'waiting';
DROP INDEX CONCURRENTLY IF EXISTS hook_deliveries_failed;
CREATE INDEX CONCURRENTLY hook_deliveries_failed ON hook_deliveries (hook_id) WHERE state = 'failed';

-- What a desk missed while it couldn't be reached.
DROP INDEX CONCURRENTLY IF EXISTS deliveries_failed;
CREATE INDEX CONCURRENTLY deliveries_failed ON deliveries (desk_id) WHERE state = 'failed';
DROP INDEX CONCURRENTLY IF EXISTS comment_deliveries_failed;
CREATE INDEX CONCURRENTLY comment_deliveries_failed ON comment_deliveries (desk_id) WHERE state = 'failed';

-- What is urgent anywhere, for the coordinator: one row for a report.
DROP INDEX CONCURRENTLY IF EXISTS inbox_first_urgent;
CREATE INDEX CONCURRENTLY inbox_first_urgent ON inbox (filed_at, report_id) WHERE first AND urgent AND open;

-- Thumbs by month.
DROP INDEX CONCURRENTLY IF EXISTS update_thumbs_at;
CREATE INDEX CONCURRENTLY update_thumbs_at ON update_thumbs (at) INCLUDE (update_id, up);

-- Keys of drafts, of which the purge looks whether a report came of them. A
-- program that doesn't know the column yet makes drafts; the purge puts right
-- which of them are reports.
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE vault.report_keys ADD COLUMN IF NOT EXISTS draft boolean NOT NULL DEFAULT false;
    ALTER TABLE vault.report_keys ALTER COLUMN draft SET DEFAULT true;
END
$$;
-- +goose StatementEnd
DROP INDEX CONCURRENTLY IF EXISTS vault.report_keys_draft;
CREATE INDEX CONCURRENTLY report_keys_draft ON vault.report_keys (created_at) WHERE draft;
-- +goose StatementBegin
DO $$
BEGIN
    SET LOCAL ROLE yousaid_service; -- who may see the rows
    UPDATE vault.report_keys SET draft = true
    WHERE NOT draft AND NOT EXISTS (SELECT FROM reports WHERE reports.id = report_keys.report_id);
END
$$;
-- +goose StatementEnd

-- The audit in years: an old one can be taken off in a moment, and no other year
-- is touched by it. What is there becomes the first part as it is; only the last
-- step holds up who writes, for a moment. Parts can't be reached but through the
-- audit itself.
-- +goose StatementBegin
DO $$
DECLARE
    last timestamptz;
    ends integer := 2027;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = 'audit'::regclass) = 'p' THEN RETURN; END IF;
    ALTER TABLE audit DROP CONSTRAINT IF EXISTS audit_ends;
    SET LOCAL ROLE yousaid_service; -- who may see the rows
    SELECT max(at) INTO last FROM audit;
    RESET ROLE;
    IF last IS NOT NULL THEN
        ends := greatest(ends, extract(year FROM greatest(last, now()) AT TIME ZONE 'UTC')::int + 1);
    END IF;
    EXECUTE format('ALTER TABLE audit ADD CONSTRAINT audit_ends CHECK (at < %L) NOT VALID', ends || '-01-01 00:00:00+00');
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
DO $$
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = 'audit'::regclass) = 'p' THEN RETURN; END IF;
    ALTER TABLE audit VALIDATE CONSTRAINT audit_ends;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
DO $$
DECLARE
    ends integer;
    number bigint;
    part text;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = 'audit'::regclass) = 'p' THEN RETURN; END IF;
    SET LOCAL timezone = 'UTC';
    SET LOCAL lock_timeout = '5s'; -- who reads a long audit isn't waited for: run it again
    LOCK TABLE audit IN ACCESS EXCLUSIVE MODE;
    SELECT substring(pg_get_constraintdef(oid) FROM '(\d{4})-01-01') INTO STRICT ends
    FROM pg_constraint WHERE conname = 'audit_ends' AND conrelid = 'audit'::regclass;
    EXECUTE 'SELECT last_value FROM ' || pg_get_serial_sequence('audit', 'id') INTO number;
    DROP POLICY desk ON audit;
    DROP POLICY service ON audit;
    ALTER TABLE audit ALTER COLUMN id DROP IDENTITY;
    ALTER TABLE audit RENAME CONSTRAINT audit_pkey TO audit_earlier_pkey;
    ALTER TABLE audit RENAME TO audit_earlier;
    FOREACH part IN ARRAY ARRAY['at', 'agency', 'officer', 'action', 'report'] LOOP
        EXECUTE format('ALTER INDEX audit_%s RENAME TO audit_earlier_%s', part, part);
    END LOOP;

    CREATE TABLE audit (
        id         bigint GENERATED ALWAYS AS IDENTITY,
        at         timestamptz NOT NULL,
        agency     text NOT NULL,
        officer_id uuid,
        actor      text NOT NULL,
        action     text NOT NULL,
        report_id  uuid,
        detail     jsonb NOT NULL DEFAULT '{}'
    ) PARTITION BY RANGE (at);
    PERFORM setval(pg_get_serial_sequence('audit', 'id'), number);
    CREATE INDEX audit_at ON audit (at, id);
    CREATE INDEX audit_agency ON audit (agency, at, id);
    CREATE INDEX audit_officer ON audit (officer_id, at, id) INCLUDE (action, report_id);
    CREATE INDEX audit_action ON audit (action, at, id);
    CREATE INDEX audit_report ON audit (report_id, at, id);
    EXECUTE format('ALTER TABLE audit ATTACH PARTITION audit_earlier FOR VALUES FROM (MINVALUE) TO (%L)', ends || '-01-01 00:00:00+00');
    FOR year IN ends .. ends + 9 LOOP
        EXECUTE format('CREATE TABLE audit_%s PARTITION OF audit FOR VALUES FROM (%L) TO (%L)',
                       year, year || '-01-01 00:00:00+00', year + 1 || '-01-01 00:00:00+00');
    END LOOP;
    CREATE TABLE audit_later PARTITION OF audit DEFAULT;
    FOR part IN SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM yousaid_service, yousaid_desk', part);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
    END LOOP;
    ALTER TABLE audit_earlier DROP CONSTRAINT audit_ends; -- its bound says so now

    ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
    ALTER TABLE audit FORCE ROW LEVEL SECURITY;
    REVOKE ALL ON audit FROM yousaid_service, yousaid_desk;
    GRANT INSERT, SELECT ON audit TO yousaid_service;
    GRANT INSERT ON audit TO yousaid_desk;
    CREATE POLICY service ON audit TO yousaid_service USING (true) WITH CHECK (true);
    CREATE POLICY desk ON audit FOR INSERT TO yousaid_desk WITH CHECK (agency = current_setting('yousaid.agency', true));
END
$$;
-- +goose StatementEnd

-- +goose Down
ALTER TABLE audit NO FORCE ROW LEVEL SECURITY; -- so that who owns it sees the rows
ALTER TABLE audit RENAME TO audit_years;
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL,
    agency     text NOT NULL,
    officer_id uuid,
    actor      text NOT NULL,
    action     text NOT NULL,
    report_id  uuid,
    detail     jsonb NOT NULL DEFAULT '{}'
);
INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT * FROM audit_years;
SELECT setval(pg_get_serial_sequence('audit', 'id'), (SELECT coalesce(max(id), 1) FROM audit));
DROP TABLE audit_years;
ALTER TABLE audit ADD PRIMARY KEY (id);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_agency ON audit (agency, at, id);
CREATE INDEX audit_officer ON audit (officer_id, at, id) INCLUDE (action, report_id);
CREATE INDEX audit_action ON audit (action, at, id);
CREATE INDEX audit_report ON audit (report_id, at, id);
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE ON audit FROM yousaid_service;
GRANT INSERT ON audit TO yousaid_desk;
CREATE POLICY service ON audit TO yousaid_service USING (true) WITH CHECK (true);
CREATE POLICY desk ON audit FOR INSERT TO yousaid_desk WITH CHECK (agency = current_setting('yousaid.agency', true));
DROP TABLE plan_outcomes;
DROP INDEX commits_at, actions_at, desk_texts_at, reminders_created, hook_deliveries_at, plan_deliveries_done,
    hook_deliveries_waiting, hook_deliveries_failed, deliveries_failed, comment_deliveries_failed, inbox_first_urgent, update_thumbs_at;
ALTER TABLE vault.report_keys DROP COLUMN draft;
