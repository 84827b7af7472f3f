// Package config holds the plugin's typed settings. It is the only reader of
// what Mattermost stores for the plugin.
package config

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

// envAPIKey names the environment variable that holds the API key when the
// setting is empty.
const envAPIKey = "WHEREBY_API_KEY" //nolint:gosec // its name, not its value

// masked is how Mattermost shows a stored secret that the admin has not touched.
const masked = "********************************"

// Config is the plugin's settings, as System Console knows them. The zero
// value of a missing setting is replaced by its default in Parse.
type Config struct {
	APIKey                 string
	APIURL                 string
	WebhookSecret          string
	EncryptionKey          string
	RoomPrefix             string
	DefaultDurationMinutes int
	MaxDurationMinutes     int
	DefaultLocked          bool
	DefaultLarge           bool
	ShowRoomLinks          bool
	AllowRecording         bool
	// AllowInvites lets people invite guests from outside to running calls.
	AllowInvites bool
	// CallWindow is where calls open on the web, unless the person chose.
	CallWindow OpenIn
	// LargeChannelSize is how many people a channel may have before a starter
	// is asked; 0 never asks.
	LargeChannelSize int
	Templates        []Template
}

// OpenIn is where a call opens.
type OpenIn string

// The places.
const (
	OpenInWindow OpenIn = "window" // inside Mattermost
	OpenInTab    OpenIn = "tab"    // of the browser
)

// Defaults returns the settings of a fresh installation; plugin.json names the same.
func Defaults() Config {
	return Config{
		APIURL:                 "https://api.whereby.dev/v1",
		RoomPrefix:             "mattermost-",
		DefaultDurationMinutes: 60,
		MaxDurationMinutes:     480,
		ShowRoomLinks:          true,
		AllowInvites:           true,
		CallWindow:             OpenInWindow,
		LargeChannelSize:       50,
		Templates:              exampleTemplates(),
	}
}

// stored is Config as Mattermost may hold it: a number typed into the console,
// set through the API or through the environment comes in more than one shape.
type stored struct {
	APIKey                 *string
	APIURL                 *string
	WebhookSecret          *string
	EncryptionKey          *string
	RoomPrefix             *string
	DefaultDurationMinutes *number
	MaxDurationMinutes     *number
	DefaultLocked          *boolean
	DefaultLarge           *boolean
	ShowRoomLinks          *boolean
	AllowRecording         *boolean
	AllowInvites           *boolean
	CallWindow             *OpenIn
	LargeChannelSize       *number
	Templates              *templates
}

// Parse reads stored settings. load is Mattermost's LoadPluginConfiguration or
// anything that decodes JSON of the settings into its argument.
func Parse(load func(dest any) error) (Config, error) {
	var raw stored
	if err := load(&raw); err != nil {
		return Defaults(), errors.Wrap(err, "read the plugin's settings")
	}
	c := Defaults()
	setString(&c.APIKey, raw.APIKey)
	setString(&c.APIURL, raw.APIURL)
	setString(&c.WebhookSecret, raw.WebhookSecret)
	setString(&c.EncryptionKey, raw.EncryptionKey)
	if raw.RoomPrefix != nil { // may be empty on purpose
		c.RoomPrefix = strings.TrimSpace(*raw.RoomPrefix)
	}
	set(&c.DefaultDurationMinutes, (*int)(raw.DefaultDurationMinutes))
	set(&c.MaxDurationMinutes, (*int)(raw.MaxDurationMinutes))
	set(&c.DefaultLocked, (*bool)(raw.DefaultLocked))
	set(&c.DefaultLarge, (*bool)(raw.DefaultLarge))
	set(&c.ShowRoomLinks, (*bool)(raw.ShowRoomLinks))
	set(&c.AllowRecording, (*bool)(raw.AllowRecording))
	set(&c.AllowInvites, (*bool)(raw.AllowInvites))
	set(&c.LargeChannelSize, (*int)(raw.LargeChannelSize))
	set(&c.Templates, (*[]Template)(raw.Templates))
	if raw.CallWindow != nil && *raw.CallWindow != "" {
		c.CallWindow = *raw.CallWindow
	}
	return c, nil
}

// FromMap reads settings as they stand in Mattermost's configuration. There,
// what the admin has not touched may be masked, secret or not: 11.1 masks all
// that it does not know. Nothing is wrong with that.
func FromMap(settings map[string]any) (Config, error) {
	touched := maps.Clone(settings)
	maps.DeleteFunc(touched, func(_ string, value any) bool { return value == masked })
	return Parse(func(dest any) error {
		data, err := json.Marshal(touched)
		if err != nil {
			return errors.WithStack(err)
		}
		return errors.WithStack(json.Unmarshal(data, dest))
	})
}

// Key returns the API key in force: the setting, else the environment's.
func (c Config) Key() string {
	if c.APIKey != "" {
		return c.APIKey
	}
	return strings.TrimSpace(os.Getenv(envAPIKey))
}

// Usable returns the settings with those that cannot be used replaced by their
// defaults, so that a bad one never stops the plugin.
func (c Config) Usable() Config {
	usable := c
	for _, problem := range c.Problems() {
		usable.reset(problem.Setting)
	}
	return usable
}

// Call returns what the domain needs to know, as far as it is usable.
func (c Config) Call() call.Settings {
	usable := c.Usable()
	settings := call.Settings{
		Configured:      usable.Key() != "" && usable.EncryptionKey != "",
		RoomPrefix:      usable.RoomPrefix,
		DefaultDuration: time.Duration(usable.DefaultDurationMinutes) * time.Minute,
		MaxDuration:     time.Duration(usable.MaxDurationMinutes) * time.Minute,
		DefaultLocked:   usable.DefaultLocked,
		DefaultLarge:    usable.DefaultLarge,
		MayRecord:       usable.AllowRecording,
		LargeChannel:    usable.LargeChannelSize,
	}
	for _, t := range usable.Templates {
		t.DurationMinutes = min(t.DurationMinutes, usable.MaxDurationMinutes)
		if !usable.AllowRecording {
			t.Record = nil
		}
		settings.Templates = append(settings.Templates, call.Template{Name: t.Name, Options: t.options()})
	}
	return settings
}

// SealingKey returns the 32 bytes with which secrets are encrypted at rest.
func (c Config) SealingKey() []byte {
	key, err := hkdf.Key(sha256.New, []byte(c.EncryptionKey), nil, "whereby host links", 32)
	if err != nil { // only for lengths that SHA-256 cannot give
		panic(err)
	}
	return key
}

func setString(dest, value *string) {
	if value != nil && strings.TrimSpace(*value) != "" {
		*dest = strings.TrimSpace(*value)
	}
}

func set[T any](dest, value *T) {
	if value != nil {
		*dest = *value
	}
}

// number is an int that also takes "60" and 60.0. What is no whole number is
// -1, which no setting allows.
type number int

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (n *number) UnmarshalJSON(data []byte) error {
	f, err := strconv.ParseFloat(strings.Trim(string(data), `" `), 64)
	if err != nil || f != float64(int(f)) {
		f = -1
	}
	*n = number(f)
	return nil
}

// boolean is a bool that also takes "true".
type boolean bool

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (b *boolean) UnmarshalJSON(data []byte) error {
	*b = boolean(strings.EqualFold(strings.Trim(string(data), `" `), "true"))
	return nil
}
