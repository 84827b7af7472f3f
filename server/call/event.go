package call

import "time"

// EventKind names what happened to a call.
type EventKind string

// The kinds of events.
const (
	EventCreated         EventKind = "created" // posted, can be joined
	EventStarted         EventKind = "started" // the first person is in
	EventJoined          EventKind = "joined"
	EventLeft            EventKind = "left"
	EventKnocked         EventKind = "knocked"
	EventKnockOver       EventKind = "knock_over" // let in, or gone away
	EventEnded           EventKind = "ended"
	EventMissed          EventKind = "missed"
	EventRecordingReady  EventKind = "recording_ready"
	EventTranscriptReady EventKind = "transcript_ready"
	EventSummaryReady    EventKind = "summary_ready"
	// EventCorrected is late news of who was in a call, from Whereby's insights.
	EventCorrected EventKind = "corrected"
	// EventUnposted is somebody's having deleted the call's post; the call goes on.
	EventUnposted EventKind = "unposted"
	// EventAnswered is somebody's having taken his link into the call. It is
	// told at once or never, and not remembered.
	EventAnswered EventKind = "answered"
)

// Event is something that happened to a call.
type Event struct {
	// ID is the same whenever the event is told again.
	ID   string
	Kind EventKind
	At   time.Time
	// Call is the call as it is after the event, or later.
	Call Call
	// Who it is about, with the events of people.
	Who Visitor
	// FileID names the recording or the transcript that is ready.
	FileID string
}

// Visitor is somebody at the room's door or inside.
type Visitor struct {
	ParticipantID string // Whereby's id of a connection
	UserID        string // empty for people from outside
	Name          string // as the room shows it; never an identity
	Role          string
	Bot           bool
}

// ObservationKind names what Whereby reports.
type ObservationKind string

// The kinds of observations.
const (
	SawJoined       ObservationKind = "joined"
	SawLeft         ObservationKind = "left"
	SawKnock        ObservationKind = "knock"
	SawKnockOver    ObservationKind = "knock_over"
	SawSessionStart ObservationKind = "session_started"
	SawSessionEnd   ObservationKind = "session_ended"
	SawFile         ObservationKind = "file"
)

// Observation is one thing that Whereby reported of a room. Observations come
// late, twice, in any order, or never.
type Observation struct {
	// ID is the same when the observation comes again.
	ID   string
	Kind ObservationKind
	// MeetingID may be empty; RoomName is without the leading slash.
	MeetingID string
	RoomName  string
	At        time.Time
	Who       Sighting // with joined, left and knocks; its times are empty
	// Inside is how many people, bots apart, are in the room after a joined or left; -1 when not said.
	Inside int
	File   File // with SawFile
}

// Sighting is somebody as Whereby reports him: names and ids are only what
// his link had.
type Sighting struct {
	ParticipantID string
	ExternalID    string
	Name          string
	Role          string
	Bot           bool
	JoinedAt      time.Time
	LeftAt        time.Time
}

// FileKind tells recordings from transcripts.
type FileKind string

// The kinds of files.
const (
	Recording  FileKind = "recording"
	Transcript FileKind = "transcript"
)

// File is a recording or a transcript that Whereby keeps.
type File struct {
	ID      string
	Kind    FileKind
	Name    string
	ReadyAt time.Time
	// Elsewhere is true when it is kept in a storage of the organization's own.
	Elsewhere bool
}
