-- +goose Up

-- Who the comments of before are for. It locks rows, and no table.
UPDATE comments
SET agencies = (SELECT array_agg(DISTINCT agency ORDER BY agency) FROM comment_deliveries WHERE comment_id = comments.id)
WHERE agencies = '{}' AND EXISTS (SELECT FROM comment_deliveries WHERE comment_id = comments.id);

-- +goose Down
SELECT 1;
