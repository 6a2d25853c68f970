-- +goose Up

-- A link leads to a report or to what a resident thinks. It is a desk's, or an
-- officer's who asked for it by text; of both when they wrote from a desk.
ALTER TABLE links
    ALTER COLUMN desk_id DROP NOT NULL,
    ALTER COLUMN report_id DROP NOT NULL,
    ADD COLUMN officer_id uuid REFERENCES officers,
    ADD COLUMN comment_id uuid REFERENCES comments,
    ADD CONSTRAINT links_one_target CHECK (num_nonnulls(report_id, comment_id) = 1),
    ADD CONSTRAINT links_somebodys CHECK (num_nonnulls(desk_id, officer_id) > 0);
ALTER TABLE link_sessions
    ALTER COLUMN desk_id DROP NOT NULL,
    ALTER COLUMN report_id DROP NOT NULL,
    ADD COLUMN officer_id uuid REFERENCES officers,
    ADD COLUMN comment_id uuid REFERENCES comments,
    ADD CONSTRAINT link_sessions_one_target CHECK (num_nonnulls(report_id, comment_id) = 1),
    ADD CONSTRAINT link_sessions_somebodys CHECK (num_nonnulls(desk_id, officer_id) > 0);

-- Text messages of desks and officers, and which report each was about: so that
-- one that comes again means the same, and that the next may leave it out.
CREATE TABLE desk_texts (
    id        text PRIMARY KEY,       -- the provider's id
    lookup    bytea NOT NULL,         -- of the number that it came from
    report_id uuid REFERENCES reports, -- null: of none
    at        timestamptz NOT NULL
);
CREATE INDEX desk_texts_lookup ON desk_texts (lookup, at);

-- Numbers of desks and officers that write as residents for a while.
CREATE TABLE desk_residents (
    lookup bytea PRIMARY KEY,
    until  timestamptz NOT NULL
);

-- When the last mail went to a mailbox: the next ones are sent together.
ALTER TABLE desks ADD COLUMN mailed_at timestamptz;
CREATE INDEX deliveries_desk ON deliveries (desk_id, sent_at);
CREATE INDEX deliveries_waiting ON deliveries (desk_id) WHERE state = 'waiting';
CREATE INDEX comment_deliveries_waiting ON comment_deliveries (desk_id) WHERE state = 'waiting';

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['desk_texts', 'desk_residents'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP INDEX comment_deliveries_waiting, deliveries_waiting, deliveries_desk;
ALTER TABLE desks DROP COLUMN mailed_at;
DROP TABLE desk_residents, desk_texts;
DELETE FROM link_sessions WHERE desk_id IS NULL OR report_id IS NULL;
ALTER TABLE link_sessions DROP COLUMN comment_id, DROP COLUMN officer_id,
    ALTER COLUMN report_id SET NOT NULL, ALTER COLUMN desk_id SET NOT NULL;
DELETE FROM links WHERE desk_id IS NULL OR report_id IS NULL;
ALTER TABLE links DROP COLUMN comment_id, DROP COLUMN officer_id,
    ALTER COLUMN report_id SET NOT NULL, ALTER COLUMN desk_id SET NOT NULL;
