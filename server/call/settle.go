package call

import (
	"context"
	"time"

	"github.com/pkg/errors"
)

const (
	// settleTimeout bounds bringing one call in line.
	settleTimeout = 45 * time.Second
	// lookupTime is for how long a room whose creation went unanswered may
	// still turn up at Whereby.
	lookupTime = 5 * time.Minute
)

// claim reserves post, room and report of a call for this node.
func (c *Call) claim(now time.Time) {
	c.BusyUntil = now.Add(claimTime)
}

// claimed claims a call with something to bring in line, unless another node
// is at it.
func (s *Service) claimed(ctx context.Context, c Call) (_ Call, claimed bool, err error) {
	c, err = s.change(ctx, c, func(stored *Call) error {
		now := s.now()
		claimed = false
		if now.Before(stored.BusyUntil) || !stored.differs(now) {
			return errNothing
		}
		claimed = true
		stored.claim(now)
		return nil
	})
	return c, claimed, err
}

// differs tells whether post, room or report are not what they ought to be now.
func (c Call) differs(now time.Time) bool {
	due, pending := c.roomDue(now)
	remind, toRemind := c.remindAt()
	return c.postDiffers() || c.alsoMissing() || toRemind && !now.Before(remind) ||
		!c.State.Running() && (c.reportDiffers() && !now.Before(c.EndedAt.Add(reportDelay)) || pending && !now.Before(due))
}

// settle brings post, room and report of a claimed call in line with it. What
// does not work now, or has to wait because Whereby is away, is left to the
// sweep. The error is that of Whereby, if any.
func (s *Service) settle(ctx context.Context, c Call, away bool) (Call, error) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	log := s.Log.With("call_id", c.ID, "channel_id", c.ChannelID)

	shown, postErr := s.updatePost(ctx, c)
	if postErr != nil {
		log.Warn("post not updated yet", "err", postErr)
	}
	alsoPostID, reminded, heraldErr := s.herald(ctx, c)
	if heraldErr != nil {
		log.Warn("call not told everywhere yet", "err", heraldErr)
	}
	roomState, roomErr := c.Room.State, error(nil)
	if !away {
		if roomState, roomErr = s.removeRoom(ctx, c); roomErr != nil {
			log.Warn("room not removed yet", "err", roomErr)
		}
	}
	reportID, reported, reportErr := s.report(ctx, c)
	if reportErr != nil {
		log.Warn("report not written yet", "err", reportErr)
	}
	settled, err := s.change(ctx, c, func(stored *Call) error {
		now := s.now()
		stored.ReportID, stored.Reported = reportID, reported
		if alsoPostID != c.AlsoPostID { // else another node may have made the post meanwhile
			stored.AlsoPostID = alsoPostID
		}
		if stored.AlsoPostID == alsoPostID || stored.AlsoPostID == NoPost {
			stored.Shown = shown
		}
		stored.Reminded = stored.Reminded || reminded
		if stored.Room.MeetingID == c.Room.MeetingID {
			stored.Room.State = roomState
		}
		stored.BusyUntil, stored.CheckAt = time.Time{}, time.Time{}
		stored.plan(now)
		stillThere := roomState == RoomRequested && !stored.State.Running()
		if postErr != nil || heraldErr != nil || roomErr != nil || reportErr != nil || stillThere || away {
			stored.CheckAt = latest(stored.CheckAt, now.Add(retryAfter))
		}
		return nil
	})
	if err != nil {
		log.Warn("settled call not recorded", "err", err)
		return c, roomErr
	}
	if postErr == nil && heraldErr == nil {
		s.tendSoon(settled) // it may have changed meanwhile
	}
	return settled, roomErr
}

func (s *Service) updatePost(ctx context.Context, c Call) (shown string, err error) {
	if !c.postDiffers() {
		return c.Shown, nil
	}
	for _, postID := range []string{c.PostID, c.AlsoPostID} {
		shown := c
		shown.PostID = postID
		switch {
		case postID == "" || postID == NoPost:
		case c.State == Failed:
			err = s.Cards.Delete(ctx, postID)
		default:
			err = s.Cards.Update(ctx, shown)
		}
		if err != nil {
			return c.Shown, err
		}
	}
	return c.face(), nil
}

// herald tells of the call in its second channel, and that nobody has joined.
func (s *Service) herald(ctx context.Context, c Call) (alsoPostID string, reminded bool, err error) {
	alsoPostID, reminded = c.AlsoPostID, c.Reminded
	if c.alsoMissing() {
		if alsoPostID, err = s.Herald.Also(ctx, c); err != nil {
			return c.AlsoPostID, reminded, err
		}
	}
	if due, ok := c.remindAt(); ok && !s.now().Before(due) {
		if err = s.Herald.Remind(ctx, c); err != nil {
			return alsoPostID, false, err
		}
		reminded = true
	}
	return alsoPostID, reminded, nil
}

func (s *Service) report(ctx context.Context, c Call) (postID, reported string, err error) {
	if c.State.Running() || !c.reportDiffers() || s.now().Before(c.EndedAt.Add(reportDelay)) {
		return c.ReportID, c.Reported, nil
	}
	if postID, err = s.Cards.Report(ctx, c); err != nil {
		return c.ReportID, c.Reported, err
	}
	return postID, c.reportMark(), nil
}

func (s *Service) removeRoom(ctx context.Context, c Call) (RoomState, error) {
	due, pending := c.roomDue(s.now())
	if c.State.Running() || !pending || s.now().Before(due) {
		return c.Room.State, nil
	}
	if c.Room.State == RoomMade {
		if err := s.Rooms.Delete(ctx, c.Room.MeetingID); err != nil {
			return c.Room.State, err
		}
		return RoomGone, nil
	}
	if err := s.removeLostRoom(ctx, c); err != nil {
		return c.Room.State, err
	}
	if s.now().Before(c.CreatedAt.Add(lookupTime)) {
		return c.Room.State, nil // it may yet turn up
	}
	return RoomGone, nil
}

// removeLostRoom removes the room that a creation without an answer may have left.
func (s *Service) removeLostRoom(ctx context.Context, c Call) error {
	ids, err := s.Rooms.Lookup(ctx, s.Settings().roomSpec(c))
	if err != nil {
		return err
	}
	for _, id := range ids {
		known, err := s.Store.Find(ctx, Query{MeetingIDs: []string{id}, Limit: 1})
		if err != nil {
			return err
		}
		if len(known) > 0 {
			continue // another call's
		}
		if err = s.Rooms.Delete(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// File makes a short-lived link to a call's recording or transcript for
// somebody who may see the call.
func (s *Service) File(ctx context.Context, callID, fileID, userID string) (SecretURL, error) {
	c, _, err := s.Get(ctx, callID, userID)
	if err != nil {
		return "", err
	}
	for _, f := range c.Files {
		switch {
		case f.ID != fileID:
		case f.Elsewhere:
			return "", &Error{Code: CodeElsewhere}
		default:
			return s.Archive.Link(ctx, f)
		}
	}
	return "", &Error{Code: CodeNoFile}
}

// PostDeleted takes note of somebody's having deleted a call's post: the call
// goes on without.
func (s *Service) PostDeleted(ctx context.Context, callID, postID string) error {
	c, err := s.Store.Get(ctx, callID)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, c, func(stored *Call) error {
		if stored.AlsoPostID == postID {
			stored.AlsoPostID = NoPost
			return nil
		}
		if stored.PostID != postID || stored.State == Failed {
			return errNothing
		}
		stored.PostID = ""
		if stored.RootID == "" {
			stored.ReportID = ""
		}
		stored.happened(EventUnposted, s.now(), Visitor{}, "")
		return nil
	})
	return errors.Wrap(err, "note the deletion of the post")
}
