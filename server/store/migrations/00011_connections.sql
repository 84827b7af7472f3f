-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- told tells whether an event has become deliveries. Those of before are
    -- nobody's news any more.
    ALTER TABLE whereby_outbox ADD COLUMN IF NOT EXISTS told BOOLEAN NOT NULL DEFAULT true;
    ALTER TABLE whereby_outbox ALTER COLUMN told SET DEFAULT false;
    CREATE INDEX IF NOT EXISTS whereby_outbox_untold ON whereby_outbox (seq) WHERE NOT told;

    -- Where events go. sealed holds address and secret; off is why the plugin
    -- has stopped using it, failures and paused_until how it fares.
    CREATE TABLE IF NOT EXISTS whereby_connections (
        id           VARCHAR(26) PRIMARY KEY,
        kind         VARCHAR(16) NOT NULL,
        name         TEXT        NOT NULL,
        enabled      BOOLEAN     NOT NULL,
        sealed       TEXT        NOT NULL,
        rules        JSONB       NOT NULL,
        made_by      VARCHAR(26) NOT NULL,
        made_at      BIGINT      NOT NULL,
        off          VARCHAR(32) NOT NULL,
        failures     INT         NOT NULL,
        paused_until BIGINT      NOT NULL
    );

    -- One event for one connection. next_at is when it is tried, busy_until for
    -- how long somebody is at it.
    CREATE TABLE IF NOT EXISTS whereby_deliveries (
        id            VARCHAR(26) PRIMARY KEY,
        event_id      VARCHAR(26) NOT NULL,
        seq           BIGINT      NOT NULL,
        call_id       VARCHAR(26) NOT NULL,
        connection_id VARCHAR(26) NOT NULL,
        kind          VARCHAR(24) NOT NULL,
        payload       JSONB       NOT NULL,
        state         VARCHAR(16) NOT NULL,
        tries         INT         NOT NULL,
        next_at       BIGINT      NOT NULL,
        busy_until    BIGINT      NOT NULL,
        status        INT         NOT NULL,
        error         TEXT        NOT NULL,
        created_at    BIGINT      NOT NULL,
        done_at       BIGINT      NOT NULL
    );
    CREATE UNIQUE INDEX IF NOT EXISTS whereby_deliveries_event ON whereby_deliveries (event_id, connection_id);
    CREATE INDEX IF NOT EXISTS whereby_deliveries_pending ON whereby_deliveries (connection_id, call_id, seq) WHERE state = 'pending';
    CREATE INDEX IF NOT EXISTS whereby_deliveries_next ON whereby_deliveries (connection_id, seq) WHERE state = 'pending';
    CREATE INDEX IF NOT EXISTS whereby_deliveries_created ON whereby_deliveries (created_at, id);
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_deliveries, whereby_connections;
    DROP INDEX IF EXISTS whereby_outbox_untold;
    ALTER TABLE IF EXISTS whereby_outbox DROP COLUMN IF EXISTS told;
END
$$;
-- +goose StatementEnd
