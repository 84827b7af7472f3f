package config

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func TestFromMap(t *testing.T) {
	t.Setenv(envAPIKey, "")
	tests := map[string]struct {
		stored map[string]any
		want   func(*Config)
	}{
		"nothing":             {nil, func(*Config) {}},
		"lower-case keys":     {map[string]any{"apikey": " key ", "roomprefix": "acme-"}, func(c *Config) { c.APIKey, c.RoomPrefix = "key", "acme-" }},
		"webhook secret":      {map[string]any{"webhooksecret": " hush\n"}, func(c *Config) { c.WebhookSecret = "hush" }},
		"numbers as text":     {map[string]any{"defaultdurationminutes": "30", "maxdurationminutes": 90.0}, func(c *Config) { c.DefaultDurationMinutes, c.MaxDurationMinutes = 30, 90 }},
		"reminder of the key": {map[string]any{"keyreminderdays": "0"}, func(c *Config) { c.KeyReminderDays = 0 }},
		"no number at all":    {map[string]any{"defaultdurationminutes": "soon"}, func(c *Config) { c.DefaultDurationMinutes = -1 }},
		"booleans as text":    {map[string]any{"defaultlocked": "true", "showroomlinks": false}, func(c *Config) { c.DefaultLocked, c.ShowRoomLinks = true, false }},
		"empty texts":         {map[string]any{"apiurl": "", "roomprefix": ""}, func(c *Config) { c.RoomPrefix = "" }},
		"null":                {map[string]any{"apiurl": nil, "defaultlarge": nil}, func(*Config) {}},
		"new ones": {map[string]any{"callwindow": "tab", "largechannelsize": 0, "allowrecording": "true", "allowinvites": false}, func(c *Config) {
			c.CallWindow, c.LargeChannelSize, c.AllowRecording, c.AllowInvites = OpenInTab, 0, true, false
		}},
		"templates":           {map[string]any{"templates": []any{map[string]any{"name": "x", "duration_minutes": 5}}}, func(c *Config) { c.Templates = []Template{{Name: "x", DurationMinutes: 5}} }},
		"templates as text":   {map[string]any{"templates": `[{"name":"x"}]`}, func(c *Config) { c.Templates = []Template{{Name: "x"}} }},
		"no templates":        {map[string]any{"templates": []any{}}, func(c *Config) { c.Templates = []Template{} }},
		"templates not set":   {map[string]any{"templates": "", "callwindow": ""}, func(*Config) {}},
		"templates garbled":   {map[string]any{"templates": "[{"}, func(c *Config) { c.Templates = []Template{{Name: "…"}} }},
		"untouched":           {map[string]any{"apikey": masked, "templates": masked, "callwindow": masked, "roomprefix": masked}, func(*Config) {}},
		"settings of another": {map[string]any{"fromthefuture": []any{1}}, func(*Config) {}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want := Defaults()
			test.want(&want)
			got, err := FromMap(test.stored)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestProblems(t *testing.T) {
	tests := map[string]struct {
		change  func(*Config)
		setting string
		reason  Reason
	}{
		"fresh":                 {func(*Config) {}, "", ""},
		"sandbox on localhost":  {func(c *Config) { c.APIURL = "http://localhost:9000/v1" }, "", ""},
		"sandbox on loopback":   {func(c *Config) { c.APIURL = "http://[::1]:9000/v1" }, "", ""},
		"no prefix":             {func(c *Config) { c.RoomPrefix = "" }, "", ""},
		"key with a space":      {func(c *Config) { c.APIKey = "eyJ abc" }, "APIKey", ReasonKeyCharacters},
		"key with a line break": {func(c *Config) { c.APIKey = "eyJ\nabc" }, "APIKey", ReasonKeyCharacters},
		"secret with a space":   {func(c *Config) { c.WebhookSecret = "hu sh" }, "WebhookSecret", ReasonSecretCharacters},
		"secret in Cyrillic":    {func(c *Config) { c.WebhookSecret = "тайна" }, "WebhookSecret", ReasonSecretCharacters},
		"plain http":            {func(c *Config) { c.APIURL = "http://api.whereby.dev/v1" }, "APIURL", ReasonURLInsecure},
		"no address":            {func(c *Config) { c.APIURL = "api.whereby.dev" }, "APIURL", ReasonURL},
		"address with a query":  {func(c *Config) { c.APIURL = "https://x.dev/v1?a=b" }, "APIURL", ReasonURL},
		"password in address":   {func(c *Config) { c.APIURL = "https://me:pw@x.dev/v1" }, "APIURL", ReasonURL},
		"capitals":              {func(c *Config) { c.RoomPrefix = "Acme-" }, "RoomPrefix", ReasonPrefix},
		"leading hyphen":        {func(c *Config) { c.RoomPrefix = "-acme" }, "RoomPrefix", ReasonPrefix},
		"long prefix":           {func(c *Config) { c.RoomPrefix = "abcdefghijklmnopqrstuvwxyz" }, "RoomPrefix", ReasonPrefixLength},
		"no default":            {func(c *Config) { c.DefaultDurationMinutes = 0 }, "DefaultDurationMinutes", ReasonDuration},
		"no maximum":            {func(c *Config) { c.MaxDurationMinutes = -1 }, "MaxDurationMinutes", ReasonDuration},
		"too long":              {func(c *Config) { c.MaxDurationMinutes = 10081 }, "MaxDurationMinutes", ReasonDuration},
		"default above maximum": {func(c *Config) { c.DefaultDurationMinutes = 481 }, "DefaultDurationMinutes", ReasonDurationOrder},
		"calls open nowhere":    {func(c *Config) { c.CallWindow = "nowhere" }, "CallWindow", ReasonOpenIn},
		"reminded in the past":  {func(c *Config) { c.KeyReminderDays = -1 }, "KeyReminderDays", ReasonNegative},
		"kept backwards":        {func(c *Config) { c.RetentionDays = -1 }, "RetentionDays", ReasonRetention},
		"kept for ages":         {func(c *Config) { c.RetentionDays = 36501 }, "RetentionDays", ReasonRetention},
		"fewer than nobody":     {func(c *Config) { c.LargeChannelSize = -1 }, "LargeChannelSize", ReasonNegative},
		"starts below none":     {func(c *Config) { c.StartsPerMinute = -1 }, "StartsPerMinute", ReasonNegative},
		"requests below none":   {func(c *Config) { c.RequestsPerMinute = -1 }, "RequestsPerMinute", ReasonNegative},
		"rooms below none":      {func(c *Config) { c.WarmRooms = -1 }, "WarmRooms", ReasonWarmRooms},
		"too many rooms":        {func(c *Config) { c.WarmRooms = 21 }, "WarmRooms", ReasonWarmRooms},
		"template with a space": {func(c *Config) { c.Templates = []Template{{Name: "a b"}} }, "Templates", ReasonTemplate},
		"template too long":     {func(c *Config) { c.Templates = []Template{{Name: "a", DurationMinutes: 10081}} }, "Templates", ReasonTemplate},
		"templates alike":       {func(c *Config) { c.Templates = []Template{{Name: "a"}, {Name: "a"}} }, "Templates", ReasonTemplateTwice},
		"short key":             {func(c *Config) { c.EncryptionKey = "abc" }, "EncryptionKey", ReasonShortKey},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := Defaults()
			test.change(&c)
			problems := c.Problems()
			if test.reason == "" {
				assert.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			assert.Equal(t, test.setting, problems[0].Setting)
			assert.Equal(t, test.reason, problems[0].Reason)
		})
	}
}

func TestCallSurvivesBadSettings(t *testing.T) {
	t.Setenv(envAPIKey, "")
	c := Defaults()
	c.APIKey, c.EncryptionKey, c.RoomPrefix, c.MaxDurationMinutes = "key", "0123456789012345678901234567890123456789", "NOT LEGAL", 0
	settings := c.Call()
	assert.True(t, settings.Configured)
	assert.Equal(t, "mattermost-", settings.RoomPrefix)
	assert.Equal(t, 8*time.Hour, settings.MaxDuration)
	c.Templates = []Template{{Name: "garbled["}, {Name: "good"}}
	assert.Equal(t, []call.Template{{Name: "good"}}, c.Call().Templates)
	assert.Len(t, c.SealingKey(), 32)

	c.EncryptionKey = ""
	assert.False(t, c.Call().Configured, "nothing is stored without a key to encrypt it with")
}

func TestHolder(t *testing.T) {
	var h Holder
	assert.Equal(t, Defaults(), h.Get().Config)
	h.Set(Snapshot{Server: Server{SiteURL: "https://chat.example"}})
	assert.Equal(t, "https://chat.example", h.Get().SiteURL)

	c := Defaults()
	c.EncryptionKey, c.LargeChannelSize = "0123456789012345678901234567890123456789", 7
	t.Setenv(envAPIKey, "")
	h.Set(Snapshot{Config: c})
	assert.Equal(t, c.Call(), h.Get().Call())
	assert.False(t, h.Get().Call().Configured)
	t.Setenv(envAPIKey, "key")
	assert.True(t, h.Get().Call().Configured, "a key that the environment gets counts at once")
}
