package doctor

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	theKey    = "the-api-key"
	theSecret = "the-webhook-secret"
	theSeal   = "the-encryption-key-of-some-length"
	hostLink  = "https://acme.whereby.com/room?roomKey=the-room-key"
)

// world is a patient: all well until a test makes it otherwise.
type world struct {
	now      time.Time
	settings config.Snapshot
	key      apikey.Status
	findings []whereby.Finding
	frame    whereby.Frame
	frameErr error
	heard    time.Time
	marked   map[string]time.Time
	facts    Facts
	backlog  Backlog
	runs     []jobs.Run
	bot      *model.Bot
	err      error // of the database
	hang     chan struct{}
	log      bytes.Buffer
	refusals *Refusals
	away     bool
}

func newWorld() *world {
	w := &world{now: time.Unix(1_800_000_000, 0)}
	w.settings = config.Snapshot{Config: config.Defaults(), Server: config.Server{SiteURL: "https://chat.example"}}
	w.settings.APIKey, w.settings.WebhookSecret, w.settings.EncryptionKey = theKey, theSecret, theSeal
	w.key = apikey.Status{Source: config.KeyInSetting, Since: w.now.Add(-80 * time.Hour), AgeDays: 3}
	w.findings = []whereby.Finding{
		{Level: whereby.LevelOK, Code: whereby.FoundKeyWorks},
		{Level: whereby.LevelOK, Code: whereby.FoundClock, Skew: -2 * time.Second},
		{Level: whereby.LevelOK, Code: whereby.FoundPoints, Remaining: 900, Limit: 1000},
	}
	w.frame = whereby.Frame{Allowed: true, Host: "acme.whereby.com", Site: "https://chat.example"}
	w.heard = w.now.Add(-3 * time.Minute)
	w.marked = map[string]time.Time{}
	w.facts = Facts{Version: "16.4", Migration: 15, Newest: 15, Tables: []Table{{"whereby_calls", 1200, 3 << 20}, {"whereby_marks", -1, 8 << 10}}}
	w.backlog = Backlog{Open: 2, Live: 1, Room: hostLink, Entered: w.now.Add(-8 * time.Minute)}
	for _, j := range jobs.All() {
		w.runs = append(w.runs, jobs.Run{Job: j, At: w.now.Add(-20 * time.Second)})
	}
	w.bot = &model.Bot{Username: "whereby"}
	w.refusals = &Refusals{Now: func() time.Time { return w.now }}
	return w
}

// database hangs or fails when the world does.
func (w *world) database() error {
	if w.hang != nil {
		<-w.hang
	}
	return w.err
}

func (w *world) Status(context.Context) (apikey.Status, error)     { return w.key, w.database() }
func (w *world) Heard(context.Context) (time.Time, error)          { return w.heard, w.database() }
func (w *world) Facts(context.Context) (Facts, error)              { return w.facts, w.database() }
func (w *world) Backlog(context.Context) (Backlog, error)          { return w.backlog, w.database() }
func (w *world) Last(context.Context) ([]jobs.Run, error)          { return w.runs, w.database() }
func (w *world) GetServerVersion() string                          { return "11.1.0" }
func (w *world) GetBot(string, bool) (*model.Bot, *model.AppError) { return w.bot, nil }

func (w *world) Marked(_ context.Context, name string) (time.Time, error) {
	return w.marked[name], w.database()
}

func (w *world) doctor() *Doctor {
	return &Doctor{
		Settings: func() config.Snapshot { return w.settings }, Key: w, Database: w, Jobs: w, Server: w, BotID: "bot", Version: "1.2.3",
		Away: func() bool { return w.away },
		Look: func(_ context.Context, c whereby.Credentials) []whereby.Finding {
			if c.APIKey == "" {
				return []whereby.Finding{{Level: whereby.LevelProblem, Code: whereby.FoundNoKey}}
			}
			return w.findings
		},
		Frame:    func(context.Context, string, string) (whereby.Frame, error) { return w.frame, w.frameErr },
		Refusals: w.refusals, Now: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
}

func catalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	api := &plugintest.API{}
	api.On("GetBundlePath").Return("../..", nil)
	words, err := i18n.Load(api)
	require.NoError(t, err)
	return words
}

// bad are the lines that are not good.
func bad(r Report, w i18n.Words) (lines []string) {
	for _, l := range r.Lines {
		if l.Level != whereby.LevelOK {
			lines = append(lines, string(l.Level)+" "+l.Check+": "+l.Say(w))
		}
	}
	return lines
}

func TestAllWell(t *testing.T) {
	w := newWorld()
	words := catalogue(t)
	report := w.doctor().Examine(t.Context())
	assert.Empty(t, bad(report, words.For("en")))
	assert.True(t, report.Sound())
	assert.Equal(t, w.now, report.At)
	assert.Empty(t, w.log.String())
	text := report.Markdown(words.For("en"))
	for _, says := range []string{
		"#### How the Whereby plugin fares\n- ✓ API key: set. In use for 3 days.\n",
		"- ✓ Whereby accepts the API key.\n",
		"- ✓ The clocks of this server and of Whereby differ by 2 s.\n",
		"- ✓ 900 of 1000 API points are left",
		"- ✓ Webhook secret: set.\n- ✓ Last event received 3 min ago.\n",
		"acme.whereby.com lets https://chat.example embed its rooms",
		"- ✓ PostgreSQL 16.4 answers within ",
		"`whereby_calls` ~1200 (3.0 MB), `whereby_marks` ? (8 kB)",
		"- ✓ Tidying up: last run 20 s ago.\n- ✓ Planned calls: last run 20 s ago.\n",
		"- ✓ Calls that run: 3, of them with people inside: 1.\n",
		"Whereby plugin 1.2.3, Mattermost 11.1.0, go1.",
	} {
		assert.Contains(t, text, says)
	}
	for _, locale := range []string{"en", "de", "es", "fr", "it", "ja", "nl", "pl", "pt-BR", "ru", "uk", "zh-CN"} {
		text := report.Markdown(words.For(locale))
		assert.NotContains(t, text, "<no value>", locale)
		assert.Equal(t, len(report.Lines), strings.Count(text, "\n- ✓ "), locale)
	}
}

func TestWhatIsWrong(t *testing.T) {
	tests := map[string]struct {
		change func(w *world)
		want   []string
	}{
		"no key": {
			func(w *world) { w.settings.APIKey, w.key = "", apikey.Status{Source: config.NoKey} },
			[]string{"problem key: API key: **missing**. Make one in the Whereby dashboard"},
		},
		"refused key": {
			func(w *world) {
				w.key.RefusedAt = w.now.Add(-time.Hour)
				w.findings = []whereby.Finding{{Level: whereby.LevelProblem, Code: whereby.FoundKeyWrong}}
			},
			[]string{"problem key: API key: set. In use for 3 days. **Whereby has refused it for 1 h**", "problem whereby: Whereby refuses the API key (401)"},
		},
		"no encryption key": {
			func(w *world) { w.settings.EncryptionKey = "" },
			[]string{"problem settings: The encryption key is **missing**"},
		},
		"impossible setting": {
			func(w *world) { w.settings.DefaultDurationMinutes = -1 },
			[]string{"warning settings: "},
		},
		"few points": {
			func(w *world) { w.findings[2].Remaining = 99 },
			[]string{"warning whereby: Only 99 of 1000 API points are left"},
		},
		"away": {
			func(w *world) { w.away = true },
			[]string{"problem whereby: Whereby has **not answered** this server several times in a row, so calls fail at once for now. The plugin looks every 10 s"},
		},
		"wrong clock": {
			func(w *world) {
				w.findings[1] = whereby.Finding{Level: whereby.LevelWarning, Code: whereby.FoundSkew, Skew: time.Hour}
			},
			[]string{"warning whereby: This server's clock is 1 h ahead of Whereby's."},
		},
		"beyond the plan": {
			func(w *world) {
				w.refusals.Observe(whereby.Outcome{Method: "POST", Route: "/meetings", Status: 403, Kind: whereby.Forbidden})
				w.refusals.Observe(whereby.Outcome{Method: "GET", Route: "/meetings/{id}", Status: 429, Kind: whereby.RateLimited})
				w.refusals.Observe(whereby.Outcome{Method: "GET", Route: "/meetings", Status: 200})
				w.now = w.now.Add(time.Minute)
			},
			[]string{"warning plan: Whereby refused a request (`POST /meetings`) 1 min ago as not in your plan", "warning plan: Whereby refused a request (`GET /meetings/{id}`) 1 min ago because the API points"},
		},
		"no webhook secret": {
			func(w *world) { w.settings.WebhookSecret = "" },
			[]string{"warning webhooks: Webhook secret: **missing**"},
		},
		"silence": {
			func(w *world) { w.heard, w.backlog.Entered = w.now.Add(-50*time.Hour), w.now.Add(-time.Hour) },
			[]string{"warning webhooks: The last event came 50 h ago, although people have been in calls since. Check under Configure → Webhooks in the Whereby dashboard that the webhook has the address `https://chat.example/plugins/whereby/webhooks/whereby`"},
		},
		"silence from the start": {
			func(w *world) { w.heard, w.backlog.Entered = time.Time{}, w.now.Add(-time.Hour) },
			[]string{"warning webhooks: No event received yet. Webhook address: `https://chat.example/"},
		},
		"silence as nobody calls": {func(w *world) { w.heard, w.backlog.Entered = w.now.Add(-50*time.Hour), w.now.Add(-50*time.Hour) }, nil},
		"never called":            {func(w *world) { w.heard, w.backlog = time.Time{}, Backlog{} }, nil},
		"stale webhooks": {
			func(w *world) { w.marked[RefusedStale] = w.now.Add(-time.Minute) },
			[]string{"warning webhooks: An event was refused 1 min ago, because it was signed more than 5 min before or after"},
		},
		"refused long ago": {func(w *world) { w.marked[RefusedSecret] = w.now.Add(-time.Hour) }, nil},
		"embedding refused": {
			func(w *world) { w.frame.Allowed = false },
			[]string{"warning embedding: acme.whereby.com does not let https://chat.example embed its rooms"},
		},
		"embedding not known": {
			func(w *world) { w.frameErr = errors.New("away") },
			[]string{"warning embedding: acme.whereby.com could not be asked"},
		},
		"no site": {
			func(w *world) { w.settings.SiteURL = "" },
			[]string{"warning links: The site URL is **missing**"},
		},
		"no https": {
			func(w *world) { w.settings.SiteURL = "http://chat.example" },
			[]string{"warning links: **Whereby sends webhooks to https addresses only**"},
		},
		"old tables": {
			func(w *world) { w.facts.Migration = 14 },
			[]string{"problem database: The plugin's tables have version 14, but the plugin needs 15."},
		},
		"newer tables": {
			func(w *world) { w.facts.Migration = 16 },
			[]string{"warning database: The plugin's tables have version 16, but this plugin knows only 15"},
		},
		"jobs": {
			func(w *world) {
				w.runs[0].At, w.runs[1].At, w.runs[2].Failed = w.now.Add(-time.Hour), time.Time{}, true
			},
			[]string{"problem jobs: Tidying up: **late**, last run 1 h ago.", "warning jobs: Planned calls: not run yet.", "warning jobs: Telling other services: last run 20 s ago, with an error."},
		},
		"events": {func(w *world) { w.backlog.Events, w.backlog.Oldest = 3, w.now.Add(-time.Minute) }, nil},
		"old events": {
			func(w *world) { w.backlog.Events, w.backlog.Oldest = 3, w.now.Add(-time.Hour) },
			[]string{"warning backlog: Events to be passed on: 3, the oldest from 1 h ago, which is **too long**."},
		},
		"dead deliveries": {
			func(w *world) { w.backlog.Waiting, w.backlog.Dead = 7, 2 },
			[]string{"warning backlog: Messages to other services that wait: 7, and that were **given up** in the last seven days: 2."},
		},
		"bot off": {
			func(w *world) { w.bot.DeleteAt = 1 },
			[]string{"problem bot: The bot @whereby is **deactivated**"},
		},
		"database away": {
			func(w *world) { w.err = errors.New("connection refused") },
			[]string{
				"problem key: `key`: could not be examined.", "problem webhooks: `webhooks`: could", "problem embedding: `embedding`: could",
				"problem database: `database`: could", "problem jobs: `jobs`: could", "problem backlog: `backlog`: could",
			},
		},
	}
	words := catalogue(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			test.change(w)
			report := w.doctor().Examine(t.Context())
			found := bad(report, words.For("en"))
			require.Len(t, found, len(test.want), strings.Join(found, "\n"))
			sound := true
			for i, want := range test.want {
				assert.Contains(t, found[i], want)
				sound = sound && !strings.HasPrefix(want, "problem")
			}
			assert.Equal(t, sound, report.Sound())
			for _, locale := range []string{"en", "de"} {
				text := report.Markdown(words.For(locale)) + w.log.String()
				assert.NotContains(t, text, "<no value>")
				for _, secret := range []string{theKey, theSecret, theSeal, hostLink, "roomKey", "the-room-key"} {
					assert.NotContains(t, text, secret)
				}
			}
		})
	}
}

// TestNobodyAnswers ends all the same, each check by its own limit, all at once.
func TestNobodyAnswers(t *testing.T) {
	w := newWorld()
	w.hang = make(chan struct{})
	defer close(w.hang)
	d := w.doctor()
	d.limit = 50 * time.Millisecond
	report := d.Examine(t.Context())
	assert.False(t, report.Sound())
	words := catalogue(t).For("en")
	found := bad(report, words)
	require.Len(t, found, 6, strings.Join(found, "\n"))
	for _, line := range found {
		assert.Contains(t, line, "no answer within")
	}
	assert.Contains(t, report.Markdown(words), "✓ Whereby accepts the API key.", "what answers is told")
}

func TestWithin(t *testing.T) {
	n, err := Within(t.Context(), time.Minute, func(context.Context) (int, error) { return 7, nil })
	require.NoError(t, err)
	assert.Equal(t, 7, n)
	_, err = Within(t.Context(), time.Minute, func(context.Context) (int, error) { panic("as asked") })
	require.ErrorContains(t, err, "panic: as asked")
	hang := make(chan struct{})
	defer close(hang)
	_, err = Within(t.Context(), time.Millisecond, func(context.Context) (int, error) {
		<-hang
		return 0, nil
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
