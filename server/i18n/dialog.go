package i18n

import goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

// What the start dialog offers where the settings allow it. A name has 24
// bytes at most.
var (
	DialogTranscribe     = &goi18n.Message{ID: "dialog.transcribe", Other: "Transcript"}
	DialogTranscribeHelp = &goi18n.Message{ID: "dialog.transcribe_help", Other: "What is said is written down from the start; the call's post says so."}
	DialogCaptions       = &goi18n.Message{ID: "dialog.captions", Other: "Live captions"}
	DialogCaptionsHelp   = &goi18n.Message{ID: "dialog.captions_help", Other: "Everybody in the call can read along."}
	DialogStream         = &goi18n.Message{ID: "dialog.stream", Other: "Stream"}
	DialogStreamHelp     = &goi18n.Message{ID: "dialog.stream_help", Other: "Others can watch at the organization's address; the call's post says so."}
	DialogViewers        = &goi18n.Message{ID: "dialog.viewers", Other: "Town hall"}
	DialogViewersHelp    = &goi18n.Message{ID: "dialog.viewers_help", Other: "Only the host and the speakers are seen and heard, everybody else watches."}
)
