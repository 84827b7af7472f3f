package schedule

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// FeedPath is where calendars find people's planned calls, below the site; the
// token and ".ics" follow.
const FeedPath = "/plugins/whereby/calendar/"

// Feeds remembers whose calendar address is whose, by the hash of its token.
type Feeds interface {
	SetFeed(ctx context.Context, userID, tokenHash string, at time.Time) error
	DropFeed(ctx context.Context, userID string) error
	// FeedOf returns whose the token is, empty for nobody's.
	FeedOf(ctx context.Context, tokenHash string) (userID string, err error)
	// ChannelsOf lists the channels that somebody is in.
	ChannelsOf(ctx context.Context, userID string) ([]string, error)
}

// maxFeed bounds how many schedules a feed has.
const maxFeed = 1000

// MakeFeed gives the person a calendar address; one that he had before works
// no longer.
func (s *Service) MakeFeed(ctx context.Context, userID string) (token string, err error) {
	token = strings.ToLower(rand.Text())
	return token, s.Feeds.SetFeed(ctx, userID, hashOf(token), s.now())
}

// DropFeed takes the person's calendar address away.
func (s *Service) DropFeed(ctx context.Context, userID string) error {
	return s.Feeds.DropFeed(ctx, userID)
}

// Feed returns the planned calls of all channels that the token's owner is in
// now, and who that is. An unknown token, or one of an account that is
// deactivated, is CodeNotFound.
func (s *Service) Feed(ctx context.Context, token string) ([]Schedule, string, error) {
	userID, err := s.Feeds.FeedOf(ctx, hashOf(token))
	if err == nil && userID == "" {
		err = &call.Error{Code: call.CodeNotFound}
	}
	if err != nil {
		return nil, "", err
	}
	channels, err := s.Feeds.ChannelsOf(ctx, userID)
	if err != nil {
		return nil, "", err
	}
	list, err := s.Upcoming(ctx, channels, maxFeed)
	return list, userID, err
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
