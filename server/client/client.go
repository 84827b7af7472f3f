// Package client starts and follows Whereby calls from other programs: from
// plugins of the same Mattermost server, and from scripts and bots with an
// access token. It needs nothing but the standard library.
//
//	calls := client.ForPlugin(p.API, botID)
//	started, err := calls.Start(ctx, client.Start{ChannelID: channelID, Topic: "Incident 42"})
//
// Whoever the client acts for has to be a member of the channel, as in
// Mattermost itself. What can be asked for, and what is answered, is in
// openapi.yaml, which a server has at /plugins/whereby/openapi.yaml.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	pluginPath = "/plugins/whereby"
	apiPath    = "/api/v1"
	// maxAnswer is far more than any answer has.
	maxAnswer = 16 << 20
	// timeout exceeds the longest that a start may take.
	timeout = 45 * time.Second
)

// Client speaks for one person or bot. It may be used by many at once.
type Client struct {
	base    string
	send    func(*http.Request) (*http.Response, error)
	headers map[string]string
}

// New returns a client for a server's address and an access token, of a person
// or of a bot.
func New(siteURL, token string) *Client {
	web := &http.Client{Timeout: timeout}
	return &Client{
		base: strings.TrimRight(siteURL, "/") + pluginPath + apiPath, send: web.Do,
		headers: map[string]string{"Authorization": "Bearer " + token},
	}
}

// PluginAPI is what a plugin's API has for requests to other plugins.
type PluginAPI interface {
	PluginHTTP(request *http.Request) *http.Response
}

// ForPlugin returns a client for a plugin of the same server that acts for a
// person or bot. Mattermost 11.1 lets a plugin say for whom it asks; where a
// later one does not, the answer is an Error with NotLoggedIn, and New with a
// bot's token is the way.
func ForPlugin(api PluginAPI, userID string) *Client {
	return &Client{
		base: "/whereby" + apiPath, // PluginHTTP takes the plugin's id from the path
		send: func(request *http.Request) (*http.Response, error) {
			response := api.PluginHTTP(request)
			if response == nil {
				return nil, fmt.Errorf("the plugin whereby does not answer")
			}
			return response, nil
		},
		headers: map[string]string{"Mattermost-User-Id": userID},
	}
}

// Start starts a call. While one runs in the channel the error is an Error
// with Running, which has that call.
func (c *Client) Start(ctx context.Context, s Start) (Call, error) {
	return do[Call](ctx, c, http.MethodPost, "/calls", s)
}

// Get returns a call.
func (c *Client) Get(ctx context.Context, callID string) (Call, error) {
	return do[Call](ctx, c, http.MethodGet, "/calls/"+url.PathEscape(callID), nil)
}

// List returns a page of a channel's calls, newest first. A cursor of "" begins
// with the newest; next is empty on the last page.
func (c *Client) List(ctx context.Context, channelID, cursor string) (calls []Call, next string, err error) {
	page, err := do[struct {
		Calls []Call `json:"calls"`
		Next  string `json:"next_cursor"`
	}](ctx, c, http.MethodGet, "/calls?"+url.Values{"channel_id": {channelID}, "cursor": {cursor}}.Encode(), nil)
	return page.Calls, page.Next, err
}

// Join returns the link by which the one the client acts for enters. It is
// theirs alone: others would come in under their name, or as host.
func (c *Client) Join(ctx context.Context, callID string) (string, error) {
	answer, err := do[struct {
		URL string `json:"url"`
	}](ctx, c, http.MethodGet, "/calls/"+url.PathEscape(callID)+"/join", nil)
	return answer.URL, err
}

// End ends a call for everyone.
func (c *Client) End(ctx context.Context, callID string) (Call, error) {
	return do[Call](ctx, c, http.MethodPost, "/calls/"+url.PathEscape(callID)+"/end", nil)
}

// Plan plans calls.
func (c *Client) Plan(ctx context.Context, p Plan) (Schedule, error) {
	return do[Schedule](ctx, c, http.MethodPost, "/schedules", p)
}

// Schedules returns the planned calls of a channel, the next first.
func (c *Client) Schedules(ctx context.Context, channelID string) ([]Schedule, error) {
	answer, err := do[struct {
		Schedules []Schedule `json:"schedules"`
	}](ctx, c, http.MethodGet, "/schedules?"+url.Values{"channel_id": {channelID}}.Encode(), nil)
	return answer.Schedules, err
}

// Cancel cancels planned calls.
func (c *Client) Cancel(ctx context.Context, scheduleID string) error {
	_, err := do[Schedule](ctx, c, http.MethodDelete, "/schedules/"+url.PathEscape(scheduleID), nil)
	return err
}

// do asks and reads the answer. Errors of the plugin are Errors.
func do[T any](ctx context.Context, c *Client, method, path string, body any) (answer T, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := c.request(ctx, method, path, body)
	if err != nil {
		return answer, err
	}
	response, err := c.send(request)
	if err != nil {
		return answer, fmt.Errorf("ask the Whereby plugin: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return answer, fmt.Errorf("read the Whereby plugin's answer: %w", err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return answer, failure(response, data)
	}
	if err = json.Unmarshal(data, &answer); err != nil {
		return answer, fmt.Errorf("read the Whereby plugin's answer: %w", err)
	}
	return answer, nil
}

func (c *Client) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	content := []byte{}
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return nil, fmt.Errorf("write the request: %w", err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("write the request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range c.headers {
		request.Header.Set(name, value)
	}
	return request, nil
}

// Error is a refusal or failure that the plugin has told.
type Error struct {
	// Status is the answer's, of HTTP.
	Status int
	// Code is for programs; openapi.yaml lists them. It is empty when the answer
	// was not the plugin's, as while the plugin is switched off.
	Code string
	// Message is for people, in the language of whom the client acts for.
	Message string
	// RetryAfter is how long to wait, where that is known.
	RetryAfter time.Duration
	// Call is the call that runs already, with Running.
	Call *Call
}

// Codes that programs do something about.
const (
	Running     = "running"
	RateLimited = "rate_limited"
	NotLoggedIn = "not_logged_in"
	NotFound    = "not_found"
	Unavailable = "whereby_unavailable"
)

// Error implements error.
func (e *Error) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("the Whereby plugin answers with status %d", e.Status)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

func failure(response *http.Response, data []byte) error {
	var answer struct {
		Error struct{ Code, Message string } `json:"error"`
		Call  *Call                          `json:"call"`
	}
	_ = json.Unmarshal(data, &answer) // others' answers have no code
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return &Error{
		Status: response.StatusCode, Code: answer.Error.Code, Message: answer.Error.Message, Call: answer.Call,
		RetryAfter: time.Duration(max(seconds, 0)) * time.Second,
	}
}
