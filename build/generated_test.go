package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestFill(t *testing.T) {
	document := []byte("before\n<!-- list: made by `make generate` -->\nold\n<!-- end of list -->\nafter\n")
	once, err := fill(document, "list", "new")
	require.NoError(t, err)
	assert.Equal(t, "before\n<!-- list: made by `make generate` -->\n\nnew\n<!-- end of list -->\nafter\n", string(once))
	twice, err := fill(once, "list", "new")
	require.NoError(t, err)
	assert.Equal(t, string(once), string(twice))

	_, err = fill(document, "other", "new")
	assert.ErrorContains(t, err, `the marks of "other" are missing`)
}

func TestSettingsReference(t *testing.T) {
	text := settingsReference(&model.Manifest{SettingsSchema: &model.PluginSettingsSchema{Sections: []*model.PluginSettingsSection{
		{Title: "Rooms", Subtitle: "How they are", Settings: []*model.PluginSetting{
			{Key: "DefaultLocked", DisplayName: "Locked:", Type: "bool", Default: true, HelpText: "People knock."},
			{Key: "MaxDurationMinutes", DisplayName: "Longest:", Type: "number", Default: 480.0, HelpText: "At most\na|b."},
			{Key: "CallWindow", DisplayName: "Opens:", Type: "dropdown", Default: "window", Options: []*model.PluginOption{{Value: "window"}, {Value: "tab"}}},
			{Key: "EncryptionKey", DisplayName: "Key:", Type: "generated"},
			{Key: "Picture", DisplayName: "Only shown:", Type: "custom"},
		}},
		{Title: "Nothing to set", Settings: []*model.PluginSetting{{Key: "Picture", Type: "custom"}}},
	}}})
	assert.Equal(t, "**Rooms.** How they are.\n\n| Setting | Key | Default | |\n| --- | --- | --- | --- |\n"+
		"| Locked | `DefaultLocked` | on | People knock. |\n"+
		"| Longest | `MaxDurationMinutes` | 480 | At most a\\|b. |\n"+
		"| Opens | `CallWindow` | `window`, or `tab` |  |\n"+
		"| Key | `EncryptionKey` | made at first start |  |\n", text)
}

// Every flag that the grammar knows stands in /whereby help, or this fails.
func TestCommandReference(t *testing.T) {
	text, err := commandReference("..")
	require.NoError(t, err)
	assert.Contains(t, text, "| `/whereby start [topic] [duration]` | Start a call;")
	assert.Contains(t, text, "| `/whereby cleanup [--delete]` | List rooms at Whereby that belong to no call; --delete removes them (system admins) |")
	assert.Contains(t, text, "| `--audio` | nobody's camera is used |")
}
