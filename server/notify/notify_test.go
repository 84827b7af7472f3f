package notify

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

var at = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

type names struct{}

func (names) Person(id string) (call.Person, error) {
	return call.Person{ID: id, DisplayName: "Alice"}, nil
}

func (names) Channel(id string) (call.Channel, error) {
	return call.Channel{ID: id, DisplayName: "Sales"}, nil
}

func clientThatMayGoTo(allowed string) *http.Client {
	config := &model.Config{}
	config.SetDefaults()
	config.ServiceSettings.AllowedUntrustedInternalConnections = &allowed
	api := &plugintest.API{}
	api.On("GetConfig").Return(config)
	return NewClient(api)
}

// words are read once: it takes long.
var words = sync.OnceValues(func() (*i18n.Catalogue, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	api := &plugintest.API{}
	api.On("GetBundlePath").Return(root, nil)
	return i18n.Load(api)
})

func newCourier(t *testing.T) *Courier {
	t.Helper()
	words, err := words()
	require.NoError(t, err)
	return &Courier{
		Directory: names{}, Client: clientThatMayGoTo("127.0.0.0/8"), Words: words, Settings: func() Settings {
			return Settings{Shown: call.Shown{RoomLinks: true, Names: true}, SiteURL: "https://chat.example", Locale: "en"}
		},
		Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

// made is the delivery that an event of a call becomes.
func (c *Courier) made(t *testing.T, connection Connection, event call.Event, about call.Call) Delivery {
	t.Helper()
	d, err := c.delivery(connection, 7, c.facts(connection, event, about))
	require.NoError(t, err)
	return d
}

func webhookTo(url string) Connection {
	return Connection{
		ID: "connection", Kind: Webhook, Name: "CRM", Enabled: true, URL: url, Secret: secretPrefix + randomKey(), Rules: Rules{Events: Webhook.Events()},
	}
}

func someCall() call.Call {
	return call.Call{
		ID: "call", ChannelID: "channel", TeamID: "team", HostID: "alice", State: call.Live, CreatedAt: at, StartedAt: at,
		Options: call.Options{Topic: "<Deal> & more", Template: "demo"},
		Room:    call.Room{Name: "room", URL: "https://acme.whereby.com/room", HostURL: "https://acme.whereby.com/room?roomKey=secret"},
		Stays:   []call.Stay{{Visitor: call.Visitor{ParticipantID: "p", Name: "Bob"}, JoinedAt: at}},
	}
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("webhooks.json", document))
	compiled, err := compiler.Compile("webhooks.json")
	require.NoError(t, err)
	return compiled
}

func TestPayloadsFitTheSchema(t *testing.T) {
	schema := schema(t)
	for _, kind := range Webhook.Events() {
		for _, personal := range []bool{false, true} {
			connection := webhookTo("https://crm.example")
			connection.Rules.Personal = personal
			event := call.Event{ID: "event", Kind: kind, At: at, Who: call.Visitor{UserID: "bob", Name: "Bob B."}, FileID: "file"}
			d := newCourier(t).made(t, connection, event, someCall())
			body, err := jsonschema.UnmarshalJSON(bytes.NewReader(d.Payload))
			require.NoError(t, err)
			require.NoError(t, schema.Validate(body), kind)

			text := string(d.Payload)
			assert.NotContains(t, text, "roomKey")
			assert.Contains(t, text, `"room_url":"https://acme.whereby.com/room"`)
			assert.Equal(t, personal, strings.Contains(text, "Alice"), kind)
			assert.Equal(t, personal && (kind == call.EventJoined || kind == call.EventLeft), strings.Contains(text, "Bob B."), kind)
			if !personal {
				assert.NotContains(t, text, "bob")
				assert.NotContains(t, text, "alice")
			}
		}
	}
	wrong, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"type":"call.created","timestamp":"2026-11-26T12:00:00Z","data":{}}`))
	require.NoError(t, err)
	require.Error(t, schema.Validate(wrong))

	courier := newCourier(t)
	courier.Settings = func() Settings { return Settings{} }
	connection := webhookTo("https://crm.example")
	connection.Rules.Personal = true
	joined := call.Event{Kind: call.EventJoined, Who: call.Visitor{UserID: "bob", Name: "Bob B."}}
	d := courier.made(t, connection, joined, someCall())
	assert.NotContains(t, string(d.Payload), "whereby.com")
	assert.NotContains(t, strings.ToLower(string(d.Payload)), "bob", "the settings go before the connection's")
}

func TestWhoWantsWhat(t *testing.T) {
	all := Rules{Events: Webhook.Events()}
	in := func(change func(*Rules)) Rules {
		r := all
		change(&r)
		return r
	}
	direct := someCall()
	direct.TeamID = ""
	for name, tc := range map[string]struct {
		rules Rules
		call  call.Call
		want  bool
	}{
		"all":                      {all, someCall(), true},
		"another event":            {Rules{Events: []call.EventKind{call.EventEnded}}, someCall(), false},
		"its channel":              {in(func(r *Rules) { r.Channels = []string{"other", "channel"} }), someCall(), true},
		"another channel":          {in(func(r *Rules) { r.Channels = []string{"other"} }), someCall(), false},
		"another team":             {in(func(r *Rules) { r.Teams = []string{"other"} }), someCall(), false},
		"its template":             {in(func(r *Rules) { r.Templates = []string{"demo"} }), someCall(), true},
		"another template":         {in(func(r *Rules) { r.Templates = []string{"standup"} }), someCall(), false},
		"a direct message":         {all, direct, false},
		"a direct message by name": {in(func(r *Rules) { r.Channels = []string{"channel"} }), direct, true},
	} {
		assert.Equal(t, tc.want, tc.rules.want(call.EventStarted, tc.call), name)
	}
}

func TestSend(t *testing.T) {
	connection := webhookTo("")
	verifier, err := standardwebhooks.NewWebhook(connection.Secret)
	require.NoError(t, err)
	var answer http.HandlerFunc
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer inside.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.NoError(t, verifier.Verify(body, r.Header))
		assert.Equal(t, "delivery", r.Header.Get("webhook-id"))
		answer(w, r)
	}))
	defer server.Close()
	connection.URL = server.URL + "/?token=hidden"
	says := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "well\x00 \n "+strings.Repeat("x", 100_000))
		}
	}
	well := "well " + strings.Repeat("x", maxText-5)
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   outcome
	}{
		"taken":         {says(200), outcome{ok: true, status: 200}},
		"accepted":      {says(202), outcome{ok: true, status: 202}},
		"a redirect":    {says(302, "Location", inside.URL), outcome{status: 302, reason: Redirect, text: well}},
		"refused":       {says(400), outcome{status: 400, reason: Refused, text: well}},
		"gone":          {says(410), outcome{status: 410, reason: Gone, text: well, gone: true}},
		"too many":      {says(429, "Retry-After", "120"), outcome{status: 429, reason: Busy, text: well, away: true, wait: 2 * time.Minute}},
		"too many long": {says(429, "Retry-After", "999999999"), outcome{status: 429, reason: Busy, text: well, away: true, wait: time.Hour}},
		"its trouble":   {says(500), outcome{status: 500, reason: Failing, text: well}},
		"away":          {says(503), outcome{status: 503, reason: Failing, text: well, away: true}},
	} {
		answer = tc.answer
		got := newCourier(t).send(t.Context(), connection, Delivery{ID: "delivery", Payload: json.RawMessage(`{"b":1,"a":"<é>"}`)}, false)
		assert.Equal(t, tc.want, got, name)
	}

	t.Run("slow", func(t *testing.T) {
		courier := newCourier(t)
		courier.Client.Timeout = 50 * time.Millisecond
		answer = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		got := courier.send(t.Context(), connection, Delivery{ID: "delivery", Payload: json.RawMessage(`{}`)}, false)
		assert.Equal(t, outcome{away: true, reason: NoAnswer, text: "no answer in time"}, got)
	})
	server.Close()
	got := newCourier(t).send(t.Context(), connection, Delivery{ID: "delivery", Payload: json.RawMessage(`{}`)}, false)
	assert.True(t, got.away)
	assert.Equal(t, NoConnection, got.reason)
	assert.Contains(t, got.text, "refused")
	assert.NotContains(t, got.text, "hidden")
}

func TestNothingGoesToPrivateAddresses(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	defer server.Close()
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	courier := newCourier(t)
	courier.Client = clientThatMayGoTo("")
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "[::1]"} {
		got := courier.send(t.Context(), webhookTo("http://"+host+port), Delivery{ID: "delivery", Payload: json.RawMessage(`{}`)}, false)
		assert.Equal(t, 0, got.status, host)
		assert.Equal(t, NotAllowed, got.reason, host)
		assert.Contains(t, got.text, "address forbidden", host)
	}
}

func TestAfterATry(t *testing.T) {
	d := Delivery{State: Pending, CreatedAt: at}
	done := d.after(outcome{ok: true, status: 200}, at)
	assert.Equal(t, Delivery{State: Done, Tries: 1, Status: 200, CreatedAt: at, DoneAt: at}, done)
	failed := d.after(outcome{status: 500}, at)
	assert.Equal(t, Pending, failed.State)
	assert.WithinRange(t, failed.NextAt, at.Add(750*time.Millisecond), at.Add(time.Second))
	for range 60 { // no overflow
		failed = failed.after(outcome{status: 500}, at)
	}
	assert.WithinRange(t, failed.NextAt, at.Add(45*time.Minute), at.Add(time.Hour))
	assert.Equal(t, at.Add(30*time.Minute), d.after(outcome{wait: 30 * time.Minute}, at).NextAt)
	assert.Equal(t, Dead, d.after(outcome{}, at.Add(giveUpAfter)).State)
	assert.Equal(t, Dropped, d.after(outcome{gone: true}, at).State)

	c := webhookTo("https://crm.example").after(outcome{away: true}, at).after(outcome{away: true}, at)
	assert.Equal(t, 2, c.Failures)
	assert.WithinRange(t, c.PausedUntil, at.Add(1500*time.Millisecond), at.Add(2*time.Second))
	assert.Equal(t, c, c.after(outcome{status: 400}, at), "says nothing of the others")
	c = c.after(outcome{ok: true}, at)
	assert.Zero(t, c.Failures)
	assert.True(t, c.PausedUntil.IsZero())
	assert.False(t, c.after(outcome{gone: true}, at).Active())
}

func TestConnectionProblems(t *testing.T) {
	for want, change := range map[string]func(*Connection){
		"":          func(*Connection) {},
		"kind":      func(c *Connection) { c.Kind = "pigeon" },
		"name":      func(c *Connection) { c.Name = " " },
		"url":       func(c *Connection) { c.URL = "ftp://crm.example" },
		"secret":    func(c *Connection) { c.Secret = "whsec_c2hvcnQ=" },
		"events":    func(c *Connection) { c.Rules.Events = []call.EventKind{call.EventKnocked} },
		"channels":  func(c *Connection) { c.Rules.Channels = make([]string, maxFilter+1) },
		"teams":     func(c *Connection) { c.Rules.Teams = make([]string, maxFilter+1) },
		"templates": func(c *Connection) { c.Rules.Templates = make([]string, maxFilter+1) },
	} {
		c := webhookTo("https://crm.example/hook")
		change(&c)
		assert.Equal(t, want, c.Problem())
	}
}
