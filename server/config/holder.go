package config

import (
	"sync/atomic"

	"mattermost-plugin-whereby/server/call"
)

// Server is what we use of Mattermost's own settings.
type Server struct {
	// SiteURL has no slash at its end.
	SiteURL string
	// Locale is the language of what everybody sees.
	Locale string
	// NameFormat is how people's names are written.
	NameFormat string
	// CustomStatuses tells whether people can have a custom status.
	CustomStatuses bool
}

// ConsoleURL is where a system admin finds the plugin's settings.
func (s Server) ConsoleURL() string { return s.SiteURL + "/admin_console/plugins/plugin_whereby" }

// Snapshot is all settings at one moment.
type Snapshot struct {
	Config
	Server

	// calls is what Call returns but for the key, worked out once.
	calls *call.Settings
}

// Call returns what the domain needs to know, as far as it is usable.
func (s Snapshot) Call() call.Settings {
	if s.calls == nil {
		return s.Config.Call()
	}
	settings := *s.calls
	settings.Configured = s.configured() // the key can change by itself
	return settings
}

// Holder hands out the settings in force; safe for concurrent use.
type Holder struct {
	current atomic.Pointer[Snapshot]
}

// Get returns the settings in force, the defaults before the first Set.
func (h *Holder) Get() Snapshot {
	if s := h.current.Load(); s != nil {
		return *s
	}
	return Snapshot{Config: Defaults()}
}

// Set puts settings in force.
func (h *Holder) Set(s Snapshot) {
	calls := s.Config.Call()
	s.calls = &calls
	h.current.Store(&s)
}
