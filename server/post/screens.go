package post

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
)

// websocketEvent reaches clients as custom_whereby_call.
const websocketEvent = "call"

// ScreensAPI is what Screens needs of the plugin API.
type ScreensAPI interface {
	PublishWebSocketEvent(event string, payload map[string]any, broadcast *model.WebsocketBroadcast)
	SendEphemeralPost(userID string, post *model.Post) *model.Post
	DeleteEphemeralPost(userID, postID string)
}

// Memberships knows who belongs to which channel.
type Memberships interface {
	IsMember(ctx context.Context, userID, channelID string) (bool, error)
}

// Screens keeps open screens right: every change of a call goes to the
// members of its channels, a knock or the loss of the post to the host. It implements call.Publisher.
type Screens struct {
	API      ScreensAPI
	BotID    string
	People   People
	Members  Memberships
	Words    *i18n.Catalogue
	Settings func() config.Snapshot
	Now      func() time.Time
	Log      *slog.Logger
}

// Publish implements call.Publisher. Of several changes of a call only the
// newest is worth a message.
func (s Screens) Publish(events []call.Event) {
	newest := map[string]call.Call{}
	var order []string
	for _, e := range events {
		switch e.Kind {
		case call.EventKnocked:
			s.knocked(e)
			continue
		case call.EventKnockOver:
			s.knockOver(e)
			continue
		case call.EventAnswered:
			continue // a matter of rings
		case call.EventUnposted:
			s.unposted(e.Call)
		}
		known, found := newest[e.Call.ID]
		if !found {
			order = append(order, e.Call.ID)
		}
		if !found || e.Call.Revision >= known.Revision {
			newest[e.Call.ID] = e.Call
		}
	}
	for _, id := range order {
		s.show(newest[id])
	}
}

func (s Screens) show(c call.Call) {
	payload, err := plain(c.View(s.Settings().Shown()))
	if err != nil {
		s.Log.Error("call not published", "call_id", c.ID, "err", err)
		return
	}
	for _, channelID := range []string{c.ChannelID, c.Options.AlsoIn} {
		if channelID != "" { // an empty broadcast would reach everybody
			s.API.PublishWebSocketEvent(websocketEvent, map[string]any{"call": payload}, &model.WebsocketBroadcast{ChannelId: channelID})
		}
	}
}

// plain turns a value into maps, slices and basic types, the only ones that
// survive the way from the plugin's process to the server's.
func plain(v any) (map[string]any, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	return fields, json.Unmarshal(data, &fields)
}

// hostIsThere tells whether the host is still in the channel: of what happens
// there nobody else is told, not even who started it.
func (s Screens) hostIsThere(c call.Call) bool {
	isThere, err := s.Members.IsMember(context.Background(), c.HostID, c.ChannelID)
	if err != nil {
		s.Log.Warn("whether the host is in the channel is not known", "call_id", c.ID, "err", err)
	}
	return isThere
}
