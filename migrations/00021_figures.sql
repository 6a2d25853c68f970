-- +goose Up

-- Figures are read from sums, so that a page costs the same with few reports
-- and many. A row is of the reports on a theme that an agency has ('*': of all,
-- each once) and that were filed in one week of the area's clock. No row names
-- a report.
CREATE TABLE figure_weeks (
    week     date NOT NULL,           -- its Monday
    agency   text NOT NULL,
    theme    smallint NOT NULL,
    filed    integer NOT NULL,
    channels jsonb NOT NULL,          -- how many came by each
    outcomes jsonb NOT NULL,          -- done, no_action, not_for_us, withdrawn, forgotten, open
    taken    integer[] NOT NULL,      -- how many were taken in less than each bound (bot.TimeBounds), and after the last
    closed   integer[] NOT NULL,      -- how many were closed, likewise
    PRIMARY KEY (agency, week, theme)
);
CREATE INDEX figure_weeks_week ON figure_weeks (week);

-- What says something of the residents themselves is counted once, when a
-- quarter (of a pulse: a month) is over, and never again: a count that changed
-- would tell of whom. A count below five is never written.
CREATE TABLE figure_counts (
    begins    date NOT NULL,          -- the quarter's Monday; the month's first day
    agency    text NOT NULL,          -- who may read it: a lead of the theme, the team; '*': who sees all
    theme     smallint NOT NULL,
    dimension text NOT NULL CHECK (dimension IN ('counted', 'total', 'area', 'language', 'rating', 'pulse')),
    value     text NOT NULL DEFAULT '',
    guarded   boolean NOT NULL DEFAULT false, -- only for who is cleared
    count     integer NOT NULL,
    points    integer NOT NULL DEFAULT 0, -- of ratings and pulses: their sum
    PRIMARY KEY (agency, begins, dimension, theme, value),
    CHECK (count >= 5 OR dimension IN ('counted', 'total'))
);

-- Days (by UTC) of filing whose weeks are to be counted again. Rows are only
-- added, so that who files a report waits for nobody.
CREATE TABLE figure_marks (
    id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day date NOT NULL
);
CREATE INDEX figure_marks_day ON figure_marks (day);

-- +goose StatementBegin
CREATE FUNCTION figure_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_marks (day) VALUES ((NEW.filed_at AT TIME ZONE 'UTC')::date);
    RETURN NULL;
END
$$;

CREATE FUNCTION figure_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_marks (day) SELECT (filed_at AT TIME ZONE 'UTC')::date FROM reports WHERE id = NEW.report_id;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['figure_weeks', 'figure_counts', 'figure_marks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER figure_filed AFTER INSERT ON reports FOR EACH ROW EXECUTE FUNCTION figure_report();
CREATE TRIGGER figure_changes AFTER UPDATE OF theme, status, outcome, taken_at, closed_at ON reports FOR EACH ROW
    WHEN (ROW (NEW.theme, NEW.status, NEW.outcome, NEW.taken_at, NEW.closed_at)
          IS DISTINCT FROM ROW (OLD.theme, OLD.status, OLD.outcome, OLD.taken_at, OLD.closed_at))
    EXECUTE FUNCTION figure_report();
CREATE TRIGGER figure_arrives AFTER INSERT ON referrals FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION figure_referral();
CREATE TRIGGER figure_leaves AFTER UPDATE OF active ON referrals FOR EACH ROW
    WHEN (NEW.active IS DISTINCT FROM OLD.active) EXECUTE FUNCTION figure_referral();

-- The settings of the transaction are read once for each query.
CREATE POLICY desk ON figure_weeks FOR SELECT TO yousaid_desk USING (
    agency = (SELECT current_setting('yousaid.agency', true)) OR (SELECT current_setting('yousaid.all', true)) = 'yes');
CREATE POLICY desk ON figure_counts FOR SELECT TO yousaid_desk USING (
    (agency = (SELECT current_setting('yousaid.agency', true)) OR (SELECT current_setting('yousaid.all', true)) = 'yes')
    AND (NOT guarded OR (SELECT current_setting('yousaid.cleared', true)) = 'yes'));
GRANT SELECT ON figure_weeks, figure_counts TO yousaid_desk;

-- What was filed before is counted by the first job.
INSERT INTO figure_marks (day) SELECT DISTINCT (filed_at AT TIME ZONE 'UTC')::date FROM reports;

-- +goose Down
DROP TRIGGER figure_filed ON reports;
DROP TRIGGER figure_changes ON reports;
DROP TRIGGER figure_arrives ON referrals;
DROP TRIGGER figure_leaves ON referrals;
DROP TABLE figure_weeks, figure_counts, figure_marks;
DROP FUNCTION figure_report, figure_referral;
