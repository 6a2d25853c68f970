-- +goose Up

-- How safe residents feel, for figures. Nothing ties a row to anybody.
CREATE TABLE pulses (
    id       uuid PRIMARY KEY,
    score    smallint NOT NULL CHECK (score BETWEEN 1 AND 5),
    ward     text NOT NULL DEFAULT '', -- of a place that was named
    channel  text NOT NULL,
    language text NOT NULL,
    again    boolean NOT NULL,        -- from somebody who had answered within 90 days
    at       timestamptz NOT NULL
);

-- When somebody was last offered the pulse, so that they aren't too often.
CREATE TABLE pulse_offers (
    lookup      bytea PRIMARY KEY,
    offered_at  timestamptz NOT NULL,
    answered_at timestamptz
);

-- What residents think: of the plan, of a theme, of a plan update, or what
-- would help them to feel safer.
CREATE TABLE comments (
    id          uuid PRIMARY KEY,
    theme       smallint NOT NULL,    -- 0: the plan as a whole
    degree      text NOT NULL CHECK (degree IN ('open', 'neutral', 'guarded')),
    score       smallint NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 5), -- of the pulse that it came with
    plan_update text NOT NULL DEFAULT '', -- id of the plan update that it answers
    channel     text NOT NULL,
    language    text NOT NULL,
    lookup      bytea,                -- whose it is; null once forgotten
    text        bytea,                -- sealed with the comment's key; null once forgotten
    created_at  timestamptz NOT NULL
);
CREATE INDEX comments_lookup ON comments (lookup);

CREATE TABLE vault.comment_keys (
    comment_id uuid PRIMARY KEY,
    data_key   bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- What a desk was sent of a comment.
CREATE TABLE comment_deliveries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    comment_id uuid NOT NULL REFERENCES comments,
    agency     text NOT NULL,
    desk_id    uuid NOT NULL REFERENCES desks,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'suppressed')),
    message    text NOT NULL DEFAULT '', -- the provider's id
    failure    text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    sent_at    timestamptz
);
CREATE UNIQUE INDEX comment_deliveries_once ON comment_deliveries (comment_id, desk_id);

ALTER TABLE tombstones DROP CONSTRAINT tombstones_kind_check;
ALTER TABLE tombstones ADD CONSTRAINT tombstones_kind_check CHECK (kind IN ('contact', 'report', 'comment'));

-- A desk reads a comment that its agency was sent, a guarded one only when the
-- officer is cleared. The rest is the service's alone.
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['pulses', 'pulse_offers', 'comments', 'comment_deliveries', 'vault.comment_keys'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %s TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd
CREATE POLICY desk ON comment_deliveries FOR SELECT TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true));
CREATE POLICY desk ON comments FOR SELECT TO yousaid_desk
    USING ((degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes')
        AND EXISTS (SELECT FROM comment_deliveries WHERE comment_deliveries.comment_id = comments.id));
CREATE POLICY desk ON vault.comment_keys FOR SELECT TO yousaid_desk
    USING (EXISTS (SELECT FROM comments WHERE comments.id = comment_keys.comment_id));
GRANT SELECT ON comment_deliveries, comments, vault.comment_keys TO yousaid_desk;

-- +goose Down
DROP TABLE vault.comment_keys;
DROP TABLE comment_deliveries, comments, pulse_offers, pulses;
DELETE FROM tombstones WHERE kind = 'comment';
ALTER TABLE tombstones DROP CONSTRAINT tombstones_kind_check;
ALTER TABLE tombstones ADD CONSTRAINT tombstones_kind_check CHECK (kind IN ('contact', 'report'));
