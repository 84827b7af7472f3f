package whereby

import "encoding/json"

// Recording overrides the organization's recording settings for one meeting.
type Recording struct {
	Type RecordingType `json:"type"`
	// Destination nil: the organization's, or none needed.
	Destination *Destination `json:"destination"`
	// StartTrigger works with RecordingCloud only.
	StartTrigger StartTrigger `json:"startTrigger"`
}

// RecordingType is where a recording is made.
type RecordingType string

const (
	// RecordingNone switches recording off.
	RecordingNone RecordingType = "none"
	// RecordingLocal records in the host's browser.
	RecordingLocal RecordingType = "local"
	// RecordingCloud records at Whereby (a feature of paid plans).
	RecordingCloud RecordingType = "cloud"
)

// StartTrigger is what starts a recording, a transcription or a stream. Empty: the organization's setting.
type StartTrigger string

const (
	// TriggerNone leaves recording and streaming to the host; it switches a transcription off.
	TriggerNone StartTrigger = "none"
	// TriggerPrompt asks the host (recording, streaming).
	TriggerPrompt StartTrigger = "prompt"
	// TriggerManual leaves a transcription to the host.
	TriggerManual StartTrigger = "manual"
	// TriggerAutomatic starts with the first participant.
	TriggerAutomatic StartTrigger = "automatic"
	// TriggerAutomaticSecond starts with the second participant (recording, transcription).
	TriggerAutomaticSecond StartTrigger = "automatic-2nd-participant"
)

// MarshalJSON writes the empty trigger as null, Whereby's way to say "as the organization has it".
func (t StartTrigger) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// Provider is who keeps a recording or a transcript.
type Provider string

const (
	// ProviderWhereby is Whereby's own storage.
	ProviderWhereby Provider = "whereby"
	// ProviderS3 is a bucket of one's own.
	ProviderS3 Provider = "s3"
)

// AuthenticationType is how Whereby signs in to an S3 bucket.
type AuthenticationType string

const (
	// AuthenticationAccessKey needs AccessKeyID, AccessKeySecret and Region.
	AuthenticationAccessKey AuthenticationType = "accessKey"
	// AuthenticationRoleBased needs OIDCRoleARN.
	AuthenticationRoleBased AuthenticationType = "roleBased"
)

// FileFormat of a recording.
type FileFormat string

const (
	// FormatMKV is a Matroska file.
	FormatMKV FileFormat = "mkv"
	// FormatMP4 is an MP4 file.
	FormatMP4 FileFormat = "mp4"
)

// Destination is where a recording or a transcript goes. All but Provider is for S3.
type Destination struct {
	Provider           Provider           `json:"provider"`
	AuthenticationType AuthenticationType `json:"authenticationType,omitempty"`
	// Bucket may have folders: bucket/sub/folder.
	Bucket          string `json:"bucket,omitempty"`
	AccessKeyID     string `json:"accessKeyId,omitempty"`
	AccessKeySecret string `json:"accessKeySecret,omitempty"`
	OIDCRoleARN     string `json:"oidcRoleArn,omitempty"`
	Region          string `json:"region,omitempty"`
	// FileFormat is for recordings only.
	FileFormat FileFormat `json:"fileFormat,omitempty"`
}

// LiveTranscription asks for a transcript of a session, captions, or both.
type LiveTranscription struct {
	// Destination nil: the organization's.
	Destination  *Destination `json:"destination"`
	StartTrigger StartTrigger `json:"startTrigger"`
	// Language such as "en", "de" or "pt-BR"; empty: the organization's.
	Language string `json:"language,omitempty"`
	// LiveCaptions shows captions to everybody; captions alone need TriggerNone.
	LiveCaptions bool `json:"liveCaptions,omitempty"`
}

// Streaming sends the meeting to an RTMP server.
type Streaming struct {
	Destination StreamingDestination `json:"destination"`
	// StartTrigger is TriggerNone, TriggerPrompt or TriggerAutomatic.
	StartTrigger StartTrigger `json:"startTrigger"`
}

// StreamingDestination is an RTMP server.
type StreamingDestination struct {
	// URL with the stream key after the last slash.
	URL string `json:"url"`
}

// TranscriptionType is what a transcript was made from.
type TranscriptionType string

const (
	// LiveTranscript was written while people spoke.
	LiveTranscript TranscriptionType = "LIVE_TRANSCRIPTION"
	// RecordingTranscript was made of a recording.
	RecordingTranscript TranscriptionType = "RECORDING_TRANSCRIPTION"
)

// TranscriptionState is how far a transcription is.
type TranscriptionState string

const (
	// TranscriptionInProgress has nothing to read yet.
	TranscriptionInProgress TranscriptionState = "in_progress"
	// TranscriptionReady has a transcript.
	TranscriptionReady TranscriptionState = "ready"
	// TranscriptionFailed never will.
	TranscriptionFailed TranscriptionState = "failed"
)

// StorageType is who keeps a transcript.
type StorageType string

const (
	// StorageWhereby keeps it at Whereby: there are access links.
	StorageWhereby StorageType = "WHEREBY_HOSTED"
	// StorageOwn keeps it in one's own bucket.
	StorageOwn StorageType = "SELF_HOSTED"
)
