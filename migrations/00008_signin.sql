-- +goose Up

ALTER TABLE officers ADD COLUMN signed_in_at timestamptz; -- to the console, last

-- Sign-ins by a code that are under way, each in one browser. A row without an
-- officer stands for an address that nobody has registered: whoever asked must
-- not learn that.
CREATE TABLE sign_ins (
    token      bytea PRIMARY KEY,          -- SHA-256 of the browser's cookie
    officer_id uuid REFERENCES officers,
    step       text NOT NULL CHECK (step IN ('code', 'app')),
    subject    bytea NOT NULL,             -- as whose wrong tries count
    code       bytea NOT NULL,             -- HMAC of what was sent
    secret     bytea,                      -- sealed by the keyring: of an authenticator app that is being set up
    tries      integer NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_officer ON sign_ins (officer_id);

-- Browsers that were sent to the identity provider and are to come back, once.
CREATE TABLE sign_in_states (
    state      bytea PRIMARY KEY,          -- SHA-256
    browser    bytea NOT NULL,             -- SHA-256 of the browser's cookie
    page       text NOT NULL,              -- of the console, where it goes on
    expires_at timestamptz NOT NULL
);

-- Codes asked for and tried: until when each subject has used its allowance up.
CREATE TABLE sign_in_tries (
    subject    bytea PRIMARY KEY,          -- HMAC of an address, an officer, a network address
    used_until timestamptz NOT NULL
);

-- Accounts at an identity provider that are officers'.
CREATE TABLE officer_identities (
    lookup     bytea PRIMARY KEY,          -- HMAC of issuer and subject
    officer_id uuid NOT NULL REFERENCES officers,
    issuer     text NOT NULL,
    bound_at   timestamptz NOT NULL,
    UNIQUE (officer_id, issuer)
);

-- Officers' authenticator apps, and what stands in for one that is lost.
CREATE TABLE officer_apps (
    officer_id uuid PRIMARY KEY REFERENCES officers,
    secret     bytea NOT NULL,             -- sealed by the keyring
    last_step  bigint NOT NULL,            -- of the last code that was used: it and older ones work no more
    set_up_at  timestamptz NOT NULL
);

CREATE TABLE officer_recoveries (
    officer_id uuid NOT NULL REFERENCES officers,
    code       bytea NOT NULL,             -- HMAC
    PRIMARY KEY (officer_id, code)
);

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sign_ins', 'sign_in_states', 'sign_in_tries', 'officer_identities', 'officer_apps',
                                'officer_recoveries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY service ON %I TO yousaid_service USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose Down
ALTER TABLE officers DROP COLUMN signed_in_at;
DROP TABLE officer_recoveries, officer_apps, officer_identities, sign_in_tries, sign_in_states, sign_ins;
