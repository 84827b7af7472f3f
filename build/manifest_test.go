package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const head = `{"id": "whereby", "name": "Whereby", "version": "1.2.3", "server": {"executables": {}}, "webapp": {"bundle_path": "main.js"}`

func TestParseManifestCopiesSettingsToTheTop(t *testing.T) {
	manifest, err := parseManifest([]byte(head + `, "settings_schema": {"sections": [
		{"key": "one", "settings": [{"key": "APIKey", "type": "text", "secret": true}]},
		{"key": "two", "settings": [{"key": "Large", "type": "bool", "default": false}]}
	]}}`))
	require.NoError(t, err)
	require.Len(t, manifest.SettingsSchema.Settings, 2)
	assert.Equal(t, "APIKey", manifest.SettingsSchema.Settings[0].Key)
	assert.True(t, manifest.SettingsSchema.Settings[0].Secret)
	assert.Equal(t, "Large", manifest.SettingsSchema.Settings[1].Key)
	assert.Len(t, manifest.SettingsSchema.Sections, 2)
}

func TestParseManifestRefuses(t *testing.T) {
	for name, test := range map[string]struct{ manifest, want string }{
		"an unknown field":         {head + `, "colour": "blue"}`, "colour"},
		"an id that is too short":  {`{"id": "w", "name": "Whereby"}`, "invalid plugin ID"},
		"no version":               {`{"id": "whereby", "name": "Whereby"}`, "version"},
		"a setting twice":          {head + `, "settings_schema": {"sections": [{"key": "a", "settings": [{"key": "X", "type": "bool"}, {"key": "x", "type": "bool"}]}]}}`, `"x" is there twice`},
		"a setting of no type":     {head + `, "settings_schema": {"settings": [{"key": "X", "type": "colour"}]}}`, "invalid setting type"},
		"a dropdown without words": {head + `, "settings_schema": {"settings": [{"key": "X", "type": "bool", "options": [{"display_name": "a", "value": "a"}]}]}}`, "Options"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseManifest([]byte(test.manifest))
			assert.ErrorContains(t, err, test.want)
		})
	}
}
