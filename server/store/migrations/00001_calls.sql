-- +goose Up
CREATE TABLE IF NOT EXISTS whereby_calls (
    id         VARCHAR(26) PRIMARY KEY,
    channel_id VARCHAR(26) NOT NULL,
    team_id    VARCHAR(26) NOT NULL,
    root_id    VARCHAR(26) NOT NULL,
    host_id    VARCHAR(26) NOT NULL,
    options    JSONB       NOT NULL,
    key        TEXT        NOT NULL,
    state      VARCHAR(16) NOT NULL,
    -- The place that a running call takes up: its channel, or itself when it
    -- was started on purpose beside another.
    place      VARCHAR(26) NOT NULL,
    room_state VARCHAR(16) NOT NULL,
    meeting_id TEXT        NOT NULL,
    room_name  TEXT        NOT NULL,
    room_url   TEXT        NOT NULL,
    host_url   TEXT        NOT NULL, -- sealed
    post_id    VARCHAR(26) NOT NULL,
    shown      VARCHAR(16) NOT NULL,
    settled    BOOLEAN     NOT NULL,
    created_at BIGINT      NOT NULL,
    started_at BIGINT      NOT NULL,
    ended_at   BIGINT      NOT NULL,
    expires_at BIGINT      NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS whereby_calls_place ON whereby_calls (place)
    WHERE state IN ('creating', 'open', 'live');
CREATE INDEX IF NOT EXISTS whereby_calls_running ON whereby_calls (channel_id)
    WHERE state IN ('creating', 'open', 'live');
CREATE INDEX IF NOT EXISTS whereby_calls_channel ON whereby_calls (channel_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS whereby_calls_unsettled ON whereby_calls (created_at) WHERE NOT settled;
CREATE INDEX IF NOT EXISTS whereby_calls_meeting ON whereby_calls (meeting_id) WHERE meeting_id <> '';

-- +goose Down
DROP TABLE IF EXISTS whereby_calls;
