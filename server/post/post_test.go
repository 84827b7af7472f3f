package post

import (
	"encoding/gob"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
)

func appError(status int) *model.AppError {
	return model.NewAppError("test", "failed", nil, "", status)
}

func catalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	api := &plugintest.API{}
	api.On("GetBundlePath").Return("../..", nil)
	words, err := i18n.Load(api)
	require.NoError(t, err)
	return words
}

func settings() config.Snapshot {
	return config.Snapshot{Config: config.Defaults(), Server: config.Server{SiteURL: "https://chat.example", Locale: "en"}}
}

// people knows everybody whose id is no more than a letter or a name.
type people struct{}

func (people) Person(userID string) (call.Person, error) {
	if userID == "unknown" {
		return call.Person{}, errors.New("no such user")
	}
	locale := "en"
	if userID == "dieter" {
		locale = "de"
	}
	return call.Person{ID: userID, DisplayName: strings.ToUpper(userID[:1]) + userID[1:], Locale: locale}, nil
}

var started = call.Call{
	ID: "callid", ChannelID: "channel", RootID: "root", PostID: "post", State: call.Open,
	Options: call.Options{Topic: "team-standup"}, CreatedAt: time.UnixMilli(1000),
	Room: call.Room{URL: "https://acme.whereby.com/mattermost-x", HostURL: "https://acme.whereby.com/mattermost-x?roomKey=secret"},
}

func TestPost(t *testing.T) {
	api := &plugintest.API{}
	var created *model.Post
	api.On("CreatePost", mock.AnythingOfType("*model.Post")).Run(func(args mock.Arguments) { created = args.Get(0).(*model.Post) }).
		Return(&model.Post{Id: "newpost"}, nil)
	cards := NewCards(api, "bot", settings, catalogue(t), people{})

	id, err := cards.Post(t.Context(), started, call.Person{Username: "alice", DisplayName: "alice"})
	require.NoError(t, err)
	assert.Equal(t, "newpost", id)
	assert.Equal(t, "alice started a call: **team-standup** — [Join](https://acme.whereby.com/mattermost-x)", created.Message)
	assert.Equal(t, "bot", created.UserId)
	assert.Equal(t, "root", created.RootId)
	assert.LessOrEqual(t, len(created.Type), 26)
	assert.Equal(t, "callid", created.GetProp("call_id"))
	assert.NotContains(t, created.Message, "roomKey")
	require.NoError(t, gob.NewEncoder(io.Discard).Encode(created), "what gob cannot carry cuts the plugin off")
}

func TestPostWithoutRoomLinks(t *testing.T) {
	assert.Equal(t, "https://chat.example/plugins/whereby/calls/callid", Link(started, "https://chat.example", false))
}

func TestUpdate(t *testing.T) {
	ended := started
	ended.State, ended.EndedAt = call.Ended, started.CreatedAt.Add(23*time.Minute+30*time.Second)
	tests := map[string]struct {
		get, update *model.AppError
		fails       bool
	}{
		"as usual":             {},
		"deleted post":         {get: appError(http.StatusNotFound)},
		"archived channel":     {update: appError(http.StatusBadRequest)},
		"server out of reach":  {get: appError(http.StatusInternalServerError), fails: true},
		"server fails to save": {update: appError(http.StatusInternalServerError), fails: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			existing := &model.Post{Id: "post", Message: "before", Props: model.StringInterface{"meeting_link": "x"}}
			api.On("GetPost", "post").Return(existing, test.get)
			var updated *model.Post
			api.On("UpdatePost", mock.AnythingOfType("*model.Post")).Run(func(args mock.Arguments) { updated = args.Get(0).(*model.Post) }).
				Return(existing, test.update)
			err := NewCards(api, "bot", settings, catalogue(t), people{}).Update(t.Context(), ended)
			assert.Equal(t, test.fails, err != nil)
			if test.get == nil {
				assert.Equal(t, "Call **team-standup** ended · 24 min", updated.Message)
				assert.Equal(t, "ENDED", updated.GetProp("meeting_status"))
				assert.Nil(t, updated.GetProp("meeting_link"))
			}
		})
	}
}

func TestUpdateLeavesRunningCallsAlone(t *testing.T) {
	live := started
	live.State = call.Live
	require.NoError(t, NewCards(&plugintest.API{}, "bot", settings, catalogue(t), people{}).Update(t.Context(), live))
}

func TestOverText(t *testing.T) {
	w := catalogue(t).For("en")
	at := started.CreatedAt
	over := func(change func(*call.Call)) call.Call {
		c := started
		c.State, c.StartedAt, c.EndedAt = call.Ended, at.Add(time.Minute), at.Add(25*time.Minute+20*time.Second)
		c.Stays = []call.Stay{stay("p1", "alice", "", at.Add(time.Minute), c.EndedAt), stay("p2", "", "Zoe", at.Add(2*time.Minute), c.EndedAt)}
		change(&c)
		return c
	}
	tests := map[string]struct {
		change func(*call.Call)
		want   string
	}{
		"attended":  {func(*call.Call) {}, "Call **team-standup** ended · 24 min · 2 people"},
		"untitled":  {func(c *call.Call) { c.Options.Topic = "" }, "Call ended · 24 min · 2 people"},
		"one":       {func(c *call.Call) { c.Stays = c.Stays[:1] }, "Call **team-standup** ended · 24 min · 1 person"},
		"short":     {func(c *call.Call) { c.EndedAt = c.StartedAt.Add(45 * time.Second) }, "Call **team-standup** ended · 45 s · 2 people"},
		"unknown":   {func(c *call.Call) { c.StartedAt, c.Stays = time.Time{}, nil }, "Call **team-standup** ended · 26 min"},
		"missed":    {func(c *call.Call) { c.State = call.Missed }, "Call **team-standup** · nobody joined"},
		"no topic":  {func(c *call.Call) { c.State, c.Options.Topic = call.Missed, "" }, "Call · nobody joined"},
		"a mention": {func(c *call.Call) { c.Options.Topic = "@all" }, "Call **@\u2060all** ended · 24 min · 2 people"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, overText(w, over(test.change)))
		})
	}
}

func stay(id, userID, name string, joined, left time.Time) call.Stay {
	return call.Stay{Visitor: call.Visitor{ParticipantID: id, UserID: userID, Name: name}, JoinedAt: joined, LeftAt: left}
}

func TestLookupTrustsOnlyTheBot(t *testing.T) {
	api := &plugintest.API{}
	props := model.StringInterface{"call_id": "callid"}
	list := &model.PostList{Posts: map[string]*model.Post{
		"forged":  {Id: "forged", UserId: "mallory", Type: Type, Props: props},
		"deleted": {Id: "deleted", UserId: "bot", DeleteAt: 1, Props: props},
		"other":   {Id: "other", UserId: "bot", Props: model.StringInterface{"call_id": "another"}},
	}}
	api.On("GetPostsSince", "channel", int64(1000)).Return(list, nil)
	cards := NewCards(api, "bot", settings, catalogue(t), people{})
	id, err := cards.Lookup(t.Context(), started)
	require.NoError(t, err)
	assert.Empty(t, id)

	list.Posts["real"] = &model.Post{Id: "real", UserId: "bot", Props: props}
	id, err = cards.Lookup(t.Context(), started)
	require.NoError(t, err)
	assert.Equal(t, "real", id)
}

func TestEscape(t *testing.T) {
	for typed, want := range map[string]string{
		"team_standup":      "team_standup",
		"_now_":             `\_now\_`,
		"50% *off* `x` ~y~": "50% \\*off\\* \\`x\\` \\~\u2060y\\~\u2060",
		"[a](http://b)":     "\\[a\\](http:\u2060//b)",
		"@channel":          "@\u2060channel",
		"#1 ~town-square":   "#\u20601 \\~\u2060town-square",
		"日本語 🎉 \"q\" it's":  "日本語 🎉 \"q\" it's",
		"12:30":             "12:30",
	} {
		assert.Equal(t, want, Escape(typed))
	}
}

func TestMessagesMentionNobody(t *testing.T) {
	w := catalogue(t).For("en")
	for _, m := range []*goi18n.Message{i18n.Started, i18n.Ended} {
		text := w.Say(m, i18n.Data{"Host": Escape("@all"), "Topic": Escape("@channel @here"), "Link": "x", "Length": "1 min"})
		assert.NotRegexp(t, `@(all|channel|here)`, text)
	}
}

func TestFail(t *testing.T) {
	running := started
	tests := map[string]struct {
		err     error
		admin   bool
		text    string
		buttons int
	}{
		"running":          {&call.Error{Code: call.CodeRunning, Call: &running}, false, "A call is already running here: **team-standup** — [Join](https://acme.whereby.com/mattermost-x)", 1},
		"large channel":    {&call.Error{Code: call.CodeLargeChannel, Members: 214}, false, "This channel has 214 members. Start the call for all of them?", 1},
		"not set up":       {&call.Error{Code: call.CodeNotConfigured}, false, "[Open the settings](https://chat.example/admin_console/plugins/plugin_whereby)", 0},
		"key, for members": {&call.Error{Code: call.CodeKeyRefused}, false, "Ask a system admin to renew it in System Console → Plugins → Whereby.", 0},
		"key, for admins":  {&call.Error{Code: call.CodeKeyRefused}, true, "/admin_console/plugins/plugin_whereby)", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			var sent *model.Post
			api.On("SendEphemeralPost", "user", mock.AnythingOfType("*model.Post")).Run(func(args mock.Arguments) { sent = args.Get(1).(*model.Post) }).Return(&model.Post{})
			notices := Notices{API: api, BotID: "bot", Settings: settings}
			notices.Fail(Place{UserID: "user", ChannelID: "channel", RootID: "root"}, catalogue(t).For("en"), test.admin, test.err, &call.StartRequest{Options: call.Options{Topic: "x"}})
			assert.Contains(t, sent.Message, test.text)
			assert.Equal(t, "root", sent.RootId)
			assert.Len(t, sent.Attachments(), test.buttons)
			for _, attachment := range sent.Attachments() {
				assert.Regexp(t, `^[A-Za-z0-9]+$`, attachment.Actions[0].Id)
			}
			require.NoError(t, gob.NewEncoder(io.Discard).Encode(sent))
		})
	}
}

func TestGuard(t *testing.T) {
	cards := NewCards(&plugintest.API{}, "bot", settings, catalogue(t), people{})
	existing := &model.Post{UserId: "bot", Type: Type, Message: "before", Props: model.StringInterface{"call_id": "callid"}}
	report := &model.Post{UserId: "bot", Message: "before", Props: model.StringInterface{"whereby_report": "callid"}}
	tests := map[string]struct {
		session  string
		existing *model.Post
		change   func(*model.Post)
		refused  bool
		message  string
		editAt   int64
	}{
		"the plugin's own":   {"", existing, func(p *model.Post) { p.Message = "after" }, false, "after", 0},
		"somebody's message": {"session", existing, func(p *model.Post) { p.Message = "after" }, true, "", 0},
		"somebody's props":   {"session", existing, func(p *model.Post) { p.AddProp("call_id", "forged") }, false, "before", 0},
		"somebody's pin":     {"session", existing, func(p *model.Post) { p.IsPinned = true }, false, "before", 0},
		"somebody's report":  {"session", report, func(p *model.Post) { p.Message = "after" }, true, "", 0},
		"the report's own":   {"", report, func(p *model.Post) { p.Message = "after" }, false, "after", 0},
		"a forged report":    {"session", &model.Post{UserId: "mallory", Props: report.Props}, func(p *model.Post) { p.Message = "after" }, false, "after", 5},
		"somebody's minutes": {"session", &model.Post{UserId: "bot", Message: "before", Props: model.StringInterface{"whereby_minutes": "callid"}}, func(p *model.Post) { p.Message = "after" }, true, "", 0},
		"another's post":     {"session", &model.Post{UserId: "mallory", Type: Type}, func(p *model.Post) { p.Message = "after" }, false, "after", 5},
		"another post":       {"session", &model.Post{UserId: "bot"}, func(p *model.Post) { p.Message = "after" }, false, "after", 5},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			changed := test.existing.Clone()
			test.change(changed)
			changed.EditAt = 5
			saved, reason := cards.Guard(test.session, changed, test.existing)
			assert.Equal(t, test.refused, saved == nil)
			assert.Equal(t, test.refused, reason != "")
			if !test.refused {
				assert.Equal(t, test.message, saved.Message)
				assert.Equal(t, test.existing.GetProps(), saved.GetProps())
				assert.Equal(t, changed.IsPinned, saved.IsPinned)
				assert.Equal(t, test.editAt, saved.EditAt)
			}
		})
	}
}
