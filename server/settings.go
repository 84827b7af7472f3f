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

// loadSettings puts the stored settings in force and tells whether they lack
// an encryption key. One that was in force stays so: a script that writes the
// settings anew must not make the stored host links unreadable.
func (p *Plugin) loadSettings() (keyMissing bool, err error) {
	own, err := config.Parse(p.API.LoadPluginConfiguration)
	if err != nil {
		return false, err
	}
	if own.EncryptionKey == "" {
		keyMissing = true
		own.EncryptionKey = p.settings.Get().EncryptionKey
	}
	p.settings.Set(config.Snapshot{Config: own, Server: serverSettings(p.API.GetConfig())})
	return keyMissing, nil
}

// serverSettings minds that false and empty settings arrive as nil: the way
// from the server's process leaves out pointers to zero values.
func serverSettings(c *model.Config) config.Server {
	return config.Server{
		SiteURL:        strings.TrimRight(model.SafeDereference(c.ServiceSettings.SiteURL), "/"),
		Locale:         model.SafeDereference(c.LocalizationSettings.DefaultClientLocale),
		NameFormat:     model.SafeDereference(c.TeamSettings.TeammateNameDisplay),
		CustomStatuses: model.SafeDereference(c.TeamSettings.EnableCustomUserStatuses),
	}
}

// ensureEncryptionKey saves the key by which host links are encrypted, a new
// one if there never was any, once for all nodes. Without one the plugin
// counts as not set up.
func (p *Plugin) ensureEncryptionKey() {
	lock, err := cluster.NewMutex(p.API, "encryption_key")
	if err != nil {
		p.API.LogError("encryption key not saved", "err", err)
		return
	}
	lock.Lock()
	defer lock.Unlock()
	missing, err := p.loadSettings()
	if err != nil {
		p.API.LogError("encryption key not saved", "err", err)
		return
	}
	if !missing {
		return
	}
	key := p.settings.Get().EncryptionKey
	if key == "" {
		key = strings.ToLower(rand.Text() + rand.Text())
	}
	stored := p.API.GetPluginConfig() // secrets are masked in it, and stay as they are when saved so
	if stored == nil {
		stored = map[string]any{}
	}
	stored[encryptionKeyKey] = key
	if appErr := p.API.SavePluginConfig(stored); appErr != nil {
		p.API.LogError("encryption key not saved; enter one in System Console → Plugins → Whereby", "err", appErr.Error())
		return
	}
	if _, err = p.loadSettings(); err != nil {
		p.API.LogError("settings not read", "err", err)
	}
}
