-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Links for people from outside into one call. Of a link's token only the
    -- SHA-256 is here, and of the mark of the browser that used it, '' before.
    CREATE TABLE IF NOT EXISTS whereby_invites (
        id         VARCHAR(26)  PRIMARY KEY,
        call_id    VARCHAR(26)  NOT NULL,
        token_hash VARCHAR(64)  NOT NULL,
        name       VARCHAR(100) NOT NULL,
        made_by    VARCHAR(26)  NOT NULL,
        made_at    BIGINT       NOT NULL,
        expires_at BIGINT       NOT NULL,
        revoked_at BIGINT       NOT NULL,
        used_at    BIGINT       NOT NULL,
        browser    VARCHAR(64)  NOT NULL
    );
    CREATE UNIQUE INDEX IF NOT EXISTS whereby_invites_token ON whereby_invites (token_hash);
    CREATE INDEX IF NOT EXISTS whereby_invites_call ON whereby_invites (call_id);
    CREATE INDEX IF NOT EXISTS whereby_invites_made ON whereby_invites (made_by, made_at);
    CREATE INDEX IF NOT EXISTS whereby_invites_expires ON whereby_invites (expires_at);
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    DROP TABLE IF EXISTS whereby_invites;
END
$$;
-- +goose StatementEnd
