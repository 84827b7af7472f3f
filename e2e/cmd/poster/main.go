// Command poster is a plugin whose command asks nobody and only posts as its bot: the least that
// any start by command takes Mattermost. The benchmarks install it beside the Whereby plugin.
package main

import (
	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
)

type poster struct {
	plugin.MattermostPlugin
	botID string
}

// OnActivate makes the bot and the command.
func (p *poster) OnActivate() (err error) {
	if p.botID, err = p.API.EnsureBotUser(&model.Bot{Username: "poster"}); err != nil {
		return err
	}
	return p.API.RegisterCommand(&model.Command{Trigger: "poster"})
}

// ExecuteCommand posts.
func (p *poster) ExecuteCommand(_ *plugin.Context, args *model.CommandArgs) (*model.CommandResponse, *model.AppError) {
	_, err := p.API.CreatePost(&model.Post{UserId: p.botID, ChannelId: args.ChannelId, Message: "x"})
	return &model.CommandResponse{}, err
}

func main() { plugin.ClientMain(&poster{}) }
