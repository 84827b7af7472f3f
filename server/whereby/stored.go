package whereby

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// StoredRecording is a cloud recording that Whereby keeps. Times are UTC.
type StoredRecording struct {
	ID            string
	RoomSessionID string
	Filename      string
	StartDate     time.Time
	EndDate       time.Time
	Megabytes     float64
}

// Transcription is a transcript that Whereby keeps, or is making. Times are UTC.
type Transcription struct {
	ID            string
	RoomSessionID string
	RoomName      string // with its slash
	StartDate     time.Time
	EndDate       time.Time
	CreatedAt     time.Time
	State         TranscriptionState
	Type          TranscriptionType
	Filename      string
	Storage       StorageType
	// Duration is what is paid for.
	Duration time.Duration
}

// Summary is what Whereby's machines made of a transcript (a closed beta). Times are UTC.
type Summary struct {
	ID              string
	TranscriptionID string
	RoomSessionID   string
	RoomName        string // with its slash
	StartDate       time.Time
	EndDate         time.Time
	CreatedAt       time.Time
	ModifiedAt      time.Time
	// State is "in_progress", "ready" or "completed"; the documentation contradicts itself.
	State    string
	Template string
	// Text is empty until the summary is made.
	Text string
}

// AccessLink opens a recording or a transcript for whoever has it, without asking who they are. It
// hides its address from logs and from %v.
type AccessLink struct {
	URL string
	// Expires is UTC.
	Expires time.Time
}

// downloadTimeout is for reading a file.
const downloadTimeout = 30 * time.Second

// MaxAccess is how long an access link can be valid; a second is the least.
const MaxAccess = 12 * time.Hour

// ListRecordings reads all cloud recordings of a room, by its name with or without the slash.
func (c *Client) ListRecordings(ctx context.Context, roomName string) ([]StoredRecording, error) {
	return listOfRoom[StoredRecording](ctx, c, "/recordings", roomName)
}

// GetRecording reads one recording; an Error of kind NotFound when there is none (any more).
func (c *Client) GetRecording(ctx context.Context, id string) (StoredRecording, error) {
	return get(ctx, c, "/recordings/", id, func(r StoredRecording) bool { return r.ID != "" })
}

// RecordingAccessLink makes a link that opens a recording, valid for a second to MaxAccess.
func (c *Client) RecordingAccessLink(ctx context.Context, id string, validFor time.Duration) (AccessLink, error) {
	return c.accessLink(ctx, "/recordings/", id, validFor)
}

// ListTranscriptions reads all transcriptions of a room, by its name with or without the slash.
func (c *Client) ListTranscriptions(ctx context.Context, roomName string) ([]Transcription, error) {
	return listOfRoom[Transcription](ctx, c, "/transcriptions", roomName)
}

// GetTranscription reads one transcription; an Error of kind NotFound when there is none (any more).
func (c *Client) GetTranscription(ctx context.Context, id string) (Transcription, error) {
	return get(ctx, c, "/transcriptions/", id, func(t Transcription) bool { return t.ID != "" })
}

// TranscriptionAccessLink makes a link that opens a transcript (Markdown), valid for a second to
// MaxAccess; an Error of kind Forbidden or NotFound when Whereby does not keep it.
func (c *Client) TranscriptionAccessLink(ctx context.Context, id string, validFor time.Duration) (AccessLink, error) {
	return c.accessLink(ctx, "/transcriptions/", id, validFor)
}

// ListSummaries reads the summaries of a room's meetings that began at since or later. The API
// cannot look for a room: this reads the organization's, newest first, until they are older.
func (c *Client) ListSummaries(ctx context.Context, roomName string, since time.Time) ([]Summary, error) {
	name, err := slashed(roomName)
	if err != nil {
		return nil, err
	}
	found := []Summary{}
	// They hold texts, so pages are small.
	query := url.Values{"sortBy": {"startDate:desc"}, "limit": {"20"}}
	err = readAll(ctx, c, "/summaries", query, func(summaries []Summary) bool {
		more := false // a page of nothing but older ones is the last
		for _, summary := range summaries {
			recent := !summary.StartDate.Before(since)
			more = more || recent
			if recent && summary.RoomName == name {
				found = append(found, summary)
			}
		}
		return more
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// GetSummary reads one summary; an Error of kind NotFound when there is none (any more).
func (c *Client) GetSummary(ctx context.Context, id string) (Summary, error) {
	return get(ctx, c, "/summaries/", id, func(s Summary) bool { return s.ID != "" })
}

// listOfRoom asks for the name with its slash and, when that finds nothing, without: the
// documentation does not say which it is.
func listOfRoom[T any](ctx context.Context, c *Client, path, roomName string) ([]T, error) {
	name, err := slashed(roomName)
	if err != nil {
		return nil, err
	}
	found, err := readWhole[T](ctx, c, path, url.Values{"roomName": {name}})
	if err != nil || len(found) > 0 {
		return found, err
	}
	return readWhole[T](ctx, c, path, url.Values{"roomName": {name[1:]}})
}

func get[T any](ctx context.Context, c *Client, folder, id string, usable func(T) bool) (T, error) {
	var one, none T
	path, err := pathOf(folder, id)
	if err != nil {
		return none, err
	}
	if err := c.call(ctx, request{method: http.MethodGet, path: path}, &one); err != nil {
		return none, err
	}
	if !usable(one) {
		return none, &Error{Kind: Unavailable, Status: http.StatusOK, Message: "the answer has no id"}
	}
	return one, nil
}

func (c *Client) accessLink(ctx context.Context, folder, id string, validFor time.Duration) (AccessLink, error) {
	path, err := pathOf(folder, id)
	if err != nil {
		return AccessLink{}, err
	}
	if validFor < time.Second || validFor > MaxAccess {
		return AccessLink{}, &Error{Kind: Invalid, Message: "a link is valid for a second to 12 hours"}
	}
	var link AccessLink
	err = c.call(ctx, request{
		method: http.MethodGet, path: path + "/access-link",
		query: url.Values{"validForSeconds": {strconv.Itoa(int(validFor / time.Second))}},
	}, &link)
	if err != nil {
		return AccessLink{}, err
	}
	if !isWebURL(link.URL) {
		return AccessLink{}, &Error{Kind: Unavailable, Status: http.StatusOK, Message: "the answer has no usable link"}
	}
	return link, nil
}

// download reads the beginning of what an access link opens. The storage gets
// no key of ours, and sends nobody elsewhere.
func (c *Client) download(ctx context.Context, link string, most int64) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return "", &Error{Kind: Unavailable, Message: "the link to the file is no address"}
	}
	request.Header.Set("User-Agent", c.userAgent)
	answer, err := c.http.Do(request)
	if err != nil {
		return "", c.noAnswer(ctx, err, false, false)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return "", &Error{Kind: Unavailable, Status: answer.StatusCode, Message: "the file's storage does not give it"}
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil {
		return "", c.noAnswer(ctx, err, false, false)
	}
	return strings.ToValidUTF8(string(data), ""), nil
}

// String says when the link expires.
func (l AccessLink) String() string { return "access link until " + l.Expires.Format(time.RFC3339) }

// Format writes the same for every verb, %#v and %d too.
func (l AccessLink) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, l.String()) }

// LogValue is what structured logs show.
func (l AccessLink) LogValue() slog.Value { return slog.StringValue(l.String()) }

// MarshalText stands in where loggers write JSON.
func (l AccessLink) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalJSON reads Whereby's answer.
func (l *AccessLink) UnmarshalJSON(data []byte) error {
	var wire struct {
		AccessLink looseText `json:"accessLink"`
		Expires    looseText `json:"expires"` // milliseconds since 1970
	}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	*l = AccessLink{URL: string(wire.AccessLink), Expires: wire.Expires.date()}
	return nil
}

// UnmarshalJSON reads Whereby's answer.
func (r *StoredRecording) UnmarshalJSON(data []byte) error {
	var wire struct {
		ID            looseText `json:"recordingId"`
		RoomSessionID looseText `json:"roomSessionId"`
		Filename      looseText `json:"filename"`
		StartDate     looseText `json:"startDate"`
		EndDate       looseText `json:"endDate"`
		Megabytes     float64   `json:"sizeInMegaBytes"`
	}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	*r = StoredRecording{
		ID: string(wire.ID), RoomSessionID: string(wire.RoomSessionID), Filename: string(wire.Filename),
		StartDate: wire.StartDate.date(), EndDate: wire.EndDate.date(), Megabytes: math.Max(wire.Megabytes, 0),
	}
	return nil
}

// UnmarshalJSON reads Whereby's answer.
func (t *Transcription) UnmarshalJSON(data []byte) error {
	var wire struct {
		ID            looseText `json:"transcriptionId"`
		RoomSessionID looseText `json:"roomSessionId"`
		RoomName      looseText `json:"roomName"`
		StartDate     looseText `json:"startDate"`
		EndDate       looseText `json:"endDate"`
		CreatedAt     looseText `json:"createdAt"`
		State         looseText `json:"state"`
		Type          looseText `json:"type"`
		Filename      looseText `json:"filename"`
		Storage       looseText `json:"storageType"`
		Seconds       float64   `json:"durationInSeconds"`
	}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	*t = Transcription{
		ID: string(wire.ID), RoomSessionID: string(wire.RoomSessionID), RoomName: string(wire.RoomName),
		StartDate: wire.StartDate.date(), EndDate: wire.EndDate.date(), CreatedAt: wire.CreatedAt.date(),
		State: TranscriptionState(wire.State), Type: TranscriptionType(wire.Type),
		Filename: string(wire.Filename), Storage: StorageType(wire.Storage), Duration: seconds(wire.Seconds),
	}
	return nil
}

// UnmarshalJSON reads Whereby's answer. The text is in an object beside those of some templates.
func (s *Summary) UnmarshalJSON(data []byte) error {
	var wire struct {
		ID              looseText       `json:"summaryId"`
		TranscriptionID looseText       `json:"transcriptionId"`
		RoomSessionID   looseText       `json:"roomSessionId"`
		RoomName        looseText       `json:"roomName"`
		StartDate       looseText       `json:"startDate"`
		EndDate         looseText       `json:"endDate"`
		CreatedAt       looseText       `json:"createdAt"`
		ModifiedAt      looseText       `json:"modifiedAt"`
		State           looseText       `json:"state"`
		Template        looseText       `json:"template"`
		Summary         json.RawMessage `json:"summary"`
	}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	*s = Summary{
		ID: string(wire.ID), TranscriptionID: string(wire.TranscriptionID), RoomSessionID: string(wire.RoomSessionID),
		RoomName: string(wire.RoomName), StartDate: wire.StartDate.date(), EndDate: wire.EndDate.date(),
		CreatedAt: wire.CreatedAt.date(), ModifiedAt: wire.ModifiedAt.date(),
		State: string(wire.State), Template: string(wire.Template), Text: summaryText(wire.Summary),
	}
	return nil
}

func summaryText(raw json.RawMessage) string {
	var inner struct {
		Summary looseText `json:"summary"`
	}
	if decodeObject(raw, &inner) == nil {
		return strings.TrimSpace(string(inner.Summary))
	}
	var text looseText
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
