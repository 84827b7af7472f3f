package whereby

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// MaxFails is maxFails for the tests from outside.
const MaxFails = maxFails

// NewQuickBreaker is a Breaker that asks again after another time.
func NewQuickBreaker(m Marks, after time.Duration) *Breaker {
	return newBreaker(m, slog.New(slog.NewTextHandler(io.Discard, nil)), after)
}

// MarksInMemory is a Marks.
type MarksInMemory struct {
	mu sync.Mutex
	at time.Time
}

// Mark implements Marks.
func (m *MarksInMemory) Mark(_ context.Context, _ string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = at
	return nil
}

// Marked implements Marks.
func (m *MarksInMemory) Marked(context.Context, string) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at, nil
}

func TestBreakerCounts(t *testing.T) {
	away := &Error{Kind: Unavailable}
	left := &Error{Kind: Unavailable, cause: context.Canceled}
	tests := map[string]struct {
		failures []*Error
		took     time.Duration
		others   bool // have found it away just now
		want     bool
	}{
		"quick ones":              {repeat(away, maxFails), 0, false, true},
		"not enough":              {repeat(away, maxFails-1), 0, false, false},
		"slow ones":               {repeat(away, maxSlowFails), slowCall, false, true},
		"not enough slow ones":    {repeat(away, maxSlowFails-1), slowCall, false, false},
		"people who left":         {repeat(left, 2*maxFails), time.Second, false, false},
		"people who left at last": {repeat(left, maxSlowFails), slowCall, false, true},
		"others fail too":         {repeat(away, fewFails), 0, true, true},
		"others fail, we did":     {repeat(away, 1), 0, true, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			shared := new(MarksInMemory)
			if test.others {
				require.NoError(t, shared.Mark(t.Context(), awayMark, time.Now()))
			}
			b := NewQuickBreaker(shared, time.Hour)
			defer b.Close()
			for _, e := range test.failures {
				done, err := b.circuit.Allow()
				require.NoError(t, err)
				b.settle(e, test.took, done)
				b.group.Wait() // other nodes have been asked
			}
			assert.Equal(t, test.want, b.Away())
		})
	}
}

func repeat(e *Error, n int) (list []*Error) {
	for range n {
		list = append(list, e)
	}
	return list
}
