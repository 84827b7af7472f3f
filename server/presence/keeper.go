// Package presence keeps the custom status "In a call" of the people who are
// in one, and puts their earlier status back afterwards.
//
// Who is inside is what Whereby reports. Of every change of a status is written
// down beforehand what was there and what will be, so that a node that dies
// half-way leaves nothing that another cannot put right. One node at a time has
// to do with a person.
package presence

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

const (
	// claimTime is how long a node has a person for itself. It must exceed lookTimeout.
	claimTime   = 30 * time.Second
	lookTimeout = 20 * time.Second
	// maxLooks bounds how often somebody is looked at in a row.
	maxLooks = 10
	// workers look at people at the same time.
	workers = 4
	// maxWaiting bounds who waits in memory; the sweep finds the rest.
	maxWaiting = 10_000
	sweepBatch = 500
)

// The person's choice in Mattermost's preferences; anything but off is on.
const (
	preferences   = "pp_whereby"
	preference    = "status"
	preferenceOff = "off"
)

// API is what Keeper needs of the plugin API.
type API interface {
	GetUser(userID string) (*model.User, *model.AppError)
	UpdateUserCustomStatus(userID string, status *model.CustomStatus) *model.AppError
	RemoveUserCustomStatus(userID string) *model.AppError
	GetPreferenceForUser(userID, category, name string) (model.Preference, *model.AppError)
	UpdatePreferencesForUser(userID string, preferences []model.Preference) *model.AppError
	DeletePreferencesForUser(userID string, preferences []model.Preference) *model.AppError
}

// People knows what people chose.
type People interface {
	// Preference is empty when the person chose nothing.
	Preference(userID, name string) string
}

// Store remembers whose status is ours.
type Store interface {
	// ClaimStatus gives a person's record to one holder until a time. It is nil
	// when another has it, who is made to look again, and when there is nothing
	// to do: the person is in no call and has no record.
	ClaimStatus(ctx context.Context, userID, holder string, now, until time.Time) (*Record, error)
	// KeepStatus writes a record that the holder has, or else tells that it has not.
	KeepStatus(ctx context.Context, holder string, r Record) (kept bool, err error)
	// ReleaseStatus writes a record and lets go of it, and forgets it when its
	// state is None; unless the holder was made to look again.
	ReleaseStatus(ctx context.Context, holder string, r Record) (released bool, err error)
	// Look tells whether a person is in any running call, and the status that
	// he has, which another node may have changed a moment ago: the plugin API's
	// answer is from a memory of each node's own.
	Look(ctx context.Context, userID string) (inside bool, shown *model.CustomStatus, err error)
	// DueStatuses lists people who came or left without anybody's having
	// noticed, whose status has to be renewed, or whose holder has failed.
	DueStatuses(ctx context.Context, now time.Time, limit int) (userIDs []string, err error)
}

// Keeper keeps the statuses. It implements call.Publisher.
type Keeper struct {
	API    API
	Store  Store
	People People
	Words  *i18n.Catalogue
	// Enabled tells whether the server has custom statuses.
	Enabled func() bool
	Now     func() time.Time
	Log     *slog.Logger

	queue queue
}

// queue is who is to be looked at.
type queue struct {
	group sync.WaitGroup

	mu      sync.Mutex
	order   []string
	waiting map[string]bool
	workers int
	closed  bool
}

// Publish implements call.Publisher: who came or left is looked at, in the background.
func (k *Keeper) Publish(events []call.Event) {
	for _, e := range events {
		switch e.Kind {
		case call.EventJoined, call.EventLeft:
			k.wake(person(e))
		case call.EventEnded, call.EventMissed, call.EventCorrected:
			for _, s := range e.Call.Stays {
				k.wake(s.UserID)
			}
		}
	}
}

// person is who came or left. A report of leaving may lack the id that the one
// of coming had.
func person(e call.Event) string {
	if e.Who.UserID != "" {
		return e.Who.UserID
	}
	for _, s := range e.Call.Stays {
		if s.ParticipantID == e.Who.ParticipantID {
			return s.UserID
		}
	}
	return ""
}

// PreferencesChanged looks at people who have turned the status on or off.
func (k *Keeper) PreferencesChanged(changed []model.Preference) {
	for _, p := range changed {
		if p.Category == preferences && p.Name == preference {
			k.wake(p.UserId)
		}
	}
}

// Sweep looks at whom no event has told of, because a node died or Whereby
// reported nothing, and at statuses that are about to expire.
func (k *Keeper) Sweep(ctx context.Context) error {
	due, err := k.Store.DueStatuses(ctx, k.Now(), sweepBatch)
	if err != nil {
		return err
	}
	for _, userID := range due {
		k.wake(userID)
	}
	return nil
}

// Close waits for the looks that have begun, and leaves the others to the next sweep.
func (k *Keeper) Close() {
	q := &k.queue
	q.mu.Lock()
	q.closed, q.order = true, nil
	q.mu.Unlock()
	q.group.Wait()
}

func (k *Keeper) wake(userID string) {
	q := &k.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if userID == "" || q.closed || q.waiting[userID] || len(q.order) >= maxWaiting {
		return
	}
	if q.waiting == nil {
		q.waiting = map[string]bool{}
	}
	q.order = append(q.order, userID)
	q.waiting[userID] = true
	if q.workers < workers {
		q.workers++
		q.group.Go(k.work)
	}
}

// next takes somebody out of the queue; without anybody the worker's time is over.
func (q *queue) next() (userID string, found bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.order) == 0 {
		q.workers--
		return "", false
	}
	userID = q.order[0]
	q.order = q.order[1:]
	delete(q.waiting, userID)
	return userID, true
}

func (k *Keeper) work() {
	for {
		userID, found := k.queue.next()
		if !found {
			return
		}
		if err := k.Tend(userID); err != nil {
			k.Log.Warn("custom status left to the sweep", "user_id", userID, "err", err)
		}
	}
}

// Tend claims a person and brings the status in line, again for as long as
// others would have done so meanwhile.
func (k *Keeper) Tend(userID string) (err error) {
	defer func() { // in a goroutine of its own, a panic would end the process
		if cause := recover(); cause != nil {
			err = errors.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), lookTimeout)
	defer cancel()
	holder := model.NewId()
	for range maxLooks {
		record, err := k.Store.ClaimStatus(ctx, userID, holder, k.Now(), k.Now().Add(claimTime))
		if err != nil || record == nil {
			return err
		}
		after, failure := k.look(ctx, holder, *record)
		released, err := k.Store.ReleaseStatus(ctx, holder, after)
		if failure != nil || err != nil || released {
			if failure != nil {
				err = failure
			}
			return err
		}
	}
	return errors.New("the person comes and goes too fast")
}

// look decides what to do with somebody's status, and does it. It returns the
// record as it is then, also with an error.
func (k *Keeper) look(ctx context.Context, holder string, r Record) (Record, error) {
	s, err := k.scene(ctx, r)
	if err != nil {
		return r, err
	}
	next := s.decide()
	if !next.changes {
		return next.after, nil
	}
	kept, err := k.Store.KeepStatus(ctx, holder, next.before)
	if err != nil || !kept {
		return r, err
	}
	if err = k.show(r.UserID, next); err != nil {
		return next.before, err
	}
	return next.after, nil
}

// scene looks at a person. Being inside is read after the record was claimed:
// who comes or leaves from then on makes the holder look again.
func (k *Keeper) scene(ctx context.Context, r Record) (scene, error) {
	s := scene{record: r, now: k.Now()}
	var err error
	if s.inside, s.current, err = k.Store.Look(ctx, r.UserID); err != nil {
		return s, err
	}
	user, appErr := k.API.GetUser(r.UserID)
	if appErr != nil {
		if gone(appErr) {
			return s, nil
		}
		return s, errors.Wrap(appErr, "get user")
	}
	s.active = !user.IsBot && user.DeleteAt == 0
	s.text = k.Words.For(user.Locale).Say(i18n.InACall, nil)
	s.wanted = s.inside && s.active && k.Enabled() && k.People.Preference(r.UserID, preference) != preferenceOff
	return s, nil
}
