-- +goose Up
-- Two roles that nobody logs in as. The service's login is a member of both:
-- its connections start as yousaid_service, and a transaction for an officer
-- runs under SET LOCAL ROLE yousaid_desk. Roles belong to the whole cluster,
-- so another database may have made them already, or may be making them now.
-- +goose StatementBegin
DO $$
DECLARE
    wanted text;
    -- Since PostgreSQL 16 whoever makes a role is its member without being
    -- allowed to work as it.
    may text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['yousaid_service', 'yousaid_desk'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database was first
            END;
        END IF;
        IF NOT pg_has_role(session_user, wanted, may) THEN
            EXECUTE format('GRANT %I TO %I', wanted, session_user);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE SCHEMA vault;
CREATE SCHEMA river;

GRANT USAGE ON SCHEMA public, vault, river TO yousaid_service;
GRANT USAGE ON SCHEMA public, vault TO yousaid_desk;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, vault, river GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO yousaid_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, vault, river GRANT USAGE, SELECT ON SEQUENCES TO yousaid_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT EXECUTE ON FUNCTIONS TO yousaid_service;

-- +goose Down
DROP SCHEMA river CASCADE;
DROP SCHEMA vault CASCADE;
