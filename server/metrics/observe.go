package metrics

import (
	"context"
	"fmt"
	"time"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/notify"
	"mattermost-plugin-whereby/server/whereby"
)

// ok is the code of what did not fail.
const ok = "ok"

func codeOf(err error) string {
	if err == nil {
		return ok
	}
	return string(call.CodeOf(err))
}

// failed counts a failure beside the counter of its kind.
func (m *Metrics) failed(action string, err error) {
	if err != nil {
		m.failures.WithLabelValues(action, codeOf(err)).Inc()
	}
}

// Calls measures what is asked of a call.Service.
type Calls struct {
	*call.Service
	Metrics *Metrics
}

// Start implements the service's Start.
func (c Calls) Start(ctx context.Context, req call.StartRequest) (call.Call, error) {
	began := time.Now()
	started, err := c.Service.Start(ctx, req)
	c.Metrics.started(req.Way, time.Since(began), err)
	return started, err
}

// Join implements the service's Join.
func (c Calls) Join(ctx context.Context, callID, userID string) (string, error) {
	began := time.Now()
	link, err := c.Service.Join(ctx, callID, userID)
	c.Metrics.joined(time.Since(began), err)
	return link, err
}

// EnterRoom implements the service's EnterRoom.
func (c Calls) EnterRoom(ctx context.Context, userID, channelID string) (string, error) {
	began := time.Now()
	link, err := c.Service.EnterRoom(ctx, userID, channelID)
	c.Metrics.joined(time.Since(began), err)
	return link, err
}

func (m *Metrics) started(way call.Way, took time.Duration, err error) {
	m.starts.WithLabelValues(string(way), codeOf(err)).Inc()
	m.startTime.WithLabelValues(string(way)).Observe(seconds(took))
	m.failed("start", err)
}

func (m *Metrics) joined(took time.Duration, err error) {
	m.joins.WithLabelValues(codeOf(err)).Inc()
	m.joinTime.Observe(seconds(took))
	m.failed("join", err)
}

// Asked is for whereby.WithObserver.
func (m *Metrics) Asked(o whereby.Outcome) {
	endpoint := o.Method + " " + o.Route
	m.asked.WithLabelValues(endpoint, statusClass(o.Status)).Inc()
	m.askedTime.WithLabelValues(endpoint).Observe(seconds(o.Took))
	if o.Kind == whereby.RateLimited {
		m.limited.Inc()
	}
}

// Requested implements api.Meter.
func (m *Metrics) Requested(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, statusClass(status)).Inc()
	m.requestTime.WithLabelValues(route).Observe(seconds(took))
}

// Received implements api.Meter.
func (m *Metrics) Received(delay time.Duration) {
	m.webhooks.Inc()
	m.webhookDelay.Observe(seconds(delay))
}

// Refused implements api.Meter.
func (m *Metrics) Refused(reason string) { m.refused.WithLabelValues(reason).Inc() }

// Executed implements command.Meter.
func (m *Metrics) Executed(command string, err error) {
	m.commands.WithLabelValues(command, codeOf(err)).Inc()
}

// Delivered counts tries to tell other services.
func (m *Metrics) Delivered(kind notify.Kind, state notify.State) {
	outcome := string(state)
	if state == notify.Pending {
		outcome = "retry"
	}
	m.deliveries.WithLabelValues(string(kind), outcome).Inc()
}

// Ran implements jobs.Meter.
func (m *Metrics) Ran(j jobs.Job, at time.Time, took time.Duration, err error) {
	m.jobRan.WithLabelValues(string(j)).Set(float64(at.UnixMilli()) / 1000)
	m.jobTime.WithLabelValues(string(j)).Observe(seconds(took))
	failures := m.jobFailed.WithLabelValues(string(j)) // 0 is there to be seen, too
	if err != nil {
		failures.Inc()
	}
}

// statusClass is 2xx for 204, and none without an answer.
func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "none"
	}
	return fmt.Sprintf("%dxx", status/100)
}
