package whereby

import (
	"strings"
	"time"
	"unicode"

	"mattermost-plugin-whereby/server/call"
)

const (
	// maxID and maxName are far above what Whereby sends.
	maxID   = 128
	maxName = 100
)

// Observation says in the domain's terms what a webhook tells; false for
// events that tell a call nothing.
func Observation(e Event) (call.Observation, bool) {
	kind, found := observed[e.Type]
	if !found || len(e.ID) > maxID {
		return call.Observation{}, false
	}
	o := call.Observation{
		ID:        e.ID,
		Kind:      kind,
		MeetingID: cut(e.Room.MeetingID, maxID),
		RoomName:  cut(strings.TrimPrefix(e.Room.RoomName, "/"), maxID),
		At:        e.CreatedAt,
		Inside:    -1,
	}
	if e.Client != nil {
		if e.Client.ParticipantID == "" {
			return call.Observation{}, false
		}
		o.Who = sighting(e.Client.ParticipantID, e.Client.ExternalID, e.Client.DisplayName, e.Client.Role)
		if kind == call.SawJoined || kind == call.SawLeft {
			o.Inside = peopleAmong(e.Client)
		}
	}
	switch {
	case e.Recording != nil:
		o.File = call.File{ID: e.Recording.ID, Kind: call.Recording, Name: cut(e.Recording.Filename, maxID), ReadyAt: e.CreatedAt}
	case e.Transcription != nil:
		o.File = call.File{
			ID: e.Transcription.ID, Kind: call.Transcript, Name: cut(e.Transcription.Filename, maxID), ReadyAt: e.CreatedAt,
			Elsewhere: e.Transcription.Storage == StorageOwn,
		}
	}
	if kind == call.SawFile && (o.File.ID == "" || len(o.File.ID) > maxID) {
		return call.Observation{}, false
	}
	return o, o.MeetingID != "" || o.RoomName != ""
}

var observed = map[EventType]call.ObservationKind{
	EventClientJoined:          call.SawJoined,
	EventClientLeft:            call.SawLeft,
	EventClientKnocked:         call.SawKnock,
	EventClientKnockCancelled:  call.SawKnockOver,
	EventSessionStarted:        call.SawSessionStart,
	EventSessionEnded:          call.SawSessionEnd,
	EventRecordingFinished:     call.SawFile,
	EventTranscriptionFinished: call.SawFile,
}

func sighting(participantID, externalID, name, role string) call.Sighting {
	return call.Sighting{
		ParticipantID: cut(participantID, maxID),
		ExternalID:    cut(externalID, maxID),
		Name:          cleanName(name),
		Role:          cut(role, maxID),
		Bot:           IsBot(role),
	}
}

// peopleAmong counts the clients that are no bots, -1 when the event does not say.
func peopleAmong(c *EventClient) int {
	if len(c.ClientsByRole) == 0 {
		return c.Clients
	}
	people := 0
	for role, n := range c.ClientsByRole {
		if !IsBot(role) {
			people += n
		}
	}
	return people
}

// cleanName drops what could rewrite the line in which a name is shown.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, name)
	return strings.TrimSpace(cut(name, maxName))
}

// cut keeps at most max characters.
func cut(text string, most int) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// after tells whether a time is not known or not before since.
func after(t, since time.Time) bool { return t.IsZero() || !t.Before(since) }

// before tells whether something was before the end of a time, if that has one.
func before(t, until time.Time) bool { return until.IsZero() || t.Before(until) }
