package directory

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
)

func appError(status int) *model.AppError {
	return model.NewAppError("test", "failed", nil, "", status)
}

func username() string { return model.ShowUsername }

func TestAccess(t *testing.T) {
	tests := map[string]struct {
		user, channel, member *model.AppError
		mayPost               bool
		want                  call.Access
		code                  call.Code
	}{
		"member":             {mayPost: true, want: call.Access{Member: true, MayPost: true}},
		"reader":             {want: call.Access{Member: true}},
		"admin outside":      {member: appError(http.StatusNotFound), mayPost: true, want: call.Access{MayPost: true}},
		"unknown person":     {user: appError(http.StatusNotFound), code: call.CodeNotFound},
		"unknown channel":    {channel: appError(http.StatusNotFound), code: call.CodeNotFound},
		"server in troubles": {member: appError(http.StatusInternalServerError), code: call.CodeInternal},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			api.On("GetUser", "user").Return(&model.User{Id: "user", Username: "alice", Locale: "de", Roles: "system_guest", Timezone: model.StringMap{"useAutomaticTimezone": "true", "automaticTimezone": "Asia/Tokyo"}}, test.user)
			api.On("GetChannel", "channel").Return(&model.Channel{Id: "channel", TeamId: "team", DeleteAt: 1}, test.channel)
			api.On("GetChannelMember", "channel", "user").Return(&model.ChannelMember{}, test.member)
			api.On("HasPermissionToChannel", "user", "channel", model.PermissionCreatePost).Return(test.mayPost)

			access, err := New(api, username).Access(t.Context(), "user", "channel")
			if test.code != "" {
				assert.Equal(t, test.code, call.CodeOf(err))
				return
			}
			require.NoError(t, err)
			test.want.Person = call.Person{ID: "user", Username: "alice", DisplayName: "alice", Locale: "de", TimeZone: "Asia/Tokyo", Guest: true}
			test.want.Channel = call.Channel{ID: "channel", TeamID: "team", Archived: true}
			assert.Equal(t, test.want, access)
		})
	}
}

func TestThread(t *testing.T) {
	root, reply, elsewhere, deleted, unknown := model.NewId(), model.NewId(), model.NewId(), model.NewId(), model.NewId()
	api := &plugintest.API{}
	api.On("GetPost", root).Return(&model.Post{Id: root, ChannelId: "channel"}, nil)
	api.On("GetPost", reply).Return(&model.Post{Id: reply, ChannelId: "channel", RootId: root}, nil)
	api.On("GetPost", elsewhere).Return(&model.Post{Id: elsewhere, ChannelId: "other"}, nil)
	api.On("GetPost", deleted).Return(&model.Post{Id: deleted, ChannelId: "channel", DeleteAt: 1}, nil)
	api.On("GetPost", unknown).Return(nil, appError(http.StatusNotFound))
	d := New(api, username)
	for _, id := range []string{root, reply} {
		got, err := d.Thread(t.Context(), id, "channel")
		require.NoError(t, err)
		assert.Equal(t, root, got)
	}
	for _, id := range []string{elsewhere, deleted, unknown, "../x"} {
		_, err := d.Thread(t.Context(), id, "channel")
		assert.Equal(t, call.CodeInvalid, call.CodeOf(err))
	}
}
