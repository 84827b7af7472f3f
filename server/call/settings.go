package call

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Settings is what the domain needs to know of the plugin's configuration.
type Settings struct {
	// Configured is false until there is an API key.
	Configured      bool
	RoomPrefix      string
	DefaultDuration time.Duration
	MaxDuration     time.Duration
	DefaultLocked   bool
	DefaultLarge    bool
	// MayRecord and MayTranscribe allow calls to be recorded, and transcribed or captioned.
	MayRecord     bool
	MayTranscribe bool
	// StreamingURL is where calls are streamed to, empty when they may not be. It is a secret.
	StreamingURL SecretURL
	// LargeChannel is how many people a channel may have before a call is
	// posted there without asking; 0 for any number.
	LargeChannel int
	// WarmRooms is how many rooms are kept ready for calls to come.
	WarmRooms int
	// Account tells accounts at Whereby apart, and Looks the looks of rooms by default.
	Account   string
	Looks     string
	Templates []Template
	Policy    Policy
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
		Viewers: &no, Transcribe: &no, Captions: &no, Stream: &no,
	}
}

// resolve checks what was asked and fills in what was left open.
func (s Settings) resolve(asked Options, a Access, now time.Time) (Options, error) {
	o := asked
	o.Topic, o.Extras = CleanTopic(asked.Topic), Extras{}
	if asked.Template != "" {
		t, found := s.Template(asked.Template)
		if !found {
			return o, &Error{Code: CodeUnknownTemplate, Value: asked.Template}
		}
		o = o.Over(t.Options)
		o.Template, o.Extras = t.Name, t.Options.Extras
		o.Topic = topicBy(t.Options.Topic, CleanTopic(asked.Topic), a, now)
		if o.AlsoIn == a.Channel.ID { // it is posted here anyway
			o.AlsoIn = ""
		}
	}
	o = o.Over(s.defaults())
	if o.IsTownHall() { // which Whereby makes so
		yes := true
		o.Locked, o.Large = &yes, &yes
	} else {
		o.Speakers = nil
	}
	if utf8.RuneCountInString(o.Topic) > MaxTopicLength {
		return o, &Error{Code: CodeTopicTooLong}
	}
	switch {
	case o.DurationMinutes < 0:
		return o, &Error{Code: CodeBadDuration, Value: strconv.Itoa(o.DurationMinutes)}
	case o.DurationMinutes > int(s.MaxDuration/time.Minute):
		return o, &Error{Code: CodeDurationTooLong, Limit: s.MaxDuration}
	case len(o.Speakers) > maxSpeakers:
		return o, &Error{Code: CodeInvalid, Value: "speakers"}
	case o.IsRecorded() && !s.MayRecord:
		return o, &Error{Code: CodeMayNotRecord}
	case (o.IsTranscribed() || o.IsCaptioned()) && !s.MayTranscribe:
		return o, &Error{Code: CodeMayNotTranscribe}
	case o.IsStreamed() && s.StreamingURL == "":
		return o, &Error{Code: CodeMayNotStream}
	}
	return o, nil
}

// maxSpeakers of a town hall; Whereby's rooms show as many cameras.
const maxSpeakers = 24

// topicBy is the topic of a template's call. A pattern with {topic} is filled
// in always, any other only where no topic was asked for.
func topicBy(pattern, asked string, a Access, now time.Time) string {
	if asked != "" && !strings.Contains(pattern, "{topic}") {
		return asked
	}
	zone, err := time.LoadLocation(a.Person.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	filled := strings.NewReplacer(
		"{topic}", asked, "{channel}", CleanTopic(a.Channel.DisplayName),
		"{name}", CleanTopic(a.Person.DisplayName), "{date}", now.In(zone).Format(time.DateOnly),
	).Replace(pattern)
	return tidy(filled)
}

// Label is what the template is called in lists: its topic without what is filled in.
func (t Template) Label() string {
	bare := strings.NewReplacer("{topic}", "", "{channel}", "", "{name}", "", "{date}", "").Replace(t.Options.Topic)
	return cmp.Or(tidy(bare), t.Name)
}

// tidy drops what a pattern has around placeholders that were left empty.
func tidy(topic string) string {
	return strings.Trim(strings.Join(strings.Fields(topic), " "), " -–—:·")
}
