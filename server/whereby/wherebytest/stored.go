package wherebytest

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby"
)

// ErrNoTranscription is the answer to a summary of what is not there or failed.
var ErrNoTranscription = errors.New("no such transcription, or it failed")

// Recording is a cloud recording.
type Recording struct {
	ID            string    `json:"id"`
	RoomName      string    `json:"room_name"` // with its slash
	RoomSessionID string    `json:"room_session_id"`
	Filename      string    `json:"filename"`
	Start         time.Time `json:"start"`
	End           time.Time `json:"end"`
}

// Transcript is what a Transcription is made from.
type Transcript struct {
	Length time.Duration
	// RecordingID is set when it is made of a recording.
	RecordingID string
	// Failure is why there is none; empty for a transcript that is ready.
	Failure string
	// Text is its Markdown; some when empty.
	Text string
}

// Transcription is a finished or failed transcription.
type Transcription struct {
	ID            string    `json:"id"`
	RoomName      string    `json:"room_name"` // with its slash
	RoomSessionID string    `json:"room_session_id"`
	Filename      string    `json:"filename"`
	Start         time.Time `json:"start"`
	End           time.Time `json:"end"`
	RecordingID   string    `json:"recording_id,omitempty"`
	Failure       string    `json:"failure,omitempty"`
	text          string
}

// Summary is a summary of a transcription.
type Summary struct {
	ID              string    `json:"id"`
	TranscriptionID string    `json:"transcription_id"`
	Text            string    `json:"text"`
	Made            time.Time `json:"made"`
	of              Transcription
}

// accessLink opens a stored thing until it expires.
type accessLink struct {
	file    storedFile
	expires time.Time
}

// storedFile is what a link opens: a text, or a page in place of a film.
type storedFile struct {
	page message
	text string
}

const someTranscript = `# Transcript

**Ada** (0:00): Good morning. The new release goes out on Thursday.
**Bo** (0:07): Then I test the update on Wednesday, and Ada writes the notes.
**Ada** (0:15): Agreed.
`

// AddRecording makes a recording of a room's last session that ends now, and tells it by the event
// recording.finished. The room may be deleted already: Whereby needs a while to upload.
func (s *Sandbox) AddRecording(room string, length time.Duration) (Recording, error) {
	s.lock()
	defer s.unlock()
	h, err := s.history(room)
	if err != nil {
		return Recording{}, err
	}
	now := s.clock.Now().Truncate(time.Millisecond)
	recording := Recording{
		ID: uuid.NewString(), RoomName: h.roomName, RoomSessionID: h.lastSessionID(),
		Filename: h.filename(now.Add(-length), "mp4"), Start: now.Add(-length), End: now,
	}
	s.recordings = append(s.recordings, recording)
	s.sender.enqueue(newEvent("recording.finished", now, map[string]any{
		"recordingId": recording.ID, "filename": recording.Filename, "roomName": recording.RoomName, "status": "completed",
	}))
	return recording, nil
}

// AddTranscription makes a transcription of a room's last session that ends now, and tells it by the
// events transcription.started and transcription.finished or transcription.failed.
func (s *Sandbox) AddTranscription(room string, transcript Transcript) (Transcription, error) {
	s.lock()
	defer s.unlock()
	h, err := s.history(room)
	if err != nil {
		return Transcription{}, err
	}
	now := s.clock.Now().Truncate(time.Millisecond)
	t := Transcription{
		ID: uuid.NewString(), RoomName: h.roomName, RoomSessionID: h.lastSessionID(),
		Filename: h.filename(now.Add(-transcript.Length), "md"), Start: now.Add(-transcript.Length), End: now,
		RecordingID: transcript.RecordingID, Failure: transcript.Failure, text: cmp.Or(transcript.Text, someTranscript),
	}
	s.transcriptions = append(s.transcriptions, t)
	data := map[string]any{
		"roomName": t.RoomName, "roomSessionId": orNull(t.RoomSessionID),
		"transcriptionId": t.ID, "type": t.madeFrom(), "status": whereby.TranscriptionInProgress,
	}
	s.sender.enqueue(newEvent("transcription.started", now, data))
	eventType, data := "transcription.finished", maps.Clone(data)
	data["status"] = t.state()
	switch {
	case t.Failure != "":
		eventType, data["error"] = "transcription.failed", t.Failure
	default:
		data["filename"], data["storageType"] = t.Filename, whereby.StorageWhereby
		data["durationInSeconds"] = t.End.Sub(t.Start).Seconds()
		if t.RecordingID != "" {
			data["recordingId"] = t.RecordingID
		}
	}
	s.sender.enqueue(newEvent(eventType, now, data))
	return t, nil
}

// AddSummary makes a summary of a transcription. There is no event for it.
func (s *Sandbox) AddSummary(transcriptionID, text string) (Summary, error) {
	s.lock()
	defer s.unlock()
	t, found := findByID(s.transcriptions, transcriptionID, Transcription.id)
	if !found || t.Failure != "" {
		return Summary{}, ErrNoTranscription
	}
	summary := Summary{ID: uuid.NewString(), TranscriptionID: t.ID, Text: text, Made: s.clock.Now(), of: t}
	s.summaries = append(s.summaries, summary)
	return summary, nil
}

func (h *history) lastSessionID() string {
	if last := h.lastSession(); last != nil {
		return last.id
	}
	return ""
}

func (h *history) filename(start time.Time, extension string) string {
	return fmt.Sprintf("%s-%s.%s", h.roomName[1:], start.Format(time.RFC3339), extension)
}

func (r Recording) id() string { return r.ID }

func (r Recording) api() item {
	length := r.End.Sub(r.Start)
	return item{
		"recordingId": r.ID, "roomSessionId": r.RoomSessionID, "filename": r.Filename,
		"startDate": r.Start.Format(apiDate), "endDate": r.End.Format(apiDate),
		"sizeInMegaBytes": length.Minutes() * 10,
	}
}

func (t Transcription) id() string { return t.ID }

func (t Transcription) madeFrom() whereby.TranscriptionType {
	if t.RecordingID != "" {
		return whereby.RecordingTranscript
	}
	return whereby.LiveTranscript
}

func (t Transcription) state() whereby.TranscriptionState {
	if t.Failure != "" {
		return whereby.TranscriptionFailed
	}
	return whereby.TranscriptionReady
}

func (t Transcription) api() item {
	result := item{
		"transcriptionId": t.ID, "roomSessionId": t.RoomSessionID, "roomName": t.RoomName,
		"startDate": t.Start.Format(apiDate), "endDate": t.End.Format(apiDate), "createdAt": t.End.Format(apiDate),
		"state": t.state(), "type": t.madeFrom(),
	}
	if t.Failure == "" {
		result["filename"], result["storageType"] = t.Filename, whereby.StorageWhereby
		result["durationInSeconds"] = t.End.Sub(t.Start).Seconds()
	}
	return result
}

func (s Summary) id() string { return s.ID }

func (s Summary) api() item {
	return item{
		"summaryId": s.ID, "transcriptionId": s.TranscriptionID, "summary": map[string]string{"summary": s.Text},
		"roomSessionId": s.of.RoomSessionID, "roomName": s.of.RoomName,
		"startDate": s.of.Start.Format(apiDate), "endDate": s.of.End.Format(apiDate),
		"state": "ready", "createdAt": s.Made.Format(apiDate), "modifiedAt": s.Made.Format(apiDate),
		"template": "General Bulleted",
	}
}

func findByID[T any](all []T, id string, idOf func(T) string) (T, bool) {
	i := slices.IndexFunc(all, func(one T) bool { return idOf(one) == id })
	if i < 0 {
		var none T
		return none, false
	}
	return all[i], true
}

// storedRoutes are what the API tells of recordings, transcriptions and summaries.
func (s *Sandbox) storedRoutes(mux *http.ServeMux) {
	recording := func(id string) (Recording, bool) { return findByID(s.recordings, id, Recording.id) }
	transcription := func(id string) (Transcription, bool) { return findByID(s.transcriptions, id, Transcription.id) }
	summary := func(id string) (Summary, bool) { return findByID(s.summaries, id, Summary.id) }

	mux.HandleFunc("GET /v1/recordings", s.priced(costRead, listStored(s, "roomName startDate sizeInMegaBytes",
		func() []Recording { return s.recordings }, func(r Recording, room string) bool { return sameRoom(r.RoomName, room) })))
	mux.HandleFunc("GET /v1/recordings/{id}", s.priced(costRead, getStored(s, recording)))
	mux.HandleFunc("GET /v1/recordings/{id}/access-link", s.priced(costRead, s.linkTo(func(id string) (storedFile, bool) {
		r, found := recording(id)
		return storedFile{page: message{"Recording", r.Filename}}, found
	})))
	mux.HandleFunc("GET /v1/transcriptions", s.priced(costRead, listStored(s, "roomName startDate durationInSeconds",
		func() []Transcription { return s.transcriptions }, func(t Transcription, room string) bool { return sameRoom(t.RoomName, room) })))
	mux.HandleFunc("GET /v1/transcriptions/{id}", s.priced(costRead, getStored(s, transcription)))
	mux.HandleFunc("GET /v1/transcriptions/{id}/access-link", s.priced(costRead, s.linkTo(func(id string) (storedFile, bool) {
		t, found := transcription(id)
		return storedFile{text: t.text}, found && t.Failure == ""
	})))
	mux.HandleFunc("GET /v1/summaries", s.priced(costRead, listStored(s, "roomName startDate",
		func() []Summary { return s.summaries }, func(Summary, string) bool { return true })))
	mux.HandleFunc("GET /v1/summaries/{id}", s.priced(costRead, getStored(s, summary)))
}

// sameRoom takes the name with and without its slash, as nothing says which Whereby takes.
func sameRoom(name, asked string) bool {
	return asked == "" || strings.TrimPrefix(asked, "/") == name[1:]
}

func listStored[T interface{ api() item }](s *Sandbox, sortable string, all func() []T, of func(T, string) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.lock()
		defer s.unlock()
		var items []item
		for _, one := range all() {
			if of(one, r.URL.Query().Get("roomName")) {
				items = append(items, one.api())
			}
		}
		writeList(w, r, items, defaultPage, sortable)
	}
}

func getStored[T interface{ api() item }](s *Sandbox, find func(id string) (T, bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.lock()
		defer s.unlock()
		one, found := find(r.PathValue("id"))
		if !found {
			writeError(w, http.StatusNotFound, "does not exist")
			return
		}
		writeJSON(w, http.StatusOK, one.api())
	}
}

// filePath is where access links point; what is secret in them is in the query, which is not logged.
const filePath = "/_file"

const (
	defaultAccess = 3600  // seconds
	maxAccess     = 43200 // seconds
)

func (s *Sandbox) linkTo(find func(id string) (storedFile, bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		seconds := defaultAccess
		if text := r.URL.Query().Get("validForSeconds"); text != "" {
			var err error
			if seconds, err = strconv.Atoi(text); err != nil || seconds < 1 || seconds > maxAccess {
				writeError(w, http.StatusBadRequest, "validForSeconds must be an integer from 1 to 43200")
				return
			}
		}
		s.lock()
		defer s.unlock()
		file, found := find(r.PathValue("id"))
		if !found {
			writeError(w, http.StatusNotFound, "does not exist")
			return
		}
		random := make([]byte, 24)
		_, _ = rand.Read(random) // never fails
		token := base64.RawURLEncoding.EncodeToString(random)
		expires := s.clock.Now().Add(time.Duration(seconds) * time.Second)
		s.links[token] = accessLink{file, expires}
		writeJSON(w, http.StatusOK, map[string]any{
			"accessLink": s.baseURL(r) + filePath + "?signature=" + token, "expires": expires.UnixMilli(),
		})
	}
}

// serveFile shows what an access link opens.
func (s *Sandbox) serveFile(w http.ResponseWriter, r *http.Request) {
	s.lock()
	link, found := s.links[r.URL.Query().Get("signature")]
	expired := !s.clock.Now().Before(link.expires)
	s.unlock()
	if !found || expired {
		writePage(w, http.StatusForbidden, "message.html", message{"This link does not work", "It has expired, or was never given."})
		return
	}
	if link.file.text != "" {
		w.Header().Set("Content-Type", "text/markdown; charset=utf-8")
		_, _ = io.WriteString(w, link.file.text)
		return
	}
	writePage(w, http.StatusOK, "message.html", link.file.page)
}
