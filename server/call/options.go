package call

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxTopicLength is in characters.
const MaxTopicLength = 200

// Options is what the starter asked for, however he asked. A nil choice means
// that he left it to the template or to the settings.
type Options struct {
	Topic           string `json:"topic,omitempty"`
	Template        string `json:"template,omitempty"` // its name
	DurationMinutes int    `json:"duration_minutes"`
	AudioOnly       *bool  `json:"audio_only"`
	Locked          *bool  `json:"locked"` // waiting room: people knock
	Large           *bool  `json:"large"`  // Whereby's room mode "group" in place of "normal"
	Record          *bool  `json:"record"` // in Whereby's cloud, from the first person on
	// Viewers makes a town hall: all but the host and the speakers only watch.
	Viewers *bool `json:"viewers"`
	// Speakers are the ids of the people who take part in a town hall.
	Speakers   []string `json:"speakers,omitempty"`
	Transcribe *bool    `json:"transcribe"` // from the first person on
	Captions   *bool    `json:"captions"`   // live, for everybody
	Stream     *bool    `json:"stream"`     // to the organization's streaming address

	Extras
}

// Extras are what only a template says, or a Judge.
type Extras struct {
	Priority Priority `json:"priority,omitempty"`
	Why
	// Notify are whom the post mentions: "channel", "here", names of people or groups.
	Notify []string `json:"notify,omitempty"`
	// AlsoIn is the id of another channel in which the call is posted.
	AlsoIn string `json:"also_in,omitempty"`
	// RemindMinutes is after how long a call that nobody has joined is brought to mind; 0 for never.
	RemindMinutes int `json:"remind_minutes,omitempty"`
	// Brand is how the room looks: the name of a brand, empty for the usual one, NoBrand for none.
	Brand string `json:"brand,omitempty"`
}

// NoBrand stands for a room that looks as Whereby has it.
const NoBrand = "none"

// Priority is Mattermost's, of a post.
type Priority string

// The priorities beside the usual one, which is empty.
const (
	Important Priority = "important"
	Urgent    Priority = "urgent"
)

// Template is options with a name.
type Template struct {
	Name    string
	Options Options
	// OwnCommand gives the template a slash command of its own.
	OwnCommand bool
	// Always allows its calls outside working hours.
	Always bool
}

// Over returns the options with what they leave open taken from base.
func (o Options) Over(base Options) Options {
	o.Topic = cmp.Or(o.Topic, base.Topic)
	o.DurationMinutes = cmp.Or(o.DurationMinutes, base.DurationMinutes)
	o.AudioOnly = cmp.Or(o.AudioOnly, base.AudioOnly)
	o.Locked = cmp.Or(o.Locked, base.Locked)
	o.Large = cmp.Or(o.Large, base.Large)
	o.Record = cmp.Or(o.Record, base.Record)
	o.Viewers = cmp.Or(o.Viewers, base.Viewers)
	o.Transcribe = cmp.Or(o.Transcribe, base.Transcribe)
	o.Captions = cmp.Or(o.Captions, base.Captions)
	o.Stream = cmp.Or(o.Stream, base.Stream)
	return o
}

// IsAudioOnly tells whether nobody's camera is used.
func (o Options) IsAudioOnly() bool { return isYes(o.AudioOnly) }

// IsRecorded tells whether a recording starts by itself.
func (o Options) IsRecorded() bool { return isYes(o.Record) }

// IsLocked tells whether people knock before they get in.
func (o Options) IsLocked() bool { return isYes(o.Locked) }

// IsLarge tells whether the room takes more than four people.
func (o Options) IsLarge() bool { return isYes(o.Large) }

// IsTownHall tells whether all but host and speakers only watch.
func (o Options) IsTownHall() bool { return isYes(o.Viewers) }

// IsTranscribed tells whether a transcript is written from the start.
func (o Options) IsTranscribed() bool { return isYes(o.Transcribe) }

// IsCaptioned tells whether everybody can read live captions.
func (o Options) IsCaptioned() bool { return isYes(o.Captions) }

// IsStreamed tells whether the call is shown to the outside as it goes on.
func (o Options) IsStreamed() bool { return isYes(o.Stream) }

func isYes(choice *bool) bool { return choice != nil && *choice }

// Duration is how long the room is asked for.
func (o Options) Duration() time.Duration {
	return time.Duration(o.DurationMinutes) * time.Minute
}

// CleanTopic drops what no screen shows: control characters, and the
// directional overrides by which a topic could rewrite the line around it.
func CleanTopic(topic string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == utf8.RuneError:
			return -1
		}
		return r
	}, topic)
	return strings.TrimSpace(visible)
}
