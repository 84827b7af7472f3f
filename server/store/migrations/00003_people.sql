-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Who was rung for a call, and what they made of it: '' (nothing yet),
    -- joined or declined.
    CREATE TABLE IF NOT EXISTS whereby_rings (
        call_id VARCHAR(26) NOT NULL,
        user_id VARCHAR(26) NOT NULL,
        at      BIGINT      NOT NULL,
        answer  VARCHAR(16) NOT NULL,
        PRIMARY KEY (call_id, user_id)
    );
    CREATE INDEX IF NOT EXISTS whereby_rings_unanswered ON whereby_rings (user_id, at) WHERE answer = '';
    CREATE INDEX IF NOT EXISTS whereby_rings_at ON whereby_rings (at);

    -- What we do with the custom statuses of people in calls: what can be there
    -- by our doing, what was there before, and which node is at it until when;
    -- again makes that node look once more.
    CREATE TABLE IF NOT EXISTS whereby_statuses (
        user_id    VARCHAR(26) PRIMARY KEY,
        state      VARCHAR(16) NOT NULL,
        ours       JSONB       NOT NULL,
        earlier    JSONB,
        renew_at   BIGINT      NOT NULL,
        holder     VARCHAR(26) NOT NULL,
        busy_until BIGINT      NOT NULL,
        again      BOOLEAN     NOT NULL
    );

    -- Who is in a call now.
    CREATE INDEX IF NOT EXISTS whereby_stays_inside ON whereby_stays (user_id) WHERE user_id <> '' AND left_at = 0;
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP INDEX IF EXISTS whereby_stays_inside;
    DROP TABLE IF EXISTS whereby_statuses, whereby_rings;
END
$$;
-- +goose StatementEnd
