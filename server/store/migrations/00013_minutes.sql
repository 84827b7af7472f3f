-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Which transcripts have been summed up, or are being until busy_until. What
    -- was said is in neither.
    CREATE TABLE IF NOT EXISTS whereby_minutes (
        call_id    VARCHAR(26) NOT NULL,
        file_id    TEXT        NOT NULL,
        post_id    VARCHAR(26) NOT NULL,
        busy_until BIGINT      NOT NULL,
        PRIMARY KEY (call_id, file_id)
    );
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_minutes;
END
$$;
-- +goose StatementEnd
