-- +goose NO TRANSACTION

-- +goose Up
-- What was given up is counted at every scrape of the metrics.
CREATE INDEX IF NOT EXISTS whereby_deliveries_dead ON whereby_deliveries (created_at) WHERE state = 'dead';

-- +goose Down
DROP INDEX IF EXISTS whereby_deliveries_dead;
