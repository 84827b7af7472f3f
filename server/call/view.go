package call

import "time"

// View is a call as the outside sees it: in answers of the API and in
// websocket events. Times are milliseconds since 1970, 0 when not yet.
type View struct {
	ID         string  `json:"id"`
	ChannelID  string  `json:"channel_id"`
	RootID     string  `json:"root_id"`
	TeamID     string  `json:"team_id"`
	HostID     string  `json:"host_user_id"`
	Topic      string  `json:"topic"`
	Template   string  `json:"template"`
	State      State   `json:"state"`
	Options    Options `json:"options"`
	RoomName   string  `json:"room_name"`
	RoomURL    string  `json:"room_url,omitempty"`
	PostID     string  `json:"post_id"`
	CreatedAt  int64   `json:"created_at"`
	StartedAt  int64   `json:"started_at"`
	EndedAt    int64   `json:"ended_at"`
	ExpiresAt  int64   `json:"expires_at"`
	Attendance []any   `json:"attendance"`
}

// View returns the call for the outside. The visitor's link is in it only
// while the call runs and only if room links may be shown; a host's never.
func (c Call) View(showRoomLink bool) View {
	v := View{
		ID:         c.ID,
		ChannelID:  c.ChannelID,
		RootID:     c.RootID,
		TeamID:     c.TeamID,
		HostID:     c.HostID,
		Topic:      c.Options.Topic,
		State:      c.State,
		Options:    c.Options,
		RoomName:   c.Room.Name,
		PostID:     c.PostID,
		CreatedAt:  millis(c.CreatedAt),
		StartedAt:  millis(c.StartedAt),
		EndedAt:    millis(c.EndedAt),
		ExpiresAt:  millis(c.ExpiresAt),
		Attendance: []any{},
	}
	if showRoomLink && c.State.Running() {
		v.RoomURL = c.Room.URL
	}
	return v
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Cursor marks a place in a list of calls, newest first.
type Cursor struct {
	CreatedAt time.Time
	ID        string
}
