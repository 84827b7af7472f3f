// Command load sends signed webhooks to the plugin at a steady rate and prints how they were taken.
//
//	go run ./cmd/load -url http://localhost:8065/plugins/whereby/… -rooms rooms.json -rate 500 -duration 1m
//
// rooms.json is [{"meeting_id": "…", "room_name": "/…", "external_ids": ["…"]}, …]; a few rooms can
// be given as -room <meeting id>=/<room name>. The secret is in WHEREBY_WEBHOOK_SECRET, or -secret.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/load"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1) //nolint:gocritic // the context ends with the process
	}
}

func run(ctx context.Context, args []string) error {
	options, err := readOptions(args)
	if err != nil {
		return err
	}
	result, err := load.Run(ctx, options)
	if result.Sent+result.Missed > 0 {
		fmt.Print(result)
	}
	return err
}

func readOptions(args []string) (load.Options, error) {
	var options load.Options
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.StringVar(&options.URL, "url", "", "the webhook's address")
	flags.StringVar(&options.Secret, "secret", "", "secret to sign with (default: WHEREBY_WEBHOOK_SECRET)")
	flags.Float64Var(&options.Rate, "rate", 50, "events a second")
	flags.DurationVar(&options.Duration, "duration", 0, "how long, such as 1m")
	flags.IntVar(&options.Workers, "workers", 0, "requests on their way at once (default 256)")
	flags.DurationVar(&options.Timeout, "timeout", 0, "of a request (default 5s)")
	file := flags.String("rooms", "", "file with rooms as JSON")
	flags.Func("room", "a room as <meeting id>=/<room name>; may come again", func(text string) error {
		id, name, _ := strings.Cut(text, "=")
		options.Rooms = append(options.Rooms, load.Room{MeetingID: id, RoomName: name})
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return options, err
	}
	if options.Secret == "" {
		options.Secret = os.Getenv("WHEREBY_WEBHOOK_SECRET")
	}
	if *file == "" {
		return options, nil
	}
	opened, err := os.Open(*file)
	if err != nil {
		return options, errors.Wrap(err, "rooms")
	}
	defer opened.Close()
	rooms, err := load.ReadRooms(opened)
	options.Rooms = append(options.Rooms, rooms...)
	return options, err
}
