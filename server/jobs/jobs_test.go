package jobs

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shared is the database of some nodes.
type shared struct {
	marks  map[string]time.Time
	writes int
	away   error
}

func (s *shared) Mark(_ context.Context, name string, at time.Time) error {
	s.writes++
	if s.away == nil {
		s.marks[name] = at
	}
	return s.away
}

func (s *shared) Marks(context.Context, ...string) (map[string]time.Time, error) {
	return s.marks, s.away
}

type meter []string

func (m *meter) Ran(j Job, _ time.Time, took time.Duration, err error) {
	*m = append(*m, fmt.Sprint(j, " ", took, " ", err))
}

func TestLastRuns(t *testing.T) {
	now := time.UnixMilli(1_800_000_000_000)
	database := &shared{marks: map[string]time.Time{}}
	var log bytes.Buffer
	node := func(m Meter) *Keeper {
		return &Keeper{Marks: database, Meter: m, Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(&log, nil))}
	}
	var measured meter
	one, two := node(&measured), node(&meter{})
	last := func(j Job) Run {
		runs, err := two.Last(t.Context())
		require.NoError(t, err)
		require.Len(t, runs, len(All()))
		for _, run := range runs {
			if run.Job == j {
				return run
			}
		}
		return Run{}
	}
	assert.Equal(t, Run{Job: Sweep}, last(Sweep))
	assert.True(t, last(Sweep).Late(now), "it has never run")

	one.Ran(Sweep, now.Add(-time.Second), nil)
	assert.Equal(t, Run{Job: Sweep, At: now}, last(Sweep), "also on the other node")
	assert.Equal(t, meter{"sweep 1s <nil>"}, measured)
	began := now
	now = now.Add(noteEvery - 1)
	one.Ran(Sweep, now, nil)
	assert.Equal(t, began, last(Sweep).At, "not written down with every run")
	one.Ran(Sweep, now, errors.New("away"))
	assert.Equal(t, Run{Job: Sweep, At: now, Failed: true}, last(Sweep), "but news is")
	now = now.Add(1)
	one.Ran(Sweep, now, nil)
	assert.Equal(t, Run{Job: Sweep, At: now}, last(Sweep))

	for _, j := range All() {
		run := Run{Job: j, At: now}
		assert.False(t, run.Late(now.Add(j.Patience())), j)
		assert.True(t, run.Late(now.Add(j.Patience()+1)), j)
	}

	database.away = errors.New("gone")
	now = now.Add(time.Hour)
	two.Ran(Clock, now, nil)
	assert.Contains(t, log.String(), "job=clock")
	_, err := two.Last(t.Context())
	require.ErrorIs(t, err, database.away)
}
