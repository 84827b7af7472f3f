// Package config holds the plugin's typed settings. It is the only reader of
// what Mattermost stores for the plugin.
package config

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/schedule"
)

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
	// AllowTranscription allows transcripts and captions.
	AllowTranscription bool
	// StreamingURL is where calls are streamed to, with its key; empty when they may not be.
	StreamingURL string
	// AllowInvites lets people invite guests from outside to running calls.
	AllowInvites bool
	// CallWindow is where calls open on the web, unless the person chose.
	CallWindow OpenIn
	// LargeChannelSize is how many people a channel may have before a starter
	// is asked; 0 never asks.
	LargeChannelSize int
	// StartsPerMinute is how many calls one person may start in a minute on a
	// node, and RequestsPerMinute how often one may ask the HTTP API; 0 for any number.
	StartsPerMinute   int
	RequestsPerMinute int
	// KeyReminderDays is how old the API key may be before system admins are
	// reminded of it; 0 never reminds.
	KeyReminderDays int
	// ReminderMinutes is how long before a planned call is reminded of; 0 never reminds.
	ReminderMinutes int
	// RoomLeadMinutes is how long before a planned call its room is made.
	RoomLeadMinutes int
	// WarmRooms is how many rooms are made ahead; 0 makes none.
	WarmRooms int
	// RetentionDays is for how long calls are remembered after their end; 0 for ever.
	RetentionDays int
	// AttendanceNames tells whether it is remembered and shown who was in a call.
	AttendanceNames bool
	Templates       []Template
	Brands          []Brand
	Rules
	AI
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
		StartsPerMinute:        200,
		RequestsPerMinute:      3000,
		KeyReminderDays:        90,
		ReminderMinutes:        10,
		RoomLeadMinutes:        24 * 60,
		WarmRooms:              2,
		AttendanceNames:        true,
		Templates:              exampleTemplates(),
		Rules:                  Rules{AllowGuests: true},
		AI:                     defaultAI(),
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
	StartsPerMinute        *number
	RequestsPerMinute      *number
	KeyReminderDays        *number
	ReminderMinutes        *number
	RoomLeadMinutes        *number
	WarmRooms              *number
	RetentionDays          *number
	AttendanceNames        *boolean
	Templates              *templates
	AllowTranscription     *boolean
	StreamingURL           *string
	AllowedEmailDomains    *string
	AllowGuests            *boolean
	AllowedRoles           *string
	AllowedTeams           *string
	BlockedTeams           *string
	AllowedChannels        *string
	BlockedChannels        *string
	RecordingRoles         *string
	WorkingHours           *string
	WorkingTimeZone        *string
	Holidays               *string
	Contact                *string
	Brands                 *brands
	storedAI
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
	set(&c.AllowTranscription, (*bool)(raw.AllowTranscription))
	setString(&c.StreamingURL, raw.StreamingURL)
	set(&c.StartsPerMinute, (*int)(raw.StartsPerMinute))
	set(&c.RequestsPerMinute, (*int)(raw.RequestsPerMinute))
	set(&c.KeyReminderDays, (*int)(raw.KeyReminderDays))
	set(&c.ReminderMinutes, (*int)(raw.ReminderMinutes))
	set(&c.RoomLeadMinutes, (*int)(raw.RoomLeadMinutes))
	set(&c.WarmRooms, (*int)(raw.WarmRooms))
	set(&c.RetentionDays, (*int)(raw.RetentionDays))
	set(&c.AttendanceNames, (*bool)(raw.AttendanceNames))
	set(&c.Templates, (*[]Template)(raw.Templates))
	set(&c.AllowGuests, (*bool)(raw.AllowGuests))
	for dest, value := range map[*string]*string{
		&c.AllowedEmailDomains: raw.AllowedEmailDomains, &c.AllowedRoles: raw.AllowedRoles,
		&c.AllowedTeams: raw.AllowedTeams, &c.BlockedTeams: raw.BlockedTeams,
		&c.AllowedChannels: raw.AllowedChannels, &c.BlockedChannels: raw.BlockedChannels,
		&c.RecordingRoles: raw.RecordingRoles, &c.WorkingHours: raw.WorkingHours, &c.WorkingTimeZone: raw.WorkingTimeZone,
		&c.Holidays: raw.Holidays, &c.Contact: raw.Contact,
	} {
		setString(dest, value)
	}
	set(&c.Brands, (*[]Brand)(raw.Brands))
	raw.read(&c.AI)
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

// Usable returns the settings with those that cannot be used replaced by their
// defaults, so that a bad one never stops the plugin.
func (c Config) Usable() Config {
	usable := c
	for _, problem := range c.Problems() {
		usable.reset(problem.Setting)
	}
	return usable
}

// configured tells whether calls can be started: nothing is stored without a
// key to encrypt it with.
func (c Config) configured() bool { return c.Key().Text != "" && c.EncryptionKey != "" }

// Call returns what the domain needs to know, as far as it is usable.
func (c Config) Call() call.Settings {
	usable := c.Usable()
	settings := call.Settings{
		Configured:      c.configured(),
		RoomPrefix:      usable.RoomPrefix,
		DefaultDuration: time.Duration(usable.DefaultDurationMinutes) * time.Minute,
		MaxDuration:     time.Duration(usable.MaxDurationMinutes) * time.Minute,
		DefaultLocked:   usable.DefaultLocked,
		DefaultLarge:    usable.DefaultLarge,
		MayRecord:       usable.AllowRecording,
		MayTranscribe:   usable.AllowTranscription,
		StreamingURL:    call.SecretURL(usable.StreamingURL),
		LargeChannel:    usable.LargeChannelSize,
		WarmRooms:       usable.WarmRooms,
		Account:         usable.account(),
		Looks:           usable.looks(),
		Policy:          usable.policy(),
	}
	for _, t := range usable.Templates {
		t.DurationMinutes = min(t.DurationMinutes, usable.MaxDurationMinutes)
		if !usable.AllowRecording {
			t.Record = nil
		}
		if !usable.AllowTranscription {
			t.Transcribe, t.Captions = nil, nil
		}
		if usable.StreamingURL == "" {
			t.Stream = nil
		}
		settings.Templates = append(settings.Templates, call.Template{Name: t.Name, Options: t.options(), OwnCommand: t.Command, Always: t.Always})
	}
	return settings
}

// account is the same for the same key of the same Whereby, and tells nothing of it.
func (c Config) account() string {
	sum := sha256.Sum256([]byte(c.APIURL + "\n" + c.Key().Text))
	return hex.EncodeToString(sum[:])
}

// Shown returns what of calls may be shown.
func (c Config) Shown() call.Shown {
	return call.Shown{RoomLinks: c.ShowRoomLinks, Names: c.AttendanceNames}
}

// Plans returns what planning needs to know, as far as it is usable.
func (c Config) Plans() schedule.Settings {
	usable := c.Usable()
	return schedule.Settings{
		Remind: usable.ReminderMinutes, Lead: time.Duration(usable.RoomLeadMinutes) * time.Minute,
		Duration: time.Duration(usable.DefaultDurationMinutes) * time.Minute,
	}
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
