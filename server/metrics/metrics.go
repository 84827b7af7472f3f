// Package metrics counts and times what the plugin does, for Prometheus. No
// label has a name, an id or anything else of which there is no end.
package metrics

import (
	"bytes"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/pkg/errors"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"
)

const namespace = "whereby"

// format is the text format, which every Prometheus reads.
var format = expfmt.NewFormat(expfmt.TypeTextPlain)

// Metrics is all that is measured on this node.
type Metrics struct {
	registry *prometheus.Registry
	log      *slog.Logger

	starts       *prometheus.CounterVec
	startTime    *prometheus.HistogramVec
	joins        *prometheus.CounterVec
	joinTime     prometheus.Histogram
	failures     *prometheus.CounterVec
	asked        *prometheus.CounterVec
	askedTime    *prometheus.HistogramVec
	limited      prometheus.Counter
	webhooks     prometheus.Counter
	refused      *prometheus.CounterVec
	webhookDelay prometheus.Histogram
	deliveries   *prometheus.CounterVec
	jobRan       *prometheus.GaugeVec
	jobTime      *prometheus.HistogramVec
	jobFailed    *prometheus.CounterVec
	commands     *prometheus.CounterVec
	requests     *prometheus.CounterVec
	requestTime  *prometheus.HistogramVec
	trips        *prometheus.CounterVec
}

// The buckets of histograms, in seconds.
var (
	callBuckets    = []float64{.05, .1, .25, .5, 1, 2, 3, 5, 8, 12, 20}
	requestBuckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	jobBuckets     = []float64{.01, .05, .1, .5, 1, 5, 15, 60, 300}
	delayBuckets   = []float64{.1, .25, .5, 1, 2.5, 5, 15, 60, 300, 1800, 86400}
)

// New returns metrics in a registry of their own.
func New(version string, log *slog.Logger) *Metrics {
	counter := func(name, help string) prometheus.CounterOpts {
		return prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}
	}
	times := func(name, help string, buckets []float64) prometheus.HistogramOpts {
		return prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}
	}
	m := &Metrics{
		registry:     prometheus.NewRegistry(),
		log:          log,
		starts:       prometheus.NewCounterVec(counter("starts_total", "Calls asked for, by the way of asking and what came of it (ok or an error code)."), []string{"way", "code"}),
		startTime:    prometheus.NewHistogramVec(times("start_duration_seconds", "How long starts took, those that failed too.", callBuckets), []string{"way"}),
		joins:        prometheus.NewCounterVec(counter("joins_total", "Links asked for to enter a call or a room, by what came of it (ok or an error code)."), []string{"code"}),
		joinTime:     prometheus.NewHistogram(times("join_duration_seconds", "How long the links took.", callBuckets)),
		failures:     prometheus.NewCounterVec(counter("failures_total", "What failed, by what was wanted and the error code."), []string{"action", "code"}),
		asked:        prometheus.NewCounterVec(counter("api_requests_total", "Requests to Whereby, each try, by endpoint and status class (none: no answer)."), []string{"endpoint", "status"}),
		askedTime:    prometheus.NewHistogramVec(times("api_request_duration_seconds", "How long Whereby took.", requestBuckets), []string{"endpoint"}),
		limited:      prometheus.NewCounter(counter("api_rate_limited_total", "Requests that Whereby refused because the points were used up.")),
		webhooks:     prometheus.NewCounter(counter("webhooks_received_total", "Webhooks taken in.")),
		refused:      prometheus.NewCounterVec(counter("webhooks_refused_total", "Webhooks not taken in, by reason."), []string{"reason"}),
		webhookDelay: prometheus.NewHistogram(times("webhook_delay_seconds", "From when Whereby made an event until it was taken in, by both clocks.", delayBuckets)),
		deliveries:   prometheus.NewCounterVec(counter("deliveries_total", "Tries to tell other services, by kind of service and outcome (done, retry, dead, dropped)."), []string{"kind", "outcome"}),
		jobRan: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: namespace, Name: "job_last_run_timestamp_seconds", Help: "When a job last ended on this node.",
		}, []string{"job"}),
		jobTime:     prometheus.NewHistogramVec(times("job_duration_seconds", "How long runs of a job took.", jobBuckets), []string{"job"}),
		jobFailed:   prometheus.NewCounterVec(counter("job_failures_total", "Runs of a job with an error."), []string{"job"}),
		commands:    prometheus.NewCounterVec(counter("commands_total", "Slash commands, by subcommand and what came of it (ok or an error code)."), []string{"command", "code"}),
		requests:    prometheus.NewCounterVec(counter("http_requests_total", "HTTP requests, by route and status class."), []string{"route", "status"}),
		requestTime: prometheus.NewHistogramVec(times("http_request_duration_seconds", "How long HTTP requests took.", requestBuckets), []string{"route"}),
	}
	m.trips = prometheus.NewCounterVec(counter("mattermost_trips_total", "Round trips to Mattermost's process, by plugin API call; sql_… are those for the database."), []string{"call"})
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Always 1; the labels tell what is running.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(
		m.starts, m.startTime, m.joins, m.joinTime, m.failures, m.asked, m.askedTime, m.limited, m.webhooks, m.refused, m.webhookDelay,
		m.deliveries, m.jobRan, m.jobTime, m.jobFailed, m.commands, m.requests, m.requestTime, m.trips, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Text writes everything in Prometheus' text format. What cannot be collected
// now is left out and told by the error.
func (m *Metrics) Text() ([]byte, error) {
	families, gatherErr := m.registry.Gather()
	var body bytes.Buffer
	encoder := expfmt.NewEncoder(&body, format)
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return nil, errors.Wrap(err, "write metrics")
		}
	}
	return body.Bytes(), errors.Wrap(gatherErr, "gather metrics")
}

// ServeHTTP answers a scrape, in one piece: to Mattermost each is a call.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	body, err := m.Text()
	if err != nil {
		m.log.Warn("metrics not complete", "err", err)
	}
	w.Header().Set("Content-Type", string(format))
	_, _ = w.Write(body)
}

func seconds(d time.Duration) float64 { return max(d, 0).Seconds() }
