package main

import (
	"cmp"
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/pkg/errors"
)

// sweeper has things to do that nobody asks for.
type sweeper interface {
	Sweep(ctx context.Context) error
}

// hourly sweeps seldom what can wait.
type hourly struct {
	part sweeper
	last time.Time
}

// Sweep implements sweeper.
func (h *hourly) Sweep(ctx context.Context) error {
	if time.Since(h.last) < time.Hour {
		return nil
	}
	h.last = time.Now()
	return h.part.Sweep(ctx)
}

// sweep runs in a goroutine of its own, where a panic would end the process.
// What it returns is logged already.
func sweep(log *slog.Logger, parts ...sweeper) (failure error) {
	defer func() {
		if cause := recover(); cause != nil {
			failure = errors.Errorf("panic: %v", cause)
			log.Error("sweep panicked", "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), sweepTimeout)
	defer cancel()
	for _, part := range parts {
		if err := part.Sweep(ctx); err != nil {
			log.Warn("sweep failed", "err", err)
			failure = cmp.Or(failure, err)
		}
	}
	return failure
}
