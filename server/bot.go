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
	return botID, p.letMentionAll(user)
}

// letMentionAll gives the bot the role by which a bot's @here and @channel
// notify also where it is no member. Whom it mentions is the admin's choice.
func (p *Plugin) letMentionAll(bot *model.User) error {
	if bot.IsInRole(model.SystemPostAllRoleId) {
		return nil
	}
	if _, appErr := p.API.UpdateUserRoles(bot.Id, bot.Roles+" "+model.SystemPostAllRoleId); appErr != nil {
		return errors.Wrap(appErr, "let the bot mention channels")
	}
	return nil
}
