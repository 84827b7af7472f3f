package client

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// server answers one thing to everything and keeps what it was asked.
type server struct {
	status  int
	answer  string
	header  http.Header
	request *http.Request
	body    string
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	s.request, s.body = r, string(data)
	for name := range s.header {
		w.Header().Set(name, s.header.Get(name))
	}
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.answer)
}

// PluginHTTP implements PluginAPI.
func (s *server) PluginHTTP(r *http.Request) *http.Response {
	if s.status == 0 {
		return nil
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func TestRequests(t *testing.T) {
	yes := true
	tests := map[string]struct {
		ask                func(context.Context, *Client) error
		method, path, body string
	}{
		"start": {func(ctx context.Context, c *Client) error {
			_, err := c.Start(ctx, Start{ChannelID: "town", Topic: "Incident", Options: Options{Locked: &yes}})
			return err
		}, "POST", "/calls", `{"channel_id":"town","topic":"Incident","locked":true}`},
		"get":  {func(ctx context.Context, c *Client) error { _, err := c.Get(ctx, "a/b"); return err }, "GET", "/calls/a%2Fb", ""},
		"list": {func(ctx context.Context, c *Client) error { _, _, err := c.List(ctx, "town", "x&y"); return err }, "GET", "/calls?channel_id=town&cursor=x%26y", ""},
		"join": {func(ctx context.Context, c *Client) error { _, err := c.Join(ctx, "id"); return err }, "GET", "/calls/id/join", ""},
		"end":  {func(ctx context.Context, c *Client) error { _, err := c.End(ctx, "id"); return err }, "POST", "/calls/id/end", ""},
		"plan": {func(ctx context.Context, c *Client) error {
			_, err := c.Plan(ctx, Plan{ChannelID: "town", When: "every day at 9"})
			return err
		}, "POST", "/schedules", `{"channel_id":"town","when":"every day at 9"}`},
		"plans":  {func(ctx context.Context, c *Client) error { _, err := c.Schedules(ctx, "town"); return err }, "GET", "/schedules?channel_id=town", ""},
		"cancel": {func(ctx context.Context, c *Client) error { return c.Cancel(ctx, "id") }, "DELETE", "/schedules/id", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := &server{status: 200, answer: `{}`}
			outside := httptest.NewServer(s)
			defer outside.Close()
			require.NoError(t, test.ask(t.Context(), New(outside.URL+"/", "token")))
			assert.Equal(t, test.method, s.request.Method)
			assert.Equal(t, "/plugins/whereby/api/v1"+test.path, s.request.URL.RequestURI())
			assert.Equal(t, "Bearer token", s.request.Header.Get("Authorization"))
			assert.Equal(t, test.body, s.body)

			require.NoError(t, test.ask(t.Context(), ForPlugin(s, "bot")))
			assert.Equal(t, "/whereby/api/v1"+test.path, s.request.URL.RequestURI())
			assert.Equal(t, "bot", s.request.Header.Get("Mattermost-User-Id"))
		})
	}
}

func TestErrors(t *testing.T) {
	s := &server{status: 409, answer: `{"error":{"code":"running","message":"A call runs."},"call":{"id":"there"}}`}
	_, err := ForPlugin(s, "bot").Start(t.Context(), Start{ChannelID: "town"})
	refusal := new(Error)
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, &Error{Status: 409, Code: Running, Message: "A call runs.", Call: &Call{ID: "there"}}, refusal)
	assert.EqualError(t, err, "running: A call runs.")

	s.status, s.answer, s.header = 429, `{"error":{"code":"rate_limited","message":"Wait."}}`, http.Header{"Retry-After": {"30"}}
	_, err = ForPlugin(s, "bot").Get(t.Context(), "id")
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, 30*time.Second, refusal.RetryAfter)

	s.status, s.answer, s.header = 404, "404 page not found", nil
	_, err = ForPlugin(s, "bot").Get(t.Context(), "id")
	assert.EqualError(t, err, "the Whereby plugin answers with status 404", "it is switched off")

	s.status, s.answer = 200, "<html>"
	_, err = ForPlugin(s, "bot").Get(t.Context(), "id")
	assert.ErrorContains(t, err, "read the Whereby plugin's answer")

	s.status = 0
	_, err = ForPlugin(s, "bot").Get(t.Context(), "id")
	assert.ErrorContains(t, err, "does not answer")

	_, err = New("http://127.0.0.1:1", "token").Get(t.Context(), "id")
	assert.ErrorContains(t, err, "ask the Whereby plugin")
}

// What is read and written here is what the document describes.
func TestTypesAreAsDocumented(t *testing.T) {
	document, err := os.ReadFile("../api/openapi.yaml")
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(document)
	require.NoError(t, err)
	for name, value := range map[string]any{
		"Call": Call{}, "Stay": Stay{}, "File": File{}, "Schedule": Schedule{}, "StartCall": Start{}, "PlanCalls": Plan{},
	} {
		t.Run(name, func(t *testing.T) {
			schema := doc.Components.Schemas[name].Value
			for _, field := range reflect.VisibleFields(reflect.TypeOf(value)) {
				if field.Anonymous {
					continue
				}
				tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				property := schema.Properties[tag]
				require.NotNil(t, property, tag)
				assert.True(t, property.Value.Type.Is(typeOf(field.Type)), "%s is %v", tag, property.Value.Type)
			}
		})
	}
}

func typeOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeOf(t.Elem())
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Slice:
		return "array"
	default:
		return "string"
	}
}
