package store

import (
	"context"
	"time"

	"github.com/pkg/errors"
)

// SetFeed implements schedule.Feeds.
func (s *Store) SetFeed(ctx context.Context, userID, tokenHash string, at time.Time) error {
	return s.run(ctx, "set a calendar address", `
		INSERT INTO whereby_feeds (user_id, token_hash, made_at) VALUES ($1, $2, $3)
		ON CONFLICT (user_id) DO UPDATE SET token_hash = EXCLUDED.token_hash, made_at = EXCLUDED.made_at`,
		userID, tokenHash, at.UnixMilli())
}

// DropFeed implements schedule.Feeds.
func (s *Store) DropFeed(ctx context.Context, userID string) error {
	return s.run(ctx, "drop a calendar address", "DELETE FROM whereby_feeds WHERE user_id = $1", userID)
}

// FeedOf implements schedule.Feeds. Accounts that are deactivated have none.
func (s *Store) FeedOf(ctx context.Context, tokenHash string) (string, error) {
	list, err := s.texts(ctx, `
		SELECT f.user_id FROM whereby_feeds f JOIN users u ON u.id = f.user_id AND u.deleteat = 0
		WHERE f.token_hash = $1`, tokenHash)
	if err != nil || len(list) == 0 {
		return "", errors.Wrap(err, "whose calendar address")
	}
	return list[0], nil
}

// ChannelsOf implements schedule.Feeds, from Mattermost's own tables.
func (s *Store) ChannelsOf(ctx context.Context, userID string) ([]string, error) {
	list, err := s.texts(ctx, `
		SELECT m.channelid FROM channelmembers m JOIN channels c ON c.id = m.channelid AND c.deleteat = 0
		WHERE m.userid = $1 AND EXISTS (SELECT 1 FROM whereby_schedules s WHERE s.channel_id = m.channelid AND s.state IN ('active', 'paused'))`,
		userID)
	return list, errors.Wrap(err, "channels of a calendar address")
}

// WantReminders implements post.Reminded, from Mattermost's own tables.
func (s *Store) WantReminders(ctx context.Context, channelID string) ([]string, error) {
	list, err := s.texts(ctx, `
		SELECT m.userid FROM channelmembers m
		JOIN preferences p ON p.userid = m.userid AND p.category = 'pp_whereby' AND p.name = 'remind' AND p.value = 'direct'
		JOIN users u ON u.id = m.userid AND u.deleteat = 0
		WHERE m.channelid = $1`, channelID)
	return list, errors.Wrap(err, "who wants reminders")
}
