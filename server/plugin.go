package main

import "github.com/mattermost/mattermost/server/public/plugin"

// Plugin is Mattermost's handle on us: hooks in, plugin API out.
type Plugin struct {
	plugin.MattermostPlugin
}
