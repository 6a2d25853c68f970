-- +goose Up
-- Agencies are kept apart by the database itself. The desk role reads a report
-- only where its agency has it now, and a guarded one only when the officer is
-- cleared. It writes nothing: a use case first locks the report as the desk
-- (no row: not yours), then writes under the service role.
REVOKE UPDATE, DELETE ON audit FROM yousaid_service;

-- +goose StatementBegin
CREATE FUNCTION desk_sees(report uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM referrals
        JOIN reports ON reports.id = referrals.report_id
        WHERE referrals.report_id = report
          AND referrals.active
          AND referrals.agency = current_setting('yousaid.agency', true)
          AND (reports.degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'))
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['reports', 'referrals', 'entries', 'files', 'deliveries', 'drafts', 'notices', 'audit',
                                'officers', 'desks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['entries', 'files', 'notices'] LOOP
        EXECUTE format('CREATE POLICY desk ON %I FOR SELECT TO yousaid_desk USING (desk_sees(report_id))', name);
        EXECUTE format('GRANT SELECT ON %I TO yousaid_desk', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- These two stand on their own: desk_sees reads them under these policies.
CREATE POLICY desk ON referrals FOR SELECT TO yousaid_desk
    USING (active AND agency = current_setting('yousaid.agency', true));
CREATE POLICY desk ON reports FOR SELECT TO yousaid_desk
    USING ((degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes')
        AND EXISTS (SELECT FROM referrals WHERE referrals.report_id = reports.id));
GRANT SELECT, UPDATE (version) ON reports TO yousaid_desk; -- SELECT … FOR UPDATE asks for UPDATE on one column
CREATE POLICY desk_lock ON reports FOR UPDATE TO yousaid_desk
    USING ((degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes')
        AND EXISTS (SELECT FROM referrals WHERE referrals.report_id = reports.id))
    WITH CHECK (false); -- it may lock, not change
GRANT SELECT ON referrals TO yousaid_desk;

-- Of joint leads each sees its own cards and drafts alone.
CREATE POLICY desk ON deliveries FOR SELECT TO yousaid_desk
    USING (desk_sees(report_id) AND EXISTS (SELECT FROM referrals WHERE referrals.id = referral_id));
CREATE POLICY desk ON drafts FOR SELECT TO yousaid_desk
    USING (desk_sees(report_id) AND agency = current_setting('yousaid.agency', true));
CREATE POLICY desk ON officers FOR SELECT TO yousaid_desk USING (agency = current_setting('yousaid.agency', true));
CREATE POLICY desk ON desks FOR SELECT TO yousaid_desk USING (agency = current_setting('yousaid.agency', true));
GRANT SELECT ON deliveries, drafts, officers, desks TO yousaid_desk;

-- A desk can write what it read; nobody can change it.
CREATE POLICY desk ON audit FOR INSERT TO yousaid_desk
    WITH CHECK (agency = current_setting('yousaid.agency', true));
GRANT INSERT ON audit TO yousaid_desk;

ALTER TABLE vault.contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.contacts FORCE ROW LEVEL SECURITY;
CREATE POLICY service ON vault.contacts TO yousaid_service USING (true) WITH CHECK (true);

ALTER TABLE vault.report_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.report_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY service ON vault.report_keys TO yousaid_service USING (true) WITH CHECK (true);
CREATE POLICY desk ON vault.report_keys FOR SELECT TO yousaid_desk USING (desk_sees(report_id));
GRANT SELECT ON vault.report_keys TO yousaid_desk;

-- +goose Down
DROP POLICY desk ON vault.report_keys;
DROP POLICY desk ON reports;
DROP POLICY desk_lock ON reports;
DROP POLICY desk ON referrals;
DROP POLICY desk ON audit;
DROP FUNCTION desk_sees CASCADE; -- and the policies that ask it
