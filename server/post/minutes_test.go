package post

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/minutes"
)

func scribe(t *testing.T, api *plugintest.API) Scribe {
	t.Helper()
	return Scribe{
		Cards:   NewCards(api, "bot", settings, catalogue(t), people{}),
		Notices: Notices{API: api, BotID: "bot", Settings: settings},
	}
}

func TestPostMinutes(t *testing.T) {
	api := &plugintest.API{}
	created := posts(api)
	s := scribe(t, api)
	id, err := s.PostMinutes(t.Context(), minutes.Minutes{
		Call: call.Call{ID: "callid", ChannelID: "channel", PostID: "card"}, AskedBy: "alice",
		Text: "It is about @all.\n- ![x](https://evil.example/pixel)\n# Done\n",
	})
	require.NoError(t, err)
	assert.Equal(t, "newpost", id)
	post := (*created)[0]
	assert.Equal(t, []string{"bot", "channel", "card"}, []string{post.UserId, post.ChannelId, post.RootId})
	assert.Equal(t, "callid", post.GetProp(propMinutes))
	assert.Equal(t, "**Summary by AI, asked for by Alice**\n\n"+
		"> It is about @\u2060all.\n> - !\\[x\\](https:\u2060//evil.example/pixel)\n> #\u2060 Done\n\n"+
		"_AI makes mistakes; what counts is the transcript._", post.Message)

	_, err = s.PostMinutes(t.Context(), minutes.Minutes{
		Call: call.Call{RootID: "root", PostID: "card"}, Text: strings.Repeat("*", 50_000), Partial: true,
	})
	require.NoError(t, err)
	post = (*created)[1]
	assert.Equal(t, "root", post.RootId)
	assert.True(t, strings.HasPrefix(post.Message, "**Summary by AI**\n"))
	assert.Contains(t, post.Message, "only its beginning")
	assert.Less(t, utf8.RuneCountInString(post.Message), model.PostMessageMaxRunesV2)
}

func TestHasPost(t *testing.T) {
	api := &plugintest.API{}
	api.On("GetPost", "there").Return(&model.Post{}, nil)
	api.On("GetPost", "deleted").Return(&model.Post{DeleteAt: 1}, nil)
	api.On("GetPost", "gone").Return(nil, appError(http.StatusNotFound))
	api.On("GetPost", "unknown").Return(nil, appError(http.StatusInternalServerError))
	s := scribe(t, api)
	for id, want := range map[string]bool{"there": true, "deleted": false, "gone": false} {
		there, err := s.HasPost(id)
		require.NoError(t, err)
		assert.Equal(t, want, there, id)
	}
	_, err := s.HasPost("unknown")
	require.Error(t, err)
}

func TestMinutesFailed(t *testing.T) {
	api := &plugintest.API{}
	var told *model.Post
	api.On("SendEphemeralPost", "alice", mock.Anything).Run(func(args mock.Arguments) { told = args.Get(1).(*model.Post) }).Return(&model.Post{})
	scribe(t, api).MinutesFailed(call.Call{ChannelID: "channel", PostID: "card"}, "alice", &call.Error{Code: call.CodeAgentFailed})
	assert.Equal(t, []string{"channel", "card", "The AI agent gave no summary. Try again later."}, []string{told.ChannelId, told.RootId, told.Message})
}

func TestPostWithAPriorityThatNobodyAskedFor(t *testing.T) {
	tests := map[string]struct {
		priority call.Priority
		why      call.Why
		want     string
	}{
		"urgent by a word":    {call.Urgent, call.Why{JudgedBy: call.ByKeywords, Word: "*out*age"}, "Urgent (automatic): the word “\\*out\\*age” was found · @here"},
		"important by a word": {call.Important, call.Why{JudgedBy: call.ByKeywords, Word: "fair"}, "Important (automatic): the word “fair” was found · @here"},
		"urgent by Agents":    {call.Urgent, call.Why{JudgedBy: call.ByAgents, Reason: "It burns."}, "Urgent (automatic, by Agents): It burns. · @here"},
		"important by Agents": {call.Important, call.Why{JudgedBy: call.ByAgents, Reason: "It smells."}, "Important (automatic, by Agents): It smells. · @here"},
		"without a reason":    {call.Urgent, call.Why{JudgedBy: call.ByAgents}, "· Urgent (automatic, by Agents) · @here"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			created := posts(api)
			api.On("GetChannel", "incidents").Return(&model.Channel{Id: "incidents"}, nil)
			api.On("GetPostsSince", "incidents", mock.Anything).Return(model.NewPostList(), nil)
			cards := NewCards(api, "bot", settings, catalogue(t), people{})
			c := escalation()
			c.Options.Extras = call.Extras{Priority: test.priority, Notify: []string{"here"}, Why: test.why, AlsoIn: "incidents"}
			_, err := cards.Post(t.Context(), c, call.Person{DisplayName: "alice"})
			require.NoError(t, err)
			post := (*created)[0]
			assert.Equal(t, string(test.priority), *post.Metadata.Priority.Priority)
			assert.Contains(t, post.Message, test.want)

			_, err = cards.Also(t.Context(), c)
			require.NoError(t, err)
			assert.NotContains(t, (*created)[1].Message, "@here", "it was not looked at whom the starter may mention there")
		})
	}
}
