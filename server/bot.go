package main

import (
	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/pluginapi"

	"mattermost-plugin-whereby/server/i18n"
)

func (p *Plugin) ensureBot(client *pluginapi.Client, w i18n.Words) (string, error) {
	botID, err := client.Bot.EnsureBot(&model.Bot{
		Username:    botUsername,
		DisplayName: "Whereby",
		Description: w.Say(i18n.BotDescription, nil),
	}, pluginapi.ProfileImagePath("assets/bot.png"))
	if err != nil {
		return "", errors.Wrap(err, "make the bot")
	}
	// EnsureBot also returns the id of a person who has the bot's name.
	user, err := client.User.Get(botID)
	if err != nil {
		return "", errors.Wrap(err, "get the bot")
	}
	if !user.IsBot {
		return "", errors.Errorf("the username %q belongs to a person; rename that account, then enable the plugin again", botUsername)
	}
	return botID, nil
}
