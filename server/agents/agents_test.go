package agents_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/agents"
	"mattermost-plugin-whereby/server/agents/agentstest"
)

const (
	alice   = "alice000000000000000000000"
	channel = "channel0000000000000000000"
)

func question() agents.Question {
	return agents.Question{UserID: alice, ChannelID: channel, Instructions: "Be brief.", Text: "Hello", Schema: map[string]any{"type": "object"}, MaxTokens: 7}
}

func TestAsk(t *testing.T) {
	bridge := &agentstest.Bridge{}
	bridge.Play(agentstest.Script{Completion: "Hi"})
	answer, err := agents.NewClient(bridge).Ask(t.Context(), question())
	require.NoError(t, err)
	assert.Equal(t, "Hi", answer)
	assert.Equal(t, []agentstest.Request{{
		Agent: agentstest.DefaultAgentID, User: alice, Chan: channel, Tokens: 7, Schema: map[string]any{"type": "object"},
		Posts: []agentstest.Post{{Role: "system", Message: "Be brief."}, {Role: "user", Message: "Hello"}},
	}}, bridge.Requests())

	named := question()
	named.Agent = "Other"
	_, err = agents.NewClient(bridge).Ask(t.Context(), named)
	require.NoError(t, err)
	assert.Equal(t, agentstest.OtherAgentID, bridge.Requests()[1].Agent)
}

func TestAskFails(t *testing.T) {
	tests := map[string]struct {
		script agentstest.Script
		agent  string
		want   error
		text   string
	}{
		"no agents":         {agentstest.Script{NoAgents: true}, "", agents.ErrAway, ""},
		"not for her":       {agentstest.Script{NotFor: []string{alice}}, "", agents.ErrAway, ""},
		"no such agent":     {agentstest.Script{}, "nobody", agents.ErrAway, ""},
		"not there":         {agentstest.Script{Status: http.StatusForbidden}, "", agents.ErrRefused, ""},
		"out of order":      {agentstest.Script{Status: http.StatusInternalServerError}, "", nil, "500"},
		"far too much":      {agentstest.Script{Completion: "much ", Times: 100_000}, "", nil, "too long"},
		"later than wanted": {agentstest.Script{DelayMs: 60_000}, "", context.DeadlineExceeded, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bridge := &agentstest.Bridge{}
			bridge.Play(test.script)
			ctx := t.Context()
			if test.script.DelayMs > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
			}
			q := question()
			q.Agent = test.agent
			_, err := agents.NewClient(bridge).Ask(ctx, q)
			require.Error(t, err)
			if test.want != nil {
				assert.ErrorIs(t, err, test.want)
			}
			assert.Contains(t, err.Error(), test.text)
		})
	}
}

// absent is a server without the Agents plugin, and broken one that answers something else.
type absent struct{}

func (absent) PluginHTTP(*http.Request) *http.Response {
	return &http.Response{StatusCode: http.StatusNotFound, Body: io.NopCloser(strings.NewReader("404 page not found"))}
}

type silent struct{}

func (silent) PluginHTTP(*http.Request) *http.Response { return nil }

type broken struct{}

func (broken) PluginHTTP(*http.Request) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("<html>"))}
}

func TestAskWithoutAgents(t *testing.T) {
	_, err := agents.NewClient(absent{}).Ask(t.Context(), question())
	assert.ErrorIs(t, err, agents.ErrAway)
	_, err = agents.NewClient(silent{}).Ask(t.Context(), question())
	assert.ErrorIs(t, err, agents.ErrAway)
	_, err = agents.NewClient(broken{}).Ask(t.Context(), question())
	assert.ErrorContains(t, err, "decode")
}

// What nobody waits for any more does not pile up.
func TestTooManyQuestions(t *testing.T) {
	stuck := &stuck{release: make(chan struct{})}
	defer close(stuck.release)
	client := agents.NewClient(stuck)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var err error
	for range 17 {
		_, err = client.Ask(gone, question())
	}
	assert.ErrorIs(t, err, agents.ErrBusy)
}

type stuck struct{ release chan struct{} }

func (s *stuck) PluginHTTP(*http.Request) *http.Response {
	<-s.release
	return nil
}

func TestAbout(t *testing.T) {
	one, other := agents.About("between MARKER and MARKER", "text"), agents.About("MARKER", "text")
	begin, _, _ := strings.Cut(one.Text, "\n")
	assert.Equal(t, begin+"\ntext\n"+begin, one.Text)
	assert.Equal(t, "between "+begin+" and "+begin, one.Instructions)
	assert.NotEqual(t, one.Text, other.Text)
}
