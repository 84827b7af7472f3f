package whereby

import (
	"context"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

const (
	// lookupPages bounds a search through an organization's meetings.
	lookupPages = 20
	// clockSkew is how far Whereby's clock and ours may differ.
	clockSkew = 5 * time.Minute
)

// Rooms makes calls' rooms at Whereby; it implements call.Rooms.
type Rooms struct {
	client *Client
}

// NewRooms returns the rooms of the organization that client works for.
func NewRooms(client *Client) *Rooms {
	return &Rooms{client: client}
}

// Away implements call.Rooms.
func (r *Rooms) Away() bool { return r.client.breaker != nil && r.client.breaker.Away() }

// Create implements call.Rooms.
func (r *Rooms) Create(ctx context.Context, spec call.RoomSpec) (call.Room, error) {
	mode := RoomNormal
	if spec.Large {
		mode = RoomGroup
	}
	asked := CreateMeeting{
		EndDate:        spec.EndDate,
		IsLocked:       spec.Locked,
		RoomMode:       mode,
		RoomNamePrefix: spec.NamePrefix,
		Fields:         []string{FieldHostRoomURL},
	}
	if spec.TownHall {
		asked.TemplateType, asked.RoomMode = TemplateViewerMode, RoomGroup
		asked.Fields = append(asked.Fields, FieldViewerRoomURL)
	}
	asked.addMedia(spec)
	meeting, err := r.client.CreateMeeting(ctx, asked)
	if err != nil {
		return call.Room{}, callError(err)
	}
	return call.Room{
		State:     call.RoomMade,
		MeetingID: meeting.ID,
		Name:      strings.TrimPrefix(meeting.RoomName, "/"),
		URL:       meeting.RoomURL,
		HostURL:   call.SecretURL(meeting.HostRoomURL),
		ViewerURL: call.SecretURL(meeting.ViewerRoomURL),
	}, nil
}

// addMedia asks for what starts by itself. Where recordings and transcripts
// are kept is as the organization has it.
func (m *CreateMeeting) addMedia(spec call.RoomSpec) {
	if spec.Record {
		m.Recording = &Recording{Type: RecordingCloud, StartTrigger: TriggerAutomatic}
	}
	if spec.Transcribe || spec.Captions {
		m.LiveTranscription = &LiveTranscription{StartTrigger: TriggerNone, LiveCaptions: spec.Captions}
		if spec.Transcribe {
			m.LiveTranscription.StartTrigger = TriggerAutomatic
		}
	}
	if spec.StreamingURL != "" {
		m.Streaming = &Streaming{Destination: StreamingDestination{URL: spec.StreamingURL.Reveal()}, StartTrigger: TriggerAutomatic}
	}
}

// Delete implements call.Rooms.
func (r *Rooms) Delete(ctx context.Context, meetingID string) error {
	return callError(r.client.DeleteMeeting(ctx, meetingID))
}

// Links implements call.Rooms.
func (r *Rooms) Links(ctx context.Context, meetingID string) (call.RoomLinks, error) {
	meeting, err := r.client.GetMeeting(ctx, meetingID, FieldHostRoomURL, FieldViewerRoomURL)
	if err != nil {
		return call.RoomLinks{}, callError(err)
	}
	return call.RoomLinks{Host: call.SecretURL(meeting.HostRoomURL), Viewer: call.SecretURL(meeting.ViewerRoomURL)}, nil
}

// Lookup implements call.Rooms. A meeting carries no mark of ours but its
// name and, to the millisecond, its end date.
func (r *Rooms) Lookup(ctx context.Context, spec call.RoomSpec) ([]string, error) {
	var ids []string
	err := r.each(ctx, func(meeting Meeting) {
		if madeFrom(meeting, spec) {
			ids = append(ids, meeting.ID)
		}
	})
	return ids, err
}

// List implements call.Rooms.
func (r *Rooms) List(ctx context.Context, prefix string) ([]call.FoundRoom, error) {
	var rooms []call.FoundRoom
	err := r.each(ctx, func(meeting Meeting) {
		name := strings.TrimPrefix(meeting.RoomName, "/")
		if strings.HasPrefix(name, prefix) {
			rooms = append(rooms, call.FoundRoom{
				MeetingID: meeting.ID, Name: name, CreatedAt: meeting.StartDate, EndDate: meeting.EndDate,
			})
		}
	})
	return rooms, err
}

func (r *Rooms) each(ctx context.Context, visit func(Meeting)) error {
	list := ListMeetings{Limit: 100}
	for range lookupPages {
		page, err := r.client.ListMeetings(ctx, list)
		if err != nil {
			return callError(err)
		}
		for _, meeting := range page.Meetings {
			visit(meeting)
		}
		if list.Cursor = page.Cursor; list.Cursor == "" {
			break
		}
	}
	return nil
}

func madeFrom(m Meeting, spec call.RoomSpec) bool {
	if !strings.HasPrefix(strings.TrimPrefix(m.RoomName, "/"), spec.NamePrefix) {
		return false
	}
	end := spec.EndDate
	if m.EndDate.Nanosecond() == 0 { // should Whereby drop the milliseconds
		end = end.Truncate(time.Second)
	}
	if !m.EndDate.Equal(end) {
		return false
	}
	return m.StartDate.IsZero() || m.StartDate.Sub(spec.RequestedAt).Abs() < clockSkew
}

// callError says in the domain's terms what went wrong at Whereby.
func callError(err error) error {
	if err == nil {
		return nil
	}
	known := &call.Error{Code: call.CodeUnavailable, Cause: err}
	if e := new(Error); errors.As(err, &e) {
		known.MayHaveHappened = e.MayHaveHappened()
		known.Wait = e.RetryAfter
	}
	switch KindOf(err) {
	case Unauthorized:
		known.Code = call.CodeKeyRefused
	case Forbidden:
		known.Code = call.CodeNotInPlan
	case Invalid:
		known.Code = call.CodeRoomRefused
	case RateLimited:
		known.Code = call.CodeRateLimited
	case NotFound:
		known.Code = call.CodeOver
	}
	return known
}
