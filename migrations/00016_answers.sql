-- +goose Up

-- Who a comment is for, whatever desks they have: an agency that works in the
-- console alone reads it, too. (Migrations 17 to 19 fill it in and go by it:
-- nobody waits for the table meanwhile.)
ALTER TABLE comments ADD COLUMN agencies text[] NOT NULL DEFAULT '{}';

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
ALTER TABLE comments DROP COLUMN agencies;
