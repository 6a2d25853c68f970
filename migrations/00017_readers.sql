-- +goose Up

-- While the record is upgraded the release before still serves, and files
-- comments without saying who they are for (migration 16). Whoever is sent a
-- comment may read it, whichever release sent it.
-- +goose StatementBegin
CREATE FUNCTION comment_is_for() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE comments SET agencies = array_append(agencies, NEW.agency)
    WHERE id = NEW.comment_id AND NEW.agency <> ALL(agencies);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER comment_is_for AFTER INSERT ON comment_deliveries FOR EACH ROW EXECUTE FUNCTION comment_is_for();

-- +goose Down
DROP TRIGGER comment_is_for ON comment_deliveries;
DROP FUNCTION comment_is_for;
