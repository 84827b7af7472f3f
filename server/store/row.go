package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

// fixedColumns never change after the insert.
func fixedColumns() []string {
	return []string{
		"id", "channel_id", "team_id", "root_id", "host_id", "place", "created_at", "key", "lasting", "unasked", "schedule_id", "planned",
	}
}

func changingColumns() []string {
	return []string{
		"options", "state", "room_state", "meeting_id", "room_name", "room_url", "host_url", "viewer_url",
		"post_id", "also_post_id", "reminded", "shown", "report_id", "reported",
		"started_at", "ended_at", "expires_at", "end_reason", "ended_by", "summary",
		"inside", "counted_at", "heard_at", "empty_since", "inferred",
		"repair_at", "repairs", "check_at", "busy_until", "nameless",
		"people", "guests", "person_ms", "times", "recorded",
	}
}

// row is a row of whereby_calls, with the call's stays and files when read.
// Its times are in milliseconds since 1970, 0 for none.
type row struct {
	ID         string         `json:"id"`
	ChannelID  string         `json:"channel_id"`
	TeamID     string         `json:"team_id"`
	RootID     string         `json:"root_id"`
	HostID     string         `json:"host_id"`
	Place      string         `json:"place"`
	Options    call.Options   `json:"options"`
	CreatedAt  int64          `json:"created_at"`
	Key        string         `json:"key"`
	Revision   int64          `json:"revision"`
	State      call.State     `json:"state"`
	RoomState  call.RoomState `json:"room_state"`
	MeetingID  string         `json:"meeting_id"`
	RoomName   string         `json:"room_name"`
	RoomURL    string         `json:"room_url"`
	HostURL    string         `json:"host_url"`   // sealed
	ViewerURL  string         `json:"viewer_url"` // sealed
	Lasting    bool           `json:"lasting"`
	Unasked    bool           `json:"unasked"`
	ScheduleID string         `json:"schedule_id"`
	Planned    int64          `json:"planned"`
	AlsoPostID string         `json:"also_post_id"`
	Reminded   bool           `json:"reminded"`
	PostID     string         `json:"post_id"`
	Shown      string         `json:"shown"`
	ReportID   string         `json:"report_id"`
	Reported   string         `json:"reported"`
	StartedAt  int64          `json:"started_at"`
	EndedAt    int64          `json:"ended_at"`
	ExpiresAt  int64          `json:"expires_at"`
	EndReason  call.EndReason `json:"end_reason"`
	EndedBy    string         `json:"ended_by"`
	Summary    string         `json:"summary"`
	Inside     int            `json:"inside"`
	CountedAt  int64          `json:"counted_at"`
	HeardAt    int64          `json:"heard_at"`
	EmptySince int64          `json:"empty_since"`
	Inferred   bool           `json:"inferred"`
	RepairAt   int64          `json:"repair_at"`
	Repairs    int            `json:"repairs"`
	CheckAt    int64          `json:"check_at"`
	BusyUntil  int64          `json:"busy_until"`
	Nameless   bool           `json:"nameless"`
	// As call.Tally has it; never read, only counted.
	People   int              `json:"people"`
	Guests   int              `json:"guests"`
	PersonMs int64            `json:"person_ms"`
	Times    map[string]int64 `json:"times"` // never nil
	Recorded bool             `json:"recorded"`

	Stays []stayRow `json:"stays,omitempty"`
	Files []fileRow `json:"files,omitempty"`
}

type stayRow struct {
	CallID        string `json:"call_id"`
	ParticipantID string `json:"participant_id"`
	Number        int    `json:"number"`
	UserID        string `json:"user_id"`
	Name          string `json:"name"`
	Role          string `json:"role"`
	Bot           bool   `json:"bot"`
	JoinedAt      int64  `json:"joined_at"`
	LeftAt        int64  `json:"left_at"`
}

type fileRow struct {
	CallID    string        `json:"call_id"`
	ID        string        `json:"id"`
	Kind      call.FileKind `json:"kind"`
	Name      string        `json:"name"`
	ReadyAt   int64         `json:"ready_at"`
	Elsewhere bool          `json:"elsewhere"`
}

// readCalls is one statement, so that call, stays and files are of one moment.
// The stays come in the order in which the domain keeps them.
const readCalls = `
	SELECT to_jsonb(c) || jsonb_build_object(
		'stays', COALESCE((
			SELECT jsonb_agg(to_jsonb(s) ORDER BY
				CASE s.joined_at WHEN 0 THEN s.left_at ELSE s.joined_at END, s.participant_id COLLATE "C", s.number)
			FROM whereby_stays s WHERE s.call_id = c.id), '[]'),
		'files', COALESCE((
			SELECT jsonb_agg(to_jsonb(f) ORDER BY f.ready_at, f.id COLLATE "C")
			FROM whereby_files f WHERE f.call_id = c.id), '[]'))
	FROM whereby_calls c `

func (s *Store) read(ctx context.Context, clause string, args ...any) ([]call.Call, error) {
	rows, err := records[row](ctx, s, readCalls+clause, args...)
	if err != nil {
		return nil, errors.Wrap(err, "read calls")
	}
	var calls []call.Call
	for _, r := range rows {
		calls = append(calls, s.callOf(r))
	}
	return calls, nil
}

func (s *Store) rowOf(c call.Call) (row, error) {
	hostURL, err := seal(s.key(), c.Room.HostURL.Reveal(), c.ID)
	if err != nil {
		return row{}, err
	}
	viewerURL, err := seal(s.key(), c.Room.ViewerURL.Reveal(), viewerOf(c.ID))
	if err != nil {
		return row{}, err
	}
	place := c.ChannelID
	switch {
	case c.Second && c.Room.Lasting: // which has room for one
		place = placeIn(c.Room.MeetingID)
	case c.Second:
		place = c.ID
	}
	tally := c.Tally()
	times := make(map[string]int64, len(tally.Times))
	for userID, t := range tally.Times {
		times[userID] = t.Milliseconds()
	}
	return row{
		ID: c.ID, ChannelID: c.ChannelID, TeamID: c.TeamID, RootID: c.RootID, HostID: c.HostID,
		Place: place, Options: c.Options, CreatedAt: unixms.Of(c.CreatedAt), Key: c.Key,
		Revision: c.Revision, State: c.State,
		RoomState: c.Room.State, MeetingID: c.Room.MeetingID, RoomName: c.Room.Name, RoomURL: c.Room.URL, HostURL: hostURL,
		ViewerURL: viewerURL, Lasting: c.Room.Lasting, Unasked: c.Unasked, ScheduleID: c.ScheduleID, Planned: unixms.Of(c.Planned), AlsoPostID: c.AlsoPostID, Reminded: c.Reminded,
		PostID: c.PostID, Shown: c.Shown, ReportID: c.ReportID, Reported: c.Reported,
		StartedAt: unixms.Of(c.StartedAt), EndedAt: unixms.Of(c.EndedAt), ExpiresAt: unixms.Of(c.ExpiresAt),
		EndReason: c.EndReason, EndedBy: c.EndedBy, Summary: c.Summary,
		Inside: c.Inside, CountedAt: unixms.Of(c.CountedAt), HeardAt: unixms.Of(c.HeardAt),
		EmptySince: unixms.Of(c.EmptySince), Inferred: c.Inferred,
		RepairAt: unixms.Of(c.RepairAt), Repairs: c.Repairs, CheckAt: unixms.Of(c.CheckAt), BusyUntil: unixms.Of(c.BusyUntil),
		People: tally.People, Guests: tally.Guests, PersonMs: tally.Time.Milliseconds(), Times: times, Recorded: tally.Recorded,
		Nameless: c.Nameless,
	}, nil
}

func (s *Store) callOf(r row) call.Call {
	c := call.Call{
		ID: r.ID, ChannelID: r.ChannelID, TeamID: r.TeamID, RootID: r.RootID, HostID: r.HostID,
		Second: r.Place != r.ChannelID, Options: r.Options, Key: r.Key, PostID: r.PostID,
		Room:    call.Room{State: r.RoomState, MeetingID: r.MeetingID, Name: r.RoomName, URL: r.RoomURL, Lasting: r.Lasting},
		Unasked: r.Unasked, ScheduleID: r.ScheduleID, Planned: unixms.Time(r.Planned), AlsoPostID: r.AlsoPostID, Reminded: r.Reminded,
		State: r.State, Revision: r.Revision,
		CreatedAt: unixms.Time(r.CreatedAt), StartedAt: unixms.Time(r.StartedAt),
		EndedAt: unixms.Time(r.EndedAt), ExpiresAt: unixms.Time(r.ExpiresAt),
		EndReason: r.EndReason, EndedBy: r.EndedBy, Summary: r.Summary,
		Shown: r.Shown, ReportID: r.ReportID, Reported: r.Reported,
		Inside: r.Inside, CountedAt: unixms.Time(r.CountedAt), HeardAt: unixms.Time(r.HeardAt),
		EmptySince: unixms.Time(r.EmptySince), Inferred: r.Inferred,
		RepairAt: unixms.Time(r.RepairAt), Repairs: r.Repairs,
		CheckAt: unixms.Time(r.CheckAt), BusyUntil: unixms.Time(r.BusyUntil),
		Nameless: r.Nameless,
	}
	// Sealed with a key that has been changed since: the link is as good as
	// unknown, and Whereby can be asked for it again.
	if secret, err := unseal(s.key(), r.HostURL, r.ID); err == nil {
		c.Room.HostURL = call.SecretURL(secret)
	}
	if secret, err := unseal(s.key(), r.ViewerURL, viewerOf(r.ID)); err == nil {
		c.Room.ViewerURL = call.SecretURL(secret)
	}
	c.Stays = staysOf(r.Stays)
	for _, file := range r.Files {
		c.Files = append(c.Files, call.File{
			ID: file.ID, Kind: file.Kind, Name: file.Name, ReadyAt: unixms.Time(file.ReadyAt), Elsewhere: file.Elsewhere,
		})
	}
	return c
}

func staysOf(rows []stayRow) (stays []call.Stay) {
	for _, r := range rows {
		stays = append(stays, call.Stay{
			Visitor: call.Visitor{ParticipantID: r.ParticipantID, UserID: r.UserID, Name: r.Name, Role: r.Role, Bot: r.Bot},
			Number:  r.Number, JoinedAt: unixms.Time(r.JoinedAt), LeftAt: unixms.Time(r.LeftAt),
		})
	}
	return stays
}

// placeIn is the place of a call that was begun in a channel's room while
// another ran in the channel, as long as an id.
func placeIn(meetingID string) string {
	sum := sha256.Sum256([]byte(meetingID))
	return hex.EncodeToString(sum[:13])
}

// viewerOf names the place of a viewer's link, so that it cannot be read in a host link's.
func viewerOf(callID string) string { return callID + "/viewer" }
