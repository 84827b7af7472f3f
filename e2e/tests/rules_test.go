package tests

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/dialog"
)

// wayIn is one way to start a call in a channel as somebody.
type wayIn struct {
	name string
	// start returns what the person is told, empty when a call was started.
	start func(k *kit, user *stack.User, channelID string) string
}

// answered is what a request is answered, empty for success.
func (k *kit) answered(user *stack.User, path string, body any) string {
	k.t.Helper()
	status, raw := k.ask(user, http.MethodPost, path, body, nil)
	if status < 300 && !strings.Contains(raw, `"error"`) {
		return ""
	}
	return raw
}

// whispered does something and returns what the bot says to the user alone,
// empty when it posts a call instead.
func (k *kit) whispered(user *stack.User, channelID string, do func()) string {
	k.t.Helper()
	heard := k.listen(user)
	before := len(k.callPosts(channelID))
	do()
	said := ""
	require.Eventually(k.t, func() bool {
		for _, post := range heard.Ephemerals() {
			if post.ChannelId == channelID {
				said = post.Message
				return true
			}
		}
		return len(k.callPosts(channelID)) > before
	}, 10*time.Second, 50*time.Millisecond, "nothing was said and no call posted")
	return said
}

var waysIn = []wayIn{
	{"command", func(k *kit, user *stack.User, channelID string) string {
		return k.whispered(user, channelID, func() { k.types(user, channelID, "/whereby --new") })
	}},
	{"template's word", func(k *kit, user *stack.User, channelID string) string {
		return k.whispered(user, channelID, func() { k.types(user, channelID, "/whereby review --new") })
	}},
	{"template's own command", func(k *kit, user *stack.User, channelID string) string {
		return k.whispered(user, channelID, func() { k.types(user, channelID, "/whereby-review --new") })
	}},
	{"command in a thread", func(k *kit, user *stack.User, channelID string) string {
		root, _, err := k.Admin.Client.CreatePost(k.ctx, &model.Post{ChannelId: channelID, Message: "stuck"})
		k.must(err)
		return k.whispered(user, channelID, func() { k.typesInThread(user, channelID, root.Id, "/whereby --new") })
	}},
	{"channel's room", func(k *kit, user *stack.User, channelID string) string {
		return k.whispered(user, channelID, func() { k.types(user, channelID, "/whereby room") })
	}},
	{"API", func(k *kit, user *stack.User, channelID string) string {
		return k.answered(user, "/api/v1/calls", map[string]any{"channel_id": channelID, "new": true})
	}},
	{"API by template", func(k *kit, user *stack.User, channelID string) string {
		return k.answered(user, "/api/v1/calls", map[string]any{"channel_id": channelID, "new": true, "template": "review"})
	}},
	{"API in the channel's room", func(k *kit, user *stack.User, channelID string) string {
		return k.answered(user, "/api/v1/calls", map[string]any{"channel_id": channelID, "new": true, "in_room": true})
	}},
	{"button of a notice", func(k *kit, user *stack.User, channelID string) string {
		return k.whispered(user, channelID, func() {
			k.ask(user, http.MethodPost, "/api/v1/actions/start", map[string]any{"channel_id": channelID, "context": map[string]any{"second": true}}, nil)
		})
	}},
	{"Mattermost's dialog", func(k *kit, user *stack.User, channelID string) string {
		return k.answered(user, strings.TrimPrefix(dialog.StartURL, "/plugins/whereby"), map[string]any{
			"channel_id": channelID, "state": `{"second":true}`, "submission": map[string]any{},
		})
	}},
}

// TestRulesAtEveryWayIn starts calls in every way against every rule.
func TestRulesAtEveryWayIn(t *testing.T) {
	k := newKitFor(t, 6*time.Minute)
	review := map[string]any{"name": "review", "title": "Review {topic}", "command": true}
	outsider := k.newUser("outsider")
	k.must(ignore(k.Admin.Client.PatchUser(k.ctx, outsider.ID, &model.UserPatch{Email: new("outsider@elsewhere.example")})))
	tomorrow := strings.ToLower(time.Now().UTC().AddDate(0, 0, 1).Weekday().String()[:3])
	place := k.newChannel(outsider)
	rules := []struct {
		name     string
		settings map[string]any
		says     string
	}{
		{"e-mail domain", map[string]any{"allowedemaildomains": "@example.com"}, "e-mail address of example.com"},
		{"role", map[string]any{"allowedroles": "system_admin, team_admin"}, "system_admin, team_admin"},
		{"team", map[string]any{"blockedteams": k.TeamName}, "in this team"},
		{"channel", map[string]any{"blockedchannels": k.TeamName + "/" + place.Name}, "in this channel"},
		{"hours", map[string]any{"workinghours": tomorrow + " 10:00-11:00"}, "working hours"},
		{"holiday", map[string]any{"holidays": time.Now().UTC().Format("01-02") + " " + time.Now().UTC().AddDate(0, 0, 1).Format("01-02")}, "working hours"},
	}
	for _, rule := range rules {
		settings := map[string]any{"templates": []any{review}, "contact": "The help desk"}
		maps.Copy(settings, rule.settings)
		for _, way := range waysIn {
			t.Run(rule.name+"/"+way.name, func(t *testing.T) {
				own := *k
				own.t = t
				own.configure(settings)
				said := way.start(&own, outsider, place.Id)
				assert.Contains(t, said, rule.says)
				assert.Contains(t, said, "The help desk can help you")
				assert.Empty(t, own.callPosts(place.Id))
			})
		}
		t.Run(rule.name+"/undone", func(t *testing.T) {
			own := *k
			own.t = t
			for key := range rule.settings {
				own.configure(map[string]any{key: nil})
			}
			var channel struct {
				MayStart bool `json:"may_start"`
			}
			status, raw := own.ask(outsider, http.MethodGet, "/api/v1/channels/"+place.Id, nil, &channel)
			assert.Equal(t, http.StatusOK, status, raw)
			assert.True(t, channel.MayStart, "a changed rule counts at once")
		})
	}
	for _, way := range waysIn {
		t.Run("no rule/"+way.name, func(t *testing.T) {
			own := *k
			own.t = t
			said := way.start(&own, outsider, place.Id)
			if way.name != "channel's room" {
				assert.Empty(t, said)
			}
		})
	}
}

func ignore(_ any, _ *model.Response, err error) error { return err }

// TestHoursDoNotStop who and what they are not meant to stop.
func TestHoursDoNotStop(t *testing.T) {
	k := newKit(t)
	tomorrow := strings.ToLower(time.Now().UTC().AddDate(0, 0, 1).Weekday().String()[:3])
	k.configure(map[string]any{"workinghours": tomorrow + " 10:00-11:00", "workingtimezone": "Europe/Berlin", "templates": []any{
		map[string]any{"name": "escalation", "title": "Escalation", "always": true},
	}})
	channel := k.newChannel(k.alice).Id
	said := k.whispered(k.alice, channel, func() { k.types(k.alice, channel, "/whereby") })
	assert.Regexp(t, `They begin again \d{4}-\d\d-\d\d 10:00 \(Europe/Berlin\)\. A system admin can help you\.`, said)
	var refused struct {
		MayStart bool
		Refusal  struct{ Code, Message string }
	}
	k.ask(k.alice, http.MethodGet, "/api/v1/channels/"+channel, nil, &refused)
	assert.Equal(t, "rule_hours", refused.Refusal.Code)

	assert.Empty(t, k.whispered(k.alice, channel, func() { k.types(k.alice, channel, "/whereby escalation") }))
	assert.Empty(t, k.whispered(k.Admin, channel, func() { k.types(k.Admin, channel, "/whereby --new") }), "system admins are not stopped")

	k.configure(map[string]any{"workinghours": nil, "blockedchannels": "direct"})
	direct, _ := k.direct(k.alice, k.bob)
	said = k.whispered(k.Admin, channel, func() { k.types(k.Admin, channel, "/whereby room") })
	assert.Contains(t, said, "call room")
	assert.Contains(t, k.whispered(k.alice, direct, func() { k.types(k.alice, direct, "/whereby") }), "cannot be started in this channel")
}

// TestRulesThatCannotBe are refused when they are saved, with what is wrong.
func TestRulesThatCannotBe(t *testing.T) {
	k := newKit(t)
	for key, test := range map[string]struct{ value, says string }{
		"workinghours":        {"nine to five", "“nine to five” cannot be read"},
		"workingtimezone":     {"Mars/Base", "“Mars/Base” is not known"},
		"holidays":            {"13-45", "“13-45” is no day"},
		"allowedemaildomains": {"*.com", "“*.com” is no domain"},
		"allowedroles":        {"Admin!", "“admin!” is no role"},
		"blockedchannels":     {"town-square", "“town-square” is no channel"},
		"streamingurl":        {"https://live.example", "Streaming address"},
	} {
		err := k.SetPluginConfig(k.ctx, map[string]any{key: test.value})
		if assert.Error(t, err, key) {
			assert.Contains(t, err.Error(), test.says)
		}
	}
}

// TestWhoMayRecord is a rule of its own.
func TestWhoMayRecord(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"allowrecording": true, "allowtranscription": true, "recordingroles": "system_admin", "streamingurl": "rtmps://live.example/app/key"})
	channel := k.newChannel(k.alice).Id
	for _, flag := range []string{"--record", "--transcribe", "--stream"} {
		assert.Contains(t, k.whispered(k.alice, channel, func() { k.types(k.alice, channel, "/whereby "+flag) }), "does not allow you to record")
	}
	assert.Empty(t, k.whispered(k.alice, channel, func() { k.types(k.alice, channel, "/whereby --captions") }))
	assert.Empty(t, k.whispered(k.Admin, channel, func() { k.types(k.Admin, channel, "/whereby all --record --transcribe --stream --new") }))
	posts := k.callPosts(channel)
	assert.Contains(t, posts[len(posts)-1].Message, "This call is recorded. · A transcript of this call is written. · This call is streamed to others.")
	meetings := k.Sandbox.Meetings()
	assert.Contains(t, string(meetings[len(meetings)-1].Request), "rtmps://live.example/app/key")
	for _, event := range k.Node.PluginErrors() {
		assert.NotContains(t, event, "live.example/app/key")
	}
}
