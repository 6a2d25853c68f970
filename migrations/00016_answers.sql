-- +goose Up

-- Who a comment is for, whatever desks they have: an agency that works in the
-- console alone reads it, too.
ALTER TABLE comments ADD COLUMN agencies text[] NOT NULL DEFAULT '{}';
UPDATE comments
SET agencies = coalesce((SELECT array_agg(DISTINCT agency ORDER BY agency) FROM comment_deliveries WHERE comment_id = comments.id), '{}');
DROP POLICY desk ON comments;
CREATE POLICY desk ON comments FOR SELECT TO yousaid_desk
    USING ((degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes')
        AND (current_setting('yousaid.agency', true) = ANY(agencies) OR current_setting('yousaid.all', true) = 'yes'));
CREATE INDEX comments_newest ON comments (created_at DESC, id DESC) WHERE thread IS NULL;
CREATE INDEX comments_theme ON comments (theme, created_at DESC, id DESC) WHERE thread IS NULL;

-- An answer is told, where that may be at once read, and else waits for READ.
ALTER TABLE comment_answers ADD COLUMN read_at timestamptz;
ALTER TABLE comment_answers DROP CONSTRAINT comment_answers_state_check;
ALTER TABLE comment_answers ADD CONSTRAINT comment_answers_state_check
    CHECK (state IN ('waiting', 'told', 'read', 'failed', 'suppressed'));

-- What an officer wrote to be an answer waits for a yes, as words on a report do.
ALTER TABLE drafts ALTER COLUMN report_id DROP NOT NULL;
ALTER TABLE drafts
    ADD COLUMN comment_id uuid REFERENCES comments,
    ADD CONSTRAINT drafts_one_target CHECK (num_nonnulls(report_id, comment_id) = 1);
DROP POLICY desk ON drafts;
CREATE POLICY desk ON drafts FOR SELECT TO yousaid_desk
    USING (agency = current_setting('yousaid.agency', true)
        AND (desk_sees(report_id) OR EXISTS (SELECT FROM comments WHERE comments.id = drafts.comment_id)));

-- +goose Down
DELETE FROM drafts WHERE comment_id IS NOT NULL;
DROP POLICY desk ON drafts;
CREATE POLICY desk ON drafts FOR SELECT TO yousaid_desk
    USING (desk_sees(report_id) AND agency = current_setting('yousaid.agency', true));
ALTER TABLE drafts DROP COLUMN comment_id;
ALTER TABLE drafts ALTER COLUMN report_id SET NOT NULL;
UPDATE comment_answers SET state = 'told' WHERE state = 'read';
ALTER TABLE comment_answers DROP CONSTRAINT comment_answers_state_check;
ALTER TABLE comment_answers ADD CONSTRAINT comment_answers_state_check
    CHECK (state IN ('waiting', 'told', 'failed', 'suppressed'));
ALTER TABLE comment_answers DROP COLUMN read_at;
DROP INDEX comments_theme, comments_newest;
DROP POLICY desk ON comments;
CREATE POLICY desk ON comments FOR SELECT TO yousaid_desk
    USING ((degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes')
        AND EXISTS (SELECT FROM comment_deliveries WHERE comment_deliveries.comment_id = comments.id));
ALTER TABLE comments DROP COLUMN agencies;
