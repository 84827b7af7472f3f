package stack

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

// Listener keeps every websocket event that a user's client got since Listen.
type Listener struct {
	client *model.WebSocketClient
	mu     sync.Mutex
	events []*model.WebSocketEvent
	more   chan struct{} // closed and replaced at each event
}

// Listen opens a websocket as the user; Close ends it.
func (s *Stack) Listen(ctx context.Context, user *User) (*Listener, error) {
	client, err := model.NewWebSocketClient4(strings.Replace(s.URL, "http", "ws", 1), user.Token)
	if err != nil {
		return nil, errors.Wrap(err, "open a websocket")
	}
	l := &Listener{client: client, more: make(chan struct{})}
	client.Listen()
	go l.collect()
	go func() {
		for range client.ResponseChannel { //nolint:revive // replies are not looked at, but have to be taken
		}
	}()
	if _, err = l.Wait(ctx, func(event *model.WebSocketEvent) bool { return event.EventType() == model.WebsocketEventHello }); err != nil {
		client.Close()
		return nil, err
	}
	return l, nil
}

func (l *Listener) collect() {
	for event := range l.client.EventChannel {
		l.mu.Lock()
		l.events = append(l.events, event)
		close(l.more)
		l.more = make(chan struct{})
		l.mu.Unlock()
	}
}

// Close ends the websocket.
func (l *Listener) Close() { l.client.Close() }

// Events gives what came so far.
func (l *Listener) Events() []*model.WebSocketEvent {
	events, _ := l.snapshot()
	return events
}

func (l *Listener) snapshot() ([]*model.WebSocketEvent, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.events), l.more
}

// Wait gives the first event, past or to come, that matches; it gives up after
// ten seconds.
func (l *Listener) Wait(ctx context.Context, match func(*model.WebSocketEvent) bool) (*model.WebSocketEvent, error) {
	limit := time.After(10 * time.Second)
	for {
		events, more := l.snapshot()
		for _, event := range events {
			if match(event) {
				return event, nil
			}
		}
		select {
		case <-more:
		case <-limit:
			return nil, errors.Errorf("no such event among the %d that came", len(events))
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// WaitCustom gives the first event of the plugin with this name and, when
// match is not nil, with matching data. The name is as clients see it, such as
// custom_whereby_call.
func (l *Listener) WaitCustom(ctx context.Context, name string, match func(data map[string]any) bool) (map[string]any, error) {
	event, err := l.Wait(ctx, func(event *model.WebSocketEvent) bool {
		return string(event.EventType()) == name && (match == nil || match(event.GetData()))
	})
	if err != nil {
		return nil, errors.Wrap(err, name)
	}
	return event.GetData(), nil
}

// Ephemerals gives the posts that only this user saw.
func (l *Listener) Ephemerals() []*model.Post {
	var posts []*model.Post
	for _, event := range l.Events() {
		if post := ephemeral(event); post != nil {
			posts = append(posts, post)
		}
	}
	return posts
}

// WaitEphemeral gives the first ephemeral post, in whichever channel, whose
// message contains the text.
func (l *Listener) WaitEphemeral(ctx context.Context, text string) (*model.Post, error) {
	return l.WaitEphemeralIn(ctx, "", text)
}

// WaitEphemeralIn is WaitEphemeral for one channel.
func (l *Listener) WaitEphemeralIn(ctx context.Context, channelID, text string) (*model.Post, error) {
	event, err := l.Wait(ctx, func(event *model.WebSocketEvent) bool {
		post := ephemeral(event)
		return post != nil && (channelID == "" || post.ChannelId == channelID) && strings.Contains(post.Message, text)
	})
	if err != nil {
		messages := make([]string, 0)
		for _, post := range l.Ephemerals() {
			messages = append(messages, post.Message)
		}
		return nil, errors.Wrapf(err, "ephemeral post with %q; there were %q", text, messages)
	}
	return ephemeral(event), nil
}

func ephemeral(event *model.WebSocketEvent) *model.Post {
	if event.EventType() != model.WebsocketEventEphemeralMessage {
		return nil
	}
	raw, _ := event.GetData()["post"].(string)
	var post model.Post
	if err := json.Unmarshal([]byte(raw), &post); err != nil {
		return nil
	}
	return &post
}
