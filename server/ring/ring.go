// Package ring calls people to calls in their direct and group messages.
package ring

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

const (
	// event reaches clients as custom_whereby_ring.
	event = "ring"
	// length is how long somebody is rung; who has not answered then missed the call.
	length = 30 * time.Second
	// maxMissed bounds how many missed calls are told at once.
	maxMissed = 20
	// maxPeople are in a group message at most; Mattermost allows eight.
	maxPeople = 20
	// timeout bounds the ringing of one call.
	timeout = 15 * time.Second
)

// Remembered is how long a missed call is told.
const Remembered = 7 * 24 * time.Hour

// Answer is what somebody made of a ring.
type Answer string

// The answers.
const (
	Joined   Answer = "joined"
	Declined Answer = "declined" // or dismissed, once missed
)

// preference and its values are what people choose in the plugin's user settings.
const (
	preference  = "ring"
	valueOff    = "off"
	valueSilent = "silent"
)

// Rung is a ring that was not answered.
type Rung struct {
	CallID string
	At     time.Time
}

// Store remembers rings, so that a missed one outlives reloads and restarts.
type Store interface {
	// Ring notes that people are rung and returns those who were not before.
	Ring(ctx context.Context, callID string, userIDs []string, at time.Time) (rung []string, err error)
	// Answer notes an answer, also one that comes before the ring, and returns
	// since when the person had been rung, zero if he had not, or had answered already.
	Answer(ctx context.Context, callID, userID string, answer Answer, now time.Time) (at time.Time, err error)
	// Unanswered lists a person's rings since that time, the newest first.
	Unanswered(ctx context.Context, userID string, since time.Time, limit int) ([]Rung, error)
}

// API is what the Ringer needs of the plugin API.
type API interface {
	GetUsersInChannel(channelID, sortBy string, page, perPage int) ([]*model.User, *model.AppError)
	GetUserStatus(userID string) (*model.Status, *model.AppError)
	PublishWebSocketEvent(event string, payload map[string]any, broadcast *model.WebsocketBroadcast)
}

// People knows people and what they chose.
type People interface {
	Person(userID string) (call.Person, error)
	Preference(userID, name string) string
}

// Calls finds calls that somebody may see.
type Calls interface {
	Get(ctx context.Context, callID, userID string) (call.Call, call.Access, error)
}

// Hosts are told what became of their ringing.
type Hosts interface {
	Declined(c call.Call, who call.Person)
}

// Ringer rings people; it implements call.Publisher.
type Ringer struct {
	API    API
	Store  Store
	People People
	Calls  Calls
	Hosts  Hosts
	Now    func() time.Time
	Log    *slog.Logger

	work sync.WaitGroup
}

// View is a ring as clients see it. Times are milliseconds since 1970. One
// that is not over and whose time has passed was missed.
type View struct {
	CallID    string `json:"call_id"`
	ChannelID string `json:"channel_id"`
	HostID    string `json:"host_user_id"`
	HostName  string `json:"host_name"`
	Topic     string `json:"topic"`
	At        int64  `json:"at"`
	Until     int64  `json:"until"`
	Quiet     bool   `json:"quiet"`
	Over      bool   `json:"over"` // answered
}

// Publish implements call.Publisher. Nobody waits for what it does.
func (r *Ringer) Publish(events []call.Event) {
	for _, e := range events {
		if e.Call.TeamID != "" || e.Call.ChannelID == "" {
			continue // no conversation of two or a few
		}
		switch {
		case e.Kind == call.EventCreated:
			r.background(e, r.ring)
		case (e.Kind == call.EventAnswered || e.Kind == call.EventJoined) && e.Who.UserID != "" && e.Who.UserID != e.Call.HostID:
			r.background(e, r.joined)
		}
	}
}

// Wait waits until what Publish began is done.
func (r *Ringer) Wait() { r.work.Wait() }

func (r *Ringer) background(e call.Event, do func(context.Context, call.Event) error) {
	r.work.Go(func() {
		defer func() { // a panic would end the plugin's process
			if cause := recover(); cause != nil {
				r.Log.Error("ringing panicked", "call_id", e.Call.ID, "cause", cause, "stack", string(debug.Stack()))
			}
		}()
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		if err := do(ctx, e); err != nil {
			r.Log.Warn("ringing failed", "call_id", e.Call.ID, "event", e.Kind, "err", err)
		}
	})
}

func (r *Ringer) joined(ctx context.Context, e call.Event) error {
	_, err := r.answer(ctx, e.Call, e.Who.UserID, Joined)
	return err
}

// ring rings everybody but the host and who is in the call already. An event
// that is told late, after a crash, rings nobody any more: the call was missed.
func (r *Ringer) ring(ctx context.Context, e call.Event) error {
	users, appErr := r.API.GetUsersInChannel(e.Call.ChannelID, "username", 0, maxPeople)
	if appErr != nil {
		return errors.Wrap(appErr, "get members")
	}
	host, err := r.People.Person(e.Call.HostID)
	if err != nil {
		return err
	}
	inside := map[string]bool{host.ID: true}
	for _, s := range e.Call.Stays {
		inside[s.UserID] = true
	}
	quiet := map[string]bool{}
	var userIDs []string
	for _, user := range users {
		if inside[user.Id] || user.IsBot || user.DeleteAt != 0 {
			continue
		}
		if wish := r.People.Preference(user.Id, preference); wish != valueOff {
			userIDs = append(userIDs, user.Id)
			quiet[user.Id] = wish == valueSilent || r.undisturbed(user.Id)
		}
	}
	if len(userIDs) == 0 {
		return nil
	}
	rung, err := r.Store.Ring(ctx, e.Call.ID, userIDs, e.At)
	if !e.Call.State.Running() || !r.Now().Before(e.At.Add(length)) {
		return err
	}
	for _, userID := range rung {
		r.publish(userID, view(e.Call, host.DisplayName, e.At, quiet[userID]))
	}
	return err
}

// undisturbed tells whether the person wants quiet now.
func (r *Ringer) undisturbed(userID string) bool {
	status, appErr := r.API.GetUserStatus(userID)
	return appErr == nil && status != nil && (status.Status == model.StatusDnd || status.Status == model.StatusOutOfOffice)
}

// Unanswered returns who rings the person now and what was missed lately, the
// newest first.
func (r *Ringer) Unanswered(ctx context.Context, userID string) ([]View, error) {
	list, err := r.Store.Unanswered(ctx, userID, r.Now().Add(-Remembered), maxMissed)
	if err != nil {
		return nil, err
	}
	views := []View{}
	if len(list) == 0 || r.People.Preference(userID, preference) == valueOff {
		return views, nil
	}
	quiet := r.People.Preference(userID, preference) == valueSilent || r.undisturbed(userID)
	for _, rung := range list {
		c, _, err := r.Calls.Get(ctx, rung.CallID, userID)
		switch call.CodeOf(err) {
		case call.CodeNotFound, call.CodeNotMember:
			continue
		}
		if err != nil {
			return nil, err
		}
		host, err := r.People.Person(c.HostID)
		if err != nil && call.CodeOf(err) != call.CodeNotFound { // an account that was deleted has no name
			return nil, err
		}
		views = append(views, view(c, host.DisplayName, rung.At, quiet))
	}
	return views, nil
}

// Decline stops the ringing for a call on all of the person's devices, or the
// notice of a missed one. Who rings is told.
func (r *Ringer) Decline(ctx context.Context, callID, userID string) error {
	c, access, err := r.Calls.Get(ctx, callID, userID)
	if err != nil {
		return err
	}
	at, err := r.answer(ctx, c, userID, Declined)
	if err != nil {
		return err
	}
	if !at.IsZero() && c.State.Running() && r.Now().Before(at.Add(length)) {
		r.Hosts.Declined(c, access.Person)
	}
	return nil
}

func (r *Ringer) answer(ctx context.Context, c call.Call, userID string, answer Answer) (at time.Time, err error) {
	at, err = r.Store.Answer(ctx, c.ID, userID, answer, r.Now())
	if err == nil && !at.IsZero() {
		over := view(c, "", at, true)
		over.Over = true
		r.publish(userID, over)
	}
	return at, err
}

func view(c call.Call, hostName string, at time.Time, quiet bool) View {
	return View{
		CallID: c.ID, ChannelID: c.ChannelID, HostID: c.HostID, HostName: hostName, Topic: c.Options.Topic,
		At: at.UnixMilli(), Until: at.Add(length).UnixMilli(), Quiet: quiet,
	}
}

// publish sends basic types only: no others survive the way to the server.
func (r *Ringer) publish(userID string, v View) {
	r.API.PublishWebSocketEvent(event, map[string]any{"ring": map[string]any{
		"call_id": v.CallID, "channel_id": v.ChannelID, "host_user_id": v.HostID, "host_name": v.HostName, "topic": v.Topic,
		"at": v.At, "until": v.Until, "quiet": v.Quiet, "over": v.Over,
	}}, &model.WebsocketBroadcast{UserId: userID})
}
