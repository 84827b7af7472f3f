-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Rooms made ahead. One whose meeting is not known is being made; one
    -- without a recipe is to be removed.
    CREATE TABLE IF NOT EXISTS whereby_warm_rooms (
        id         VARCHAR(26) PRIMARY KEY,
        recipe     TEXT        NOT NULL,
        prefix     TEXT        NOT NULL,
        meeting_id TEXT        NOT NULL,
        room_name  TEXT        NOT NULL,
        room_url   TEXT        NOT NULL,
        host_url   TEXT        NOT NULL, -- sealed
        made_at    BIGINT      NOT NULL,
        old_at     BIGINT      NOT NULL,
        ends_at    BIGINT      NOT NULL
    );
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_warm_rooms;
END
$$;
-- +goose StatementEnd
