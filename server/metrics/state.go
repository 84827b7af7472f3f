package metrics

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/pkg/errors"
	"github.com/prometheus/client_golang/prometheus"

	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/whereby"
)

// stateTimeout is how long a scrape waits for the database.
const stateTimeout = 3 * time.Second

// state collects what is looked up when somebody asks, rather than counted.
type state struct {
	backlog func(context.Context) (doctor.Backlog, error)
	budget  func() whereby.Budget
	now     func() time.Time
	timeout time.Duration
	// busy is true while the database owes an answer.
	busy atomic.Bool

	up, calls, events, oldest, waiting, dead, left, limit *prometheus.Desc
}

// Watch adds what is looked up: how much there is in the database, and what is
// known of Whereby's points.
func (m *Metrics) Watch(backlog func(context.Context) (doctor.Backlog, error), budget func() whereby.Budget, now func() time.Time) {
	m.registry.MustRegister(newState(backlog, budget, now))
}

func newState(backlog func(context.Context) (doctor.Backlog, error), budget func() whereby.Budget, now func() time.Time) *state {
	about := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	}
	return &state{
		backlog: backlog, budget: budget, now: now, timeout: stateTimeout,
		up:      about("database_up", "1 when the database has answered this scrape."),
		calls:   about("calls_running", "Calls that run, of all nodes, by state (creating, open: nobody is in yet, live).", "state"),
		events:  about("outbox_events", "Events of calls that have yet to be told, of all nodes."),
		oldest:  about("outbox_oldest_age_seconds", "How long the oldest of them has waited; 0 when there is none."),
		waiting: about("deliveries_waiting", "Deliveries to other services that are tried or tried again, of all nodes."),
		dead:    about("deliveries_dead", "Deliveries to other services that were given up and are still in the log, of all nodes."),
		left:    about("api_points_left", "Whereby's points that were left after this node's last request."),
		limit:   about("api_points_limit", "Whereby's points of a minute."),
	}
}

// Describe implements prometheus.Collector.
func (s *state) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{s.up, s.calls, s.events, s.oldest, s.waiting, s.dead, s.left, s.limit} {
		to <- desc
	}
}

// Collect implements prometheus.Collector.
func (s *state) Collect(to chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	if budget := s.budget(); budget.Known {
		left := budget.Remaining
		if !budget.ResetAt.IsZero() && s.now().After(budget.ResetAt) {
			left = budget.Limit
		}
		gauge(s.left, float64(left))
		gauge(s.limit, float64(budget.Limit))
	}
	b, err := s.ask()
	if err != nil {
		gauge(s.up, 0)
		return
	}
	gauge(s.up, 1)
	gauge(s.calls, float64(b.Creating), "creating")
	gauge(s.calls, float64(b.Open), "open")
	gauge(s.calls, float64(b.Live), "live")
	gauge(s.events, float64(b.Events))
	gauge(s.oldest, seconds(b.Age(s.now())))
	gauge(s.waiting, float64(b.Waiting))
	gauge(s.dead, float64(b.Dead))
}

// ask leaves it when the database owes an earlier scrape its answer: those
// would add up.
func (s *state) ask() (doctor.Backlog, error) {
	if !s.busy.CompareAndSwap(false, true) {
		return doctor.Backlog{}, errBusy
	}
	return doctor.Within(context.Background(), s.timeout, func(ctx context.Context) (doctor.Backlog, error) {
		defer s.busy.Store(false)
		return s.backlog(ctx)
	})
}

var errBusy = errors.New("the database has not answered yet")
