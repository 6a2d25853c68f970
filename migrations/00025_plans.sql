-- +goose Up

-- What filing a report, and reading its card, asks of the database was planned
-- anew each time. A function in SQL is planned at each call; one in PL/pgSQL
-- once for a connection.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION desk_sees(report uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM referrals
        JOIN reports ON reports.id = referrals.report_id
        WHERE referrals.report_id = report
          AND referrals.active
          AND desk_agency(referrals.agency)
          AND (reports.degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'));
END
$$;

-- Nearly always there is no hook to tell, which costs a look. Where there is one,
-- a plan for all cases would look dearer than one for each, and planning that one
-- costs more than either: so it is asked for.
CREATE OR REPLACE FUNCTION hook_tell(report uuid, whom text, what text, happened timestamptz) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM hooks WHERE hooks.state IN ('on', 'paused') AND (whom IS NULL OR hooks.agency = whom)) THEN
        RETURN;
    END IF;
    INSERT INTO hook_deliveries (hook_id, event, report_id, guarded, data, at, next_at)
    SELECT hooks.id, what, report, reports.degree = 'guarded',
           CASE WHEN reports.degree = 'guarded' OR what IN ('report.passed', 'report.forgotten')
                THEN jsonb_build_object('reference', reports.reference, 'status', reports.status)
                ELSE jsonb_build_object('reference', reports.reference, 'status', reports.status, 'theme', reports.theme,
                                        'urgent', reports.urgent, 'ward', reports.ward, 'filed', reports.filed_at) END,
           happened, happened
    FROM hooks JOIN reports ON reports.id = report
    WHERE hooks.state IN ('on', 'paused') AND what = ANY(hooks.events)
      AND (hooks.agency = whom OR whom IS NULL AND hooks.agency IN (
              SELECT referrals.agency FROM referrals WHERE referrals.report_id = report AND referrals.active))
      AND (reports.degree <> 'guarded' OR hooks.guarded OR what IN ('report.passed', 'report.forgotten') AND EXISTS (
              SELECT FROM hook_deliveries told WHERE told.report_id = report AND told.hook_id = hooks.id));
    IF FOUND THEN
        PERFORM pg_notify('yousaid_hooks', '');
    END IF;
END
$$;
-- +goose StatementEnd

-- Whose marks are taken away is found without reading all that wait.
CREATE INDEX deadline_marks_report ON deadline_marks (report_id);

-- +goose Down
DROP INDEX deadline_marks_report;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION desk_sees(report uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM referrals
        JOIN reports ON reports.id = referrals.report_id
        WHERE referrals.report_id = report
          AND referrals.active
          AND desk_agency(referrals.agency)
          AND (reports.degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'))
$$;

CREATE OR REPLACE FUNCTION hook_tell(report uuid, whom text, what text, happened timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hook_deliveries (hook_id, event, report_id, guarded, data, at, next_at)
    SELECT hooks.id, what, report, reports.degree = 'guarded',
           CASE WHEN reports.degree = 'guarded' OR what IN ('report.passed', 'report.forgotten')
                THEN jsonb_build_object('reference', reports.reference, 'status', reports.status)
                ELSE jsonb_build_object('reference', reports.reference, 'status', reports.status, 'theme', reports.theme,
                                        'urgent', reports.urgent, 'ward', reports.ward, 'filed', reports.filed_at) END,
           happened, happened
    FROM hooks JOIN reports ON reports.id = report
    WHERE hooks.state IN ('on', 'paused') AND what = ANY(hooks.events)
      AND (hooks.agency = whom OR whom IS NULL AND hooks.agency IN (
              SELECT referrals.agency FROM referrals WHERE referrals.report_id = report AND referrals.active))
      AND (reports.degree <> 'guarded' OR hooks.guarded OR what IN ('report.passed', 'report.forgotten') AND EXISTS (
              SELECT FROM hook_deliveries told WHERE told.report_id = report AND told.hook_id = hooks.id));
    IF FOUND THEN
        PERFORM pg_notify('yousaid_hooks', '');
    END IF;
END
$$;
-- +goose StatementEnd
