package store

import (
	"context"

	"github.com/pkg/errors"
)

// IsMember implements directory.Memberships and post.Memberships, from Mattermost's own table: a look
// into an index, where the plugin API joins several to tell everything of a membership.
func (s *Store) IsMember(ctx context.Context, userID, channelID string) (bool, error) {
	found, err := s.changes(ctx, "SELECT 1 FROM channelmembers WHERE channelid = $1 AND userid = $2", channelID, userID)
	return found, errors.Wrap(err, "look up a membership")
}
