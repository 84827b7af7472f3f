package schedule

import (
	"context"
	"time"
)

// Abandon cancels all that a person has planned, whose account is gone or who
// is to be forgotten.
func (s *Service) Abandon(ctx context.Context, userID string) error {
	planned, err := s.Store.FindSchedules(ctx, Query{OwnerID: userID, Ahead: true})
	if err != nil {
		return err
	}
	for _, c := range planned {
		c.State, c.NextAt = Cancelled, time.Time{}
		if _, err = s.changed(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
