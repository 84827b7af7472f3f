package call_test

import (
	"context"
	"slices"
	"sync"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

// memory is a call.Store with the database's rules.
type memory struct {
	mu    sync.Mutex
	calls map[string]call.Call
	// failing makes the nth Update from now fail (1 is the next).
	failing int
}

func (m *memory) Reserve(_ context.Context, c call.Call) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, other := range m.calls {
		if !c.Second && other.ChannelID == c.ChannelID && other.State.Running() {
			return &call.Error{Code: call.CodeRunning, Call: &other}
		}
	}
	m.calls[c.ID] = c
	return nil
}

func (m *memory) Update(_ context.Context, c call.Call, from call.State) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing--; m.failing == 0 {
		return errors.New("the database is away")
	}
	if m.calls[c.ID].State != from {
		return call.ErrStale
	}
	if c.State != from && !from.CanBecome(c.State) {
		return errors.New("no such move")
	}
	m.calls[c.ID] = c
	return nil
}

func (m *memory) Get(_ context.Context, id string) (call.Call, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, ok := m.calls[id]; ok {
		return c, nil
	}
	return call.Call{}, &call.Error{Code: call.CodeNotFound}
}

func (m *memory) Find(_ context.Context, q call.Query) ([]call.Call, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []call.Call
	for _, c := range m.calls {
		if (q.ChannelID == "" || c.ChannelID == q.ChannelID) &&
			(q.MeetingID == "" || c.Room.MeetingID == q.MeetingID) &&
			(!q.Running || c.State.Running()) && (q.Stuck == nil || stuck(c, *q.Stuck)) &&
			(!q.Unsettled || !c.State.Running() && !c.Settled()) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b call.Call) int { return b.CreatedAt.Compare(a.CreatedAt) })
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	return found, nil
}

func stuck(c call.Call, q call.Stuck) bool {
	if c.State == call.Creating {
		return c.CreatedAt.Before(q.CreatedBefore)
	}
	return c.State.Running() && c.ExpiresAt.Before(q.ExpiredBefore)
}

func (m *memory) only() call.Call {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.calls {
		return c
	}
	return call.Call{}
}

// wall is a call.Cards: the channel's posts by id.
type wall struct {
	mu    sync.Mutex
	posts map[string]call.Call
	err   error
}

func (w *wall) Post(_ context.Context, c call.Call, _ call.Person) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return "", w.err
	}
	id := "post-of-" + c.ID
	w.posts[id] = c
	return id, nil
}

func (w *wall) Update(_ context.Context, c call.Call) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.posts[c.PostID] = c
	return nil
}

func (w *wall) Delete(_ context.Context, postID string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.posts, postID)
	return nil
}

func (w *wall) Lookup(_ context.Context, c call.Call) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.posts["post-of-"+c.ID]; ok {
		return "post-of-" + c.ID, nil
	}
	return "", nil
}

// town is a call.Directory and a call.Publisher.
type town struct {
	mu      sync.Mutex
	access  map[string]call.Access // by user id
	manager string
	events  []call.Event
}

func (t *town) Access(_ context.Context, userID, channelID string) (call.Access, error) {
	a := t.access[userID]
	a.Person.ID = userID
	a.Channel.ID = channelID
	return a, nil
}

func (t *town) Thread(_ context.Context, postID, _ string) (string, error) { return postID, nil }

func (t *town) Manages(_ context.Context, userID, _ string) (bool, error) {
	return userID == t.manager, nil
}

func (t *town) Publish(e call.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.events = append(t.events, e)
}

func (t *town) kinds() []call.EventKind {
	t.mu.Lock()
	defer t.mu.Unlock()
	kinds := []call.EventKind{}
	for _, e := range t.events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}
