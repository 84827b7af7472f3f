// Package notify tells other services what happens to calls.
//
// Events are written with the changes that they come of. A Courier makes
// deliveries of them, one for each connection that wants the event, and
// carries those out: in order per call and connection, at least once, each
// with an id that stays the same. A connection that is slow or away delays
// no other, and never a call.
package notify

import (
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mattermost-plugin-whereby/server/call"
)

// Off is why the plugin has stopped using a connection.
type Off string

// The reasons.
const (
	// Revoked is the service's word that the address is good no more.
	Revoked Off = "revoked"
	// Unreadable connections were sealed with another encryption key; address
	// and secret have to be entered again.
	Unreadable Off = "unreadable"
)

const (
	// MaxConnections is how many there may be.
	MaxConnections = 20
	maxName        = 64
	maxURL         = 2000
	maxFilter      = 100
	secretPrefix   = "whsec_"
	// minSecret and maxSecret are in bytes, as Standard Webhooks has it.
	minSecret = 24
	maxSecret = 64
)

// Rules are which events go to a connection, and what they may say.
type Rules struct {
	Events []call.EventKind `json:"events"`
	// Channels, Teams and Templates narrow the calls down; an empty list does
	// not. Direct and group messages are told of only if they are in Channels.
	Channels  []string `json:"channels"`
	Teams     []string `json:"teams"`
	Templates []string `json:"templates"`
	// Personal allows names and ids of people.
	Personal bool `json:"personal"`
}

func (r Rules) want(kind call.EventKind, c call.Call) bool {
	among := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	direct := c.TeamID == "" && !slices.Contains(r.Channels, c.ChannelID)
	return !direct && slices.Contains(r.Events, kind) &&
		among(r.Channels, c.ChannelID) && among(r.Teams, c.TeamID) && among(r.Templates, c.Options.Template)
}

// Connection is a service that hears of calls.
type Connection struct {
	ID      string
	Kind    Kind
	Name    string
	Enabled bool
	// URL is itself a secret with many services.
	URL string
	// Account is whose events they are at the service.
	Account string
	// Secret signs what goes to a webhook, and lets events into an account.
	Secret string
	// Key makes pseudonyms of people's ids; nobody else is told it.
	Key    string
	Rules  Rules
	MadeBy string // who set it up
	MadeAt time.Time
	Off    Off
	// Failures in a row, and until when they keep it from being tried.
	Failures    int
	PausedUntil time.Time
}

// Active tells whether events go to the connection.
func (c Connection) Active() bool { return c.Enabled && c.Off == "" }

// Host is what of the address may be shown.
func (c Connection) Host() string {
	if u, err := url.Parse(c.URL); err == nil {
		return u.Host
	}
	return ""
}

func randomKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return base64.StdEncoding.EncodeToString(key)
}

// Problem names the part of the connection that cannot be as it is, empty when
// all can.
func (c Connection) Problem() string {
	switch {
	case c.Kind.Events() == nil:
		return "kind"
	case strings.TrimSpace(c.Name) == "" || utf8.RuneCountInString(c.Name) > maxName:
		return "name"
	case !goodURL(c.URL):
		return "url"
	case !c.Kind.goodSecret(c.Secret):
		return "secret"
	case !c.Kind.goodAccount(c.Account):
		return "account"
	case len(c.Rules.Events) == 0, slices.ContainsFunc(c.Rules.Events, func(e call.EventKind) bool { return !slices.Contains(c.Kind.Events(), e) }):
		return "events"
	case len(c.Rules.Channels) > maxFilter:
		return "channels"
	case len(c.Rules.Teams) > maxFilter:
		return "teams"
	case len(c.Rules.Templates) > maxFilter:
		return "templates"
	}
	return ""
}

// goodURL leaves it to the dialer where the address may lead.
func goodURL(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && len(raw) <= maxURL && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.Fragment == ""
}
