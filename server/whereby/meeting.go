package whereby

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// RoomMode is the kind of media connection of a room. It cannot be changed later.
type RoomMode string

const (
	// RoomNormal connects people directly with each other, up to 4.
	RoomNormal RoomMode = "normal"
	// RoomGroup connects people through Whereby's servers, up to 200.
	RoomGroup RoomMode = "group"
)

// RoomNamePattern is the form of the random part of a room's name.
type RoomNamePattern string

const (
	// PatternUUID is the default: a UUID.
	PatternUUID RoomNamePattern = "uuid"
	// PatternHumanShort is six characters: easy to read out, easy to guess.
	PatternHumanShort RoomNamePattern = "human-short"
)

// TemplateType is a ready-made set of room properties.
type TemplateType string

// TemplateViewerMode makes a locked group room whose viewers may watch and chat only.
const TemplateViewerMode TemplateType = "viewerMode"

// Fields that Whereby answers only when asked for.
const (
	FieldHostRoomURL   = "hostRoomUrl"
	FieldViewerRoomURL = "viewerRoomUrl"
)

// CreateMeeting is what one asks for: a meeting and its room. Only EndDate is required.
//
// Whereby does not echo these properties and cannot change them later.
type CreateMeeting struct {
	// EndDate is when the meeting ends. Nobody is thrown out then, but an hour later host links
	// and webhooks stop working, and the room is deleted some time after.
	EndDate time.Time `json:"endDate"`
	// IsLocked makes guests knock.
	IsLocked bool     `json:"isLocked"`
	RoomMode RoomMode `json:"roomMode,omitempty"`
	// RoomNamePrefix stands before the random part without a separator: a–z, 0–9 and hyphens, at most 39.
	RoomNamePrefix  string          `json:"roomNamePrefix,omitempty"`
	RoomNamePattern RoomNamePattern `json:"roomNamePattern,omitempty"`
	TemplateType    TemplateType    `json:"templateType,omitempty"`
	// Fields to answer beside the usual ones: FieldHostRoomURL, FieldViewerRoomURL.
	Fields            []string           `json:"fields,omitempty"`
	Recording         *Recording         `json:"recording,omitempty"`
	LiveTranscription *LiveTranscription `json:"liveTranscription,omitempty"`
	Streaming         *Streaming         `json:"streaming,omitempty"`
}

// Meeting is Whereby's object for one room.
//
// HostRoomURL and ViewerRoomURL carry a role: who has the link has the role. Meeting hides them
// from logs and from %v; take the fields by name.
type Meeting struct {
	ID string
	// RoomName starts with a slash.
	RoomName string
	RoomURL  string
	// StartDate is when the room was made. The dates are UTC, and zero when Whereby left them out.
	StartDate time.Time
	EndDate   time.Time
	// HostRoomURL and ViewerRoomURL are empty unless asked for through fields or viewer mode.
	HostRoomURL   string
	ViewerRoomURL string
}

// ListMeetings selects a page of meetings.
type ListMeetings struct {
	// Cursor of the page before; empty for the first page.
	Cursor string
	// Limit is 1 to 100; 0 leaves it to Whereby (50).
	Limit  int
	Fields []string
}

// MeetingPage is one page of meetings.
type MeetingPage struct {
	Meetings []Meeting
	// Cursor of the next page; empty on the last.
	Cursor string
}

// CreateMeeting makes a meeting and its room.
//
// On error the meeting may still carry an ID, when the answer had one but was otherwise of no use;
// see also Error.MayHaveHappened.
func (c *Client) CreateMeeting(ctx context.Context, meeting CreateMeeting) (Meeting, error) {
	if meeting.EndDate.IsZero() {
		return Meeting{}, &Error{Kind: Invalid, Message: "a meeting needs an end date"}
	}
	meeting.EndDate = meeting.EndDate.UTC().Truncate(time.Millisecond)
	// Viewer mode always makes a locked room; never contradict it.
	meeting.IsLocked = meeting.IsLocked || meeting.TemplateType == TemplateViewerMode

	body, err := json.Marshal(meeting)
	if err != nil {
		return Meeting{}, &Error{Kind: Invalid, Message: "the meeting cannot be written as JSON"}
	}
	asked := request{method: http.MethodPost, path: "/meetings", body: body}
	if meeting.Streaming != nil {
		asked.secret = meeting.Streaming.Destination.URL // with the stream's key
	}
	var made Meeting
	if err := c.call(ctx, asked, &made); err != nil {
		return Meeting{}, err
	}
	if !made.usable() {
		return Meeting{ID: made.ID}, &Error{
			Kind: Unavailable, Status: http.StatusCreated,
			Message: "the answer has no meeting id or no usable room address", mayHaveHappened: true,
		}
	}
	return made, nil
}

// GetMeeting reads one meeting; an Error of kind NotFound when there is none (any more).
func (c *Client) GetMeeting(ctx context.Context, id string, fields ...string) (Meeting, error) {
	path, err := pathOf("/meetings/", id)
	if err != nil {
		return Meeting{}, err
	}
	var meeting Meeting
	if err := c.call(ctx, request{method: http.MethodGet, path: path, query: fieldsQuery(fields)}, &meeting); err != nil {
		return Meeting{}, err
	}
	if !meeting.usable() {
		return Meeting{}, &Error{
			Kind: Unavailable, Status: http.StatusOK, Message: "the answer has no meeting id or no usable room address",
		}
	}
	return meeting, nil
}

// ListMeetings reads one page of the organization's meetings, in Whereby's order.
func (c *Client) ListMeetings(ctx context.Context, list ListMeetings) (MeetingPage, error) {
	query := fieldsQuery(list.Fields)
	if list.Cursor != "" {
		query.Set("cursor", list.Cursor)
	}
	if list.Limit != 0 {
		query.Set("limit", strconv.Itoa(list.Limit))
	}
	meetings, err := readPage[Meeting](ctx, c, "/meetings", query)
	if err != nil {
		return MeetingPage{}, err
	}
	return MeetingPage{Meetings: meetings.Results, Cursor: string(meetings.Cursor)}, nil
}

// DeleteMeeting deletes a meeting: everybody in its room is thrown out and the room is gone.
// Deleting what is gone already is no error.
func (c *Client) DeleteMeeting(ctx context.Context, id string) error {
	path, err := pathOf("/meetings/", id)
	if err != nil {
		return err
	}
	err = c.call(ctx, request{method: http.MethodDelete, path: path}, nil)
	if KindOf(err) == NotFound {
		return nil
	}
	return err
}

func fieldsQuery(fields []string) url.Values {
	query := url.Values{}
	if len(fields) > 0 {
		query.Set("fields", strings.Join(fields, ","))
	}
	return query
}

// usable says whether the meeting has what nothing works without, and no address that a browser should not open.
func (m Meeting) usable() bool {
	return m.ID != "" && isWebURL(m.RoomURL) &&
		(m.HostRoomURL == "" || isWebURL(m.HostRoomURL)) &&
		(m.ViewerRoomURL == "" || isWebURL(m.ViewerRoomURL))
}

func isWebURL(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// UnmarshalJSON reads Whereby's answer, with what newer and older answers leave out.
func (m *Meeting) UnmarshalJSON(data []byte) error {
	var wire struct {
		ID            string `json:"meetingId"`
		RoomName      string `json:"roomName"`
		RoomURL       string `json:"roomUrl"`
		StartDate     string `json:"startDate"`
		EndDate       string `json:"endDate"`
		HostRoomURL   string `json:"hostRoomUrl"`
		ViewerRoomURL string `json:"viewerRoomUrl"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*m = Meeting{
		ID: wire.ID, RoomName: wire.RoomName, RoomURL: wire.RoomURL,
		StartDate: parseDate(wire.StartDate), EndDate: parseDate(wire.EndDate),
		HostRoomURL: wire.HostRoomURL, ViewerRoomURL: wire.ViewerRoomURL,
	}
	if u, err := url.Parse(m.RoomURL); err == nil && m.RoomName == "" {
		m.RoomName = u.Path
	}
	return nil
}

func parseDate(text string) time.Time {
	date, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return date.UTC()
}

// Format writes the meeting for every verb without the links that carry a role.
func (m Meeting) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "meeting %s %s", m.ID, m.RoomName)
}

// LogValue is what structured logs show: no link that carries a role.
func (m Meeting) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", m.ID), slog.String("room_name", m.RoomName))
}
