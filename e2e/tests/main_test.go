// Package tests tries the plugin on a real Mattermost server, with Whereby's
// sandbox behind it and people in real browsers before it. All tests share one
// stack; each makes channels of its own.
package tests

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"mattermost-plugin-whereby/e2e/stack"
)

// shared is what the tests of this package run on.
var shared struct {
	stack   *stack.Stack
	browser lazyBrowser
}

func TestMain(m *testing.M) {
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	began := time.Now()
	s, err := stack.Start(ctx, stack.Options{
		Durable: os.Getenv("DURABLE") != "",
		// Tests of these switch them on.
		Settings: map[string]any{"warmrooms": 0, "startsperminute": 0, "requestsperminute": 0},
		Progress: func(step string) {
			fmt.Fprintf(os.Stderr, "[%5.1fs] %s\n", time.Since(began).Seconds(), step)
		},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "boot the stack:", err)
		return 1
	}
	shared.stack = s
	defer func() {
		shared.browser.close()
		_ = s.Close()
	}()
	defer context.AfterFunc(ctx, func() { os.Exit(1) })() // Ctrl-C: the reaper ends the rest
	return m.Run()
}
