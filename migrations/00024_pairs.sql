-- +goose Up

-- Two filters at once: without these, what the first one leaves is looked through
-- for the second. Where nobody has taken a report yet, and where it is in English,
-- there is nothing to keep, so that filing pays only for what isn't in English.
CREATE INDEX inbox_ward_language ON inbox (agency, theme, degree, status, ward, language, filed_at, report_id) WHERE language <> 'en';
CREATE INDEX inbox_ward_officer ON inbox (agency, theme, degree, status, ward, officer_id, filed_at, report_id) WHERE officer_id IS NOT NULL;
CREATE INDEX inbox_language_officer ON inbox (agency, theme, degree, status, language, officer_id, filed_at, report_id)
    WHERE officer_id IS NOT NULL AND language <> 'en';

-- +goose Down
DROP INDEX inbox_ward_language, inbox_ward_officer, inbox_language_officer;
