package directory

import (
	"context"
	"net/http"
	"testing"

	"github.com/pkg/errors"
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

// memberships tells the same of everybody.
type memberships struct {
	isMember bool
	err      error
}

func (m memberships) IsMember(context.Context, string, string) (bool, error) {
	return m.isMember, m.err
}

func TestAccess(t *testing.T) {
	inside := memberships{isMember: true}
	tests := map[string]struct {
		user, channel *model.AppError
		memberships   memberships
		mayPost       bool
		want          call.Access
		code          call.Code
	}{
		"member":               {memberships: inside, mayPost: true, want: call.Access{Member: true, MayPost: true}},
		"reader":               {memberships: inside, want: call.Access{Member: true}},
		"admin outside":        {mayPost: true, want: call.Access{MayPost: true}},
		"unknown person":       {user: appError(http.StatusNotFound), code: call.CodeNotFound},
		"unknown channel":      {channel: appError(http.StatusNotFound), code: call.CodeNotFound},
		"server in troubles":   {memberships: inside, channel: appError(http.StatusInternalServerError), code: call.CodeInternal},
		"database in troubles": {memberships: memberships{err: errors.New("connection refused")}, code: call.CodeInternal},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			api.On("GetUser", "user").Return(&model.User{
				Id: "user", Username: "alice", Email: "alice@acme.com", Locale: "de", Roles: "system_user",
				Timezone: model.StringMap{"useAutomaticTimezone": "false", "manualTimezone": "Europe/Berlin"},
			}, test.user)
			api.On("GetChannel", "channel").Return(&model.Channel{
				Id: "channel", TeamId: "team", Name: "town", DisplayName: "Town", Type: model.ChannelTypeOpen, DeleteAt: 1,
			}, test.channel)
			api.On("HasPermissionToChannel", "user", "channel", model.PermissionCreatePost).Return(test.mayPost)

			access, err := New(api, test.memberships, username).Access(t.Context(), "user", "channel")
			if test.code != "" {
				assert.Equal(t, test.code, call.CodeOf(err))
				return
			}
			require.NoError(t, err)
			test.want.Person = call.Person{
				ID: "user", Username: "alice", DisplayName: "alice", Email: "alice@acme.com", Locale: "de", TimeZone: "Europe/Berlin",
				Roles: []string{"system_user"},
			}
			test.want.Channel = call.Channel{ID: "channel", TeamID: "team", Name: "town", DisplayName: "Town", Public: true, Archived: true}
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
	d := New(api, nil, username)
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

func TestRoles(t *testing.T) {
	tests := map[string]struct {
		member *model.AppError
		want   []string
		fails  bool
	}{
		"member":             {want: []string{"channel_user", "channel_admin"}},
		"not a member":       {member: appError(http.StatusNotFound)},
		"server in troubles": {member: appError(http.StatusInternalServerError), fails: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			api.On("GetChannelMember", "channel", "user").Return(&model.ChannelMember{Roles: "channel_user channel_admin"}, test.member)
			roles, err := New(api, nil, username).Roles(t.Context(), "user", "channel")
			assert.Equal(t, test.fails, err != nil)
			assert.Equal(t, test.want, roles)
		})
	}
}

func TestTeam(t *testing.T) {
	tests := map[string]struct {
		team, member *model.AppError
		want         call.Team
		code         call.Code
	}{
		"member":             {want: call.Team{Name: "acme", Roles: []string{"team_user", "team_admin"}}},
		"not a member":       {member: appError(http.StatusNotFound), want: call.Team{Name: "acme"}},
		"unknown team":       {team: appError(http.StatusNotFound), code: call.CodeNotFound},
		"server in troubles": {member: appError(http.StatusInternalServerError), code: call.CodeInternal},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			api.On("GetTeam", "team").Return(&model.Team{Name: "acme"}, test.team)
			api.On("GetTeamMember", "team", "user").Return(&model.TeamMember{Roles: "team_user team_admin"}, test.member)
			team, err := New(api, nil, username).Team(t.Context(), "user", "team")
			if test.code != "" {
				assert.Equal(t, test.code, call.CodeOf(err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, team)
		})
	}
}
