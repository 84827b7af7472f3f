package tests

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	prometheus "github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// diagnosed is a line of the doctor's.
type diagnosed struct{ Check, Level, Text string }

// examined asks the doctor by the API.
func (k *kit) examined() (ok bool, lines []diagnosed) {
	k.t.Helper()
	var report struct {
		OK    bool
		Lines []diagnosed
	}
	status, raw := k.ask(k.Admin, http.MethodGet, "/api/v1/admin/doctor", nil, &report)
	require.Equal(k.t, http.StatusOK, status, raw)
	k.holdsNoSecret(raw)
	return report.OK, report.Lines
}

// holdsNoSecret fails the test when a text has what nobody may read.
func (k *kit) holdsNoSecret(text string) {
	k.t.Helper()
	encryptionKey, _ := k.PluginConfig()["encryptionkey"].(string)
	require.NotEmpty(k.t, encryptionKey)
	for _, secret := range []string{k.Sandbox.APIKey(), k.WebhookSecret, encryptionKey, "roomKey"} {
		assert.NotContains(k.t, text, secret)
	}
}

// doctor types the command and returns the answer.
func (k *kit) doctor(channelID, says string) string {
	k.t.Helper()
	text := k.said(k.Admin, channelID, "/whereby doctor", says).Message
	k.holdsNoSecret(text)
	return text
}

func TestDoctor(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	k.said(k.alice, channel.Id, "/whereby doctor", "Only system admins can do this.")
	status, _ := k.ask(k.alice, http.MethodGet, "/api/v1/admin/doctor", nil, nil)
	assert.Equal(t, http.StatusForbidden, status)

	call := k.start(k.alice, channel.Id)
	k.enter(k.alice, call.ID)
	k.waitRecord(call.ID, 5*time.Second, isLive(1))

	t.Run("all well", func(t *testing.T) {
		k := kit{Stack: k.Stack, t: t, ctx: k.ctx}
		var bad []diagnosed
		require.Eventually(t, func() bool { // the clock of planned calls ticks at the full minute
			_, lines := k.examined()
			bad = slices.DeleteFunc(lines, func(l diagnosed) bool { return l.Level == "ok" || l.Check == "plan" || l.Check == "webhooks" })
			return len(bad) == 1
		}, 90*time.Second, time.Second, "%v", &bad)
		assert.Contains(t, bad[0].Text, "Whereby sends webhooks to https addresses only", "the stack has none")
		text := k.doctor(channel.Id, "How the Whereby plugin fares")
		for _, says := range []string{
			"✓ API key: set.", "✓ Whereby accepts the API key.", "✓ The clocks of this server and of Whereby differ by 0 s.", "API points are left for this minute",
			"✓ Webhook secret: set.", "✓ Last event received ", "✓ Calls can be shown inside Mattermost: localhost:",
			"✓ Tidying up: last run ", "✓ Planned calls: last run ", "✓ Telling other services: last run ", "✓ Dropping old data: last run ",
			"✓ The bot @whereby is active.", "Whereby plugin 0.", "Mattermost " + k.serverVersion(),
		} {
			assert.Contains(t, text, says)
		}
		assert.Regexp(t, `✓ PostgreSQL \d+\.\d+ answers within \d+ ms; the plugin's tables have version \d+\.`, text)
		assert.Regexp(t, "`whereby_calls` (~\\d+|\\?) \\([\\d.]+ [kM]B\\)", text)
		assert.Regexp(t, `✓ Calls that run: [1-9]\d*, of them with people inside: [1-9]`, text)
		assert.NotContains(t, text, "✗")
		t.Log(text)
	})

	t.Run("embedding refused", func(t *testing.T) {
		k.Sandbox.SetEmbedding(wherebytest.Embedding{Refused: true})
		defer k.Sandbox.SetEmbedding(wherebytest.Embedding{})
		assert.Contains(t, k.doctor(channel.Id, "How the"), "⚠ localhost:")
	})

	t.Run("Whereby hangs", func(t *testing.T) {
		k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang})
		defer k.Sandbox.ClearFaults()
		text := k.doctor(channel.Id, "How the")
		assert.Contains(t, text, "does not answer in time")
		assert.Contains(t, text, "✓ PostgreSQL", "the rest is told all the same")
	})

	t.Run("the database is slow", func(t *testing.T) {
		lock, err := k.DB().BeginTx(k.ctx, nil)
		k.must(err)
		defer func() { _ = lock.Rollback() }()
		_, err = lock.ExecContext(k.ctx, "LOCK TABLE whereby_marks IN ACCESS EXCLUSIVE MODE")
		k.must(err)
		text := k.doctor(channel.Id, "How the")
		assert.Contains(t, text, "✗ `jobs`: no answer within 5 s.")
		assert.Contains(t, text, "✓ Calls that run: ")
	})

	t.Run("stale webhooks", func(t *testing.T) {
		const body = `{"id":"stale","type":"room.client.joined","createdAt":"2026-01-01T00:00:00Z","data":{}}`
		signed := strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10)
		request, err := http.NewRequestWithContext(k.ctx, http.MethodPost, k.PluginURL("/webhooks/whereby"), strings.NewReader(body))
		k.must(err)
		request.Header.Set(whereby.SignatureHeader, "t="+signed+",v1="+whereby.Sign(k.WebhookSecret, signed, []byte(body)))
		response, err := k.PluginRequest(k.ctx, nil, request)
		k.must(err)
		response.Body.Close()
		require.Equal(t, http.StatusUnauthorized, response.StatusCode)
		assert.Contains(t, k.doctor(channel.Id, "How the"), "because it was signed more than 5 min before or after the time that this server has.")

		// None for long, although somebody is in a call.
		_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET started_at = started_at - 600000, revision = revision + 1 WHERE id = $1", call.ID)
		k.must(err)
		_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_marks SET at = $1 WHERE name = 'webhook'", time.Now().Add(-50*time.Hour).UnixMilli())
		k.must(err)
		assert.Contains(t, k.doctor(channel.Id, "How the"), "⚠ The last event came 50 h ago, although people have been in calls since.")
	})

	t.Run("no webhook secret", func(t *testing.T) {
		k.configure(map[string]any{"webhooksecret": ""})
		defer k.configure(map[string]any{"webhooksecret": k.WebhookSecret})
		assert.Contains(t, k.doctor(channel.Id, "How the"), "⚠ Webhook secret: **missing**")
	})

	t.Run("wrong key", func(t *testing.T) {
		before := k.PluginConfig()["apikey"]
		k.configure(map[string]any{"apikey": "wrong-key"})
		defer k.configure(map[string]any{"apikey": before})
		k.types(k.bob, k.newChannel(k.bob).Id, "/whereby")
		require.Eventually(t, func() bool {
			ok, lines := k.examined()
			return !ok && slices.ContainsFunc(lines, func(l diagnosed) bool {
				return l.Check == "key" && l.Level == "problem" && strings.Contains(l.Text, "Whereby has refused it for")
			})
		}, 10*time.Second, 200*time.Millisecond)
		text := k.doctor(channel.Id, "How the")
		assert.Contains(t, text, "✗ Whereby refuses the API key (401)")
		assert.NotContains(t, text, "wrong-key")
	})

	t.Run("in German", func(t *testing.T) {
		k.german(k.Admin)
		assert.Contains(t, k.doctor(channel.Id, "So geht es dem Whereby-Plugin"), "✓ Whereby nimmt den API-Schlüssel an.")
	})
}

// serverVersion is Mattermost's.
func (k *kit) serverVersion() string {
	k.t.Helper()
	config, _, err := k.Admin.Client.GetClientConfig(k.ctx, "")
	k.must(err)
	return config["Version"]
}

// TestSupportPacketNeedsALicence tells why the packet itself is not looked into
// here: this server has no licence.
func TestSupportPacketNeedsALicence(t *testing.T) {
	k := newKit(t)
	_, _, response, err := k.Admin.Client.GenerateSupportPacket(k.ctx)
	require.Error(t, err)
	assert.Equal(t, http.StatusForbidden, response.StatusCode)
}

// scrape reads the metrics as Prometheus does, by an admin's access token, and
// returns the series but for histograms' buckets.
func (k *kit) scrape(token string) (series map[string]float64, raw string) {
	k.t.Helper()
	request, err := http.NewRequestWithContext(k.ctx, http.MethodGet, k.PluginURL("/api/v1/admin/metrics"), http.NoBody)
	k.must(err)
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2")
	response, err := k.PluginRequest(k.ctx, nil, request)
	k.must(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	k.must(err)
	require.Equal(k.t, http.StatusOK, response.StatusCode, string(body))
	k.must(k.contract().Check(request, response))
	parser := expfmt.NewTextParser(prometheus.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(body)))
	k.must(err)
	series = map[string]float64{}
	for name, family := range families {
		for _, metric := range family.GetMetric() {
			parts := []string{name}
			for _, label := range metric.GetLabel() {
				parts = append(parts, label.GetName()+"="+label.GetValue())
			}
			key := strings.Join(parts, " ")
			switch family.GetType() {
			case dto.MetricType_COUNTER:
				series[key] = metric.GetCounter().GetValue()
			case dto.MetricType_HISTOGRAM:
				series[key] = float64(metric.GetHistogram().GetSampleCount())
			default:
				series[key] = metric.GetGauge().GetValue()
			}
		}
	}
	return series, string(body)
}

// anID is what Mattermost's and our own ids look like.
var anID = regexp.MustCompile(`\b[a-z0-9]{26}\b`)

func TestMetrics(t *testing.T) {
	k := newKit(t)
	status, _ := k.ask(nil, http.MethodGet, "/api/v1/admin/metrics", nil, nil)
	assert.Equal(t, http.StatusUnauthorized, status)
	status, _ = k.ask(k.alice, http.MethodGet, "/api/v1/admin/metrics", nil, nil)
	assert.Equal(t, http.StatusForbidden, status)
	token, _, err := k.Admin.Client.CreateUserAccessToken(k.ctx, k.Admin.ID, "Prometheus")
	k.must(err)
	t.Cleanup(func() { _, _ = k.Admin.Client.RevokeUserAccessToken(k.ctx, token.Id) })

	before, _ := k.scrape(token.Token)
	one, two, failing := k.newChannel(k.alice), k.newChannel(k.alice), k.newChannel(k.alice)
	k.types(k.alice, one.Id, "/whereby")
	k.callPost(one.Id)
	k.types(k.alice, one.Id, "/whereby nonsense --nonsense")
	call := k.start(k.alice, two.Id)
	k.enter(k.alice, call.ID)
	k.waitRecord(call.ID, 5*time.Second, isLive(1))
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultForbidden, Method: http.MethodPost, Path: "/meetings", Times: 1})
	status, _ = k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": failing.Id}, nil)
	require.Equal(t, http.StatusBadGateway, status)
	request, err := http.NewRequestWithContext(k.ctx, http.MethodPost, k.PluginURL("/webhooks/whereby"), strings.NewReader("{}"))
	k.must(err)
	response, err := k.PluginRequest(k.ctx, nil, request)
	k.must(err)
	response.Body.Close()

	after, raw := k.scrape(token.Token)
	for name, want := range map[string]float64{
		"whereby_starts_total code=ok way=command":                                 1,
		"whereby_starts_total code=ok way=api":                                     1,
		"whereby_starts_total code=not_in_plan way=api":                            1,
		"whereby_failures_total action=start code=not_in_plan":                     1,
		"whereby_start_duration_seconds way=api":                                   2,
		"whereby_joins_total code=ok":                                              1,
		"whereby_join_duration_seconds":                                            1,
		"whereby_commands_total code=ok command=start":                             1,
		"whereby_commands_total code=unknown_flag command=start":                   1,
		"whereby_webhooks_refused_total reason=unsigned":                           1,
		"whereby_http_requests_total route=POST /api/v1/calls status=2xx":          1,
		"whereby_http_requests_total route=POST /api/v1/calls status=5xx":          1,
		"whereby_http_requests_total route=POST /webhooks/whereby status=4xx":      1,
		"whereby_http_requests_total route=GET /api/v1/calls/{id}/join status=2xx": 1,
	} {
		assert.InDelta(t, want, after[name]-before[name], 0, name)
	}
	// Those of other tests' calls may come meanwhile.
	for name, least := range map[string]float64{
		"whereby_api_requests_total endpoint=POST /meetings status=2xx": 2,
		"whereby_api_requests_total endpoint=POST /meetings status=4xx": 1,
		"whereby_api_request_duration_seconds endpoint=POST /meetings":  3,
		"whereby_webhooks_received_total":                               1,
		"whereby_webhook_delay_seconds":                                 1,
	} {
		assert.GreaterOrEqual(t, after[name]-before[name], least, name)
	}
	for state, sql := range map[string]string{"open": "state = 'open'", "live": "state = 'live'", "creating": "state = 'creating'"} {
		var n float64
		k.must(k.DB().QueryRowContext(k.ctx, "SELECT count(*) FROM whereby_calls WHERE "+sql).Scan(&n)) //nolint:gosec // three constants
		series, _ := k.scrape(token.Token)
		assert.InDelta(t, n, series["whereby_calls_running state="+state], 0, state)
	}
	assert.InDelta(t, 1, after["whereby_database_up"], 0)
	assert.GreaterOrEqual(t, after["whereby_calls_running state=live"], 1.0)
	assert.Greater(t, after["whereby_api_points_limit"], after["whereby_api_points_left"])
	for _, job := range []string{"sweep", "courier", "forgetter"} {
		last := after["whereby_job_last_run_timestamp_seconds job="+job]
		assert.InDelta(t, time.Now().Unix(), last, 120, job)
	}
	assert.Greater(t, after["go_goroutines"], 1.0)
	assert.Greater(t, after["process_resident_memory_bytes"], 1.0)

	k.holdsNoSecret(raw)
	assert.Empty(t, anID.FindString(raw), "nobody and nothing by its id")
	for _, name := range []string{k.alice.Username, one.Name, call.ID} {
		assert.NotContains(t, raw, name)
	}
}
