package command

import (
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/schedule"
)

// TestChannelThatCannotBeTold has calls planned all the same, which is said.
func TestChannelThatCannotBeTold(t *testing.T) {
	var said []string
	api := &plugintest.API{}
	api.On("SendEphemeralPost", "user", mock.Anything).Run(func(args mock.Arguments) {
		said = append(said, args.Get(1).(*model.Post).Message)
	}).Return(&model.Post{})
	settings := func() config.Snapshot { return config.Snapshot{Config: config.Defaults()} }
	h := &Handler{
		People: people{}, Words: words(t), Settings: settings, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Notices: post.Notices{API: api, BotID: "bot", Settings: settings},
	}
	at := post.Place{UserID: "user", ChannelID: "channel"}
	h.told(at, schedule.Schedule{}, nil)
	assert.Empty(t, said)
	h.told(at, schedule.Schedule{}, errors.New("secret"))
	assert.Equal(t, "The channel could not be told of it.", strings.Join(said, "\n"))
}
