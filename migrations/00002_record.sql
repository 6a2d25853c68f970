-- +goose Up

-- Who the residents are. Logical dumps that are kept long leave vault out, so
-- nothing outside may refer to it by a foreign key.
CREATE TABLE vault.contacts (
    id         uuid PRIMARY KEY,
    lookup     bytea NOT NULL UNIQUE, -- HMAC of network and address; its key never rotates
    channel    text NOT NULL,
    data_key   bytea NOT NULL,        -- wrapped by the master keyring
    address    bytea NOT NULL,        -- sealed with data_key
    blocked_at timestamptz,           -- the network says that they can't be reached
    created_at timestamptz NOT NULL
);

-- One key per report; without it nothing of the report can be read again.
CREATE TABLE vault.report_keys (
    report_id  uuid PRIMARY KEY,      -- may come before the report: an upload link of a draft needs it
    data_key   bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- STOP outlives the contact: only the HMAC stays.
CREATE TABLE stops (
    lookup bytea PRIMARY KEY,
    since  timestamptz NOT NULL
);

CREATE TABLE preferences (
    lookup     bytea PRIMARY KEY,
    language   text NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE officers (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    agency     text NOT NULL,
    cleared    boolean NOT NULL DEFAULT false, -- may read guarded themes
    active     boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL
);

-- Where an officer is known to be themselves: a Telegram account, a number.
CREATE TABLE officer_addresses (
    lookup     bytea PRIMARY KEY,
    officer_id uuid NOT NULL REFERENCES officers,
    channel    text NOT NULL,
    address    bytea NOT NULL,        -- sealed by the keyring
    bound_at   timestamptz NOT NULL
);
CREATE INDEX ON officer_addresses (officer_id);

-- Where an agency receives: a Telegram group, a number, a mailbox.
CREATE TABLE desks (
    id             uuid PRIMARY KEY,
    agency         text NOT NULL,
    channel        text NOT NULL,
    lookup         bytea NOT NULL,
    address        bytea NOT NULL,    -- sealed by the keyring
    label          text NOT NULL,
    cleared        boolean NOT NULL DEFAULT false, -- only cleared officers read it
    reference_only boolean NOT NULL DEFAULT false, -- cards never show text here
    active         boolean NOT NULL DEFAULT true,
    unreachable_at timestamptz,       -- the network says that nothing gets there
    created_at     timestamptz NOT NULL
);
CREATE UNIQUE INDEX desks_lookup ON desks (lookup) WHERE active;
CREATE INDEX desks_agency ON desks (agency) WHERE active;

-- Codes that bind an officer's address, or a group as a desk.
CREATE TABLE invites (
    code       bytea PRIMARY KEY,     -- SHA-256
    kind       text NOT NULL CHECK (kind IN ('officer', 'desk')),
    officer_id uuid REFERENCES officers,
    agency     text NOT NULL,
    cleared    boolean NOT NULL DEFAULT false,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE TABLE reports (
    id          uuid PRIMARY KEY,
    reference   text NOT NULL UNIQUE,
    theme       smallint NOT NULL,    -- 0: not sure
    degree      text NOT NULL CHECK (degree IN ('open', 'neutral', 'guarded')),
    status      text NOT NULL CHECK (status IN ('new', 'taken', 'closed', 'withdrawn', 'forgotten')),
    urgent      boolean NOT NULL DEFAULT false,
    channel     text NOT NULL,
    language    text NOT NULL,
    ward        text NOT NULL DEFAULT '',
    contact     text NOT NULL CHECK (contact IN ('here', 'share', 'none')),
    contact_id  uuid,                 -- vault.contacts; null once forgotten
    body        bytea,                -- sealed JSON: words, place, time, name, number; null once forgotten
    taken_by    text NOT NULL DEFAULT '', -- as shown to colleagues
    taken_officer uuid REFERENCES officers,
    taken_agency text NOT NULL DEFAULT '',
    taken_at    timestamptz,
    outcome     text NOT NULL DEFAULT '',
    closed_at   timestamptz,
    version     integer NOT NULL DEFAULT 1, -- rises with every change that a card shows
    began_at    timestamptz NOT NULL,
    sent_at     timestamptz NOT NULL,
    filed_at    timestamptz NOT NULL
);
CREATE INDEX reports_contact ON reports (contact_id, filed_at DESC);

CREATE TABLE referrals (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id  uuid NOT NULL REFERENCES reports,
    agency     text NOT NULL,
    active     boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX referrals_once ON referrals (report_id, agency) WHERE active;
CREATE INDEX referrals_agency ON referrals (agency, report_id) WHERE active;

-- The thread: what officer and resident wrote on a report, and what happened.
CREATE TABLE entries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id  uuid NOT NULL REFERENCES reports,
    kind       text NOT NULL CHECK (kind IN ('resident', 'reply', 'note', 'event')),
    event      text NOT NULL DEFAULT '', -- taken, passed, closed, reopened, withdrawn …
    detail     jsonb NOT NULL DEFAULT '{}', -- of an event: agencies, themes, outcome; nothing personal
    officer_id uuid REFERENCES officers,
    author     text NOT NULL DEFAULT '', -- officer's or desk's name as colleagues see it
    agency     text NOT NULL DEFAULT '',
    text       bytea,                 -- sealed with the report's key
    source     text NOT NULL UNIQUE,  -- what caused it: commit id and place, or the action's id
    at         timestamptz NOT NULL
);
CREATE INDEX entries_report ON entries (report_id, id);

CREATE TABLE files (
    id         uuid PRIMARY KEY,
    report_id  uuid NOT NULL,         -- may come before the report, by an upload link
    entry_id   bigint REFERENCES entries,
    channel    text NOT NULL,         -- where it is to be fetched; 'upload' when it came with the request
    source     bytea,                 -- sealed: the provider's id of it; null once fetched
    state      text NOT NULL CHECK (state IN ('waiting', 'stored', 'refused')),
    media_type text NOT NULL DEFAULT '',
    content    bytea,                 -- sealed with the report's key
    width      integer NOT NULL DEFAULT 0,
    height     integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);
CREATE INDEX files_report ON files (report_id);

CREATE TABLE uploads (
    token      bytea PRIMARY KEY,     -- SHA-256
    report_id  uuid NOT NULL,         -- a draft's or a report's id
    lookup     bytea NOT NULL,        -- whose it is: a draft has no other tie to them
    expires_at timestamptz NOT NULL,
    used       integer NOT NULL DEFAULT 0 -- photos that came by it
);
CREATE INDEX uploads_lookup ON uploads (lookup);

-- What a desk was sent for a referral.
CREATE TABLE deliveries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id  uuid NOT NULL REFERENCES reports,
    referral_id bigint NOT NULL REFERENCES referrals,
    desk_id    uuid NOT NULL REFERENCES desks,
    entry_id   bigint REFERENCES entries, -- a resident's answer that is shown under the card; null for the card itself
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'suppressed')),
    message    text NOT NULL DEFAULT '',  -- the provider's id
    shown      integer NOT NULL DEFAULT 0, -- version of the report that the message shows
    failure    text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    sent_at    timestamptz
);
CREATE UNIQUE INDEX deliveries_once ON deliveries (referral_id, desk_id, coalesce(entry_id, 0));
CREATE INDEX deliveries_report ON deliveries (report_id);

-- What a message in a desk's chat is about, so that a reply to it is understood.
CREATE TABLE desk_messages (
    chat       bytea NOT NULL,        -- lookup of the chat's address
    message    text NOT NULL,
    channel    text NOT NULL,
    address    bytea NOT NULL,        -- sealed by the keyring: a report shown there is blanked when it is forgotten
    report_id  uuid NOT NULL,
    agency     text NOT NULL,
    purpose    text NOT NULL,         -- card, ask, note, pass, close …
    shows      boolean NOT NULL DEFAULT false, -- words of the report, or a photo, stand in it
    args       jsonb NOT NULL DEFAULT '{}',
    officer_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (chat, message)
);
CREATE INDEX desk_messages_report ON desk_messages (report_id);

-- What an officer wrote and has not yet said "send" or "note" to.
CREATE TABLE drafts (
    id         uuid PRIMARY KEY,
    report_id  uuid NOT NULL REFERENCES reports,
    officer_id uuid REFERENCES officers,
    agency     text NOT NULL,
    text       bytea NOT NULL,        -- sealed with the report's key
    source     text NOT NULL UNIQUE,  -- the message that brought it
    created_at timestamptz NOT NULL,
    used_at    timestamptz
);

-- What has been done already: officers' actions by the provider's id, and the
-- pending work of conversations by its own.
CREATE TABLE actions (
    id     text PRIMARY KEY,
    result jsonb NOT NULL,            -- nothing personal
    at     timestamptz NOT NULL
);

CREATE TABLE commits (
    id       uuid PRIMARY KEY,
    outcomes jsonb NOT NULL,          -- references, agencies, statuses; nothing personal
    at       timestamptz NOT NULL
);

-- Messages that the service couldn't take, so that somebody can look at them.
CREATE TABLE set_aside (
    id         text PRIMARY KEY,      -- HMAC of the provider's id, in hex
    lookup     bytea NOT NULL,        -- of the address that it came from
    channel    text NOT NULL,
    payload    bytea NOT NULL,        -- sealed by the keyring
    reason     text NOT NULL,
    at         timestamptz NOT NULL
);

-- What is to be told to a resident.
CREATE TABLE notices (
    id         uuid PRIMARY KEY,
    report_id  uuid NOT NULL REFERENCES reports,
    kind       text NOT NULL CHECK (kind IN ('message', 'passed', 'closed', 'photo')),
    entry_id   bigint REFERENCES entries,
    agency     text NOT NULL DEFAULT '',
    result     text NOT NULL DEFAULT '',
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'told', 'read', 'suppressed', 'failed')),
    failure    text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    told_at    timestamptz,
    read_at    timestamptz
);
CREATE INDEX notices_report ON notices (report_id);

-- One-time links of SMS and e-mail desks to one report, and the short sessions
-- that they open.
CREATE TABLE links (
    token      bytea PRIMARY KEY,     -- SHA-256
    desk_id    uuid NOT NULL REFERENCES desks,
    report_id  uuid NOT NULL REFERENCES reports,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE TABLE link_sessions (
    token      bytea PRIMARY KEY,     -- SHA-256
    desk_id    uuid NOT NULL REFERENCES desks,
    report_id  uuid NOT NULL REFERENCES reports,
    expires_at timestamptz NOT NULL
);

-- What was forgotten, without content; replayed when a dump of vault is restored.
CREATE TABLE tombstones (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('contact', 'report')),
    target uuid NOT NULL,
    at   timestamptz NOT NULL
);

-- Who read or did what. Rows are only ever added.
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    agency     text NOT NULL,
    officer_id uuid,
    actor      text NOT NULL,         -- officer's or desk's name, or "service"
    action     text NOT NULL,
    report_id  uuid,
    detail     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_report ON audit (report_id);

-- Single facts of the installation, such as the epoch of the conversations' store.
CREATE TABLE facts (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- +goose Down
DROP TABLE facts, audit, tombstones, link_sessions, links, notices, set_aside, commits, actions, drafts, desk_messages, deliveries,
    uploads, files, entries, referrals, reports, invites, desks, officer_addresses, officers, preferences, stops;
DROP TABLE vault.report_keys, vault.contacts;
