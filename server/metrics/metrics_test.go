package metrics

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/notify"
	"mattermost-plugin-whereby/server/whereby"
)

// world is what is looked up at a scrape.
type world struct {
	backlog doctor.Backlog
	err     error
	budget  whereby.Budget
	now     time.Time
	log     bytes.Buffer
}

func newWorld() (*world, *Metrics) {
	w := &world{now: time.Unix(1_800_000_000, 0)}
	m := New("1.2.3", slog.New(slog.NewTextHandler(&w.log, nil)))
	m.Watch(func(context.Context) (doctor.Backlog, error) { return w.backlog, w.err },
		func() whereby.Budget { return w.budget }, func() time.Time { return w.now })
	return w, m
}

// scrape returns every series but those of histograms' buckets, as Prometheus reads them.
func scrape(t *testing.T, m *Metrics) map[string]float64 {
	t.Helper()
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	require.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, w.Header().Get("Content-Type"), "text/plain; version=0.0.4")
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(w.Body)
	require.NoError(t, err)
	series := map[string]float64{}
	for name, family := range families {
		assert.NotEmpty(t, family.GetHelp(), name)
		for _, metric := range family.GetMetric() {
			key := name + labelsOf(metric)
			switch family.GetType() {
			case dto.MetricType_COUNTER:
				series[key] = metric.GetCounter().GetValue()
			case dto.MetricType_HISTOGRAM:
				series[key] = float64(metric.GetHistogram().GetSampleCount())
				series[key+" sum"] = metric.GetHistogram().GetSampleSum()
			default:
				series[key] = metric.GetGauge().GetValue()
			}
		}
	}
	return series
}

func labelsOf(metric *dto.Metric) string {
	var pairs []string
	for _, label := range metric.GetLabel() {
		pairs = append(pairs, label.GetName()+"="+label.GetValue())
	}
	if len(pairs) == 0 {
		return ""
	}
	return "{" + strings.Join(pairs, ",") + "}"
}

// everything lets everything be measured once.
func everything(m *Metrics) {
	m.started(call.ByCommand, 2*time.Second, nil)
	m.started(call.ByCommand, time.Second, &call.Error{Code: call.CodeKeyRefused})
	m.started(call.ByDialog, time.Second, errors.New("odd"))
	m.joined(time.Second, nil)
	m.joined(time.Second, &call.Error{Code: call.CodeOver})
	m.Asked(whereby.Outcome{Method: "POST", Route: "/meetings", Status: 201, Took: time.Second})
	m.Asked(whereby.Outcome{Method: "POST", Route: "/meetings", Status: 429, Kind: whereby.RateLimited})
	m.Asked(whereby.Outcome{Method: "DELETE", Route: "/meetings/{id}", Kind: whereby.Unavailable})
	m.Requested("GET /api/v1/calls/{id}", 404, time.Second)
	m.Received(3 * time.Second)
	m.Received(-time.Second)
	m.Refused("stale")
	m.Executed("start", nil)
	m.Executed("doctor", &call.Error{Code: call.CodeNotAdmin})
	m.Delivered(notify.Webhook, notify.Done)
	m.Delivered(notify.Webhook, notify.Pending)
	m.Delivered(notify.Webhook, notify.Dead)
	m.Ran(jobs.Sweep, time.UnixMilli(1_800_000_000_500), time.Second, nil)
	m.Ran(jobs.Sweep, time.UnixMilli(1_800_000_000_500), time.Second, errors.New("away"))
	m.Ran(jobs.Clock, time.UnixMilli(1_800_000_001_000), time.Second, nil)
}

func TestWhatIsMeasured(t *testing.T) {
	w, m := newWorld()
	everything(m)
	w.backlog = doctor.Backlog{Creating: 1, Open: 2, Live: 3, Events: 4, Oldest: w.now.Add(-90 * time.Second), Waiting: 5, Dead: 6}
	w.budget = whereby.Budget{Known: true, Limit: 100, Remaining: 7}
	got := scrape(t, m)
	for series, want := range map[string]float64{
		"whereby_starts_total{code=ok,way=command}":                              1,
		"whereby_starts_total{code=key_refused,way=command}":                     1,
		"whereby_starts_total{code=internal,way=dialog}":                         1,
		"whereby_start_duration_seconds{way=command}":                            2,
		"whereby_start_duration_seconds{way=command} sum":                        3,
		"whereby_joins_total{code=ok}":                                           1,
		"whereby_joins_total{code=call_over}":                                    1,
		"whereby_join_duration_seconds":                                          2,
		"whereby_failures_total{action=start,code=key_refused}":                  1,
		"whereby_failures_total{action=start,code=internal}":                     1,
		"whereby_failures_total{action=join,code=call_over}":                     1,
		"whereby_api_requests_total{endpoint=POST /meetings,status=2xx}":         1,
		"whereby_api_requests_total{endpoint=POST /meetings,status=4xx}":         1,
		"whereby_api_requests_total{endpoint=DELETE /meetings/{id},status=none}": 1,
		"whereby_api_request_duration_seconds{endpoint=POST /meetings}":          2,
		"whereby_api_rate_limited_total":                                         1,
		"whereby_http_requests_total{route=GET /api/v1/calls/{id},status=4xx}":   1,
		"whereby_http_request_duration_seconds{route=GET /api/v1/calls/{id}}":    1,
		"whereby_webhooks_received_total":                                        2,
		"whereby_webhook_delay_seconds sum":                                      3,
		"whereby_webhooks_refused_total{reason=stale}":                           1,
		"whereby_commands_total{code=ok,command=start}":                          1,
		"whereby_commands_total{code=not_admin,command=doctor}":                  1,
		"whereby_deliveries_total{kind=webhook,outcome=done}":                    1,
		"whereby_deliveries_total{kind=webhook,outcome=retry}":                   1,
		"whereby_deliveries_total{kind=webhook,outcome=dead}":                    1,
		"whereby_job_last_run_timestamp_seconds{job=sweep}":                      1_800_000_000.5,
		"whereby_job_duration_seconds{job=sweep}":                                2,
		"whereby_job_failures_total{job=sweep}":                                  1,
		"whereby_job_failures_total{job=clock}":                                  0,
		"whereby_database_up":                                                    1,
		"whereby_calls_running{state=creating}":                                  1,
		"whereby_calls_running{state=open}":                                      2,
		"whereby_calls_running{state=live}":                                      3,
		"whereby_outbox_events":                                                  4,
		"whereby_outbox_oldest_age_seconds":                                      90,
		"whereby_deliveries_waiting":                                             5,
		"whereby_deliveries_dead":                                                6,
		"whereby_api_points_left":                                                7,
		"whereby_api_points_limit":                                               100,
	} {
		value, found := got[series]
		assert.True(t, found, series)
		assert.InDelta(t, want, value, 1e-9, series)
	}
	assert.Contains(t, got, "go_goroutines")
	assert.Empty(t, w.log.String())
	build := false
	for series := range got {
		build = build || strings.HasPrefix(series, "whereby_build_info{") && strings.Contains(series, "version=1.2.3")
	}
	assert.True(t, build)

	w.budget.ResetAt = w.now.Add(-time.Second)
	assert.InDelta(t, 100, scrape(t, m)["whereby_api_points_left"], 0, "a new minute has begun")
}

func TestScrapeWithoutDatabase(t *testing.T) {
	w, m := newWorld()
	w.err = errors.New("away")
	got := scrape(t, m)
	assert.Contains(t, got, "whereby_database_up")
	assert.Zero(t, got["whereby_database_up"])
	assert.NotContains(t, got, "whereby_outbox_events", "what is not known is not 0")
	assert.NotContains(t, got, "whereby_api_points_left")
	w.err = nil
	got = scrape(t, m)
	assert.InDelta(t, 1, got["whereby_database_up"], 0)
	assert.Zero(t, got["whereby_outbox_oldest_age_seconds"])
}

// TestSlowDatabase is asked once, however many scrapes come meanwhile.
func TestSlowDatabase(t *testing.T) {
	asked := make(chan struct{}, 10)
	answer := make(chan struct{})
	s := newState(func(context.Context) (doctor.Backlog, error) {
		asked <- struct{}{}
		<-answer
		return doctor.Backlog{Live: 1}, nil
	}, func() whereby.Budget { return whereby.Budget{} }, time.Now)
	s.timeout = time.Millisecond
	_, err := s.ask()
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = s.ask()
	require.ErrorIs(t, err, errBusy)
	assert.Len(t, asked, 1)
	close(answer)
	s.timeout = time.Minute
	require.Eventually(t, func() bool {
		backlog, err := s.ask()
		return err == nil && backlog.Live == 1
	}, 10*time.Second, time.Millisecond)
}

// labels are all that there may be: what they can be is a short list each.
var labels = map[string]bool{
	"way": true, "code": true, "action": true, "endpoint": true, "status": true, "reason": true, "kind": true, "outcome": true,
	"job": true, "command": true, "route": true, "state": true, "version": true, "go": true,
}

func TestLabels(t *testing.T) {
	_, m := newWorld()
	everything(m)
	families, err := m.registry.Gather()
	require.NoError(t, err)
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				if strings.HasPrefix(family.GetName(), namespace) {
					assert.True(t, labels[label.GetName()], family.GetName()+" "+label.GetName())
				}
			}
		}
	}
}

// TestDashboard holds the queries of the Grafana dashboard against what there is.
func TestDashboard(t *testing.T) {
	raw, err := os.ReadFile("../../assets/grafana-dashboard.json")
	require.NoError(t, err)
	var board struct {
		Title  string `json:"title"`
		UID    string `json:"uid"`
		Panels []struct {
			ID      int    `json:"id"`
			Title   string `json:"title"`
			Type    string `json:"type"`
			GridPos struct {
				H, W, X, Y int
			} `json:"gridPos"`
			Targets []struct {
				Expr  string `json:"expr"`
				RefID string `json:"refId"`
			} `json:"targets"`
		} `json:"panels"`
	}
	require.NoError(t, json.Unmarshal(raw, &board))
	assert.NotEmpty(t, board.Title)
	assert.NotEmpty(t, board.UID)

	w, m := newWorld()
	everything(m)
	m.API(&plugintest.API{}).(countedAPI).count("GetUser")
	w.budget.Known = true
	families, err := m.registry.Gather()
	require.NoError(t, err)
	known := map[string]map[string]bool{} // the labels of each name that can be asked for
	for _, family := range families {
		has := map[string]bool{}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				has[label.GetName()] = true
			}
		}
		names := []string{family.GetName()}
		if family.GetType() == dto.MetricType_HISTOGRAM {
			names = []string{family.GetName() + "_bucket", family.GetName() + "_sum", family.GetName() + "_count"}
			has["le"] = true
		}
		for _, name := range names {
			known[name] = has
		}
	}
	name := regexp.MustCompile(`\b(?:whereby|go|process)_[a-z0-9_]+`)
	grouping := regexp.MustCompile(`by \(([a-z, ]+)\)`)
	ids, asked := map[int]bool{}, map[string]bool{}
	for _, panel := range board.Panels {
		assert.False(t, ids[panel.ID], panel.Title)
		ids[panel.ID] = true
		assert.LessOrEqual(t, panel.GridPos.X+panel.GridPos.W, 24, panel.Title)
		if panel.Type == "row" {
			continue
		}
		require.NotEmpty(t, panel.Targets, panel.Title)
		for _, target := range panel.Targets {
			names := name.FindAllString(target.Expr, -1)
			require.NotEmpty(t, names, target.Expr)
			for _, metric := range names {
				assert.Contains(t, known, metric, panel.Title)
				asked[strings.TrimSuffix(strings.TrimSuffix(metric, "_bucket"), "_count")] = true
				for _, by := range grouping.FindAllStringSubmatch(target.Expr, -1) {
					for label := range strings.SplitSeq(by[1], ",") {
						if label = strings.TrimSpace(label); label != "instance" {
							assert.True(t, known[metric][label], panel.Title+": "+metric+" has no "+label)
						}
					}
				}
			}
		}
	}
	for _, family := range families {
		if strings.HasPrefix(family.GetName(), namespace) {
			assert.True(t, asked[family.GetName()], family.GetName()+" is shown nowhere")
		}
	}
}
