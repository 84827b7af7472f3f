package command

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/post"
)

// key is what is known of it.
type key apikey.Status

func (k key) Status(context.Context) (apikey.Status, error) { return apikey.Status(k), nil }

func TestSetup(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	full := config.Snapshot{Config: config.Defaults(), Server: config.Server{SiteURL: "https://chat.example"}}
	full.APIKey, full.WebhookSecret = "the-key", "hush-hush"
	used := apikey.Status{Source: config.KeyInSetting, Since: now.Add(-80 * time.Hour), AgeDays: 3}
	none := apikey.Status{Source: config.NoKey}
	from := func(change func(*apikey.Status)) apikey.Status {
		status := used
		change(&status)
		return status
	}
	bare := config.Snapshot{Config: config.Defaults(), Server: config.Server{SiteURL: "http://chat.example"}}
	tests := map[string]struct {
		settings config.Snapshot
		key      apikey.Status
		webhooks webhooks
		says     []string
		not      []string
	}{
		"all well": {
			full,
			used,
			webhooks{"heard": now.Add(-3 * time.Minute)},
			[]string{"API key: set. In use for 3 days.\n", "`https://chat.example/plugins/whereby/webhooks/whereby`", "Webhook secret: set.", "Last event received 3 min ago."},
			[]string{"refused", "https addresses only", "the-key", "hush-hush"},
		},
		"nothing there": {
			bare,
			none,
			webhooks{},
			[]string{"API key: **missing**", "Webhook secret: **missing**", "No event received yet.", "https addresses only"},
			nil,
		},
		"refused": {
			full,
			used,
			webhooks{doctor.RefusedSecret: now.Add(-time.Hour), doctor.RefusedSignature: now.Add(-45 * time.Second)},
			[]string{"An event was refused 45 s ago, because its signature did not match."},
			[]string{"no webhook secret was set"},
		},
		"refused for the clock": {
			full,
			used,
			webhooks{doctor.RefusedStale: now.Add(-2 * time.Hour)},
			[]string{"An event was refused 2 h ago, because it was signed more than 5 min before or after"},
			nil,
		},
		"key of today, from a file": {
			full,
			from(func(s *apikey.Status) { s.Source, s.AgeDays = config.KeyInFile, 0 }),
			webhooks{},
			[]string{"It is from the file that the server's environment variable `WHEREBY_API_KEY_FILE` names. In use for less than a day."},
			[]string{"refused"},
		},
		"key that is refused, from the environment": {
			full,
			from(func(s *apikey.Status) {
				s.Source, s.AgeDays, s.RefusedAt = config.KeyInEnvironment, 1, now.Add(-2*time.Hour)
			}),
			webhooks{},
			[]string{"environment variable `WHEREBY_API_KEY`. In use for 1 day. **Whereby has refused it for 2 h**"},
			nil,
		},
		"key in a file that is not there": {
			full,
			apikey.Status{Source: config.NoKey, Problem: config.KeyProblemUnreadable},
			webhooks{},
			[]string{"API key: **missing**", "cannot be read"},
			nil,
		},
		"refused without a secret": {
			bare,
			none,
			webhooks{doctor.RefusedSecret: now},
			[]string{"no webhook secret was set here"},
			nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := &Handler{
				Calls: &calls{}, People: people{admin: true}, Key: key(test.key), Webhooks: test.webhooks,
				Settings: func() config.Snapshot { return test.settings }, Now: func() time.Time { return now },
			}
			said := h.said(t, "/whereby setup")
			require.Len(t, said, 1)
			for _, text := range test.says {
				assert.Contains(t, said[0].Message, text)
			}
			for _, text := range test.not {
				assert.NotContains(t, said[0].Message, text)
			}
		})
	}
}

func TestSetupIsForAdmins(t *testing.T) {
	h := &Handler{
		Calls: &calls{}, People: people{}, Key: key{}, Webhooks: webhooks{},
		Settings: func() config.Snapshot { return config.Snapshot{Config: config.Defaults()} }, Now: time.Now,
	}
	said := h.said(t, "/whereby setup")
	require.Len(t, said, 1)
	assert.Equal(t, "Only system admins can do this.", said[0].Message)
	assert.NotContains(t, h.said(t, "/whereby help")[0].Message, "cleanup")
	h.People = people{admin: true}
	assert.Contains(t, h.said(t, "/whereby help")[0].Message, "`/whereby cleanup`")
}

func strays(n int) []call.FoundRoom {
	rooms := make([]call.FoundRoom, 0, n)
	for i := range n {
		id := strconv.Itoa(i)
		rooms = append(rooms, call.FoundRoom{MeetingID: id, Name: "mattermost-" + id, CreatedAt: time.Unix(1_800_000_000, 0)})
	}
	return rooms
}

func TestCleanup(t *testing.T) {
	tests := map[string]struct {
		command string
		strays  int
		err     error
		says    string
		buttons int
		removed int
	}{
		"nothing":           {"/whereby cleanup", 0, nil, "There is nothing to remove", 0, 0},
		"one":               {"/whereby cleanup", 1, nil, "1 room has the prefix `mattermost-` and belongs to no call known here. Nothing was removed.", 1, 0},
		"a row":             {"/whereby cleanup", 2, nil, "| mattermost-1 | 2027-01-15 08:00 UTC | — |", 1, 0},
		"a warning":         {"/whereby cleanup", 2, nil, "Give each server its own prefix.", 1, 0},
		"many":              {"/whereby cleanup", 60, nil, "10 more are not shown", 1, 0},
		"delete nothing":    {"/whereby cleanup --delete", 0, nil, "There is nothing to remove", 0, 0},
		"delete":            {"/whereby cleanup --delete", 2, nil, "2 rooms were removed.", 0, 2},
		"delete many":       {"/whereby cleanup --delete", 60, nil, "50 rooms were removed. 10 more are left.", 0, 50},
		"of no admin":       {"/whereby cleanup --delete", 2, &call.Error{Code: call.CodeNotAdmin}, "Only system admins can do this.", 0, 0},
		"look, of no admin": {"/whereby cleanup", 2, &call.Error{Code: call.CodeNotAdmin}, "Only system admins can do this.", 0, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := &calls{strays: strays(test.strays), err: test.err}
			h := &Handler{
				Calls: fake, People: people{}, Key: key{}, Webhooks: webhooks{},
				Settings: func() config.Snapshot { return config.Snapshot{Config: config.Defaults()} }, Now: time.Now,
			}
			said := h.said(t, test.command)
			require.Len(t, said, 1)
			assert.Contains(t, said[0].Message, test.says)
			assert.Len(t, fake.removed, test.removed)
			require.Len(t, said[0].Attachments(), test.buttons)
			if test.buttons > 0 {
				action := said[0].Attachments()[0].Actions[0]
				assert.Regexp(t, `^[A-Za-z0-9]+$`, action.Id)
				assert.Len(t, action.Integration.Context[post.ContextMeetings], min(test.strays, post.MaxStrays))
			}
		})
	}
}
