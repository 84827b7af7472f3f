// Command caller is an example of a plugin that starts Whereby calls: whoever
// posts a message with "#incident" in it gets a call in its thread. The
// end-to-end tests install it beside the Whereby plugin.
package main

import (
	"context"
	"errors"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-whereby/server/client"
)

// ID is the plugin's.
const ID = "caller"

type caller struct {
	plugin.MattermostPlugin
}

// MessageHasBeenPosted starts a call in the name of who has posted, who has to
// be allowed to.
func (c *caller) MessageHasBeenPosted(_ *plugin.Context, post *model.Post) {
	if post.IsSystemMessage() || !strings.Contains(post.Message, "#incident") {
		return
	}
	calls := client.ForPlugin(c.API, post.UserId)
	_, err := calls.Start(context.Background(), client.Start{
		ChannelID: post.ChannelId, RootID: post.Id, Topic: "Incident", DurationMinutes: 30,
	})
	refusal := new(client.Error)
	switch {
	case errors.As(err, &refusal) && refusal.Code == client.Running:
		c.tell(post, "A call about it runs already: "+refusal.Call.RoomURL)
	case errors.As(err, &refusal):
		c.tell(post, refusal.Message) // it is in the person's language
	case err != nil:
		c.API.LogError("call not started", "err", err.Error())
	}
}

func (c *caller) tell(about *model.Post, text string) {
	c.API.SendEphemeralPost(about.UserId, &model.Post{ChannelId: about.ChannelId, RootId: about.Id, Message: text})
}

func main() { plugin.ClientMain(&caller{}) }
