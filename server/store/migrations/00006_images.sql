-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Images of brands, by the SHA-256 of their content; used_at is when one was
    -- last uploaded, or seen in the settings, as exactly as the store has it.
    CREATE TABLE IF NOT EXISTS whereby_images (
        id      VARCHAR(64) PRIMARY KEY,
        kind    VARCHAR(32) NOT NULL,
        width   INTEGER     NOT NULL,
        height  INTEGER     NOT NULL,
        data    BYTEA       NOT NULL,
        made_by VARCHAR(26) NOT NULL,
        made_at BIGINT      NOT NULL,
        used_at BIGINT      NOT NULL
    );
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_images;
END
$$;
-- +goose StatementEnd
