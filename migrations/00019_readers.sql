-- +goose NO TRANSACTION
-- +goose Up

-- Now a comment may be read by who it is for. Each statement stands for itself
-- and can be run again, so that nobody waits for the table for long. (An index
-- that is made concurrently would wait for replicas that wait to migrate.)
ALTER POLICY desk ON comments
    USING ((degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes')
        AND (current_setting('yousaid.agency', true) = ANY(agencies) OR current_setting('yousaid.all', true) = 'yes'));
CREATE INDEX IF NOT EXISTS comments_newest ON comments (created_at DESC, id DESC) WHERE thread IS NULL;
CREATE INDEX IF NOT EXISTS comments_theme ON comments (theme, created_at DESC, id DESC) WHERE thread IS NULL;

-- +goose Down
DROP INDEX comments_theme, comments_newest;
ALTER POLICY desk ON comments
    USING ((degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes')
        AND EXISTS (SELECT FROM comment_deliveries WHERE comment_deliveries.comment_id = comments.id));
