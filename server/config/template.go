package config

import (
	"encoding/json"
	"regexp"

	"mattermost-plugin-whereby/server/call"
)

const (
	maxTemplates     = 50
	maxTemplateTitle = 64
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
	// Title is the topic of calls that have none of their own.
	Title           string `json:"title"`
	DurationMinutes int    `json:"duration_minutes,omitempty"`
	AudioOnly       *bool  `json:"audio_only,omitempty"`
	Locked          *bool  `json:"locked,omitempty"`
	Large           *bool  `json:"large,omitempty"`
	Record          *bool  `json:"record,omitempty"`
}

func (t Template) options() call.Options {
	return call.Options{
		Topic: t.Title, DurationMinutes: t.DurationMinutes,
		AudioOnly: t.AudioOnly, Locked: t.Locked, Large: t.Large, Record: t.Record,
	}
}

// usable tells whether the template can be asked for and gives a legal call.
func (t Template) usable(longest int) bool {
	return templateName.MatchString(t.Name) && t.DurationMinutes >= 0 && t.DurationMinutes <= longest &&
		len([]rune(t.Title)) <= maxTemplateTitle
}

// exampleTemplates are there until an admin has templates of his own.
func exampleTemplates() []Template {
	yes := true
	return []Template{
		{Name: "standup", Title: "Standup", DurationMinutes: 15},
		{Name: "demo", Title: "Demo", DurationMinutes: 60, Locked: &yes, Large: &yes},
		{Name: "escalation", Title: "Escalation", DurationMinutes: 120, Large: &yes},
		{Name: "review", Title: "Review", DurationMinutes: 60},
		{Name: "onboarding", Title: "Onboarding", DurationMinutes: 45},
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
