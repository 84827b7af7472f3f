package triage_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/agents"
	"mattermost-plugin-whereby/server/agents/agentstest"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/triage"
)

const (
	alice   = "alice000000000000000000000"
	channel = "channel0000000000000000000"
	bot     = "bot00000000000000000000000"
)

// town is a Mattermost server's posts.
type town struct {
	*agentstest.Bridge
	posts          map[string]*model.Post
	mayMentionMany bool
}

func (s *town) GetPost(id string) (*model.Post, *model.AppError) {
	if p := s.posts[id]; p != nil {
		return p, nil
	}
	return nil, model.NewAppError("GetPost", "not_found", nil, "", http.StatusNotFound)
}

func (s *town) GetPostThread(id string) (*model.PostList, *model.AppError) {
	list := model.NewPostList()
	for _, p := range s.posts {
		if p.Id == id || p.RootId == id {
			list.AddPost(p)
		}
	}
	return list, nil
}

func (s *town) HasPermissionToChannel(_, _ string, permission *model.Permission) bool {
	return s.mayMentionMany && permission == model.PermissionUseChannelMentions
}

type bench struct {
	*triage.Judge
	town  *town
	rules triage.Rules
}

func newBench(script agentstest.Script) *bench {
	b := &bench{
		town: &town{Bridge: &agentstest.Bridge{}, posts: map[string]*model.Post{}, mayMentionMany: true},
		rules: triage.Rules{
			By: triage.ByAgents, Highest: call.Urgent, Wait: 5 * time.Second,
			Keywords: []triage.Keyword{{Text: "outage", Priority: call.Urgent}, {Text: "deadline", Priority: call.Important}},
			Notify:   map[call.Priority][]string{call.Urgent: {"here", "on-call"}, call.Important: {"lead"}},
		},
	}
	b.town.Play(script)
	b.Judge = &triage.Judge{
		API: b.town, Agents: agents.NewClient(b.town), BotID: bot,
		Rules: func() triage.Rules { return b.rules }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	return b
}

func (b *bench) judge(t *testing.T, topic string) call.Verdict {
	t.Helper()
	return b.Judge.Judge(t.Context(), matter(topic))
}

func matter(topic string) call.Matter {
	return call.Matter{Starter: call.Person{ID: alice, Locale: "en"}, ChannelID: channel, Topic: topic}
}

func byWord(priority call.Priority, word string, notify ...string) call.Verdict {
	return call.Verdict{Priority: priority, Notify: notify, Why: call.Why{JudgedBy: call.ByKeywords, Word: word}}
}

func byAgents(priority call.Priority, reason string, notify ...string) call.Verdict {
	return call.Verdict{Priority: priority, Notify: notify, Why: call.Why{JudgedBy: call.ByAgents, Reason: reason}}
}

func TestJudge(t *testing.T) {
	outage := byWord(call.Urgent, "outage", "here", "on-call")
	tests := map[string]struct {
		script agentstest.Script
		change func(*bench)
		want   call.Verdict
		asked  int
	}{
		"an agent's":             {agentstest.Script{Completion: `{"priority":"important","reason":"A fair."}`}, nil, byAgents(call.Important, "A fair.", "lead"), 1},
		"an agent lowers":        {agentstest.Script{Completion: `{"priority":"normal","reason":"x"}`}, nil, call.Verdict{}, 1},
		"nonsense":               {agentstest.Script{Completion: "As an AI…"}, nil, outage, 1},
		"far too much":           {agentstest.Script{Completion: "x", Times: 1 << 20}, nil, outage, 1},
		"refused":                {agentstest.Script{Status: http.StatusForbidden}, nil, outage, 1},
		"out of order":           {agentstest.Script{Status: http.StatusInternalServerError}, nil, outage, 1},
		"no agents":              {agentstest.Script{NoAgents: true}, nil, outage, 0},
		"not for her":            {agentstest.Script{NotFor: []string{alice}}, nil, outage, 0},
		"too slow":               {agentstest.Script{DelayMs: 60_000}, func(b *bench) { b.rules.Wait = 200 * time.Millisecond }, outage, 1},
		"keywords only":          {agentstest.Script{}, func(b *bench) { b.rules.By = triage.ByKeywords }, outage, 0},
		"off":                    {agentstest.Script{}, func(b *bench) { b.rules.By = triage.ByNobody }, call.Verdict{}, 0},
		"no more than important": {agentstest.Script{Completion: `{"priority":"urgent","reason":"x"}`}, func(b *bench) { b.rules.Highest = call.Important }, byAgents(call.Important, "x", "lead"), 1},
		"an injection obeyed":    {agentstest.Script{Completion: `{"priority":"urgent","reason":"@channel https://evil.example **now**"}`}, nil, byAgents(call.Urgent, "channel now", "here", "on-call"), 1},
		"who may not mention all": {
			agentstest.Script{NoAgents: true}, func(b *bench) { b.town.mayMentionMany = false }, byWord(call.Urgent, "outage", "on-call"), 0,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(test.script)
			if test.change != nil {
				test.change(b)
			}
			assert.Equal(t, test.want, b.judge(t, "An outage"))
			assert.Len(t, b.town.Requests(), test.asked)
		})
	}
}

func TestWhatIsJudged(t *testing.T) {
	b := newBench(agentstest.Script{Completion: `{"priority":"normal","reason":"x"}`})
	for _, p := range []*model.Post{
		{Id: "root", Message: "first", CreateAt: 1},
		{Id: "reply", RootId: "root", Message: "second", CreateAt: 2},
		{Id: "bot", RootId: "root", Message: "a card", UserId: bot, CreateAt: 3},
		{Id: "system", RootId: "root", Message: "joined", Type: "system_join_channel", CreateAt: 4},
		{Id: "deleted", RootId: "root", Message: "gone", DeleteAt: 1, CreateAt: 5},
		{Id: "alert", RootId: "root", CreateAt: 6, Props: model.StringInterface{"attachments": []*model.SlackAttachment{{Title: "alert", Text: "disk full"}}}},
		{Id: "newest", RootId: "root", Message: "third", CreateAt: 7},
		{Id: "long", RootId: "root", Message: strings.Repeat("x", 5000), CreateAt: 0},
	} {
		p.ChannelId = channel
		b.town.posts[p.Id] = p
	}
	b.town.posts["elsewhere"] = &model.Post{Id: "elsewhere", ChannelId: "another", Message: "secret"}

	m := matter("topic")
	m.PostID, m.RootID = "reply", "root"
	b.Judge.Judge(t.Context(), m)
	asked := b.town.Requests()
	require.Len(t, asked, 1)
	assert.Equal(t, []string{alice, channel}, []string{asked[0].User, asked[0].Chan})
	assert.NotEmpty(t, asked[0].Schema)
	require.Len(t, asked[0].Posts, 2)
	assert.Equal(t, []string{"system", "user"}, []string{asked[0].Posts[0].Role, asked[0].Posts[1].Role})
	assert.NotContains(t, asked[0].Posts[0].Message, "first")
	lines := strings.Split(asked[0].Posts[1].Message, "\n")
	require.Len(t, lines, 8)
	assert.Equal(t, []string{"topic", "second", "third", "alert disk full", "first"}, lines[1:6])
	assert.Equal(t, lines[0], lines[7])
	assert.Contains(t, asked[0].Posts[0].Message, lines[0])
	assert.Len(t, strings.Join(lines[1:7], "\n"), 4000)

	m.PostID = "elsewhere"
	b.Judge.Judge(t.Context(), m)
	assert.NotContains(t, b.town.Requests()[1].Posts[1].Message, "secret")
}

func TestNothingToJudge(t *testing.T) {
	b := newBench(agentstest.Script{Completion: `{"priority":"urgent","reason":"x"}`})
	assert.Equal(t, call.Verdict{}, b.judge(t, " "))
	assert.Empty(t, b.town.Requests())
}
