-- +goose Up

-- A plan update may carry more than its short words: a longer text for where
-- there is room, a link, and which wish of the residents it answers. It is
-- written, offered to be approved, and goes out at once or at a time.
ALTER TABLE plan_updates DROP CONSTRAINT plan_updates_state_check;
ALTER TABLE plan_updates ADD CONSTRAINT plan_updates_state_check
    CHECK (state IN ('draft', 'offered', 'published', 'rejected'));
ALTER TABLE plan_updates
    ADD COLUMN story        text NOT NULL DEFAULT '',    -- for Telegram and the page; empty: the words alone
    ADD COLUMN link         text NOT NULL DEFAULT '',    -- https, to read more
    ADD COLUMN wish         smallint NOT NULL DEFAULT 0, -- which of "You said", in the order of the plan; 0: none
    ADD COLUMN answers      uuid REFERENCES plan_updates, -- the update about which this says what was heard
    ADD COLUMN send_at      timestamptz,                 -- null: once it is approved
    ADD COLUMN changed_at   timestamptz,                 -- its words, last
    ADD COLUMN paused_at    timestamptz,
    ADD COLUMN cancelled_at timestamptz,                 -- for good
    ADD COLUMN handler_name text NOT NULL DEFAULT '';    -- who paused or cancelled it
UPDATE plan_updates SET state = 'offered' WHERE state = 'draft' AND words <> '' AND theme IS NOT NULL;
CREATE INDEX plan_updates_agency ON plan_updates (agency, created_at DESC);
CREATE INDEX plan_updates_answers ON plan_updates (answers) WHERE answers IS NOT NULL;

-- An update in a further language. What has none is sent in English, and says so.
CREATE TABLE update_texts (
    update_id uuid NOT NULL REFERENCES plan_updates,
    language  text NOT NULL,
    words     text NOT NULL,
    story     text NOT NULL DEFAULT '',
    PRIMARY KEY (update_id, language)
);

-- Its picture, made harmless, for everybody to see.
CREATE TABLE update_pictures (
    update_id uuid PRIMARY KEY REFERENCES plan_updates,
    words     text NOT NULL, -- what it shows, for who can't see it
    data      bytea NOT NULL  -- JPEG
);

-- A sending that is held rests: nobody claims it.
ALTER TABLE plan_deliveries DROP CONSTRAINT plan_deliveries_state_check;
ALTER TABLE plan_deliveries ADD CONSTRAINT plan_deliveries_state_check
    CHECK (state IN ('waiting', 'paused', 'claimed', 'sent', 'failed', 'suppressed', 'unknown'));

-- What residents think of an update by one press. The count outlives who pressed.
CREATE TABLE update_thumbs (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    update_id uuid NOT NULL REFERENCES plan_updates,
    lookup    bytea,             -- null once forgotten
    up        boolean NOT NULL,
    at        timestamptz NOT NULL
);
CREATE UNIQUE INDEX update_thumbs_once ON update_thumbs (update_id, lookup);
CREATE INDEX update_thumbs_lookup ON update_thumbs (lookup);

-- A comment may go on from another: what its resident wrote to an answer.
ALTER TABLE comments ADD COLUMN thread uuid REFERENCES comments;

-- What a lead answers to one comment.
CREATE TABLE comment_answers (
    id           uuid PRIMARY KEY,
    comment_id   uuid NOT NULL REFERENCES comments,
    agency       text NOT NULL,
    officer      uuid NOT NULL REFERENCES officers,
    officer_name text NOT NULL,
    text         bytea,             -- sealed with the comment's key; null once forgotten
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'told', 'failed', 'suppressed')),
    failure      text NOT NULL DEFAULT '', -- a word of ours
    created_at   timestamptz NOT NULL,
    told_at      timestamptz
);
CREATE INDEX comment_answers_comment ON comment_answers (comment_id);

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['update_texts', 'update_pictures', 'update_thumbs', 'comment_answers'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- The partnership's team sees and decides every agency's updates.
DROP POLICY desk ON plan_updates;
DROP POLICY desk_lock ON plan_updates;
CREATE POLICY desk ON plan_updates FOR SELECT TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true) OR current_setting('yousaid.all', true) = 'yes');
CREATE POLICY desk_lock ON plan_updates FOR UPDATE TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true) OR current_setting('yousaid.all', true) = 'yes') WITH CHECK (false);
CREATE POLICY desk ON update_texts FOR SELECT TO yousaid_desk
    USING (EXISTS (SELECT FROM plan_updates WHERE plan_updates.id = update_texts.update_id));
CREATE POLICY desk ON update_pictures FOR SELECT TO yousaid_desk
    USING (EXISTS (SELECT FROM plan_updates WHERE plan_updates.id = update_pictures.update_id));
CREATE POLICY desk ON comment_answers FOR SELECT TO yousaid_desk
    USING (EXISTS (SELECT FROM comments WHERE comments.id = comment_answers.comment_id));
GRANT SELECT ON update_texts, update_pictures, comment_answers TO yousaid_desk;

-- +goose Down
DROP TABLE comment_answers, update_thumbs, update_pictures, update_texts;
ALTER TABLE comments DROP COLUMN thread;
UPDATE plan_deliveries SET state = 'waiting' WHERE state = 'paused';
ALTER TABLE plan_deliveries DROP CONSTRAINT plan_deliveries_state_check;
ALTER TABLE plan_deliveries ADD CONSTRAINT plan_deliveries_state_check
    CHECK (state IN ('waiting', 'claimed', 'sent', 'failed', 'suppressed', 'unknown'));
DROP POLICY desk ON plan_updates;
DROP POLICY desk_lock ON plan_updates;
CREATE POLICY desk ON plan_updates FOR SELECT TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true));
CREATE POLICY desk_lock ON plan_updates FOR UPDATE TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true)) WITH CHECK (false);
DROP INDEX plan_updates_answers, plan_updates_agency;
ALTER TABLE plan_updates
    DROP COLUMN handler_name, DROP COLUMN cancelled_at, DROP COLUMN paused_at, DROP COLUMN changed_at, DROP COLUMN send_at,
    DROP COLUMN answers, DROP COLUMN wish, DROP COLUMN link, DROP COLUMN story;
UPDATE plan_updates SET state = 'draft' WHERE state = 'offered';
ALTER TABLE plan_updates DROP CONSTRAINT plan_updates_state_check;
ALTER TABLE plan_updates ADD CONSTRAINT plan_updates_state_check CHECK (state IN ('draft', 'published', 'rejected'));
