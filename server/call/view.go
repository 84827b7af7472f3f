package call

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/unixms"
)

// View is a call as the outside sees it: in answers of the API and in
// websocket events. Times are milliseconds since 1970, 0 when not yet.
type View struct {
	ID         string     `json:"id"`
	Revision   int64      `json:"revision"`
	ChannelID  string     `json:"channel_id"`
	RootID     string     `json:"root_id"`
	TeamID     string     `json:"team_id"`
	HostID     string     `json:"host_user_id"`
	Topic      string     `json:"topic"`
	Template   string     `json:"template"`
	State      State      `json:"state"`
	Options    Options    `json:"options"`
	RoomName   string     `json:"room_name"`
	RoomURL    string     `json:"room_url,omitempty"`
	Lasting    bool       `json:"lasting_room"`
	ScheduleID string     `json:"schedule_id"` // of a call that was planned
	Planned    int64      `json:"planned_for"`
	Unasked    bool       `json:"unasked"` // began by somebody's opening the channel's room
	PostID     string     `json:"post_id"`
	CreatedAt  int64      `json:"created_at"`
	StartedAt  int64      `json:"started_at"`
	EndedAt    int64      `json:"ended_at"`
	ExpiresAt  int64      `json:"expires_at"`
	EndReason  EndReason  `json:"end_reason"`
	EndedBy    string     `json:"ended_by"`   // empty without names
	Names      bool       `json:"names"`      // false when nobody is to learn who was there
	People     int        `json:"people"`     // how many came
	Inside     int        `json:"inside"`     // how many are there now
	Attendance []StayView `json:"attendance"` // empty without names
	Bots       []BotView  `json:"bots"`
	Files      []FileView `json:"files"`
}

// StayView is one time that a person was in the call.
type StayView struct {
	UserID   string `json:"user_id"` // empty for guests; a tilde and a number for somebody who was erased
	Name     string `json:"name"`
	Guest    bool   `json:"guest"`
	JoinedAt int64  `json:"joined_at"`
	LeftAt   int64  `json:"left_at"` // 0 while inside
}

// BotView is one time that a machine was in the call: a recorder, a captioner.
type BotView struct {
	Role     string `json:"role"`
	JoinedAt int64  `json:"joined_at"`
	LeftAt   int64  `json:"left_at"`
}

// FileView is a recording or a transcript. URL is a path below the site that
// lets members of the channel in.
type FileView struct {
	ID      string   `json:"id"`
	Kind    FileKind `json:"kind"`
	Name    string   `json:"name"`
	ReadyAt int64    `json:"ready_at"`
	URL     string   `json:"url"`
}

// Shown is what of calls may be shown.
type Shown struct {
	// RoomLinks are the visitors' own links into rooms.
	RoomLinks bool
	// Names are those of the people who are or were in calls.
	Names bool
}

// View returns the call for the outside. The visitor's link is in it only
// while the call runs and only if room links may be shown; a host's never.
func (c Call) View(shown Shown) View {
	v := View{
		ID:         c.ID,
		Revision:   c.Revision,
		ChannelID:  c.ChannelID,
		RootID:     c.RootID,
		TeamID:     c.TeamID,
		HostID:     c.HostID,
		Topic:      c.Options.Topic,
		Template:   c.Options.Template,
		State:      c.State,
		Options:    c.Options,
		RoomName:   c.Room.Name,
		Lasting:    c.Room.Lasting,
		ScheduleID: c.ScheduleID,
		Planned:    unixms.Of(c.Planned),
		Unasked:    c.Unasked,
		PostID:     c.PostID,
		CreatedAt:  unixms.Of(c.CreatedAt),
		StartedAt:  unixms.Of(c.StartedAt),
		EndedAt:    unixms.Of(c.EndedAt),
		ExpiresAt:  unixms.Of(c.ExpiresAt),
		EndReason:  c.EndReason,
		Names:      shown.Names && !c.Nameless,
		Attendance: []StayView{},
		Bots:       []BotView{},
		Files:      []FileView{},
	}
	if v.Names {
		v.EndedBy = c.EndedBy
	}
	// Who is notified, and where else the call is posted, is the template's affair.
	v.Options.Extras = Extras{Priority: c.Options.Priority, Why: c.Options.Why}
	if shown.RoomLinks && c.State.Running() {
		v.RoomURL = c.PublicURL()
	}
	for _, s := range c.Stays {
		if from, to := unixms.Of(s.from()), unixms.Of(c.until(s)); s.Bot {
			v.Bots = append(v.Bots, BotView{Role: s.Role, JoinedAt: from, LeftAt: to})
		} else if v.Names {
			v.Attendance = append(v.Attendance, StayView{
				UserID: s.UserID, Name: s.Name, Guest: s.UserID == "", JoinedAt: from, LeftAt: to,
			})
		}
	}
	for _, person := range c.People() {
		v.People++
		if person.Inside {
			v.Inside++
		}
	}
	for _, f := range c.Files {
		v.Files = append(v.Files, FileView{ID: f.ID, Kind: f.Kind, Name: f.Name, ReadyAt: unixms.Of(f.ReadyAt), URL: FilePath(c.ID, f.ID)})
	}
	return v
}

// PublicURL is the room's own link where that may be shown. In a town hall it
// would let everybody knock as a speaker, so there it is empty.
func (c Call) PublicURL() string {
	if c.Options.IsTownHall() {
		return ""
	}
	return c.Room.URL
}

// FilePath is where a file of a call is opened, below the site.
func FilePath(callID, fileID string) string {
	return "/plugins/whereby/calls/" + url.PathEscape(callID) + "/files/" + url.PathEscape(fileID)
}

// Cursor marks a place in a list of calls in the order of time.
type Cursor struct {
	CreatedAt time.Time
	ID        string
}

// Cursor is the call's place.
func (c Call) Cursor() Cursor { return Cursor{CreatedAt: c.CreatedAt, ID: c.ID} }

// String is the cursor as the outside gets it, and gives it back.
func (c Cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.CreatedAt.UnixMilli(), 10) + " " + c.ID))
}

// ParseCursor reads what String has written.
func ParseCursor(text string) (Cursor, bool) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Cursor{}, false
	}
	ms, id, found := strings.Cut(string(data), " ")
	created, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || !found || id == "" {
		return Cursor{}, false
	}
	return Cursor{CreatedAt: time.UnixMilli(created), ID: id}, true
}
