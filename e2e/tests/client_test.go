package tests

import (
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/client"
)

// A script with an access token, and a bot with one, start, follow and end calls.
func TestClientByToken(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	calls := client.New(k.URL, k.tokenOf(k.alice))

	started, err := calls.Start(k.ctx, client.Start{ChannelID: channel.Id, Topic: "By script", DurationMinutes: 15})
	k.must(err)
	assert.Equal(t, client.Open, started.State)
	assert.Equal(t, k.alice.ID, started.HostID)
	assert.NotEmpty(t, started.RoomURL)
	assert.Len(t, k.callPosts(channel.Id), 1)

	_, err = calls.Start(k.ctx, client.Start{ChannelID: channel.Id})
	refusal := new(client.Error)
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, client.Running, refusal.Code)
	assert.Equal(t, started.ID, refusal.Call.ID)

	link, err := client.New(k.URL, k.tokenOf(k.bob)).Join(k.ctx, started.ID)
	k.must(err)
	assert.Contains(t, link, "displayName=")
	list, next, err := calls.List(k.ctx, channel.Id, "")
	k.must(err)
	assert.Len(t, list, 1)
	assert.Empty(t, next)
	ended, err := calls.End(k.ctx, started.ID)
	k.must(err)
	assert.NotContains(t, []string{client.Open, client.Live}, ended.State)
	found, err := calls.Get(k.ctx, started.ID)
	k.must(err)
	assert.Equal(t, ended.State, found.State)

	plan, err := calls.Plan(k.ctx, client.Plan{ChannelID: channel.Id, Topic: "Review", When: "every monday at 10", TimeZone: "Asia/Tokyo"})
	k.must(err)
	assert.Len(t, plan.Next, 3)
	assert.Equal(t, time.Monday, time.UnixMilli(plan.Next[0]).UTC().Weekday())
	plans, err := calls.Schedules(k.ctx, channel.Id)
	k.must(err)
	assert.Len(t, plans, 1)
	k.must(calls.Cancel(k.ctx, plan.ID))

	_, err = client.New(k.URL, k.tokenOf(k.carol)).Get(k.ctx, started.ID)
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, 403, refusal.Status)
	_, err = client.New(k.URL, "wrong").Get(k.ctx, started.ID)
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, 401, refusal.Status)
}

// A bot is a person of its own: in the channel or not.
func TestClientOfABot(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	bot, _, err := k.Admin.Client.CreateBot(k.ctx, &model.Bot{Username: "pager-" + model.NewId()[:8], DisplayName: "Pager"})
	k.must(err)
	token, _, err := k.Admin.Client.CreateUserAccessToken(k.ctx, bot.UserId, "calls")
	k.must(err)
	calls := client.New(k.URL, token.Token)

	_, err = calls.Start(k.ctx, client.Start{ChannelID: channel.Id})
	refusal := new(client.Error)
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, 403, refusal.Status)

	_, _, err = k.Admin.Client.AddTeamMember(k.ctx, channel.TeamId, bot.UserId)
	k.must(err)
	_, _, err = k.Admin.Client.AddChannelMember(k.ctx, channel.Id, bot.UserId)
	k.must(err)
	started, err := calls.Start(k.ctx, client.Start{ChannelID: channel.Id, Topic: "Paged"})
	k.must(err)
	assert.Equal(t, bot.UserId, started.HostID)
	posts := k.callPosts(channel.Id)
	require.Len(t, posts, 1)
	assert.Contains(t, posts[0].Message, "Paged")
}

// The example plugin starts a call for whoever writes #incident.
func TestOtherPluginStartsACall(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	k.must(k.InstallOther(k.ctx, "caller", "./cmd/caller"))
	t.Cleanup(func() { k.must(k.RemoveOther(k.ctx, "caller")) })

	post, _, err := k.alice.Client.CreatePost(k.ctx, &model.Post{ChannelId: channel.Id, Message: "The shop is down #incident"})
	k.must(err)
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		posts := k.callPosts(channel.Id)
		if assert.Len(c, posts, 1) {
			assert.Equal(c, post.Id, posts[0].RootId)
			assert.Contains(c, posts[0].Message, "Incident")
			assert.Contains(c, posts[0].Message, k.alice.Username)
		}
	}, 10*time.Second, 100*time.Millisecond)
}

// tokenOf makes a personal access token.
func (k *kit) tokenOf(user *stack.User) string {
	k.t.Helper()
	token, _, err := k.Admin.Client.CreateUserAccessToken(k.ctx, user.ID, "a script's")
	k.must(err)
	return token.Token
}
