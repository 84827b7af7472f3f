package wherebytest

import (
	"net/http"
	"time"
)

func (s *Sandbox) addWireRecording(w http.ResponseWriter, r *http.Request) {
	var body struct {
		LengthMs int64 `json:"length_ms"`
	}
	if readJSON(w, r, &body) {
		recording, err := s.AddRecording(r.PathValue("room"), time.Duration(body.LengthMs)*time.Millisecond)
		writeMade(w, recording, err)
	}
}

func (s *Sandbox) addWireTranscription(w http.ResponseWriter, r *http.Request) {
	var body struct {
		LengthMs    int64  `json:"length_ms"`
		RecordingID string `json:"recording_id"`
		Failure     string `json:"failure"`
		Text        string `json:"text"`
	}
	if readJSON(w, r, &body) {
		transcription, err := s.AddTranscription(r.PathValue("room"), Transcript{
			Length: time.Duration(body.LengthMs) * time.Millisecond, RecordingID: body.RecordingID, Failure: body.Failure, Text: body.Text,
		})
		writeMade(w, transcription, err)
	}
}

func (s *Sandbox) addWireSummary(w http.ResponseWriter, r *http.Request) {
	var body struct {
		TranscriptionID string `json:"transcription_id"`
		Text            string `json:"text"`
	}
	if readJSON(w, r, &body) {
		summary, err := s.AddSummary(body.TranscriptionID, body.Text)
		writeMade(w, summary, err)
	}
}

func writeMade(w http.ResponseWriter, made any, err error) {
	if err != nil {
		writeRoomError(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, made)
}
