-- +goose Up

-- A row may now hold only that somebody was asked whether they want updates.
ALTER TABLE preferences ALTER COLUMN language DROP NOT NULL;
ALTER TABLE preferences ADD COLUMN updates_asked_at timestamptz;

-- Which plan updates a resident said yes to.
CREATE TABLE subscriptions (
    contact_id uuid NOT NULL,         -- vault.contacts
    theme      smallint NOT NULL,     -- 0: all
    weekly     boolean NOT NULL,      -- in the digest of each Monday; false: at once
    language   text NOT NULL,
    since      timestamptz NOT NULL,  -- when they said yes
    PRIMARY KEY (contact_id, theme)
);
CREATE INDEX subscriptions_theme ON subscriptions (theme);

-- What a lead agency tells of its theme. The words are for everybody to read.
CREATE TABLE plan_updates (
    id           uuid PRIMARY KEY,
    agency       text NOT NULL,
    theme        smallint,            -- null until the officer has said which
    words        text NOT NULL DEFAULT '',
    version      integer NOT NULL DEFAULT 1, -- rises with every change of theme or words
    state        text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'rejected')),
    writer       uuid NOT NULL REFERENCES officers, -- of this version
    writer_name  text NOT NULL,
    decider      uuid REFERENCES officers,
    decider_name text NOT NULL DEFAULT '',
    comment      text NOT NULL DEFAULT '', -- why it was rejected
    audience     integer NOT NULL DEFAULT 0, -- residents who were to get it
    created_at   timestamptz NOT NULL,
    decided_at   timestamptz
);
CREATE INDEX plan_updates_newest ON plan_updates (theme, decided_at DESC) WHERE state = 'published';

-- One row per update and resident. It is claimed before the network is called
-- and never claimed again, unless it is certain that nothing went.
CREATE TABLE plan_deliveries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    update_id  uuid NOT NULL REFERENCES plan_updates,
    contact_id uuid,                  -- vault.contacts; null once forgotten
    channel    text NOT NULL,
    weekly     boolean NOT NULL,      -- one message with the others that are due
    due_at     timestamptz NOT NULL,
    state      text NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'claimed', 'sent', 'failed', 'suppressed', 'unknown')),
    failure    text NOT NULL DEFAULT '', -- a word of ours
    claimed_at timestamptz,
    done_at    timestamptz
);
CREATE UNIQUE INDEX plan_deliveries_once ON plan_deliveries (update_id, contact_id);
CREATE INDEX plan_deliveries_contact ON plan_deliveries (contact_id);
CREATE INDEX plan_deliveries_due ON plan_deliveries (channel, due_at, id) WHERE state = 'waiting';
CREATE INDEX plan_deliveries_claimed ON plan_deliveries (claimed_at) WHERE state = 'claimed';

-- When a network may be called next by whoever sends to many: all replicas keep
-- to one pace.
CREATE TABLE paces (
    channel text PRIMARY KEY,
    free_at timestamptz NOT NULL
);

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['subscriptions', 'plan_updates', 'plan_deliveries', 'paces'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- An agency finds and locks its own updates, and changes none: that is done
-- under the service role once the lock has shown whose they are.
CREATE POLICY desk ON plan_updates FOR SELECT TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true));
CREATE POLICY desk_lock ON plan_updates FOR UPDATE TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true)) WITH CHECK (false);
GRANT SELECT, UPDATE (version) ON plan_updates TO yousaid_desk;

-- +goose Down
DROP TABLE paces, plan_deliveries, plan_updates, subscriptions;
ALTER TABLE preferences DROP COLUMN updates_asked_at;
DELETE FROM preferences WHERE language IS NULL;
ALTER TABLE preferences ALTER COLUMN language SET NOT NULL;
