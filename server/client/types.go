package client

// Start asks for a call. What is left out is as the admin has set it.
type Start struct {
	ChannelID string `json:"channel_id"`
	// RootID is a post in whose thread the call is posted.
	RootID          string `json:"root_id,omitempty"`
	Topic           string `json:"topic,omitempty"`
	Template        string `json:"template,omitempty"`
	DurationMinutes int    `json:"duration_minutes,omitempty"`
	Options
	// Speakers are the ids of those who take part in a call with Viewers.
	Speakers []string `json:"speakers,omitempty"`
	// New starts another call beside the one that runs.
	New bool `json:"new,omitempty"`
	// InRoom starts the call in the channel's lasting room.
	InRoom bool `json:"in_room,omitempty"`
}

// Options are what is special about a call.
type Options struct {
	AudioOnly  *bool `json:"audio_only,omitempty"`
	Locked     *bool `json:"locked,omitempty"` // people knock
	Large      *bool `json:"large,omitempty"`  // room for up to 200
	Record     *bool `json:"record,omitempty"`
	Transcribe *bool `json:"transcribe,omitempty"`
	Captions   *bool `json:"captions,omitempty"`
	Stream     *bool `json:"stream,omitempty"`
	Viewers    *bool `json:"viewers,omitempty"` // a town hall
}

// Plan asks for planned calls.
type Plan struct {
	ChannelID       string `json:"channel_id"`
	Topic           string `json:"topic,omitempty"`
	Template        string `json:"template,omitempty"`
	DurationMinutes int    `json:"duration_minutes,omitempty"`
	Options
	// When is in words, as after /whereby schedule: "every weekday at 09:00".
	When string `json:"when"`
	// TimeZone is an IANA name; empty for that of whom the client acts for.
	TimeZone string `json:"time_zone,omitempty"`
}

// The states of a call.
const (
	Creating = "creating"
	Open     = "open" // nobody is in yet
	Live     = "live"
	Ended    = "ended"
	Missed   = "missed" // nobody came
	Failed   = "failed"
)

// Call is a call. Times are milliseconds since 1970, 0 when not yet.
type Call struct {
	ID string `json:"id"`
	// Revision is higher in the newer of two copies.
	Revision  int64  `json:"revision"`
	ChannelID string `json:"channel_id"`
	RootID    string `json:"root_id"`
	TeamID    string `json:"team_id"`
	HostID    string `json:"host_user_id"` // who started it
	Topic     string `json:"topic"`
	Template  string `json:"template"`
	State     string `json:"state"`
	// RoomURL leads anybody into the room, without a name; empty where room
	// links are not shown and when the call is over.
	RoomURL   string `json:"room_url"`
	RoomName  string `json:"room_name"`
	PostID    string `json:"post_id"`
	CreatedAt int64  `json:"created_at"`
	StartedAt int64  `json:"started_at"` // when the first came in
	EndedAt   int64  `json:"ended_at"`
	ExpiresAt int64  `json:"expires_at"`
	EndReason string `json:"end_reason"` // ended, left or time
	People    int    `json:"people"`     // how many came
	Inside    int    `json:"inside"`     // how many are there now
	// Attendance is empty where people are only counted.
	Attendance []Stay `json:"attendance"`
	Files      []File `json:"files"`
}

// Stay is one time that a person was in a call.
type Stay struct {
	UserID   string `json:"user_id"` // empty for guests
	Name     string `json:"name"`
	Guest    bool   `json:"guest"`
	JoinedAt int64  `json:"joined_at"`
	LeftAt   int64  `json:"left_at"` // 0 while inside
}

// File is a recording or a transcript.
type File struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	ReadyAt int64  `json:"ready_at"`
	URL     string `json:"url"` // a path below the site, for members of the channel
}

// Schedule is planned calls.
type Schedule struct {
	ID        string  `json:"id"`
	ChannelID string  `json:"channel_id"`
	OwnerID   string  `json:"owner_user_id"`
	PostID    string  `json:"post_id"`
	Topic     string  `json:"topic"`
	When      string  `json:"when"`
	RRule     string  `json:"rrule"` // as in iCalendar
	TimeZone  string  `json:"time_zone"`
	State     string  `json:"state"`
	Next      []int64 `json:"next"` // the next three
	ICSURL    string  `json:"ics_url"`
}
