package i18n

import "github.com/nicksnyder/go-i18n/v2/i18n"

// What is said of connections to other services.
var (
	ConnectionGaveUp      = &i18n.Message{ID: "connection.gave_up", Other: "**{{.Name}}** ({{.Host}}) has not taken events of calls for 24 hours. What it did not take by then has been given up. Check the address and the service."}
	ConnectionSwitchedOff = &i18n.Message{ID: "connection.switched_off", Other: "**{{.Name}}** ({{.Host}}) answers that its address is no longer valid (410). No more events of calls are sent there. Give the connection a new address to use it again."}
)
