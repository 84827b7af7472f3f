package call_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

// memory is a call.Store and a call.Journal with the database's rules.
type memory struct {
	mu    sync.Mutex
	calls map[string]call.Call
	noted map[string]call.Noted // those that are part of no call yet
	seen  map[string]bool
	// untold are the events that nobody has marked as published.
	untold map[string]call.Event
	heard  time.Time
	// failing makes the nth Save from now fail (1 is the next).
	failing int
	// beforeReserve happens while a call is on its way into the store.
	beforeReserve func()
	hall          *hall // the channels' rooms, if there are any
	// warm are rooms made ahead, making the end dates of those that will be.
	warm   []call.WarmRoom
	knows  bool // of the warm rooms, as the node that has made them
	wanted int
	// beforeTaking is called before a warm room is taken that is known.
	beforeTaking func()
	beforeSave   func()
	making       []time.Time
}

func newMemory() *memory {
	return &memory{
		calls: map[string]call.Call{}, noted: map[string]call.Noted{}, seen: map[string]bool{}, untold: map[string]call.Event{},
	}
}

func (m *memory) ReserveWarm(ctx context.Context, c call.Call, recipe string) (call.Room, error) {
	if err := m.Reserve(ctx, c); err != nil {
		return call.Room{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, r := range m.warm {
		if r.Recipe == recipe && !r.EndsAt.Before(c.ExpiresAt) {
			m.warm = slices.Delete(m.warm, i, i+1)
			c.Room = r.Room
			c.Room.HostURL = "" // as the database has it
			m.calls[c.ID] = c
			return r.Room, nil
		}
	}
	return call.Room{}, nil
}

func (m *memory) ReserveIn(ctx context.Context, c call.Call, warmID string) (bool, error) {
	if m.beforeTaking != nil {
		m.beforeTaking()
	}
	i := slices.IndexFunc(m.warm, func(r call.WarmRoom) bool { return r.ID == warmID })
	if i < 0 || m.Reserve(ctx, c) != nil {
		return false, nil
	}
	m.warm = slices.Delete(m.warm, i, i+1)
	return true, nil
}

// Wanted, Ready, Offer and Making are call.Pool.
func (m *memory) Wanted() { m.wanted++ }

func (m *memory) Ready() bool { return m.knows && len(m.warm) > 0 }

func (m *memory) Offer(recipe string, until time.Time) (call.WarmRoom, bool) {
	i := slices.IndexFunc(m.warm, func(r call.WarmRoom) bool { return r.Recipe == recipe && !r.EndsAt.Before(until) })
	if i < 0 {
		return call.WarmRoom{}, false
	}
	return m.warm[i], true
}

func (m *memory) Making(context.Context) ([]time.Time, error) { return m.making, nil }

func (m *memory) Reserve(_ context.Context, c call.Call) error {
	if m.beforeReserve != nil {
		m.beforeReserve()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, other := range m.calls {
		if !c.Planned.IsZero() && other.ScheduleID == c.ScheduleID && other.Planned.Equal(c.Planned) && other.State != call.Failed {
			return &call.Error{Code: call.CodeRunning, Call: &other}
		}
	}
	for _, other := range m.calls {
		inTheWay := other.ChannelID == c.ChannelID // of a second call, only one that is in the same lasting room
		if c.Second {
			inTheWay = c.Room.Lasting && other.Second && other.Room.MeetingID == c.Room.MeetingID
		}
		if inTheWay && other.State.Running() {
			return &call.Error{Code: call.CodeRunning, Call: &other}
		}
	}
	m.calls[c.ID] = c
	return nil
}

func (m *memory) Save(_ context.Context, changes ...call.Change) (stale []string, err error) {
	if m.beforeSave != nil {
		m.beforeSave()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing--; m.failing == 0 {
		return nil, errors.New("the database is away")
	}
	for _, change := range changes {
		c := change.Call
		before, found := m.calls[c.ID]
		if !found || before.Revision != c.Revision {
			stale = append(stale, c.ID)
			continue
		}
		if c.State != before.State && !before.State.CanBecome(c.State) {
			return nil, errors.Errorf("no such move: %s to %s", before.State, c.State)
		}
		c.Revision++
		m.calls[c.ID] = c
		for _, id := range change.Seen {
			delete(m.noted, id)
		}
		for _, e := range change.Events {
			e.Call = call.Call{ID: c.ID}
			m.untold[e.ID] = e
		}
	}
	return stale, nil
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
			(q.IDs == nil || slices.Contains(q.IDs, c.ID)) &&
			(q.MeetingIDs == nil || slices.Contains(q.MeetingIDs, c.Room.MeetingID)) &&
			(!q.Running || c.State.Running()) &&
			(q.Due.IsZero() || !c.CheckAt.IsZero() && !c.CheckAt.After(q.Due)) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b call.Call) int { return b.CreatedAt.Compare(a.CreatedAt) })
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	return found, nil
}

func (m *memory) Note(_ context.Context, observations []call.Observation) (map[string]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	callIDs := map[string]string{}
	for _, o := range observations {
		id := m.callOf(o)
		if id != "" && !m.seen[o.ID] {
			m.seen[o.ID] = true
			m.noted[o.ID] = call.Noted{CallID: id, Observation: o}
			callIDs[o.ID] = id
		}
	}
	return callIDs, nil
}

// callOf finds an observation's call, or the channel whose room it is of.
func (m *memory) callOf(o call.Observation) string {
	newest := call.Call{}
	for _, c := range m.calls {
		of := c.Room.MeetingID == o.MeetingID || o.MeetingID == "" && c.Room.Name == o.RoomName
		past := c.Room.Lasting && !c.EndedAt.IsZero() && c.EndedAt.Before(o.At)
		if of && !past && (newest.ID == "" || c.CreatedAt.After(newest.CreatedAt) && !c.CreatedAt.After(o.At)) {
			newest = c
		}
	}
	if newest.ID == "" && m.hall != nil {
		for _, r := range m.hall.rooms {
			if r.Room.MeetingID == o.MeetingID {
				return r.ID
			}
		}
	}
	return newest.ID
}

func (m *memory) Dismiss(_ context.Context, ids []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		delete(m.noted, id)
	}
	return nil
}

func (m *memory) Unread(context.Context, time.Time, int) ([]call.Noted, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Values(m.noted)), nil
}

func (m *memory) Unpublished(_ context.Context, before time.Time, _ int) ([]call.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var events []call.Event
	for _, e := range m.untold {
		if e.At.Before(before) {
			events = append(events, e)
		}
	}
	return events, nil
}

func (m *memory) Published(_ context.Context, ids []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		delete(m.untold, id)
	}
	return nil
}

func (m *memory) Forget(context.Context, time.Time) error { return nil }

func (m *memory) Heard(context.Context) (time.Time, error) { return m.heard, nil }

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
	// reports are the reports in threads, by call; written counts how often.
	reports map[string]call.Call
	written int
	err     error
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

func (w *wall) Report(_ context.Context, c call.Call) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reports[c.ID] = c
	w.written++
	return "report-of-" + c.ID, nil
}

// town is a call.Directory and a call.Publisher.
type town struct {
	mu      sync.Mutex
	access  map[string]call.Access // by user id
	manager string
	members int
	// elsewhere are memberships of one channel, as "user channel".
	elsewhere map[string]bool
	team      call.Team
	events    []call.Event
}

func (t *town) Access(_ context.Context, userID, channelID string) (call.Access, error) {
	a := t.access[userID]
	a.Person.ID = userID
	a.Channel.ID = channelID
	a.Roles = nil // which are asked for by themselves
	a.Member = a.Member || t.elsewhere[userID+" "+channelID]
	return a, nil
}

func (t *town) Members(context.Context, string) (int, error) { return t.members, nil }

func (t *town) Thread(_ context.Context, postID, _ string) (string, error) { return postID, nil }

func (t *town) Manages(_ context.Context, userID, _ string) (bool, error) {
	return userID == t.manager, nil
}

func (t *town) Roles(_ context.Context, userID, _ string) ([]string, error) {
	return t.access[userID].Roles, nil
}

func (t *town) Team(context.Context, string, string) (call.Team, error) { return t.team, nil }

func (t *town) Person(userID string) (call.Person, error) {
	return call.Person{ID: userID, Admin: userID == t.manager}, nil
}

func (t *town) Publish(events []call.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.events = append(t.events, events...)
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
