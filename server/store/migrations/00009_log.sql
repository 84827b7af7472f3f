-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- What came of calls that are over, as call.Tally has it; 0 before that.
    IF NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'whereby_calls'::regclass AND attname = 'person_ms' AND NOT attisdropped) THEN
        ALTER TABLE whereby_calls
            ADD COLUMN people    INT     NOT NULL DEFAULT 0,
            ADD COLUMN guests    INT     NOT NULL DEFAULT 0,
            ADD COLUMN person_ms BIGINT  NOT NULL DEFAULT 0,
            ADD COLUMN times     JSONB   NOT NULL DEFAULT '{}', -- by user_id, in milliseconds
            ADD COLUMN recorded  BOOLEAN NOT NULL DEFAULT false;

        WITH over AS (
            SELECT id, ended_at FROM whereby_calls WHERE state IN ('ended', 'missed')
        ), stays AS (
            SELECT s.call_id, s.user_id, s.name, f.from_at,
                COALESCE(NULLIF(s.left_at, 0), (
                    SELECT COALESCE(NULLIF(n.joined_at, 0), n.left_at) FROM whereby_stays n
                    WHERE n.call_id = s.call_id AND n.participant_id = s.participant_id AND n.number = s.number + 1
                ), GREATEST(over.ended_at, f.from_at)) AS to_at,
                row_number() OVER (PARTITION BY s.call_id ORDER BY f.from_at, s.participant_id COLLATE "C", s.number) AS place
            FROM over JOIN whereby_stays s ON s.call_id = over.id,
                LATERAL (SELECT COALESCE(NULLIF(s.joined_at, 0), s.left_at) AS from_at) f
            WHERE NOT s.bot
        ), times AS (
            -- How much each stay adds to its person's time. People from outside
            -- are told apart where two of one name were there together.
            SELECT call_id, user_id, name, CASE user_id
                WHEN '' THEN to_at - from_at
                ELSE GREATEST(0, to_at - GREATEST(from_at, max(to_at) OVER (
                    PARTITION BY call_id, user_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)))
                END AS ms,
                CASE user_id WHEN '' THEN 1 + (
                    SELECT count(*) FROM stays o
                    WHERE o.call_id = s.call_id AND o.user_id = '' AND o.name = s.name AND o.place < s.place AND o.to_at > s.from_at
                ) ELSE 1 END AS together
            FROM stays s
        ), people AS (
            SELECT call_id, user_id, max(together) AS n, user_id = '' AS guest, sum(ms) AS ms
            FROM times GROUP BY call_id, user_id, CASE user_id WHEN '' THEN name END
        ), sums AS (
            SELECT call_id, sum(n) AS people, COALESCE(sum(n) FILTER (WHERE guest), 0) AS guests, sum(ms) AS ms,
                COALESCE(jsonb_object_agg(user_id, ms) FILTER (WHERE NOT guest), '{}') AS times
            FROM people GROUP BY call_id
        )
        UPDATE whereby_calls c SET people = sums.people, guests = sums.guests, person_ms = sums.ms, times = sums.times
        FROM sums WHERE c.id = sums.call_id;

        UPDATE whereby_calls c SET recorded = true
        WHERE c.state IN ('ended', 'missed') AND (
            EXISTS (SELECT 1 FROM whereby_stays s WHERE s.call_id = c.id AND s.bot AND s.role = 'recorder')
            OR EXISTS (SELECT 1 FROM whereby_files f WHERE f.call_id = c.id AND f.kind = 'recording'));
    END IF;

    -- All that reports count, so that they need not look into the table. In the
    -- channel's order they take the place of an index of the same order.
    CREATE INDEX IF NOT EXISTS whereby_calls_of_channel ON whereby_calls (channel_id, created_at, id)
        INCLUDE (state, started_at, ended_at, people, guests, person_ms, recorded);
    CREATE INDEX IF NOT EXISTS whereby_calls_of_all ON whereby_calls (created_at, id)
        INCLUDE (channel_id, state, started_at, ended_at, people, guests, person_ms, recorded);
    DROP INDEX IF EXISTS whereby_calls_channel;
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    CREATE INDEX IF NOT EXISTS whereby_calls_channel ON whereby_calls (channel_id, created_at DESC, id DESC);
    DROP INDEX IF EXISTS whereby_calls_of_channel, whereby_calls_of_all;
    ALTER TABLE whereby_calls
        DROP COLUMN IF EXISTS people,
        DROP COLUMN IF EXISTS guests,
        DROP COLUMN IF EXISTS person_ms,
        DROP COLUMN IF EXISTS times,
        DROP COLUMN IF EXISTS recorded;
END
$$;
-- +goose StatementEnd
