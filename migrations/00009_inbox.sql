-- +goose Up

-- Lists of reports are put together from lanes: the reports of one agency, one
-- theme, one degree and one status, in the order of their filing. Inside a lane
-- every filter is the beginning of an index, so a page costs the same however
-- many reports there are, also where nothing is found. This table says which
-- lanes an agency can have; one that has become empty costs next to nothing.
CREATE TABLE inbox_lanes (
    agency text NOT NULL,
    theme  smallint NOT NULL,
    degree text NOT NULL,
    PRIMARY KEY (agency, theme, degree)
);

-- An id as it came from outside, and NULL for what is none, so that a row is
-- found by its index: a comparison with id::text reads the whole table.
-- +goose StatementBegin
CREATE FUNCTION as_uuid(id text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN id::uuid END
$$;

CREATE FUNCTION inbox_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Looking first: nearly always the lane is there, and nothing is written.
    IF NOT EXISTS (SELECT FROM inbox_lanes WHERE agency = NEW.agency AND theme = NEW.theme AND degree = NEW.degree) THEN
        INSERT INTO inbox_lanes (agency, theme, degree) VALUES (NEW.agency, NEW.theme, NEW.degree) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER inbox_lane_new AFTER INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION inbox_lane();
CREATE TRIGGER inbox_lane_other AFTER UPDATE OF theme, degree ON inbox FOR EACH ROW
    WHEN (NEW.theme <> OLD.theme OR NEW.degree <> OLD.degree) EXECUTE FUNCTION inbox_lane();
INSERT INTO inbox_lanes SELECT DISTINCT agency, theme, degree FROM inbox;

-- One index finds a report's rows, whoever has it.
ALTER TABLE inbox DROP CONSTRAINT inbox_pkey;
ALTER TABLE inbox ADD PRIMARY KEY (report_id, agency);
DROP INDEX inbox_report, inbox_agency;

-- One for each filter. inbox_first serves lists over all agencies without any.
-- Filing pays for the first two alone, and for the third where a report is not
-- in English; the others are of few rows.
CREATE INDEX inbox_filed ON inbox (agency, theme, degree, status, filed_at, report_id);
CREATE INDEX inbox_ward ON inbox (agency, theme, degree, status, ward, filed_at, report_id);
CREATE INDEX inbox_language ON inbox (agency, theme, degree, status, language, filed_at, report_id) WHERE language <> 'en';
CREATE INDEX inbox_officer ON inbox (agency, theme, degree, status, officer_id, filed_at, report_id) WHERE officer_id IS NOT NULL;
CREATE INDEX inbox_urgent ON inbox (agency, filed_at, report_id) WHERE urgent AND open;

-- The settings of the transaction are read once for each query, instead of once
-- for each row.
DROP POLICY desk ON inbox;
CREATE POLICY desk ON inbox FOR SELECT TO yousaid_desk USING (
    (agency = (SELECT current_setting('yousaid.agency', true)) OR (SELECT current_setting('yousaid.all', true)) = 'yes')
    AND (degree <> 'guarded' OR (SELECT current_setting('yousaid.cleared', true)) = 'yes'));

ALTER TABLE inbox_lanes ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_lanes FORCE ROW LEVEL SECURITY;
CREATE POLICY service ON inbox_lanes TO yousaid_service USING (true) WITH CHECK (true);
CREATE POLICY desk ON inbox_lanes FOR SELECT TO yousaid_desk
    USING (desk_agency(agency) AND (degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'));
GRANT SELECT ON inbox_lanes TO yousaid_desk;

-- +goose Down
DROP TRIGGER inbox_lane_new ON inbox;
DROP TRIGGER inbox_lane_other ON inbox;
DROP FUNCTION inbox_lane, as_uuid;
DROP TABLE inbox_lanes;
DROP INDEX inbox_filed, inbox_ward, inbox_language, inbox_officer, inbox_urgent;
ALTER TABLE inbox DROP CONSTRAINT inbox_pkey;
ALTER TABLE inbox ADD PRIMARY KEY (agency, report_id);
CREATE INDEX inbox_report ON inbox (report_id);
CREATE INDEX inbox_agency ON inbox (agency, filed_at, report_id);
DROP POLICY desk ON inbox;
CREATE POLICY desk ON inbox FOR SELECT TO yousaid_desk
    USING (desk_agency(agency) AND (degree <> 'guarded' OR current_setting('yousaid.cleared', true) = 'yes'));
