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
CREATE INDEX CONCURRENTLY plan_deliveries_done ON plan_deliveries (done_at) WHERE contact_id IS NOT NULL;

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

-- +goose Down
DROP INDEX commits_at, actions_at, desk_texts_at, reminders_created, hook_deliveries_at, plan_deliveries_done,
    hook_deliveries_waiting, hook_deliveries_failed, deliveries_failed, comment_deliveries_failed, update_thumbs_at;
ALTER TABLE vault.report_keys DROP COLUMN draft;
