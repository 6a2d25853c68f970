-- +goose Up

-- Where an agency's own system is told of what happens to its reports. One that
-- was switched off, or that said it is gone, is told nothing; for one that is
-- paused, since it failed for days, everything waits.
CREATE TABLE hooks (
    id            uuid PRIMARY KEY,
    agency        text NOT NULL,
    url           text NOT NULL,         -- https
    description   text NOT NULL,
    events        text[] NOT NULL,
    guarded       boolean NOT NULL DEFAULT false, -- may be told that there are reports on guarded themes
    state         text NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'off', 'paused', 'gone')),
    secret        bytea NOT NULL,        -- sealed by the keyring
    old_secret    bytea,                 -- sealed by the keyring: signed with as well until old_until
    old_until     timestamptz,
    failures      integer NOT NULL DEFAULT 0, -- one after another
    failing_since timestamptz,           -- the first of them
    hold_until    timestamptz NOT NULL,  -- nothing is sent before
    leased_until  timestamptz NOT NULL,  -- a replica is sending
    added_by      text NOT NULL,
    added_at      timestamptz NOT NULL
);
CREATE INDEX hooks_agency ON hooks (agency);

-- What one is told, each thing once. data holds nothing that anybody wrote.
CREATE TABLE hook_deliveries (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hook_id   uuid NOT NULL REFERENCES hooks ON DELETE CASCADE,
    message   uuid NOT NULL DEFAULT gen_random_uuid(), -- the same at every try
    event     text NOT NULL,
    report_id uuid,
    guarded   boolean NOT NULL DEFAULT false, -- the report's theme was
    data      jsonb NOT NULL DEFAULT '{}',
    state     text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts  integer NOT NULL DEFAULT 0,
    status    integer NOT NULL DEFAULT 0,  -- of the last answer; 0: there was none
    failure   text NOT NULL DEFAULT '',    -- a word of ours
    took      integer NOT NULL DEFAULT 0,  -- milliseconds of the last try
    at        timestamptz NOT NULL,        -- when it happened
    next_at   timestamptz NOT NULL,        -- when it is tried next
    tried_at  timestamptz
);
CREATE INDEX hook_deliveries_due ON hook_deliveries (hook_id, next_at) WHERE state = 'waiting';
CREATE INDEX hook_deliveries_newest ON hook_deliveries (hook_id, id DESC);
CREATE INDEX hook_deliveries_report ON hook_deliveries (report_id);

-- Keys by which an agency's own system reads and files reports.
CREATE TABLE api_keys (
    id         uuid PRIMARY KEY,
    agency     text NOT NULL,
    name       text NOT NULL,
    token      bytea NOT NULL UNIQUE,   -- SHA-256
    begins     text NOT NULL,           -- its first characters, to know it again
    words      boolean NOT NULL,        -- reads what residents wrote
    guarded    boolean NOT NULL,        -- reads reports on guarded themes
    creates    boolean NOT NULL,
    added_by   text NOT NULL,
    added_at   timestamptz NOT NULL,
    used_at    timestamptz,             -- to the minute
    revoked_by text NOT NULL DEFAULT '',
    revoked_at timestamptz
);
CREATE INDEX api_keys_agency ON api_keys (agency);

-- What was filed by a key, so that the same request sent twice is one report.
CREATE TABLE api_filings (
    report_id uuid PRIMARY KEY,         -- may come before the report
    work_id   uuid NOT NULL,            -- of the commit that files it
    key_id    uuid NOT NULL REFERENCES api_keys,
    agency    text NOT NULL,            -- of the key
    digest    bytea NOT NULL,           -- HMAC of the request, or of the name that its sender gave it
    until     timestamptz NOT NULL,     -- the same digest is the same report until then
    at        timestamptz NOT NULL
);
CREATE INDEX api_filings_digest ON api_filings (key_id, digest, until);

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['hooks', 'hook_deliveries', 'api_keys', 'api_filings'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;

-- Tells the hooks of an agency, or of all that have the report, that something
-- happened to it. Of guarded themes only a hook that may hear of them is told,
-- and then no more than the reference and how it stands. That a report is not
-- theirs any more, or was forgotten, every hook hears that was told of it before.
CREATE FUNCTION hook_tell(report uuid, whom text, what text, happened timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hook_deliveries (hook_id, event, report_id, guarded, data, at, next_at)
    SELECT hooks.id, what, report, reports.degree = 'guarded',
           CASE WHEN reports.degree = 'guarded' OR what IN ('report.passed', 'report.forgotten')
                THEN jsonb_build_object('reference', reports.reference, 'status', reports.status)
                ELSE jsonb_build_object('reference', reports.reference, 'status', reports.status, 'theme', reports.theme,
                                        'urgent', reports.urgent, 'ward', reports.ward, 'filed', reports.filed_at) END,
           happened, happened
    FROM hooks JOIN reports ON reports.id = report
    WHERE hooks.state IN ('on', 'paused') AND what = ANY(hooks.events)
      AND (hooks.agency = whom OR whom IS NULL AND hooks.agency IN (
              SELECT referrals.agency FROM referrals WHERE referrals.report_id = report AND referrals.active))
      AND (reports.degree <> 'guarded' OR hooks.guarded OR what IN ('report.passed', 'report.forgotten') AND EXISTS (
              SELECT FROM hook_deliveries told WHERE told.report_id = report AND told.hook_id = hooks.id));
    IF FOUND THEN
        PERFORM pg_notify('yousaid_hooks', '');
    END IF;
END
$$;

CREATE FUNCTION hook_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.active THEN
        PERFORM hook_tell(NEW.report_id, NEW.agency, 'report.referred', NEW.created_at);
    ELSE
        PERFORM hook_tell(NEW.report_id, NEW.agency, 'report.passed', coalesce(NEW.ended_at, now()));
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION hook_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    what text := CASE WHEN NEW.kind = 'reply' THEN 'report.replied'
                      WHEN NEW.kind = 'resident' THEN 'report.answered'
                      WHEN NEW.event IN ('taken', 'handed') THEN 'report.taken'
                      WHEN NEW.event IN ('urgent', 'passed') THEN 'report.changed'
                      WHEN NEW.event IN ('closed', 'reopened', 'withdrawn') THEN 'report.' || NEW.event END;
BEGIN
    IF what IS NOT NULL THEN
        PERFORM hook_tell(NEW.report_id, NULL, what, NEW.at);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION hook_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hook_tell(NEW.id, NULL, 'report.forgotten', now());
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER hook_arrives AFTER INSERT ON referrals FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION hook_referral();
CREATE TRIGGER hook_leaves AFTER UPDATE OF active ON referrals FOR EACH ROW
    WHEN (OLD.active AND NOT NEW.active) EXECUTE FUNCTION hook_referral();
CREATE TRIGGER hook_speaks AFTER INSERT ON entries FOR EACH ROW WHEN (NEW.kind <> 'note') EXECUTE FUNCTION hook_entry();
CREATE TRIGGER hook_forgets AFTER UPDATE OF status ON reports FOR EACH ROW
    WHEN (NEW.status = 'forgotten' AND OLD.status <> 'forgotten') EXECUTE FUNCTION hook_forgotten();

-- Secrets and what keys are known by are for nobody at a desk.
CREATE POLICY desk ON hooks FOR SELECT TO yousaid_desk USING (desk_agency(agency));
GRANT SELECT (id, agency, url, description, events, guarded, state, old_until, failures, failing_since, hold_until,
              added_by, added_at) ON hooks TO yousaid_desk;
CREATE POLICY desk ON hook_deliveries FOR SELECT TO yousaid_desk
    USING ((NOT guarded OR current_setting('yousaid.cleared', true) = 'yes')
        AND EXISTS (SELECT FROM hooks WHERE hooks.id = hook_deliveries.hook_id));
GRANT SELECT ON hook_deliveries TO yousaid_desk;
CREATE POLICY desk ON api_keys FOR SELECT TO yousaid_desk USING (desk_agency(agency));
GRANT SELECT (id, agency, name, begins, words, guarded, creates, added_by, added_at, used_at, revoked_by, revoked_at)
    ON api_keys TO yousaid_desk;

-- +goose Down
DROP TRIGGER hook_arrives ON referrals;
DROP TRIGGER hook_leaves ON referrals;
DROP TRIGGER hook_speaks ON entries;
DROP TRIGGER hook_forgets ON reports;
DROP FUNCTION hook_referral, hook_entry, hook_forgotten, hook_tell;
DROP TABLE api_filings, api_keys, hook_deliveries, hooks;
