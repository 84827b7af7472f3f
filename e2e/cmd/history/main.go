// Command history fills the call log of a running stack with years of calls, to look at; with
// -measure it boots one of its own and prints how long reports, exports and the like take there.
//
//	make run &
//	cd e2e && go run ./cmd/history -calls 100000
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/history"
	"mattermost-plugin-whereby/e2e/stack"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "history:", err)
		os.Exit(1) //nolint:gocritic // the context ends with the process
	}
}

func run(ctx context.Context, args []string) error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet("history", flag.ContinueOnError)
	file := flags.String("state", filepath.Join(root, "e2e", ".run", "state.json"), "state file of `make run`")
	calls := flags.Int("calls", 100_000, "how many calls")
	channels := flags.Int("channels", 300, "how many channels they are in")
	people := flags.Int("people", 3000, "how many people are in them")
	measured := flags.Bool("measure", false, "boot a stack, fill it, and print how long things take")
	seed := flags.Uint64("seed", 1, "another makes other calls")
	if err = flags.Parse(args); err != nil {
		return err
	}
	h := history.History{Seed: *seed, Calls: *calls, Until: time.Now(), World: history.NewWorld(*seed, *channels, *people)}
	if *measured {
		return measure(ctx, h)
	}
	raw, err := os.ReadFile(*file)
	if err != nil {
		return errors.Wrap(err, "read the state (is `make run` up?)")
	}
	var state struct {
		DatabaseURL string `json:"database_url"`
	}
	if err = json.Unmarshal(raw, &state); err != nil {
		return errors.Wrap(err, "read the state")
	}
	db, err := sql.Open("postgres", state.DatabaseURL)
	if err != nil {
		return err
	}
	defer db.Close()

	began := time.Now()
	if err = fill(ctx, db, &h); err != nil {
		return err
	}
	fmt.Printf("%d calls in %.1f s\n", *calls, time.Since(began).Seconds())
	return nil
}

func fill(ctx context.Context, db *sql.DB, h *history.History) error {
	if err := h.World.Settle(ctx, db); err != nil {
		return err
	}
	return h.Write(ctx, db)
}
