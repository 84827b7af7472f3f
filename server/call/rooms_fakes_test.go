package call_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

// hall is a call.RoomStore with the database's rules.
type hall struct {
	mu    sync.Mutex
	rooms map[string]call.LastingRoom
	// failing makes the nth SaveRoom from now fail (1 is the next).
	failing int
}

func (h *hall) Room(_ context.Context, id string) (call.LastingRoom, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r, ok := h.rooms[id]; ok {
		return r, nil
	}
	return call.LastingRoom{}, &call.Error{Code: call.CodeNotFound}
}

func (h *hall) SaveRoom(_ context.Context, r call.LastingRoom) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failing--; h.failing == 0 {
		return false, errors.New("the database is away")
	}
	if h.rooms[r.ID].Revision != r.Revision {
		return false, nil
	}
	r.Revision++
	r.Old = slices.Clone(r.Old)
	h.rooms[r.ID] = r
	return true, nil
}

func (h *hall) DropRoom(_ context.Context, id string, revision int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[id].Revision == revision {
		delete(h.rooms, id)
	}
	return nil
}

func (h *hall) DueRooms(_ context.Context, by time.Time, _ int) ([]call.LastingRoom, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var due []call.LastingRoom
	for _, r := range h.rooms {
		if !r.CheckAt.After(by) {
			due = append(due, r)
		}
	}
	return due, nil
}

func (h *hall) KnownRooms(_ context.Context, meetingIDs []string) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var known []string
	for _, r := range h.rooms {
		if slices.Contains(meetingIDs, r.Room.MeetingID) {
			known = append(known, r.Room.MeetingID)
		}
	}
	return known, nil
}

// crier is a call.Herald and a call.Dresser that notes what it was asked.
type crier struct {
	mu       sync.Mutex
	also     []string // channels
	reminded []string // calls
	moved    []string // links
	heads    []string // links, empty for none
	dressed  []string // brands
	err      error
	// gate holds up dressing until it is closed.
	gate chan struct{}
}

func (c *crier) Also(_ context.Context, of call.Call) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return "", c.err
	}
	c.also = append(c.also, of.Options.AlsoIn)
	return "also-" + of.ID, nil
}

func (c *crier) Remind(_ context.Context, of call.Call) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.reminded = append(c.reminded, of.ID)
	}
	return c.err
}

func (c *crier) Moved(_ context.Context, r call.LastingRoom) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = append(c.moved, r.Room.URL)
	return c.err
}

func (c *crier) Head(_ context.Context, r call.LastingRoom, _ string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	link := ""
	if r.Room.State == call.RoomMade {
		link = r.Room.URL
	}
	c.heads = append(c.heads, link)
	return c.err
}

func (c *crier) Dress(ctx context.Context, _, brand string) error {
	if c.gate != nil {
		select {
		case <-c.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dressed = append(c.dressed, brand)
	return c.err
}
