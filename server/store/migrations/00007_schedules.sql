-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE whereby_calls
        ADD COLUMN IF NOT EXISTS schedule_id VARCHAR(26) NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS planned     BIGINT      NOT NULL DEFAULT 0;
    -- A planned call is started once.
    CREATE UNIQUE INDEX IF NOT EXISTS whereby_calls_planned ON whereby_calls (schedule_id, planned)
        WHERE planned > 0 AND state <> 'failed';

    -- Calls planned ahead. next_at is when the next is, 0 when there is none.
    CREATE TABLE IF NOT EXISTS whereby_schedules (
        id           VARCHAR(26) PRIMARY KEY,
        channel_id   VARCHAR(26) NOT NULL,
        team_id      VARCHAR(26) NOT NULL,
        root_id      VARCHAR(26) NOT NULL,
        owner_id     VARCHAR(26) NOT NULL,
        series       VARCHAR(26) NOT NULL,
        options      JSONB       NOT NULL,
        words        TEXT        NOT NULL, -- as typed
        rule         TEXT        NOT NULL,
        zone         TEXT        NOT NULL,
        start_at     BIGINT      NOT NULL,
        skipped      JSONB       NOT NULL,
        state        VARCHAR(16) NOT NULL,
        next_at      BIGINT      NOT NULL,
        remind       INT         NOT NULL, -- minutes before, -1 for the usual
        reminded_for BIGINT      NOT NULL,
        tries        INT         NOT NULL,
        sequence     INT         NOT NULL,
        created_at   BIGINT      NOT NULL,
        changed_at   BIGINT      NOT NULL,
        check_at     BIGINT      NOT NULL,
        busy_until   BIGINT      NOT NULL,
        revision     BIGINT      NOT NULL
    );
    CREATE INDEX IF NOT EXISTS whereby_schedules_check ON whereby_schedules (check_at) WHERE check_at > 0;
    CREATE INDEX IF NOT EXISTS whereby_schedules_channel ON whereby_schedules (channel_id, next_at);

    -- People's calendar addresses, by the hash of what is secret in them.
    CREATE TABLE IF NOT EXISTS whereby_feeds (
        user_id    VARCHAR(26) PRIMARY KEY,
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        made_at    BIGINT      NOT NULL
    );
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_feeds, whereby_schedules;
    DROP INDEX IF EXISTS whereby_calls_planned;
    ALTER TABLE whereby_calls
        DROP COLUMN IF EXISTS schedule_id,
        DROP COLUMN IF EXISTS planned;
END
$$;
-- +goose StatementEnd
