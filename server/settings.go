package main

import (
	"crypto/rand"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/pluginapi/cluster"

	"mattermost-plugin-whereby/server/config"
)

const (
	manifestID       = "whereby"
	encryptionKeyKey = "encryptionkey" // as Mattermost stores it
)

// loadSettings reads the settings in force.
func (p *Plugin) loadSettings() error {
	own, err := config.Parse(p.API.LoadPluginConfiguration)
	if err != nil {
		return err
	}
	p.settings.Set(config.Snapshot{Config: own, Server: serverSettings(p.API.GetConfig())})
	return nil
}

func serverSettings(c *model.Config) config.Server {
	return config.Server{
		SiteURL:    strings.TrimRight(*c.ServiceSettings.SiteURL, "/"),
		Locale:     *c.LocalizationSettings.DefaultClientLocale,
		NameFormat: *c.TeamSettings.TeammateNameDisplay,
	}
}

// ensureEncryptionKey makes the key by which host links are encrypted, once
// for all nodes. Without one the plugin counts as not set up.
func (p *Plugin) ensureEncryptionKey() {
	if p.settings.Get().EncryptionKey != "" {
		return
	}
	lock, err := cluster.NewMutex(p.API, "encryption_key")
	if err != nil {
		p.API.LogError("encryption key not made", "err", err)
		return
	}
	lock.Lock()
	defer lock.Unlock()
	if err = p.loadSettings(); err != nil || p.settings.Get().EncryptionKey != "" {
		return
	}
	stored := p.API.GetPluginConfig() // secrets are masked in it, and stay as they are when saved so
	if stored == nil {
		stored = map[string]any{}
	}
	stored[encryptionKeyKey] = strings.ToLower(rand.Text() + rand.Text())
	if appErr := p.API.SavePluginConfig(stored); appErr != nil {
		p.API.LogError("encryption key not saved; enter one in System Console → Plugins → Whereby", "err", appErr.Error())
		return
	}
	if err = p.loadSettings(); err != nil {
		p.API.LogError("settings not read", "err", err)
	}
}
