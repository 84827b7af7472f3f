package whereby

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/pkg/errors"
	"github.com/sony/gobreaker/v2"
)

const (
	// slowCall is from when on a failing call has kept somebody waiting. Few of
	// those, or many quick ones, in a row mean that Whereby is away.
	slowCall     = 4 * time.Second
	maxSlowFails = 3
	maxFails     = 10
	// fewFails are enough when another node has just found Whereby away.
	fewFails = 2
	// ProbeAfter is how long Whereby is left alone then; newsAge is for how long
	// other nodes' word counts.
	ProbeAfter = 10 * time.Second
	newsAge    = 30 * time.Second
	awayMark   = "whereby_away"
)

var errAway = errors.New("Whereby is away")

// Marks remember when something last happened, for all nodes.
type Marks interface {
	Mark(ctx context.Context, name string, at time.Time) error
	Marked(ctx context.Context, name string) (time.Time, error)
}

// Breaker spares people the wait while Whereby is away: calls fail at once
// then. A small question of its own finds out, every 10 s, when it is back.
// Each node has one; a node that has just begun to fail asks, in the
// background, whether others fail too.
type Breaker struct {
	marks Marks
	log   *slog.Logger
	after time.Duration

	circuit *gobreaker.TwoStepCircuitBreaker[struct{}]
	group   sync.WaitGroup
	mu      sync.Mutex
	slow    int  // failures in a row that took long
	alone   bool // no other node has told that Whereby is away
	asked   time.Time
	probe   func(context.Context) error
	timer   *time.Timer
	closed  bool
}

// NewBreaker returns a breaker that lets everything through.
func NewBreaker(marks Marks, log *slog.Logger) *Breaker {
	return newBreaker(marks, log, ProbeAfter)
}

func newBreaker(marks Marks, log *slog.Logger, after time.Duration) *Breaker {
	b := &Breaker{marks: marks, log: log, after: after, alone: true}
	b.circuit = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout: after, ReadyToTrip: b.enough, OnStateChange: func(_ string, _, to gobreaker.State) { b.changed(to) },
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
	})
	return b
}

// WithBreaker has the client's calls go through a breaker, which may have one client.
func WithBreaker(b *Breaker) Option {
	return func(c *Client) {
		c.breaker = b
		b.probe = func(ctx context.Context) error {
			_, err := c.ListMeetings(ctx, ListMeetings{Limit: 1})
			return err
		}
	}
}

// Away tells whether Whereby is left alone now.
func (b *Breaker) Away() bool { return b.circuit.State() == gobreaker.StateOpen }

// Close ends the breaker's own questions.
func (b *Breaker) Close() {
	b.mu.Lock()
	b.closed = true
	if b.timer != nil {
		b.timer.Stop()
	}
	b.mu.Unlock()
	b.group.Wait()
}

// begin answers with what to call at the end, or with an error at once.
func (b *Breaker) begin() (end func(*Error), refused *Error) {
	done, err := b.circuit.Allow()
	if err != nil {
		return nil, &Error{Kind: Unavailable, Message: "it did not answer lately and is asked again soon", unsent: true}
	}
	began := time.Now()
	return func(e *Error) { b.settle(e, time.Since(began), done) }, nil
}

// settle takes down how a call went.
func (b *Breaker) settle(e *Error, took time.Duration, done func(error)) {
	failed := e != nil && e.Kind == Unavailable
	b.note(failed, took)
	switch {
	case !failed:
		done(nil)
	case took < slowCall && errors.Is(e, context.Canceled): // who asked has left
		done(context.Canceled)
	default:
		done(errAway)
	}
}

func (b *Breaker) note(failed bool, took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case !failed:
		b.slow = 0
	case took >= slowCall:
		b.slow++
	}
	if failed && time.Since(b.asked) > newsAge/2 {
		b.asked = time.Now()
		b.inBackground(b.askOthers)
	}
}

// enough tells whether so many failures in a row mean that Whereby is away.
func (b *Breaker) enough(counts gobreaker.Counts) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return counts.ConsecutiveFailures >= maxFails || b.slow >= maxSlowFails || !b.alone && counts.ConsecutiveFailures >= fewFails
}

// changed runs with the circuit locked.
func (b *Breaker) changed(to gobreaker.State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch to {
	case gobreaker.StateOpen:
		b.log.Warn("Whereby does not answer; it is left alone for a while")
		b.inBackground(b.tellOthers)
		if !b.closed && b.probe != nil {
			b.timer = time.AfterFunc(b.after+time.Millisecond, func() {
				b.mu.Lock()
				defer b.mu.Unlock()
				b.inBackground(func(ctx context.Context) { _ = b.probe(ctx) }) // its outcome is the circuit's
			})
		}
	case gobreaker.StateClosed:
		b.log.Info("Whereby answers again")
		b.slow, b.alone = 0, true
	}
}

// inBackground is called with the breaker locked.
func (b *Breaker) inBackground(do func(context.Context)) {
	if b.closed {
		return
	}
	b.group.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), ProbeAfter)
		defer cancel()
		do(ctx)
	})
}

func (b *Breaker) tellOthers(ctx context.Context) {
	if err := b.marks.Mark(ctx, awayMark, time.Now()); err != nil {
		b.log.Warn("other nodes not told that Whereby is away", "err", err)
	}
}

func (b *Breaker) askOthers(ctx context.Context) {
	at, err := b.marks.Marked(ctx, awayMark)
	if err != nil {
		b.log.Warn("not known whether Whereby is away for other nodes", "err", err)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.alone = time.Since(at) > newsAge
}
