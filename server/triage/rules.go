// Package triage decides how urgent a call is by what it is about: the admin's
// keywords, or an agent of the Agents plugin. It implements call.Judge.
package triage

import (
	"time"

	"mattermost-plugin-whereby/server/call"
)

// Rules are what the admin wants.
type Rules struct {
	// By is who decides; By being ByAgents falls back on the keywords.
	By By
	// Keywords are looked for in the order that they have here, so the urgent
	// ones come first.
	Keywords []Keyword
	// Notify are whom a priority notifies, as in call.Extras.
	Notify map[call.Priority][]string
	// Highest is the most that an agent may give; empty for nothing.
	Highest call.Priority
	// Wait is how long a start waits for the verdict.
	Wait time.Duration
	// Agent is the username of the agent that is asked, empty for the default one.
	Agent string
}

// By is who decides.
type By string

// The deciders.
const (
	ByNobody   By = "off"
	ByKeywords By = "keywords"
	ByAgents   By = "agents"
)

// Keyword is a word, or several, that gives a call a priority.
type Keyword struct {
	Text     string
	Priority call.Priority
	// Language is that of the starters for whom it counts, as Mattermost names
	// it; empty for all.
	Language string
}
