package whereby

import (
	"math"
	"time"

	"github.com/pkg/errors"
)

// EventType says what a webhook tells of. There may be more than these at any time.
type EventType string

// The events that ParseEvent reads beyond the envelope (docs.whereby.com, "Insights Suite and API", "Webhooks").
const (
	// EventClientJoined is somebody entering the room, bots too.
	EventClientJoined EventType = "room.client.joined"
	// EventClientLeft is somebody leaving, by the button or by closing the page.
	EventClientLeft EventType = "room.client.left"
	// EventClientKnocked is somebody waiting at a locked room's door. There is no event for the
	// answer: who is let in joins as RoleGrantedVisitor.
	EventClientKnocked EventType = "room.client.knocked"
	// EventClientKnockCancelled is somebody going away from the door, or lost by the network.
	EventClientKnockCancelled EventType = "room.client.knockCancelled"
	// EventSessionStarted comes with the second person.
	EventSessionStarted EventType = "room.session.started"
	// EventSessionEnded comes some time, about a minute, after fewer than two are left.
	EventSessionEnded EventType = "room.session.ended"
	// EventRecordingFinished is a cloud recording that is uploaded.
	EventRecordingFinished EventType = "recording.finished"
	// EventTranscriptionStarted is a transcription in progress.
	EventTranscriptionStarted EventType = "transcription.started"
	// EventTranscriptionFinished is a transcript that is ready.
	EventTranscriptionFinished EventType = "transcription.finished"
	// EventTranscriptionFailed is a transcription without a transcript.
	EventTranscriptionFailed EventType = "transcription.failed"
)

// Roles in a room. Others may come at any time.
const (
	RoleOwner          = "owner"
	RoleMember         = "member"
	RoleHost           = "host"
	RoleVisitor        = "visitor"
	RoleGrantedVisitor = "granted_visitor"
	RoleViewer         = "viewer"
	RoleGrantedViewer  = "granted_viewer"
	RoleRecorder       = "recorder"
	RoleStreamer       = "streamer"
	RoleCaptioner      = "captioner"
	RoleAssistant      = "assistant"
)

// IsBot says whether a role is a machine's, one that does not attend a meeting.
func IsBot(role string) bool {
	switch role {
	case RoleRecorder, RoleStreamer, RoleCaptioner, RoleAssistant:
		return true
	}
	return false
}

// Event is a webhook's content. Any field but ID and Type may be empty, names and ids in it are
// only what the sender says, and the same event may come again, late, or in another order.
type Event struct {
	// ID is the same when the event comes again.
	ID         string
	APIVersion string
	// CreatedAt is UTC.
	CreatedAt time.Time
	Type      EventType

	// Room is set for the types above.
	Room EventRoom
	// Client is set for the EventClient… types, nil for all others.
	Client *EventClient
	// Recording is set for EventRecordingFinished.
	Recording *EventRecording
	// Transcription is set for the EventTranscription… types.
	Transcription *EventTranscription
}

// EventRoom is where an event happened. Recordings and transcriptions tell the RoomName, and the
// latter the RoomSessionID, but no MeetingID.
type EventRoom struct {
	MeetingID string
	// RoomName starts with a slash.
	RoomName  string
	Subdomain string
	// RoomSessionID is empty when no session has started yet.
	RoomSessionID string
}

// EventClient is who did something. After the display names are switched off in Whereby's
// dashboard DisplayName is "[[redacted]]".
type EventClient struct {
	ParticipantID string
	DisplayName   string
	// Metadata and ExternalID are what the link had, which anybody can change.
	Metadata   string
	ExternalID string

	// The rest is not said for knocks.

	Role string
	// Clients are in the room after the event, bots counted; -1 when not said.
	Clients       int
	ClientsByRole map[string]int
	IsDialIn      bool
}

// EventRecording is a finished recording.
type EventRecording struct {
	ID       string
	Filename string
	// Status is "completed".
	Status string
}

// EventTranscription is a transcription.
type EventTranscription struct {
	ID     string
	Type   TranscriptionType
	Status TranscriptionState
	// Error is the reason, for EventTranscriptionFailed.
	Error string

	// The rest is for EventTranscriptionFinished.

	Filename string
	Storage  StorageType
	Duration time.Duration
	// RecordingID is set for the transcription of a recording.
	RecordingID string
}

// ParseEvent reads a webhook's body, after VerifySignature. It fails on what has no id or no type
// or is no JSON object; of types that it does not know it gives the envelope.
func ParseEvent(body []byte) (Event, error) {
	var wire struct {
		ID         looseText `json:"id"`
		APIVersion looseText `json:"apiVersion"`
		CreatedAt  looseText `json:"createdAt"`
		Type       looseText `json:"type"`
		Data       eventData `json:"data"`
	}
	if err := decodeObject(body, &wire); err != nil {
		return Event{}, errors.New("whereby webhook: the body is no JSON object") // never quote what it is
	}
	if wire.ID == "" || wire.Type == "" {
		return Event{}, errors.New("whereby webhook: the event has no id or no type")
	}
	event := Event{
		ID:         string(wire.ID),
		APIVersion: string(wire.APIVersion),
		CreatedAt:  wire.CreatedAt.date(),
		Type:       EventType(wire.Type),
	}
	switch event.Type {
	case EventClientJoined, EventClientLeft, EventClientKnocked, EventClientKnockCancelled:
		event.Client = wire.Data.client()
	case EventSessionStarted, EventSessionEnded:
	case EventRecordingFinished:
		event.Recording = wire.Data.recording()
	case EventTranscriptionStarted, EventTranscriptionFinished, EventTranscriptionFailed:
		event.Transcription = wire.Data.transcription()
	default:
		return event, nil
	}
	event.Room = wire.Data.room()
	return event, nil
}

// eventData has the fields of all types; their names do not clash.
type eventData struct {
	MeetingID     looseText `json:"meetingId"`
	RoomName      looseText `json:"roomName"`
	Subdomain     looseText `json:"subdomain"`
	RoomSessionID looseText `json:"roomSessionId"`

	ParticipantID looseText          `json:"participantId"`
	DisplayName   looseText          `json:"displayName"`
	Metadata      looseText          `json:"metadata"`
	ExternalID    looseText          `json:"externalId"`
	RoleName      looseText          `json:"roleName"`
	NumClients    *float64           `json:"numClients"`
	NumByRoleName map[string]float64 `json:"numClientsByRoleName"`
	IsDialIn      bool               `json:"isDialIn"`

	RecordingID     looseText `json:"recordingId"`
	TranscriptionID looseText `json:"transcriptionId"`
	Type            looseText `json:"type"`
	Filename        looseText `json:"filename"`
	Status          looseText `json:"status"`
	StorageType     looseText `json:"storageType"`
	Seconds         float64   `json:"durationInSeconds"`
	Error           looseText `json:"error"`
}

func (d *eventData) room() EventRoom {
	return EventRoom{
		MeetingID: string(d.MeetingID), RoomName: string(d.RoomName),
		Subdomain: string(d.Subdomain), RoomSessionID: string(d.RoomSessionID),
	}
}

func (d *eventData) client() *EventClient {
	client := &EventClient{
		ParticipantID: string(d.ParticipantID), DisplayName: string(d.DisplayName),
		Metadata: string(d.Metadata), ExternalID: string(d.ExternalID),
		Role: string(d.RoleName), Clients: -1, IsDialIn: d.IsDialIn,
	}
	if d.NumClients != nil {
		client.Clients = count(*d.NumClients)
	}
	if len(d.NumByRoleName) > 0 {
		client.ClientsByRole = make(map[string]int, len(d.NumByRoleName))
		for role, number := range d.NumByRoleName {
			client.ClientsByRole[role] = count(number)
		}
	}
	return client
}

func (d *eventData) recording() *EventRecording {
	return &EventRecording{ID: string(d.RecordingID), Filename: string(d.Filename), Status: string(d.Status)}
}

func (d *eventData) transcription() *EventTranscription {
	return &EventTranscription{
		ID: string(d.TranscriptionID), Type: TranscriptionType(d.Type), Status: TranscriptionState(d.Status),
		Error: string(d.Error), Filename: string(d.Filename), Storage: StorageType(d.StorageType),
		Duration: seconds(d.Seconds), RecordingID: string(d.RecordingID),
	}
}

// seconds makes a duration of a JSON number, to the millisecond.
func seconds(number float64) time.Duration {
	const most = float64(1<<31 - 1)
	return time.Duration(math.Round(min(max(number, 0), most)*1000)) * time.Millisecond
}
