package call

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gosimple/slug"
)

const (
	// MaxTopicLength is in characters.
	MaxTopicLength = 200
	// maxPrefixLength is Whereby's limit for roomNamePrefix.
	maxPrefixLength = 39
)

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
}

// Template is options with a name.
type Template struct {
	Name    string
	Options Options
}

// over returns the options with what they leave open taken from base.
func (o Options) over(base Options) Options {
	o.Topic = cmp.Or(o.Topic, base.Topic)
	o.DurationMinutes = cmp.Or(o.DurationMinutes, base.DurationMinutes)
	o.AudioOnly = cmp.Or(o.AudioOnly, base.AudioOnly)
	o.Locked = cmp.Or(o.Locked, base.Locked)
	o.Large = cmp.Or(o.Large, base.Large)
	o.Record = cmp.Or(o.Record, base.Record)
	return o
}

// IsAudioOnly tells whether nobody's camera is used.
func (o Options) IsAudioOnly() bool { return o.AudioOnly != nil && *o.AudioOnly }

// IsRecorded tells whether a recording starts by itself.
func (o Options) IsRecorded() bool { return o.Record != nil && *o.Record }

// IsLocked tells whether people knock before they get in.
func (o Options) IsLocked() bool { return o.Locked != nil && *o.Locked }

// IsLarge tells whether the room takes more than four people.
func (o Options) IsLarge() bool { return o.Large != nil && *o.Large }

// Duration is how long the room is asked for.
func (o Options) Duration() time.Duration {
	return time.Duration(o.DurationMinutes) * time.Minute
}

// Settings is what the domain needs to know of the plugin's configuration.
type Settings struct {
	// Configured is false until there is an API key.
	Configured      bool
	RoomPrefix      string
	DefaultDuration time.Duration
	MaxDuration     time.Duration
	DefaultLocked   bool
	DefaultLarge    bool
	// MayRecord allows calls to be recorded.
	MayRecord bool
	// LargeChannel is how many people a channel may have before a call is
	// posted there without asking; 0 for any number.
	LargeChannel int
	Templates    []Template
}

// Template returns the template of that name.
func (s Settings) Template(name string) (Template, bool) {
	i := slices.IndexFunc(s.Templates, func(t Template) bool { return strings.EqualFold(t.Name, name) })
	if i < 0 {
		return Template{}, false
	}
	return s.Templates[i], true
}

func (s Settings) defaults() Options {
	no := false
	return Options{
		DurationMinutes: int(s.DefaultDuration / time.Minute),
		AudioOnly:       &no, Locked: &s.DefaultLocked, Large: &s.DefaultLarge, Record: &no,
	}
}

// resolve checks what was asked and fills in what was left open.
func (s Settings) resolve(asked Options) (Options, error) {
	o := asked
	o.Topic = cleanTopic(asked.Topic)
	if asked.Template != "" {
		t, found := s.Template(asked.Template)
		if !found {
			return o, &Error{Code: CodeUnknownTemplate, Value: asked.Template}
		}
		o = o.over(t.Options)
		o.Template = t.Name
	}
	o = o.over(s.defaults())
	if utf8.RuneCountInString(o.Topic) > MaxTopicLength {
		return o, &Error{Code: CodeTopicTooLong}
	}
	switch {
	case o.DurationMinutes < 0:
		return o, &Error{Code: CodeBadDuration, Value: strconv.Itoa(o.DurationMinutes)}
	case o.DurationMinutes > int(s.MaxDuration/time.Minute):
		return o, &Error{Code: CodeDurationTooLong, Limit: s.MaxDuration}
	case o.IsRecorded() && !s.MayRecord:
		return o, &Error{Code: CodeMayNotRecord}
	}
	return o, nil
}

// cleanTopic drops what no screen shows: control characters, and the
// directional overrides by which a topic could rewrite the line around it.
func cleanTopic(topic string) string {
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

// RoomSpec is the room that a call asks Whereby for.
type RoomSpec struct {
	// NamePrefix is followed by a random part of Whereby's choosing.
	NamePrefix string
	EndDate    time.Time
	Locked     bool
	Large      bool
	Record     bool
	// RequestedAt is when the room was first asked for.
	RequestedAt time.Time
}

func (s Settings) roomSpec(c Call) RoomSpec {
	return RoomSpec{
		NamePrefix:  roomNamePrefix(s.RoomPrefix, c.Options.Topic),
		EndDate:     c.ExpiresAt,
		Locked:      c.Options.IsLocked(),
		Large:       c.Options.IsLarge(),
		Record:      c.Options.IsRecorded(),
		RequestedAt: c.CreatedAt,
	}
}

// roomNamePrefix turns prefix and topic into characters Whereby is known to
// take: [a-z0-9-], at most 39. Whereby adds the random part without a
// separator, so ours ends in one.
func roomNamePrefix(prefix, topic string) string {
	name := strings.ReplaceAll(slug.Make(topic), "_", "-")
	if room := maxPrefixLength - len(prefix) - 1; len(name) > room {
		name = name[:max(room, 0)]
	}
	name = strings.Trim(name, "-")
	if name == "" {
		return prefix
	}
	return prefix + name + "-"
}
