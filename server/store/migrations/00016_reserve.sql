-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
-- Adds a call and tells whether it did. in_channel has to be free of running
-- calls, empty for none. in_room is the warm room that goes with the call, taken
-- from the pool only if the call is added, empty for none.
--
-- A function, because PostgreSQL then plans its statements once for a connection:
-- planning took longer than running. A migration that adds a column adds a
-- function of another name, for nodes of the version before still call this one.
CREATE OR REPLACE FUNCTION whereby_reserve_16(added JSONB, in_channel TEXT, in_room TEXT, at_ms BIGINT) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
BEGIN
    IF in_room <> '' THEN
        PERFORM 1 FROM whereby_warm_rooms
            WHERE id = in_room AND recipe <> '' AND old_at > at_ms FOR UPDATE SKIP LOCKED;
        IF NOT FOUND OR EXISTS (SELECT 1 FROM whereby_rooms WHERE id = in_channel AND preferred) THEN
            RETURN false;
        END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM whereby_calls WHERE channel_id = in_channel AND state IN ('creating', 'open', 'live')) THEN
        RETURN false;
    END IF;
    INSERT INTO whereby_calls (
        id, channel_id, team_id, root_id, host_id, place, created_at, key, lasting, unasked, schedule_id,
        planned, options, state, room_state, meeting_id, room_name, room_url, host_url, viewer_url, post_id,
        also_post_id, reminded, shown, report_id, reported, started_at, ended_at, expires_at, end_reason,
        ended_by, summary, inside, counted_at, heard_at, empty_since, inferred, repair_at, repairs, check_at,
        busy_until, nameless, people, guests, person_ms, times, recorded
    ) SELECT
        id, channel_id, team_id, root_id, host_id, place, created_at, key, lasting, unasked, schedule_id,
        planned, options, state, room_state, meeting_id, room_name, room_url, host_url, viewer_url, post_id,
        also_post_id, reminded, shown, report_id, reported, started_at, ended_at, expires_at, end_reason,
        ended_by, summary, inside, counted_at, heard_at, empty_since, inferred, repair_at, repairs, check_at,
        busy_until, nameless, people, guests, person_ms, times, recorded
    FROM jsonb_populate_record(NULL::whereby_calls, added)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM whereby_warm_rooms WHERE id = in_room;
    RETURN true;
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION IF EXISTS whereby_reserve_16;
