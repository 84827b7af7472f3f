package post

import (
	"encoding/json"
	"log/slog"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
)

// websocketEvent reaches clients as custom_whereby_call.
const websocketEvent = "call"

// WebsocketAPI is what Screens needs of the plugin API.
type WebsocketAPI interface {
	PublishWebSocketEvent(event string, payload map[string]any, broadcast *model.WebsocketBroadcast)
}

// Screens keeps open screens right: every change of a call goes to the
// channel's members. It implements call.Publisher.
type Screens struct {
	API      WebsocketAPI
	Settings func() config.Snapshot
	Log      *slog.Logger
}

// Publish implements call.Publisher.
func (s Screens) Publish(e call.Event) {
	payload, err := plain(e.Call.View(s.Settings().ShowRoomLinks))
	if err != nil {
		s.Log.Error("call not published", "call_id", e.Call.ID, "err", err)
		return
	}
	s.API.PublishWebSocketEvent(websocketEvent, map[string]any{"call": payload},
		&model.WebsocketBroadcast{ChannelId: e.Call.ChannelID})
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
