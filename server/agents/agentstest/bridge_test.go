package agentstest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const alice = "alice000000000000000000000"

func TestBridge(t *testing.T) {
	const (
		agents = "/mattermost-ai/bridge/v1/agents?user_id="
		ask    = "/mattermost-ai/bridge/v1/completion/agent/"
		posts  = `{"posts": [{"role": "user", "message": "Hello"}], "user_id": "` + alice + `"}`
	)
	tests := map[string]struct {
		script             Script
		method, path, body string
		status             int
		says               string
	}{
		"agents":             {Script{}, http.MethodGet, agents + alice, "", http.StatusOK, DefaultAgentID},
		"no agents":          {Script{NoAgents: true}, http.MethodGet, agents + alice, "", http.StatusOK, `"agents":[]`},
		"none for her":       {Script{NotFor: []string{alice}}, http.MethodGet, agents + alice, "", http.StatusOK, `"agents":[]`},
		"agents of no id":    {Script{}, http.MethodGet, agents + "alice", "", http.StatusBadRequest, "invalid user_id"},
		"an answer":          {Script{Completion: "Hi"}, http.MethodPost, ask + OtherAgentID + "/nostream", posts, http.StatusOK, `{"completion":"Hi"}`},
		"much of it":         {Script{Completion: "Hi", Times: 3}, http.MethodPost, ask + OtherAgentID + "/nostream", posts, http.StatusOK, `"HiHiHi"`},
		"an unknown agent":   {Script{}, http.MethodPost, ask + "nobody/nostream", posts, http.StatusNotFound, "bot not found"},
		"not for her":        {Script{NotFor: []string{alice}}, http.MethodPost, ask + DefaultAgentID + "/nostream", posts, http.StatusForbidden, "usage restriction"},
		"out of order":       {Script{Status: 500}, http.MethodPost, ask + DefaultAgentID + "/nostream", posts, 500, "failed to complete"},
		"nothing asked":      {Script{}, http.MethodPost, ask + DefaultAgentID + "/nostream", `{}`, http.StatusBadRequest, "cannot be empty"},
		"an unknown role":    {Script{}, http.MethodPost, ask + DefaultAgentID + "/nostream", strings.Replace(posts, `"user"`, `"king"`, 1), http.StatusBadRequest, "invalid role"},
		"a person of no id":  {Script{}, http.MethodPost, ask + DefaultAgentID + "/nostream", strings.Replace(posts, alice, "alice", 1), http.StatusBadRequest, "invalid user_id"},
		"no JSON":            {Script{}, http.MethodPost, ask + DefaultAgentID + "/nostream", "x", http.StatusBadRequest, "invalid request body"},
		"a path there isn't": {Script{}, http.MethodGet, "/mattermost-ai/bridge/v2/agents", "", http.StatusNotFound, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bridge := &Bridge{}
			bridge.Play(test.script)
			answer := bridge.PluginHTTP(httptest.NewRequest(test.method, test.path, strings.NewReader(test.body)))
			defer func() { _ = answer.Body.Close() }()
			body, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			assert.Equal(t, test.status, answer.StatusCode)
			assert.Contains(t, string(body), test.says)
			if test.status == http.StatusOK && test.method == http.MethodPost {
				assert.Equal(t, []Request{{
					Agent: OtherAgentID, User: alice, Posts: []Post{{Role: "user", Message: "Hello"}},
				}}, bridge.Requests())
			}
		})
	}
}

func TestBridgeIsForPluginsOnly(t *testing.T) {
	answer := httptest.NewRecorder()
	(&Bridge{}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/bridge/v1/agents", nil))
	assert.Equal(t, http.StatusUnauthorized, answer.Code)
}
