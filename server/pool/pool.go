// Package pool makes rooms ahead, so that the link of an ordinary call is there
// without waiting for Whereby.
//
// A start takes a room together with the channel's place, in one statement of
// the database (call.Store.ReserveIn, or ReserveWarm on a node that knows of no
// room). A Pool only fills up, and throws away what is too old or not like new
// rooms any more.
package pool

import (
	"context"
	"crypto/rand"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

const (
	// makeTimeout bounds the making of one room; it is within call.WarmLease.
	makeTimeout = 20 * time.Second
	// firstPause is for how long no room is made after a failure, longestPause
	// after many.
	firstPause   = 30 * time.Second
	longestPause = 10 * time.Minute
)

// Store is where the rooms are kept.
type Store interface {
	// AddWarm writes down a room that is to be made, unless there are as many
	// of its recipe already.
	AddWarm(ctx context.Context, r call.WarmRoom, most int) (added bool, err error)
	// MadeWarm notes what was made, unless it has been retired meanwhile.
	MadeWarm(ctx context.Context, id string, room call.Room) (noted bool, err error)
	// RetireWarm takes rooms of other recipes, old ones and those whose making
	// has died out of the pool, and lists all that are out of it.
	RetireWarm(ctx context.Context, recipe string, now time.Time) ([]call.WarmRoom, error)
	DropWarm(ctx context.Context, id string) error
	// MakingWarm lists the end dates of rooms that are being made.
	MakingWarm(ctx context.Context) ([]time.Time, error)
}

// Pool keeps rooms ready. Every node has one; they share the rooms.
type Pool struct {
	Store   Store
	Rooms   call.Rooms
	Dresser call.Dresser
	// Afford tells whether Whereby's points allow for a room that is not needed yet.
	Afford   func() bool
	Settings func() call.Settings
	Now      func() time.Time
	Log      *slog.Logger

	work struct {
		group    sync.WaitGroup
		mu       sync.Mutex
		filling  bool
		failures int
		pausedTo time.Time
		// ready are rooms that this node has made, the oldest first. Other nodes
		// may have taken them.
		ready []call.WarmRoom
	}
}

// Wanted implements call.Pool: in the background the pool is filled up.
func (p *Pool) Wanted() {
	p.work.mu.Lock()
	defer p.work.mu.Unlock()
	if p.work.filling {
		return
	}
	p.work.filling = true
	p.work.group.Go(func() {
		defer func() {
			if cause := recover(); cause != nil { // which would end the plugin's process
				p.Log.Error("filling the pool panicked", "cause", cause, "stack", string(debug.Stack()))
			}
			p.work.mu.Lock()
			p.work.filling = false
			p.work.mu.Unlock()
		}()
		if err := p.fill(context.Background()); err != nil {
			p.Log.Warn("no room made ahead", "err", err)
		}
	})
}

// Reconsider fills the pool up by new settings, which may mend what was wrong.
func (p *Pool) Reconsider() {
	p.note(nil)
	p.Wanted()
}

// Ready implements call.Pool.
func (p *Pool) Ready() bool {
	recipe := p.Settings().WarmRecipe()
	p.work.mu.Lock()
	defer p.work.mu.Unlock()
	return p.find(recipe, p.Now()) >= 0
}

// Offer implements call.Pool.
func (p *Pool) Offer(recipe string, until time.Time) (r call.WarmRoom, found bool) {
	p.work.mu.Lock()
	defer p.work.mu.Unlock()
	i := p.find(recipe, until)
	if i < 0 {
		return r, false
	}
	r = p.work.ready[i]
	p.work.ready = slices.Delete(p.work.ready, i, i+1)
	return r, true
}

// find looks for a room to offer. p.work.mu is held.
func (p *Pool) find(recipe string, until time.Time) int {
	now := p.Now()
	return slices.IndexFunc(p.work.ready, func(r call.WarmRoom) bool {
		return r.Recipe == recipe && r.OldAt.After(now) && !r.EndsAt.Before(until)
	})
}

// made remembers a room to offer, but no more than there can be.
func (p *Pool) made(r call.WarmRoom, most int) {
	p.work.mu.Lock()
	defer p.work.mu.Unlock()
	p.work.ready = append(p.work.ready, r)
	p.work.ready = slices.Delete(p.work.ready, 0, max(0, len(p.work.ready)-most))
}

// Making implements call.Pool.
func (p *Pool) Making(ctx context.Context) ([]time.Time, error) { return p.Store.MakingWarm(ctx) }

// Close waits for what is being made.
func (p *Pool) Close() { p.work.group.Wait() }

// Sweep throws away what is of no use any more, and fills up.
func (p *Pool) Sweep(ctx context.Context) error {
	retired, err := p.Store.RetireWarm(ctx, p.Settings().WarmRecipe(), p.Now())
	if err != nil {
		return err
	}
	for _, r := range retired {
		if p.paused() {
			return nil // a later sweep goes on
		}
		if err = p.throwAway(ctx, r); err != nil {
			p.note(err)
			return errors.Wrap(err, "throw a room away")
		}
	}
	p.Wanted()
	return nil
}

// throwAway removes a room at Whereby, also one whose making went unanswered.
func (p *Pool) throwAway(ctx context.Context, r call.WarmRoom) error {
	meetings := []string{r.Room.MeetingID}
	switch {
	case r.EndsAt.Before(p.Now()): // Whereby has removed it
		meetings = nil
	case r.Room.State != call.RoomMade:
		var err error
		if meetings, err = p.Rooms.Lookup(ctx, r.Spec(p.Settings())); err != nil {
			return err
		}
	}
	for _, id := range meetings {
		if err := p.Rooms.Delete(ctx, id); err != nil {
			return err
		}
	}
	return p.Store.DropWarm(ctx, r.ID)
}

// fill makes rooms until there are enough. After a failure it leaves Whereby
// alone for a while.
func (p *Pool) fill(ctx context.Context) error {
	for {
		settings := p.Settings()
		if settings.WarmRecipe() == "" || p.paused() || !p.Afford() {
			return nil
		}
		r := settings.NewWarmRoom(strings.ToLower(rand.Text()), p.Now().Truncate(time.Millisecond))
		added, err := p.Store.AddWarm(ctx, r, settings.WarmRooms)
		if err != nil || !added {
			return err
		}
		err = p.make(ctx, r, settings)
		p.note(err)
		if err != nil {
			return err
		}
	}
}

func (p *Pool) make(ctx context.Context, r call.WarmRoom, settings call.Settings) error {
	ctx, cancel := context.WithTimeout(ctx, makeTimeout)
	defer cancel()
	room, err := p.Rooms.Create(ctx, r.Spec(settings))
	if err != nil {
		if known := new(call.Error); errors.As(err, &known) && !known.MayHaveHappened {
			p.drop(ctx, r)
		}
		return err
	}
	if err = p.Dresser.Dress(ctx, room.Name, ""); err != nil { // as with a call that is started, nothing hangs on it
		p.Log.Warn("room not branded", "room", room.Name, "err", err)
	}
	noted, err := p.Store.MadeWarm(ctx, r.ID, room)
	if err == nil && noted {
		r.Room = room
		r.Room.State = call.RoomMade
		p.made(r, settings.WarmRooms)
		return nil
	}
	if err != nil { // the sweep finds it
		return err
	}
	return p.Rooms.Delete(ctx, room.MeetingID) // other rooms are wanted now
}

func (p *Pool) drop(ctx context.Context, r call.WarmRoom) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), makeTimeout)
	defer cancel()
	if err := p.Store.DropWarm(ctx, r.ID); err != nil {
		p.Log.Warn("room that was not made not forgotten yet", "err", err)
	}
}

func (p *Pool) paused() bool {
	p.work.mu.Lock()
	defer p.work.mu.Unlock()
	return p.Now().Before(p.work.pausedTo)
}

// note takes down how Whereby fares.
func (p *Pool) note(err error) {
	p.work.mu.Lock()
	defer p.work.mu.Unlock()
	if err == nil {
		p.work.failures, p.work.pausedTo = 0, time.Time{}
		return
	}
	pause := min(firstPause<<min(p.work.failures, 10), longestPause)
	p.work.failures++
	p.work.pausedTo = p.Now().Add(pause)
}
