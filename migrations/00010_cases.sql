-- +goose Up

-- Requests to see the contact of a report's resident, where a life or a child
-- is at risk. The audit keeps reason and names for good; what is sealed here
-- goes with the report's key.
CREATE TABLE reveals (
    id           uuid PRIMARY KEY,
    report_id    uuid NOT NULL REFERENCES reports,
    agency       text NOT NULL,       -- of who asks
    asker        uuid NOT NULL REFERENCES officers,
    asker_name   text NOT NULL,
    ground       text NOT NULL CHECK (ground IN ('life', 'child')),
    reason       bytea,               -- sealed with the report's key; null once forgotten
    state        text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'refused', 'seen', 'forgotten')),
    decider      uuid REFERENCES officers,
    decider_name text NOT NULL DEFAULT '',
    word         bytea,               -- of who decided; sealed with the report's key
    asked_at     timestamptz NOT NULL,
    decided_at   timestamptz,
    until        timestamptz,         -- when an approval is over
    seen_at      timestamptz,         -- when the contact was first looked at
    CHECK (decider <> asker)
);
CREATE INDEX reveals_report ON reveals (report_id);
CREATE INDEX reveals_open ON reveals (agency, asked_at) WHERE state = 'asked';

-- Reports that tell of one thing. A report is in one incident at the most.
CREATE TABLE incidents (
    id         uuid PRIMARY KEY,
    created_at timestamptz NOT NULL
);
CREATE TABLE incident_members (
    report_id   uuid PRIMARY KEY REFERENCES reports,
    incident_id uuid NOT NULL REFERENCES incidents,
    kind        text NOT NULL CHECK (kind IN ('same', 'duplicate')),
    original    uuid REFERENCES reports, -- which one it repeats
    officer_id  uuid REFERENCES officers,
    linked_by   text NOT NULL,
    agency      text NOT NULL,           -- of who linked it
    linked_at   timestamptz NOT NULL,
    CHECK ((kind = 'duplicate') = (original IS NOT NULL)),
    CHECK (original <> report_id)
);
CREATE INDEX incident_members_incident ON incident_members (incident_id);
CREATE INDEX incident_members_original ON incident_members (original);

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['reveals', 'incidents', 'incident_members'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- A joint lead knows from the thread that somebody asked; the request itself
-- is between the agency that asks and the partnership's coordinator.
CREATE POLICY desk ON reveals FOR SELECT TO yousaid_desk USING (desk_agency(agency) AND desk_sees(report_id));
GRANT SELECT ON reveals TO yousaid_desk;

-- An agency sees of an incident the reports that it has, and learns of no other.
CREATE POLICY desk ON incident_members FOR SELECT TO yousaid_desk USING (desk_sees(report_id));
GRANT SELECT ON incident_members TO yousaid_desk;

-- Residents hear it when a closed report is opened again by an agency.
ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN ('message', 'passed', 'closed', 'photo', 'reopened'));

-- +goose Down
DELETE FROM notices WHERE kind = 'reopened';
ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN ('message', 'passed', 'closed', 'photo'));
DROP TABLE incident_members, incidents, reveals;
