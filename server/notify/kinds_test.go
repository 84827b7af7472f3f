package notify

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/notify/notifytest"
)

// connectionOf is a whole connection of a kind.
func connectionOf(kind Kind, url string) Connection {
	c := Connection{ID: "connection", Kind: kind, Name: "Service", Enabled: true, URL: url, Rules: kind.UsualRules()}
	switch kind {
	case GA4:
		c.Account, c.Secret = "G-TEST1234", "api-secret"
	case Mixpanel:
		c.Account = "0123456789abcdef0123456789abcdef"
	case Slack:
		c.URL += notifytest.SlackPath
	}
	return c.Complete()
}

func endedCall() call.Call {
	c := someCall()
	c.State, c.EndedAt, c.PostID = call.Ended, at.Add(90*time.Minute), "post"
	c.Stays[0].LeftAt = at.Add(10 * time.Minute)
	return c
}

func TestWhatKindsAreLike(t *testing.T) {
	for _, traits := range Kinds() {
		c := connectionOf(traits.Kind, "https://service.example")
		assert.Empty(t, c.Problem(), traits.Kind)
		assert.Subset(t, traits.Events, traits.UsualEvents)
		assert.NotEmpty(t, c.Key)
		assert.Equal(t, c, c.Complete(), "what is complete stays")
		assert.Equal(t, traits.Kind == Webhook || traits.Kind == GA4, c.Secret != "", traits.Kind)

		for _, need := range []Need{NeedsURL, NeedsSecret, NeedsAccount} {
			lacking := c
			switch need {
			case NeedsURL:
				lacking.URL = ""
			case NeedsSecret:
				lacking.Secret = ""
			case NeedsAccount:
				lacking.Account = ""
			}
			problem := ""
			for _, n := range traits.Needs {
				if n == need {
					problem = string(n)
				}
			}
			assert.Equal(t, problem, lacking.Complete().Problem(), "%s without %s", traits.Kind, need)
		}
	}
	for kind, account := range map[Kind]string{GA4: "UA-1234-1", Mixpanel: "a:b"} {
		c := connectionOf(kind, "https://service.example")
		c.Account = account
		assert.Equal(t, "account", c.Problem())
	}
	c := connectionOf(Slack, "https://service.example")
	c.Rules.Events = []call.EventKind{call.EventJoined}
	assert.Equal(t, "events", c.Problem())
	assert.Empty(t, Kind("pigeon").Events())
}

// slackShows is what a message says to Slack, which has to take it.
func slackShows(t *testing.T, courier *Courier, connection Connection, kind call.EventKind, about call.Call) notifytest.SlackMessage {
	t.Helper()
	service := &notifytest.Slack{}
	server := httptest.NewServer(service)
	defer server.Close()
	connection.URL = server.URL + notifytest.SlackPath
	d := courier.made(t, connection, call.Event{ID: "event", Kind: kind, At: at}, about)
	require.Equal(t, outcome{ok: true, status: 200}, courier.send(t.Context(), connection, d, false))
	require.Len(t, service.Messages(), 1)
	return service.Messages()[0]
}

func TestWhatSlackIsTold(t *testing.T) {
	quiet := someCall()
	quiet.PostID = "post"
	missed := endedCall()
	missed.State, missed.StartedAt, missed.Stays, missed.Options.Topic = call.Missed, time.Time{}, nil, ""
	german := newCourier(t)
	german.Settings = func() Settings { return Settings{SiteURL: "https://chat.example", Locale: "de"} }
	nameless := connectionOf(Slack, "")
	nameless.Rules.Personal = false
	for name, tc := range map[string]struct {
		courier    *Courier
		connection Connection
		kind       call.EventKind
		about      call.Call
		want       string
	}{
		"a start":         {newCourier(t), connectionOf(Slack, ""), call.EventCreated, quiet, "<Deal> & more · Alice started a call · Sales · Join the call (https://acme.whereby.com/room)"},
		"without names":   {newCourier(t), nameless, call.EventCreated, quiet, "<Deal> & more · A call has started · Sales · Join the call (https://acme.whereby.com/room)"},
		"links not shown": {german, connectionOf(Slack, ""), call.EventCreated, quiet, "<Deal> & more · Alice hat einen Anruf gestartet · Sales · In Mattermost öffnen (https://chat.example/_redirect/pl/post)"},
		"an end":          {newCourier(t), connectionOf(Slack, ""), call.EventEnded, endedCall(), "<Deal> & more · Call ended · 1 h 30 min · 1 person · Sales · Open in Mattermost (https://chat.example/_redirect/pl/post)"},
		"nobody came":     {newCourier(t), connectionOf(Slack, ""), call.EventMissed, missed, "Call · nobody joined · Sales · Open in Mattermost (https://chat.example/_redirect/pl/post)"},
	} {
		message := slackShows(t, tc.courier, tc.connection, tc.kind, tc.about)
		assert.Equal(t, tc.want, message.Shown(), name)
		assert.NotContains(t, message.Text, "https://", name)
	}
}

func TestTopicsAreHarmlessInSlack(t *testing.T) {
	for _, topic := range []string{
		"<!channel>", "<!here|here>", "<@U1>", "<#C1|general>", "<https://evil.example|Join>", "*bold* _i_ ~s~ `code`", "a|b", "&lt;!channel&gt;",
		"> quote", "line\n\n<!everyone>\x00\u2028", strings.Repeat("&<>", 30_000), strings.Repeat("🦊", 500),
	} {
		about := someCall()
		about.Options.Topic = topic
		message := slackShows(t, newCourier(t), connectionOf(Slack, ""), call.EventCreated, about)
		assert.NotRegexp(t, "[<>\n]", message.Text)
		assert.NotRegexp(t, "&(?:$|[^agl]|a[^m]|g[^t]|l[^t])", message.Text)
		assert.Less(t, len([]rune(message.Text)), 2000)
		assert.Equal(t, 1, strings.Count(message.Shown(), " (http"))
		if len(topic) < 50 {
			assert.Contains(t, message.Shown(), strings.Join(strings.Fields(topic), " "), "as it was written")
		}
	}
}

func TestWhatServicesAnswer(t *testing.T) {
	for kind, answers := range map[Kind]map[string]struct {
		status int
		says   string
		want   outcome
	}{
		Slack: {
			"no such webhook": {404, "no_service", outcome{reason: Gone, gone: true}},
			"no channel":      {404, "channel_not_found", outcome{reason: Gone, gone: true}},
			"archived":        {410, "channel_is_archived", outcome{reason: Gone, gone: true}},
			"revoked":         {403, "invalid_token", outcome{reason: Gone, gone: true}},
			"not allowed":     {403, "action_prohibited", outcome{reason: Refused, vain: true}},
			"not understood":  {400, "invalid_payload", outcome{reason: Refused, vain: true}},
			"too slow":        {408, "timeout", outcome{reason: Refused}},
			"its trouble":     {500, "rollup_error", outcome{reason: Failing}},
			"away":            {503, "", outcome{reason: Failing, away: true, wait: 30 * time.Second}},
			"too many":        {429, "rate_limited", outcome{reason: Busy, away: true, wait: 30 * time.Second}},
		},
		GA4: {
			"a wall in between": {403, "blocked", outcome{reason: Refused}},
			"its trouble":       {500, "", outcome{reason: Failing}},
			"found wrong":       {200, `{"validationMessages":[{"fieldPath":"events","description":"bad name"}]}`, outcome{reason: Invalid, vain: true}},
		},
		Mixpanel: {
			"another token": {401, `{"code":401}`, outcome{reason: Refused}},
			"not read":      {400, "what?", outcome{reason: Refused, vain: true}},
			"too large":     {413, "", outcome{reason: Refused, vain: true}},
			"found wrong":   {400, `{"failed_records":[{"field":"properties.time","message":"bad"}]}`, outcome{reason: Invalid, vain: true}},
			"too many":      {429, "", outcome{reason: Busy, away: true, wait: 30 * time.Second}},
			"its trouble":   {500, "", outcome{reason: Failing}},
		},
	} {
		for name, tc := range answers {
			server := httptest.NewServer(notifytest.Says(tc.status, tc.says, "Retry-After", "30"))
			connection := connectionOf(kind, server.URL)
			courier := newCourier(t)
			got := courier.send(t.Context(), connection, courier.made(t, connection, call.Event{Kind: call.EventCreated, At: at}, someCall()), false)
			server.Close()
			tc.want.status, tc.want.text = tc.status, got.text
			assert.Equal(t, tc.want, got, "%s: %s", kind, name)
			if tc.want.reason == Invalid {
				assert.Contains(t, got.text, ": bad")
			}
		}
	}
}

// Whatever a kind does, what keeps a request from being answered is told alike.
func TestWhyNothingIsAnswered(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer inside.Close()
	redirecting := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusTemporaryRedirect))
	defer redirecting.Close()
	stalling := httptest.NewServer(http.HandlerFunc(notifytest.Stalls))
	defer stalling.Close()
	untrusted := httptest.NewUnstartedServer(inside.Config.Handler)
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // of refused handshakes
	untrusted.StartTLS()
	defer untrusted.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, traits := range Kinds() {
		for reason, address := range map[Reason]string{
			Redirect: redirecting.URL, NoAnswer: stalling.URL, Certificate: untrusted.URL, NoConnection: closed.URL,
			NotAllowed: "http://10.1.2.3", NotFound: "http://nowhere.invalid",
		} {
			courier := newCourier(t)
			courier.Client.Timeout = 2 * time.Second
			if reason == NoAnswer {
				courier.Client.Timeout = 50 * time.Millisecond
			}
			connection := connectionOf(traits.Kind, address)
			got := courier.send(t.Context(), connection, courier.made(t, connection, call.Event{Kind: call.EventCreated, At: at}, someCall()), false)
			assert.Equal(t, reason, got.reason, "%s: %s", traits.Kind, got.text)
			assert.Equal(t, reason != Redirect, got.away)
			assert.NotContains(t, got.text, "api-secret")
			assert.NotContains(t, got.text, notifytest.SlackPath)
		}
	}
}

func TestAnEventThatIsNeverTakenIsGivenUp(t *testing.T) {
	d := Delivery{State: Pending, CreatedAt: at}.after(outcome{status: 400, reason: Refused, vain: true}, at)
	assert.Equal(t, Delivery{State: Dead, Tries: 1, Status: 400, Reason: Refused, CreatedAt: at, DoneAt: at}, d)
}

func TestTests(t *testing.T) {
	ga4, slack := &notifytest.GA4{Account: "G-TEST1234", Secret: "api-secret"}, &notifytest.Slack{}
	mixpanel := &notifytest.Mixpanel{Token: "0123456789abcdef0123456789abcdef"}
	for kind, service := range map[Kind]http.Handler{GA4: ga4, Slack: slack, Mixpanel: mixpanel} {
		server := httptest.NewServer(service)
		d, err := newCourier(t).Test(context.Background(), connectionOf(kind, server.URL))
		require.NoError(t, err)
		assert.Equal(t, Done, d.State, d.Error)
		server.Close()
	}
	assert.Equal(t, 1, ga4.Checked())
	require.Len(t, ga4.Events(), 1, "to be seen in DebugView")
	assert.EqualValues(t, 1, ga4.Events()[0].Params["debug_mode"])
	require.Len(t, mixpanel.Events(), 1)
	assert.Equal(t, true, mixpanel.Events()[0].Properties["test"])
	require.Len(t, slack.Messages(), 1)
	assert.Contains(t, slack.Messages()[0].Shown(), "This is a test")

	server := httptest.NewServer(mixpanel)
	defer server.Close()
	late := newCourier(t)
	late.Now = func() time.Time { return time.Now().Add(2 * time.Hour) } // Mixpanel takes nothing from the future
	d, err := late.Test(t.Context(), connectionOf(Mixpanel, server.URL))
	require.NoError(t, err)
	assert.Equal(t, Invalid, d.Reason)
	assert.Contains(t, d.Error, "properties.time")
	assert.NotEqual(t, Done, d.State)
	var payload []mixpanelEvent
	require.NoError(t, json.Unmarshal(d.Payload, &payload))
}
