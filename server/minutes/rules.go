// Package minutes has an agent of the Agents plugin sum up what was said in a
// call, from the transcript that Whereby keeps.
package minutes

// Rules are what the admin wants.
type Rules struct {
	When When
	// Agent is the username of the agent that is asked, empty for the default one.
	Agent string
}

// When is when a transcript is summed up.
type When string

// The times.
const (
	Never     When = "off"
	OnRequest When = "request"
	Always    When = "always"
)
