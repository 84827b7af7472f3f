// Command run is `make run`: it boots a stack, starts a call as a user would
// and stays up until Ctrl-C, with the addresses in e2e/.run/state.json.
//
// Environment: PORT and SANDBOX_PORT choose ports, ONCE=1 ends after the call,
// WHEREBY_API_KEY uses real Whereby in place of the sandbox,
// MATTERMOST_CLIENT_DIR serves a built Mattermost web app.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/stack"
)

func main() {
	stateFile := flag.String("state", "", "write the state to this file, not e2e/.run/state.json")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	go endWithParent(ctx, cancel)
	if err := run(ctx, *stateFile); err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1) //nolint:gocritic // the context ends with the process
	}
}

// endWithParent cancels when the program that started us (make) was killed.
func endWithParent(ctx context.Context, cancel context.CancelFunc) {
	parent := os.Getppid()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if os.Getppid() != parent {
				cancel()
			}
		}
	}
}

func run(ctx context.Context, stateFile string) (err error) {
	if stateFile == "" {
		if stateFile, err = defaultStateFile(); err != nil {
			return err
		}
	}
	options, err := readOptions()
	if err != nil {
		return err
	}
	options.Leftovers = []string{stateFile}
	s, err := stack.Start(ctx, options)
	if err != nil {
		return err
	}
	defer func() {
		step("ending everything")
		if closeErr := s.Close(); err == nil {
			err = closeErr
		}
	}()
	if err = writeState(s, stateFile); err != nil {
		return err
	}
	defer os.Remove(stateFile)

	if err = startCall(ctx, s); err != nil {
		for _, line := range s.Node.PluginErrors() {
			fmt.Fprintln(os.Stderr, line)
		}
		return err
	}
	if os.Getenv("ONCE") == "1" {
		return nil
	}
	printWelcome(s, stateFile)
	select {
	case <-ctx.Done():
		return nil
	case <-s.Ended():
		return errors.New("Mattermost has ended")
	}
}

func readOptions() (stack.Options, error) {
	options := stack.Options{WherebyKey: os.Getenv("WHEREBY_API_KEY"), Progress: step}
	for name, port := range map[string]*int{"PORT": &options.Port, "SANDBOX_PORT": &options.SandboxPort} {
		text := os.Getenv(name)
		if text == "" {
			continue
		}
		number, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return options, errors.Errorf("%s=%s is not a port", name, text)
		}
		*port = int(number)
	}
	return options, nil
}

var began = time.Now() // when the program started

// step shows progress: seconds since the start, and what is done now.
func step(text string) {
	fmt.Printf("[%5.1fs] %s\n", time.Since(began).Seconds(), text)
}

func printWelcome(s *stack.Stack, stateFile string) {
	fmt.Printf("\nMattermost  %s\n", s.URL)
	for _, user := range append([]*stack.User{s.Admin}, s.Users...) {
		fmt.Printf("  log in as %-6s password %s\n", user.Username, user.Password)
	}
	fmt.Printf("Sandbox     %s\n", s.SandboxURL)
	fmt.Printf("State       %s\n", stateFile)
	fmt.Println("\nCtrl-C ends it.")
}
