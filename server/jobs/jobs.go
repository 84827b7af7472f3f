// Package jobs remembers when the plugin last did what nobody asks it for.
package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Job is something that the plugin does by itself again and again.
type Job string

// The jobs.
const (
	Sweep     Job = "sweep"     // finishes what crashes and outages have left; one node at a time
	Clock     Job = "clock"     // starts planned calls; every node
	Courier   Job = "courier"   // tells other services; every node
	Forgetter Job = "forgetter" // drops what is kept for too long; one node at a time
)

// All returns the jobs in the order in which they are shown.
func All() []Job { return []Job{Sweep, Clock, Courier, Forgetter} }

// Patience is after how long without a run a job counts as late: its interval
// and the longest run that is nothing unusual.
func (j Job) Patience() time.Duration {
	switch j {
	case Clock:
		return 3 * time.Minute
	case Courier:
		return 2 * time.Minute
	case Forgetter:
		return 12 * time.Minute
	default:
		return 6 * time.Minute
	}
}

const (
	// noteEvery is how often a node writes down that a job runs as it did before.
	noteEvery = 30 * time.Second
	// noteTimeout bounds the writing.
	noteTimeout = 10 * time.Second
)

// The marks of a job.
func ranMark(j Job) string    { return "job_" + string(j) }
func failedMark(j Job) string { return "job_failed_" + string(j) }

// Marks remembers when something last happened, for all nodes.
type Marks interface {
	Mark(ctx context.Context, name string, at time.Time) error
	// Marks returns those of the named marks that there are.
	Marks(ctx context.Context, names ...string) (map[string]time.Time, error)
}

// Meter measures jobs on this node.
type Meter interface {
	Ran(j Job, at time.Time, took time.Duration, err error)
}

// Run is the last run of a job on any node.
type Run struct {
	Job Job
	// At is the run's end, zero if the job has never run.
	At time.Time
	// Failed tells whether that run had an error.
	Failed bool
}

// Late tells whether the job ought to have run again.
func (r Run) Late(now time.Time) bool { return now.Sub(r.At) > r.Job.Patience() }

// Keeper keeps the jobs' last runs.
type Keeper struct {
	Marks Marks
	Meter Meter
	Now   func() time.Time
	Log   *slog.Logger

	mu    sync.Mutex
	noted map[Job]Run
}

// Ran takes note of a run that has just ended.
func (k *Keeper) Ran(j Job, began time.Time, err error) {
	run := Run{Job: j, At: k.Now(), Failed: err != nil}
	k.Meter.Ran(j, run.At, run.At.Sub(began), err)
	if !k.worthNoting(run) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), noteTimeout)
	defer cancel()
	noteErr := k.Marks.Mark(ctx, ranMark(j), run.At)
	if noteErr == nil && run.Failed {
		noteErr = k.Marks.Mark(ctx, failedMark(j), run.At)
	}
	if noteErr != nil {
		k.Log.Warn("run of a job not written down", "job", j, "err", noteErr)
	}
}

// Counted is work that is taken note of whenever it ends.
func (k *Keeper) Counted(j Job, work func() error) func() {
	return func() {
		began := k.Now()
		k.Ran(j, began, work())
	}
}

func (k *Keeper) worthNoting(run Run) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, found := k.noted[run.Job]
	if found && before.Failed == run.Failed && run.At.Sub(before.At) < noteEvery {
		return false
	}
	if k.noted == nil {
		k.noted = map[Job]Run{}
	}
	k.noted[run.Job] = run
	return true
}

// Last returns the last run of every job, as exactly as noteEvery has it.
func (k *Keeper) Last(ctx context.Context) ([]Run, error) {
	var names []string
	for _, j := range All() {
		names = append(names, ranMark(j), failedMark(j))
	}
	marks, err := k.Marks.Marks(ctx, names...)
	if err != nil {
		return nil, err
	}
	var runs []Run
	for _, j := range All() {
		at := marks[ranMark(j)]
		runs = append(runs, Run{Job: j, At: at, Failed: !at.IsZero() && at.Equal(marks[failedMark(j)])})
	}
	return runs, nil
}
