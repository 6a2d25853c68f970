-- +goose Up

-- The PIN that a resident may set: an HMAC of it with the key of the blind
-- lookup, which is not in the record, and a salt of its own. So whoever has the
-- record alone can't try the few PINs that there are.
CREATE TABLE pins (
    lookup bytea PRIMARY KEY,
    salt   bytea NOT NULL,
    hash   bytea NOT NULL,
    set_at timestamptz NOT NULL
);

-- Wrong PINs, by what was tried (a reference, whether there is such a one or
-- not) and by who tried: all replicas count together.
CREATE TABLE pin_tries (
    subject bytea PRIMARY KEY,        -- HMAC
    wrong   integer NOT NULL,
    last_at timestamptz NOT NULL
);

-- Who has opened a report of another address by its PIN, for a little while.
CREATE TABLE guests (
    lookup     bytea NOT NULL,
    report_id  uuid NOT NULL REFERENCES reports,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (lookup, report_id)
);
CREATE INDEX guests_report ON guests (report_id);

-- One-time links to the copy of all that is kept about an address.
CREATE TABLE copies (
    token      bytea PRIMARY KEY,     -- SHA-256
    lookup     bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX copies_lookup ON copies (lookup);

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['pins', 'pin_tries', 'guests', 'copies'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP TABLE pins, pin_tries, guests, copies;
