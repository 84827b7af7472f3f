package command

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/invite"
)

// invites keeps what was asked.
type invites struct {
	request invite.Request
	locked  bool
	err     error
}

func (i *invites) Create(_ context.Context, req invite.Request) (invite.Made, error) {
	i.request = req
	made := invite.Made{URL: "https://chat.example/plugins/whereby/i/token", Call: call.Call{Options: call.Options{Locked: &i.locked}}}
	made.Invite = invite.Invite{Name: req.Name, ExpiresAt: req.ExpiresAt}
	return made, i.err
}

func TestInvite(t *testing.T) {
	now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC) // noon in Tokyo
	tests := map[string]struct {
		command string
		locked  bool
		running error
		err     error
		request invite.Request
		said    []string
	}{
		"a name and a time": {
			command: "/whereby invite *Zoe* 18:00", request: invite.Request{CallID: "running", UserID: "user", Name: "*Zoe*", ExpiresAt: now.Add(6 * time.Hour)},
			said: []string{"lets **\\*Zoe\\*** into the call", "`https://chat.example/plugins/whereby/i/token`", "until 18:00 (Asia/Tokyo)", "comes straight in"},
		},
		"a name in quotes": {
			command: "/whereby invite \"Agent 2h\" tomorrow", locked: true,
			request: invite.Request{CallID: "running", UserID: "user", Name: "Agent 2h", ExpiresAt: now.Add(36 * time.Hour)},
			said:    []string{"until 2026-11-28 00:00 (Asia/Tokyo)", "your guest knocks, and the host lets them in"},
		},
		"nobody":                {command: "/whereby invite", request: invite.Request{CallID: "running", UserID: "user"}, said: []string{"lets one guest into the call"}},
		"no such time":          {command: "/whereby invite Zoe 25:00", said: []string{"“25:00” is no time I understand, so nobody was invited. Write `2h`"}},
		"no time behind quotes": {command: "/whereby invite \"Zoe\" Zebra", said: []string{"“Zebra” is no time I understand"}},
		"nothing runs":          {command: "/whereby invite Zoe", running: &call.Error{Code: call.CodeNoCall}, said: []string{"No call is running in this channel."}},
		"refused": {
			command: "/whereby invite Zoe", request: invite.Request{CallID: "running", UserID: "user", Name: "Zoe"},
			err: &call.Error{Code: call.CodeInvitesOff}, said: []string{"Ask a system admin to allow it."},
		},
		"too often": {
			command: "/whereby invite Zoe", request: invite.Request{CallID: "running", UserID: "user", Name: "Zoe"},
			err: &call.Error{Code: call.CodeRateLimited, Ours: true, Wait: 20 * time.Minute}, said: []string{"That is too much in a short time. Try again in 20 minutes."},
		},
		"too many": {
			command: "/whereby invite Zoe", request: invite.Request{CallID: "running", UserID: "user", Name: "Zoe"},
			err: &call.Error{Code: call.CodeTooManyInvites, Most: 50}, said: []string{"A call may have 50 invitations"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			made := &invites{locked: test.locked, err: test.err}
			h := &Handler{
				Calls: &calls{err: test.running}, Invites: made, People: people{locale: "en", zone: "Asia/Tokyo"}, Now: func() time.Time { return now },
				Settings: func() config.Snapshot { return config.Snapshot{Config: config.Defaults()} },
			}
			said := h.said(t, test.command)
			require.Len(t, said, 1)
			assert.True(t, test.request.ExpiresAt.Equal(made.request.ExpiresAt), "%s", made.request.ExpiresAt)
			test.request.ExpiresAt, made.request.ExpiresAt = time.Time{}, time.Time{}
			assert.Equal(t, test.request, made.request)
			for _, text := range test.said {
				assert.Contains(t, said[0].Message, text)
			}
		})
	}
}

func TestHelpTellsOfInvites(t *testing.T) {
	settings := config.Defaults()
	h := &Handler{Calls: &calls{}, People: people{locale: "en"}, Settings: func() config.Snapshot { return config.Snapshot{Config: settings} }}
	assert.Contains(t, h.said(t, "/whereby help")[0].Message, "`/whereby start invite …`")
	settings.AllowInvites = false
	assert.NotContains(t, h.said(t, "/whereby help")[0].Message, "invite")
}
