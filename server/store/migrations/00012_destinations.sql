-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Whose events they are at the service, and in short why a try failed.
    ALTER TABLE whereby_connections ADD COLUMN IF NOT EXISTS account TEXT NOT NULL DEFAULT '';
    ALTER TABLE whereby_deliveries ADD COLUMN IF NOT EXISTS reason VARCHAR(16) NOT NULL DEFAULT '';
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE IF EXISTS whereby_deliveries DROP COLUMN IF EXISTS reason;
    ALTER TABLE IF EXISTS whereby_connections DROP COLUMN IF EXISTS account;
END
$$;
-- +goose StatementEnd
