-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Set when it was forgotten who was in the call.
    ALTER TABLE whereby_calls ADD COLUMN IF NOT EXISTS nameless BOOLEAN NOT NULL DEFAULT false;
    CREATE INDEX IF NOT EXISTS whereby_calls_ended ON whereby_calls (nameless, ended_at) WHERE ended_at > 0;
    -- Of what is done with, it is not remembered any more whom it was about.
    UPDATE whereby_inbox SET observation = '{}' WHERE done AND observation <> '{}';
    UPDATE whereby_outbox SET about = about #- '{Who,UserID}' #- '{Who,Name}' WHERE published AND about #>> '{Who,Name}' <> '';
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP INDEX IF EXISTS whereby_calls_ended;
    ALTER TABLE whereby_calls DROP COLUMN IF EXISTS nameless;
END
$$;
-- +goose StatementEnd
