// Command workday boots Mattermost, the sandbox and the plugin, has people work
// with calls for some minutes as in a day, and prints how that went. It ends
// with 1 when anything went wrong or was lost.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/e2e/workday"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "workday:", err)
		os.Exit(1) //nolint:gocritic // the context ends with the process
	}
}

func run(ctx context.Context, args []string) error {
	began := time.Now()
	options := workday.Options{Progress: func(step string) {
		fmt.Fprintf(os.Stderr, "[%5.1fs] %s\n", time.Since(began).Seconds(), step)
	}}
	flags := flag.NewFlagSet("workday", flag.ContinueOnError)
	flags.IntVar(&options.Users, "users", 50, "how many people there are")
	flags.IntVar(&options.Calls, "calls-per-user", 20, "how many calls each of them starts")
	minutes := flags.Float64("minutes", 10, "how long the day is")
	warm := flags.Int("warm", 0, "how many rooms are kept ready")
	durable := flags.Bool("durable", false, "PostgreSQL writes to the disk as in real life")
	if err := flags.Parse(args); err != nil {
		return err
	}
	options.Duration = time.Duration(*minutes * float64(time.Minute))

	s, err := stack.Start(ctx, stack.Options{
		Durable: *durable, Progress: options.Progress, Settings: map[string]any{"warmrooms": *warm},
	})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	result, err := workday.Run(ctx, s, options)
	if err != nil {
		return err
	}
	fmt.Print(result)
	if !result.OK() {
		return errors.New("something went wrong, see above")
	}
	return nil
}
