// Package agents asks Mattermost's Agents plugin, through the bridge that it
// has for other plugins.
package agents

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

const (
	bridge = "/mattermost-ai/bridge/v1"
	// maxAnswer is in bytes; what is asked for is far shorter.
	maxAnswer = 256 << 10
	// maxUnderWay is how many questions are at the plugin at once: a question
	// that was given up goes on there.
	maxUnderWay = 16
)

// What a Client's errors can be; any other is a fault.
var (
	// ErrAway means that the plugin is not there, or has no agent for this person.
	ErrAway = errors.New("no agent is there")
	// ErrRefused means that the person may not use the agent there.
	ErrRefused = errors.New("the agent refuses")
	// ErrBusy means that too many questions are under way.
	ErrBusy = errors.New("too many questions are under way")
)

// API is what Client needs of the plugin API.
type API interface {
	PluginHTTP(request *http.Request) *http.Response
}

// Client asks agents.
type Client struct {
	api  API
	free chan struct{}
}

// NewClient returns a client of the Agents plugin, which need not be there.
func NewClient(api API) *Client {
	return &Client{api: api, free: make(chan struct{}, maxUnderWay)}
}

// Question is for an agent, in somebody's name: the Agents plugin checks that
// he may use the agent in the channel.
type Question struct {
	// Agent is its username, empty for the default one.
	Agent     string
	UserID    string
	ChannelID string
	// Instructions are ours; Text is data that the agent works on.
	Instructions string
	Text         string
	// Schema is the JSON Schema of the answer, nil for plain text.
	Schema    map[string]any
	MaxTokens int
}

// Marker stands in instructions for the lines around the text.
const Marker = "MARKER"

// About is a question about a text that others have written. The text cannot
// leave its frame: the lines around it are new each time.
func About(instructions, text string) Question {
	marker := "=== " + rand.Text() + " ==="
	return Question{Instructions: strings.ReplaceAll(instructions, Marker, marker), Text: marker + "\n" + text + "\n" + marker}
}

// Agent is one that somebody may use.
type Agent struct {
	ID        string `json:"id"`
	Username  string `json:"username"`
	IsDefault bool   `json:"is_default"`
}

type message struct {
	Role    string `json:"role"`
	Message string `json:"message"`
}

type completionRequest struct {
	Posts     []message      `json:"posts"`
	MaxTokens int            `json:"max_generated_tokens,omitempty"`
	Schema    map[string]any `json:"json_output_format,omitempty"`
	UserID    string         `json:"user_id"`
	ChannelID string         `json:"channel_id"`
}

// Find returns the agent of that username, or the default one, if the person
// may use it; ErrAway when there is none.
func (c *Client) Find(ctx context.Context, username, userID string) (Agent, error) {
	var answer struct {
		Agents []Agent `json:"agents"`
	}
	if err := c.do(ctx, http.MethodGet, "/agents?user_id="+url.QueryEscape(userID), nil, &answer); err != nil {
		return Agent{}, err
	}
	i := slices.IndexFunc(answer.Agents, func(a Agent) bool {
		return username == "" && a.IsDefault || username != "" && strings.EqualFold(a.Username, username)
	})
	switch {
	case i >= 0:
		return answer.Agents[i], nil
	case username == "" && len(answer.Agents) > 0:
		return answer.Agents[0], nil // the default one is not for this person
	}
	return Agent{}, ErrAway
}

// Ask returns what the agent answers.
func (c *Client) Ask(ctx context.Context, q Question) (string, error) {
	agent, err := c.Find(ctx, q.Agent, q.UserID)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(completionRequest{
		Posts:     []message{{"system", q.Instructions}, {"user", q.Text}},
		MaxTokens: q.MaxTokens, Schema: q.Schema, UserID: q.UserID, ChannelID: q.ChannelID,
	})
	if err != nil {
		return "", errors.Wrap(err, "encode the question")
	}
	var answer struct {
		Completion string `json:"completion"`
	}
	err = c.do(ctx, http.MethodPost, "/completion/agent/"+url.PathEscape(agent.ID)+"/nostream", body, &answer)
	return answer.Completion, err
}

// do waits no longer than ctx; Mattermost cannot call a request back.
func (c *Client) do(ctx context.Context, method, path string, body []byte, dest any) error {
	select {
	case c.free <- struct{}{}:
	default:
		return ErrBusy
	}
	request, err := http.NewRequestWithContext(ctx, method, bridge+path, bytes.NewReader(body))
	if err != nil {
		<-c.free
		return errors.Wrap(err, "make the question")
	}
	request.Header.Set("Content-Type", "application/json")
	answered := make(chan error, 1)
	answer := new(json.RawMessage)
	go func() {
		defer func() { <-c.free }()
		answered <- c.exchange(request, answer)
	}()
	select {
	case err = <-answered:
	case <-ctx.Done():
		return errors.Wrap(ctx.Err(), "no answer from the agent")
	}
	if err != nil {
		return err
	}
	return errors.Wrap(json.Unmarshal(*answer, dest), "decode the agent's answer")
}

func (c *Client) exchange(request *http.Request, answer *json.RawMessage) error {
	response := c.api.PluginHTTP(request)
	if response == nil {
		return ErrAway
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return errors.Wrap(err, "read the agent's answer")
	}
	switch {
	case response.StatusCode == http.StatusNotFound:
		return ErrAway
	case response.StatusCode == http.StatusForbidden:
		return ErrRefused
	case response.StatusCode != http.StatusOK:
		// The body is not told: it can quote what was asked.
		return errors.Errorf("the Agents plugin answered %d", response.StatusCode)
	case len(body) > maxAnswer:
		return errors.New("the agent's answer is too long")
	}
	*answer = body
	return nil
}
