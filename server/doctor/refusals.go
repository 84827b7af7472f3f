package doctor

import (
	"context"
	"sync"
	"time"

	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

// refused is a request that Whereby refused.
type refused struct {
	at      time.Time
	request string
}

// Refusals remembers what Whereby last refused this node as not in the plan or
// for lack of points.
type Refusals struct {
	Now func() time.Time

	mu    sync.Mutex
	lacks refused
	// limited is for lack of points.
	limited refused
}

// Observe is for whereby.WithObserver.
func (r *Refusals) Observe(o whereby.Outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch o.Kind {
	case whereby.Forbidden:
		r.lacks = refused{r.Now(), o.Method + " " + o.Route}
	case whereby.RateLimited:
		r.limited = refused{r.Now(), o.Method + " " + o.Route}
	}
}

// plan tells of the plan's limits that were met.
func (d *Doctor) plan(context.Context) ([]Line, error) {
	d.Refusals.mu.Lock()
	lacks, limited := d.Refusals.lacks, d.Refusals.limited
	d.Refusals.mu.Unlock()
	var lines []Line
	if !lacks.at.IsZero() {
		lines = append(lines, when(whereby.LevelWarning, i18n.DoctorPlanLacks, d.since(lacks.at), i18n.Data{"Request": lacks.request}))
	}
	if !limited.at.IsZero() {
		lines = append(lines, when(whereby.LevelWarning, i18n.DoctorPlanPoints, d.since(limited.at), i18n.Data{"Request": limited.request}))
	}
	if len(lines) == 0 {
		lines = append(lines, line(whereby.LevelOK, i18n.DoctorPlanFine, nil))
	}
	return lines, nil
}

func (d *Doctor) since(t time.Time) time.Duration { return d.Now().Sub(t) }
