-- +goose Up

-- What the public pages read: updates as they came out, and figures by month.
CREATE INDEX plan_updates_theme ON plan_updates (theme, (coalesce(send_at, decided_at)) DESC, id DESC)
    WHERE state = 'published' AND cancelled_at IS NULL AND answers IS NULL;
CREATE INDEX plan_updates_wish ON plan_updates (wish, (coalesce(send_at, decided_at)) DESC, id DESC)
    WHERE state = 'published' AND cancelled_at IS NULL AND answers IS NULL AND wish > 0;
CREATE INDEX plan_updates_out ON plan_updates ((coalesce(send_at, decided_at)) DESC, id DESC)
    WHERE state = 'published' AND cancelled_at IS NULL;
CREATE INDEX reports_filed ON reports (filed_at, theme);
CREATE INDEX pulses_at ON pulses (at) INCLUDE (score, again);

-- +goose Down
DROP INDEX pulses_at, reports_filed, plan_updates_out, plan_updates_wish, plan_updates_theme;
