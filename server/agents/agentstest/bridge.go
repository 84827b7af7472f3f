// Package agentstest is a double of the bridge that the Agents plugin has for
// other plugins, for tests. Source of its form: api/api_llm_bridge.go and
// public/bridgeclient of github.com/mattermost/mattermost-plugin-agents.
package agentstest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// The agents that are there unless the Script says otherwise.
const (
	DefaultAgentID = "agentdefault00000000000000"
	OtherAgentID   = "agentother0000000000000000"
)

// Script is what the double does. Its zero value answers nothing but "".
type Script struct {
	// Completion is what every agent answers, Times over; 0 is once.
	Completion string `json:"completion"`
	Times      int    `json:"times"`
	// Status is that of completions, 0 for 200.
	Status  int   `json:"status"`
	DelayMs int64 `json:"delay_ms"`
	// NoAgents has no agents set up, and NotFor those people who may use none.
	NoAgents bool     `json:"no_agents"`
	NotFor   []string `json:"not_for"`
}

// Request is a completion that was asked for.
type Request struct {
	Agent  string         `json:"agent"`
	Posts  []Post         `json:"posts"`
	Schema map[string]any `json:"json_output_format"`
	Tokens int            `json:"max_generated_tokens"`
	User   string         `json:"user_id"`
	Chan   string         `json:"channel_id"`
}

// Post is a message of a request.
type Post struct {
	Role    string `json:"role"`
	Message string `json:"message"`
}

// Bridge answers as the Agents plugin does. Its paths are those that the
// plugin sees: Mattermost has taken the plugin's id off.
type Bridge struct {
	mu       sync.Mutex
	script   Script
	requests []Request
}

// Play makes the script count from now on, and forgets the requests.
func (b *Bridge) Play(s Script) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.script, b.requests = s, nil
}

// Requests are the completions that were asked for since Play.
func (b *Bridge) Requests() []Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests)
}

// ServeHTTP implements http.Handler.
func (b *Bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Mattermost-Plugin-ID") == "" { // only Mattermost sets it, on other plugins' requests
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bridge/v1/agents", b.agents)
	mux.HandleFunc("POST /bridge/v1/completion/agent/{agent}/nostream", b.complete)
	mux.ServeHTTP(w, r)
}

var validID = regexp.MustCompile(`^[a-z0-9]{26}$`)

func (b *Bridge) agents(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	script := b.script
	b.mu.Unlock()
	userID := r.URL.Query().Get("user_id")
	if userID != "" && !validID.MatchString(userID) {
		refuse(w, http.StatusBadRequest, "invalid user_id")
		return
	}
	list := []map[string]any{}
	if !script.NoAgents && !slices.Contains(script.NotFor, userID) {
		for i, id := range []string{OtherAgentID, DefaultAgentID} {
			list = append(list, map[string]any{
				"id": id, "displayName": "Agent", "username": []string{"other", "matty"}[i],
				"service_id": "service", "service_type": "openai", "is_default": id == DefaultAgentID,
			})
		}
	}
	answer(w, http.StatusOK, map[string]any{"agents": list})
}

func (b *Bridge) complete(w http.ResponseWriter, r *http.Request) {
	var request Request
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		refuse(w, http.StatusBadRequest, "invalid request body: "+err.Error())
		return
	}
	request.Agent = r.PathValue("agent")
	b.mu.Lock()
	script := b.script
	b.requests = append(b.requests, request)
	b.mu.Unlock()
	isRole := func(p Post) bool { return slices.Contains([]string{"user", "assistant", "bot", "system"}, p.Role) }
	switch {
	case len(request.Posts) == 0:
		refuse(w, http.StatusBadRequest, "posts array cannot be empty")
		return
	case slices.ContainsFunc(request.Posts, func(p Post) bool { return !isRole(p) }):
		refuse(w, http.StatusBadRequest, "invalid request: invalid role")
		return
	case request.User != "" && !validID.MatchString(request.User), request.Chan != "" && !validID.MatchString(request.Chan):
		refuse(w, http.StatusBadRequest, "invalid user_id or channel_id")
		return
	case script.NoAgents || request.Agent != DefaultAgentID && request.Agent != OtherAgentID:
		refuse(w, http.StatusNotFound, "bot not found with ID: "+request.Agent)
		return
	case slices.Contains(script.NotFor, request.User):
		refuse(w, http.StatusForbidden, "permission denied: usage restriction")
		return
	}
	time.Sleep(time.Duration(script.DelayMs) * time.Millisecond)
	switch script.Status {
	case 0, http.StatusOK:
		answer(w, http.StatusOK, map[string]any{"completion": strings.Repeat(script.Completion, max(script.Times, 1))})
	case http.StatusForbidden:
		refuse(w, script.Status, "permission denied: usage restriction")
	default:
		refuse(w, script.Status, "failed to complete LLM request: out of order")
	}
}

func refuse(w http.ResponseWriter, status int, text string) {
	answer(w, status, map[string]any{"error": text})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// PluginHTTP stands in for Mattermost's plugin API: the plugin is there.
func (b *Bridge) PluginHTTP(r *http.Request) *http.Response {
	inner := r.Clone(r.Context())
	inner.URL.Path = strings.TrimPrefix(inner.URL.Path, "/mattermost-ai")
	inner.Header.Set("Mattermost-Plugin-ID", "whereby")
	recorder := httptest.NewRecorder()
	b.ServeHTTP(recorder, inner)
	return recorder.Result()
}
