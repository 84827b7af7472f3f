-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- The post that shows the schedule.
    ALTER TABLE IF EXISTS whereby_schedules
        ADD COLUMN IF NOT EXISTS post_id VARCHAR(26) NOT NULL DEFAULT '';
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE IF EXISTS whereby_schedules
        DROP COLUMN IF EXISTS post_id;
END
$$;
-- +goose StatementEnd
