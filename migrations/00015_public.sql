-- +goose NO TRANSACTION
-- +goose Up

-- What the public pages read: updates as they came out, and figures by month;
-- and how threads of comments are found. Each index stands for itself and can be
-- made again, so that who writes waits for one at the most.
CREATE INDEX IF NOT EXISTS comments_thread ON comments (thread) WHERE thread IS NOT NULL;
CREATE INDEX IF NOT EXISTS comments_update ON comments (plan_update, created_at DESC) WHERE plan_update <> '';
CREATE INDEX IF NOT EXISTS plan_updates_theme ON plan_updates (theme, (coalesce(send_at, decided_at)) DESC, id DESC)
    WHERE state = 'published' AND cancelled_at IS NULL AND answers IS NULL;
CREATE INDEX IF NOT EXISTS plan_updates_wish ON plan_updates (wish, (coalesce(send_at, decided_at)) DESC, id DESC)
    WHERE state = 'published' AND cancelled_at IS NULL AND answers IS NULL AND wish > 0;
CREATE INDEX IF NOT EXISTS plan_updates_out ON plan_updates ((coalesce(send_at, decided_at)) DESC, id DESC)
    WHERE state = 'published' AND cancelled_at IS NULL;
CREATE INDEX IF NOT EXISTS reports_filed ON reports (filed_at, theme);
CREATE INDEX IF NOT EXISTS pulses_at ON pulses (at) INCLUDE (score, again);

-- +goose Down
DROP INDEX pulses_at, reports_filed, plan_updates_out, plan_updates_wish, plan_updates_theme, comments_update, comments_thread;
