-- +goose NO TRANSACTION
-- A DO block is one statement: all of it happens or nothing, without a
-- transaction that a killed plugin could leave open. Killed before goose has
-- noted it, it runs again: therefore the IFs.

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE whereby_calls
        ADD COLUMN IF NOT EXISTS revision    BIGINT      NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS end_reason  VARCHAR(16) NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS ended_by    VARCHAR(26) NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS summary     TEXT        NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS report_id   VARCHAR(26) NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS reported    TEXT        NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS inside      INT         NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS counted_at  BIGINT      NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS heard_at    BIGINT      NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS empty_since BIGINT      NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS repair_at   BIGINT      NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS check_at    BIGINT      NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS busy_until  BIGINT      NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS inferred    BOOLEAN     NOT NULL DEFAULT false,
        ADD COLUMN IF NOT EXISTS repairs     INT         NOT NULL DEFAULT 0,
        ALTER COLUMN shown TYPE TEXT;

    IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'whereby_calls'::regclass AND attname = 'settled' AND NOT attisdropped) THEN
        UPDATE whereby_calls SET check_at = 1 WHERE NOT settled; -- the sweep looks after it at once
        ALTER TABLE whereby_calls DROP COLUMN settled; -- and whereby_calls_unsettled with it
    END IF;

    CREATE INDEX IF NOT EXISTS whereby_calls_check ON whereby_calls (check_at) WHERE check_at > 0;
    CREATE INDEX IF NOT EXISTS whereby_calls_room ON whereby_calls (room_name) WHERE room_name <> '';

    -- Who was in a call's room and when, as reported.
    CREATE TABLE IF NOT EXISTS whereby_stays (
        call_id        VARCHAR(26) NOT NULL,
        participant_id TEXT        NOT NULL,
        number         INT         NOT NULL,
        user_id        VARCHAR(26) NOT NULL,
        name           TEXT        NOT NULL,
        role           TEXT        NOT NULL,
        bot            BOOLEAN     NOT NULL,
        joined_at      BIGINT      NOT NULL,
        left_at        BIGINT      NOT NULL,
        PRIMARY KEY (call_id, participant_id, number)
    );
    CREATE INDEX IF NOT EXISTS whereby_stays_user ON whereby_stays (user_id) WHERE user_id <> '';

    -- Recordings and transcripts.
    CREATE TABLE IF NOT EXISTS whereby_files (
        call_id   VARCHAR(26) NOT NULL,
        id        TEXT        NOT NULL,
        kind      VARCHAR(16) NOT NULL,
        name      TEXT        NOT NULL,
        ready_at  BIGINT      NOT NULL,
        elsewhere BOOLEAN     NOT NULL,
        PRIMARY KEY (call_id, id)
    );

    -- What Whereby reported; done when it has become part of its call.
    CREATE TABLE IF NOT EXISTS whereby_inbox (
        event_id    TEXT        PRIMARY KEY,
        call_id     VARCHAR(26) NOT NULL,
        received_at BIGINT      NOT NULL,
        done        BOOLEAN     NOT NULL,
        observation JSONB       NOT NULL
    );
    CREATE INDEX IF NOT EXISTS whereby_inbox_unread ON whereby_inbox (received_at) WHERE NOT done;
    CREATE INDEX IF NOT EXISTS whereby_inbox_received ON whereby_inbox (received_at);

    -- What happened to calls, to be told.
    CREATE TABLE IF NOT EXISTS whereby_outbox (
        id         VARCHAR(26) PRIMARY KEY,
        seq        BIGSERIAL   NOT NULL,
        call_id    VARCHAR(26) NOT NULL,
        kind       VARCHAR(24) NOT NULL,
        at         BIGINT      NOT NULL,
        created_at BIGINT      NOT NULL,
        published  BOOLEAN     NOT NULL,
        about      JSONB       NOT NULL
    );
    CREATE INDEX IF NOT EXISTS whereby_outbox_unpublished ON whereby_outbox (seq) WHERE NOT published;
    CREATE INDEX IF NOT EXISTS whereby_outbox_created ON whereby_outbox (created_at);

    -- When things last happened.
    CREATE TABLE IF NOT EXISTS whereby_marks (
        name VARCHAR(32) PRIMARY KEY,
        at   BIGINT      NOT NULL
    );
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_marks, whereby_outbox, whereby_inbox, whereby_files, whereby_stays;
    IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'whereby_calls'::regclass AND attname = 'check_at' AND NOT attisdropped) THEN
        ALTER TABLE whereby_calls ADD COLUMN settled BOOLEAN NOT NULL DEFAULT true;
        UPDATE whereby_calls SET settled = false WHERE check_at > 0 OR state IN ('creating', 'open', 'live');
        ALTER TABLE whereby_calls
            ALTER COLUMN settled DROP DEFAULT,
            ALTER COLUMN shown TYPE VARCHAR(16) USING left(shown, 16),
            DROP COLUMN revision,
            DROP COLUMN end_reason,
            DROP COLUMN ended_by,
            DROP COLUMN summary,
            DROP COLUMN report_id,
            DROP COLUMN reported,
            DROP COLUMN inside,
            DROP COLUMN counted_at,
            DROP COLUMN heard_at,
            DROP COLUMN empty_since,
            DROP COLUMN repair_at,
            DROP COLUMN check_at, -- and whereby_calls_check with it
            DROP COLUMN busy_until,
            DROP COLUMN inferred,
            DROP COLUMN repairs;
    END IF;
    DROP INDEX IF EXISTS whereby_calls_room;
    CREATE INDEX IF NOT EXISTS whereby_calls_unsettled ON whereby_calls (created_at) WHERE NOT settled;
END
$$;
-- +goose StatementEnd
