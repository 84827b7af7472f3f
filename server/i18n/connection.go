package i18n

import "github.com/nicksnyder/go-i18n/v2/i18n"

// What is said of connections to other services.
var (
	ConnectionGaveUp      = &i18n.Message{ID: "connection.gave_up", Other: "**{{.Name}}** ({{.Host}}) has not taken events of calls, and they have been given up. Check the address and the service."}
	ConnectionSwitchedOff = &i18n.Message{ID: "connection.switched_off", Other: "**{{.Name}}** ({{.Host}}) answers that its address is no longer valid. No more events of calls are sent there. Give the connection a new address to use it again."}

	SlackStarted   = &i18n.Message{ID: "slack.started", Other: "A call has started"}
	SlackStartedBy = &i18n.Message{ID: "slack.started_by", Other: "{{.Host}} started a call"}
	SlackOpen      = &i18n.Message{ID: "slack.open", Other: "Open in Mattermost"}
	SlackTest      = &i18n.Message{ID: "slack.test", Other: "This is a test: no call has started."}
)
