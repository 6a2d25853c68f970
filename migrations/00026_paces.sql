-- +goose Up

-- Which process sends to many on a network, and until when it may: one at a time,
-- so that it knows every call that the network counts.
ALTER TABLE paces ADD COLUMN holder uuid, ADD COLUMN held_until timestamptz;

-- +goose Down
ALTER TABLE paces DROP COLUMN holder, DROP COLUMN held_until;
