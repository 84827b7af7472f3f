package config

import (
	"encoding/json"
	"regexp"
	"slices"

	"mattermost-plugin-whereby/server/call"
)

const (
	maxTemplates     = 50
	maxTemplateTitle = 64
	maxNotify        = 10
	// unreadable is the name of what stands for a list that cannot be read.
	// Nothing may be called so: Problems tells of it.
	unreadable = "…"
)

// templateName is what can be typed as one word of the command.
var templateName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// Template is a named set of options as the settings hold it. What it leaves
// out is left to the other settings.
type Template struct {
	// Name is what is typed behind /whereby.
	Name string `json:"name"`
	// Title is the pattern of its calls' topics, with {topic}, {channel}, {name}
	// and {date}. Without {topic} it is the topic of calls that have none of their own.
	Title string `json:"title"`
	// Command gives it a slash command of its own.
	Command         bool          `json:"command,omitempty"`
	DurationMinutes int           `json:"duration_minutes,omitempty"`
	AudioOnly       *bool         `json:"audio_only,omitempty"`
	Locked          *bool         `json:"locked,omitempty"`
	Large           *bool         `json:"large,omitempty"`
	Viewers         *bool         `json:"viewers,omitempty"`
	Record          *bool         `json:"record,omitempty"`
	Transcribe      *bool         `json:"transcribe,omitempty"`
	Captions        *bool         `json:"captions,omitempty"`
	Stream          *bool         `json:"stream,omitempty"`
	Priority        call.Priority `json:"priority,omitempty"`
	// Notify are whom the post mentions: "channel", "here", names of people or groups.
	Notify []string `json:"notify,omitempty"`
	// PostTo is the id of a channel in which its calls are posted too.
	PostTo          string `json:"post_to,omitempty"`
	ReminderMinutes int    `json:"reminder_minutes,omitempty"`
	Brand           string `json:"brand,omitempty"`
	// Always allows its calls outside working hours.
	Always bool `json:"always,omitempty"`
}

func (t Template) options() call.Options {
	return call.Options{
		Topic: t.Title, DurationMinutes: t.DurationMinutes,
		AudioOnly: t.AudioOnly, Locked: t.Locked, Large: t.Large, Viewers: t.Viewers,
		Record: t.Record, Transcribe: t.Transcribe, Captions: t.Captions, Stream: t.Stream,
		Extras: call.Extras{
			Priority: t.Priority, Notify: t.Notify, AlsoIn: t.PostTo, RemindMinutes: t.ReminderMinutes, Brand: t.Brand,
		},
	}
}

// reserved are the words that mean something else behind /whereby.
var reserved = []string{
	"start", "join", "end", "help", "setup", "cleanup", "room", "invite",
	"schedule", "next", "calendar", "onboard", "history", "report", "export", "privacy", "doctor",
}

var (
	notifyName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
	channelID  = regexp.MustCompile(`^([a-z0-9]{26})?$`)
)

// usable tells whether the template can be asked for and gives a legal call.
func (t Template) usable(longest int) bool { return t.mistake(longest) == "" }

// mistake says what is wrong with the template, empty when nothing is.
func (t Template) mistake(longest int) Reason {
	switch {
	case !templateName.MatchString(t.Name), t.DurationMinutes < 0, t.DurationMinutes > longest, len([]rune(t.Title)) > maxTemplateTitle:
		return ReasonTemplate
	case slices.Contains(reserved, t.Name):
		return ReasonTemplateReserved
	case t.Priority != "" && t.Priority != call.Important && t.Priority != call.Urgent:
		return ReasonTemplatePriority
	case len(t.Notify) > maxNotify, slices.ContainsFunc(t.Notify, func(name string) bool { return !notifyName.MatchString(name) }):
		return ReasonTemplateNotify
	case !channelID.MatchString(t.PostTo):
		return ReasonTemplatePostTo
	case t.ReminderMinutes < 0, t.ReminderMinutes > longest:
		return ReasonTemplateReminder
	}
	return ""
}

// exampleTemplates are there until an admin has templates of his own.
func exampleTemplates() []Template {
	yes := true
	return []Template{
		{Name: "standup", Title: "Standup", DurationMinutes: 15},
		{Name: "demo", Title: "Demo", DurationMinutes: 60, Locked: &yes, Large: &yes},
		{
			Name: "escalation", Title: "Escalation: {topic}", DurationMinutes: 120, Large: &yes,
			Priority: call.Urgent, Notify: []string{"here"}, ReminderMinutes: 5, Always: true,
		},
		{Name: "review", Title: "Review {topic}", DurationMinutes: 60},
		{Name: "onboarding", Title: "Onboarding {topic}", DurationMinutes: 45},
	}
}

// templates are read from a list, or from its JSON as text.
type templates []Template

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (t *templates) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		if text == "" {
			*t = exampleTemplates()
			return nil
		}
		data = []byte(text)
	}
	if json.Unmarshal(data, (*[]Template)(t)) != nil {
		*t = templates{{Name: unreadable}}
	}
	return nil
}
