package whereby_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestLook(t *testing.T) {
	sandbox, credentials := checkable(t)
	findings := whereby.Look(t.Context(), credentials)
	assert.Equal(t, []string{"ok key_works", "ok clock_right", "ok points"}, codes(findings))
	assert.Less(t, findings[1].Skew.Abs(), time.Minute)
	assert.Equal(t, 999, findings[2].Remaining, "one point")
	assert.Empty(t, sandbox.Meetings())

	for kind, want := range map[wherebytest.FaultKind]string{
		wherebytest.FaultUnauthorized: "problem key_wrong",
		wherebytest.FaultServerError:  "problem whereby_trouble",
		wherebytest.FaultHang:         "problem timeout",
	} {
		sandbox.Inject(wherebytest.Fault{Kind: kind})
		assert.Contains(t, codes(whereby.Look(t.Context(), credentials)), want)
		sandbox.ClearFaults()
	}
	credentials.APIKey = ""
	assert.Equal(t, []string{"problem no_key"}, codes(whereby.Look(t.Context(), credentials)))
}

func TestFrameOf(t *testing.T) {
	tests := map[string]struct {
		policies []string
		site     string
		want     bool
	}{
		"no policy":             {nil, "https://chat.example", true},
		"of other things":       {[]string{"default-src 'none'; frame-src x"}, "https://chat.example", true},
		"all":                   {[]string{"frame-ancestors *"}, "https://chat.example", true},
		"nobody":                {[]string{"frame-ancestors 'none'"}, "https://chat.example", false},
		"no list":               {[]string{"frame-ancestors"}, "https://chat.example", false},
		"itself only":           {[]string{"frame-ancestors 'self'"}, "https://chat.example", false},
		"the site":              {[]string{"default-src *; Frame-Ancestors 'self' https://Chat.example"}, "https://chat.EXAMPLE/mattermost", true},
		"another":               {[]string{"frame-ancestors https://other.example"}, "https://chat.example", false},
		"part of the name":      {[]string{"frame-ancestors https://chat.example"}, "https://evil-chat.example", false},
		"with the usual port":   {[]string{"frame-ancestors https://chat.example:443"}, "https://chat.example", true},
		"with its port":         {[]string{"frame-ancestors https://chat.example:8065"}, "https://chat.example:8065", true},
		"without its port":      {[]string{"frame-ancestors https://chat.example"}, "https://chat.example:8065", false},
		"any port":              {[]string{"frame-ancestors https://chat.example:*"}, "https://chat.example:8065", true},
		"wildcard":              {[]string{"frame-ancestors https://*.example"}, "https://chat.example", true},
		"wildcard, name itself": {[]string{"frame-ancestors https://*.chat.example"}, "https://chat.example", false},
		"by scheme":             {[]string{"frame-ancestors https:"}, "https://chat.example", true},
		"by another scheme":     {[]string{"frame-ancestors https:"}, "http://chat.example", false},
		"http for https":        {[]string{"frame-ancestors http://chat.example"}, "https://chat.example", true},
		"https for http":        {[]string{"frame-ancestors https://chat.example"}, "http://chat.example", false},
		"one of two policies":   {[]string{"frame-ancestors *", "frame-ancestors https://other.example"}, "https://chat.example", false},
		"two in one header":     {[]string{"frame-ancestors *, frame-ancestors 'none'"}, "https://chat.example", false},
		"the first of two":      {[]string{"frame-ancestors *; frame-ancestors 'none'"}, "https://chat.example", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rooms := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				assert.Equal(t, http.MethodHead, r.Method)
				assert.Equal(t, "/csp", r.RequestURI, "nothing of the room's link")
				for _, policy := range test.policies {
					w.Header().Add("Content-Security-Policy", policy)
				}
			}))
			defer rooms.Close()
			frame, err := whereby.FrameOf(t.Context(), rooms.URL+"/room?roomKey=secret", test.site)
			require.NoError(t, err)
			assert.Equal(t, test.want, frame.Allowed)
			host, err := url.Parse(rooms.URL)
			require.NoError(t, err)
			assert.Equal(t, host.Host, frame.Host)
		})
	}
}

func TestFrameOfWhoDoesNotAnswer(t *testing.T) {
	rooms := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	for name, asked := range map[string]struct{ room, site string }{
		"trouble":      {rooms.URL + "/room", "https://chat.example"},
		"no room":      {"", "https://chat.example"},
		"no site":      {rooms.URL + "/room", ""},
		"nobody there": {"http://127.0.0.1:1/room?roomKey=secret", "https://chat.example"},
	} {
		_, err := whereby.FrameOf(t.Context(), asked.room, asked.site)
		require.Error(t, err, name)
		assert.NotContains(t, err.Error(), "secret", name)
	}
	rooms.Close()
}
