-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE whereby_calls
        ADD COLUMN IF NOT EXISTS viewer_url   TEXT        NOT NULL DEFAULT '', -- sealed
        ADD COLUMN IF NOT EXISTS lasting      BOOLEAN     NOT NULL DEFAULT false,
        ADD COLUMN IF NOT EXISTS unasked      BOOLEAN     NOT NULL DEFAULT false,
        ADD COLUMN IF NOT EXISTS also_post_id VARCHAR(26) NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS reminded     BOOLEAN     NOT NULL DEFAULT false;

    -- Lasting rooms, each under the id of its channel.
    CREATE TABLE IF NOT EXISTS whereby_rooms (
        id         VARCHAR(26) PRIMARY KEY,
        channel_id VARCHAR(26) NOT NULL,
        room_state VARCHAR(16) NOT NULL,
        meeting_id TEXT        NOT NULL,
        room_name  TEXT        NOT NULL,
        room_url   TEXT        NOT NULL,
        host_url   TEXT        NOT NULL, -- sealed
        key        TEXT        NOT NULL,
        options    JSONB       NOT NULL,
        preferred  BOOLEAN     NOT NULL,
        made_by    VARCHAR(26) NOT NULL,
        made_at    BIGINT      NOT NULL,
        ends_at    BIGINT      NOT NULL,
        seen_at    BIGINT      NOT NULL,
        pending    BIGINT      NOT NULL,
        pending_at BIGINT      NOT NULL,
        old        JSONB       NOT NULL,
        check_at   BIGINT      NOT NULL,
        revision   BIGINT      NOT NULL
    );
    CREATE INDEX IF NOT EXISTS whereby_rooms_check ON whereby_rooms (check_at);
    CREATE INDEX IF NOT EXISTS whereby_rooms_meeting ON whereby_rooms (meeting_id) WHERE meeting_id <> '';
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_rooms;
    ALTER TABLE whereby_calls
        DROP COLUMN IF EXISTS viewer_url,
        DROP COLUMN IF EXISTS lasting,
        DROP COLUMN IF EXISTS unasked,
        DROP COLUMN IF EXISTS also_post_id,
        DROP COLUMN IF EXISTS reminded;
END
$$;
-- +goose StatementEnd
