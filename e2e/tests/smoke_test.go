package tests

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPluginIsActive(t *testing.T) {
	k := newKit(t)
	plugins, _, err := k.Admin.Client.GetPlugins(k.ctx)
	require.NoError(t, err)
	require.Len(t, plugins.Active, 1)
	assert.Equal(t, "whereby", plugins.Active[0].Id)
	pid, err := k.PluginPID()
	require.NoError(t, err)
	assert.Positive(t, pid)
}

// System Console draws sections; defaults and secrets come from the top level.
func TestSettingsStandInSectionsAndAtTheTop(t *testing.T) {
	k := newKit(t)
	plugins, _, err := k.Admin.Client.GetPlugins(k.ctx)
	require.NoError(t, err)
	schema := plugins.Active[0].SettingsSchema
	inSections := 0
	for _, section := range schema.Sections {
		inSections += len(section.Settings)
	}
	assert.Positive(t, inSections)
	assert.Len(t, schema.Settings, inSections)

	config, _, err := k.Admin.Client.GetConfig(k.ctx)
	require.NoError(t, err)
	assert.Equal(t, strings.Repeat("*", 32), config.PluginSettings.Plugins["whereby"]["apikey"], "the key is shown to nobody")
}

func TestPluginComesBackAfterRestart(t *testing.T) {
	k := newKit(t)
	before, err := k.PluginPID()
	require.NoError(t, err)
	require.NoError(t, k.RestartPlugin(k.ctx))
	after, err := k.PluginPID()
	require.NoError(t, err)
	assert.NotEqual(t, before, after)
}
