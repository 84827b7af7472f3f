// Command whereby-sandbox serves the sandbox of Whereby for trying things by hand.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "whereby-sandbox:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing left to do
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("whereby-sandbox", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:9000", "address to listen on")
	key := flags.String("key", wherebytest.DefaultAPIKey, "API key that requests must carry")
	public := flags.String("public-url", "", "where browsers find the sandbox (default: as each request says)")
	plan := flags.String("plan", string(wherebytest.PlanPaid), "plan of the organization: free or paid")
	points := flags.Int("points", 1000, "points per minute")
	webhookURL := flags.String("webhook-url", "", "where to send webhooks (default: nowhere)")
	webhookSecret := flags.String("webhook-secret", "sandbox-webhook-secret", "secret to sign webhooks with")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *plan != string(wherebytest.PlanFree) && *plan != string(wherebytest.PlanPaid) {
		return errors.Errorf("unknown plan %q", *plan)
	}

	sandbox := wherebytest.New(
		wherebytest.WithAPIKey(*key),
		wherebytest.WithPublicURL(*public),
		wherebytest.WithPlan(wherebytest.Plan(*plan)),
		wherebytest.WithPoints(*points),
		wherebytest.WithWebhook(wherebytest.Webhook{URL: *webhookURL, Secret: *webhookSecret}),
	)
	defer sandbox.Close()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *addr)
	if err != nil {
		return errors.Wrap(err, "listen")
	}
	fmt.Printf("API   http://%s/v1   key %s\nrooms http://%s/<room name>\n", listener.Addr(), *key, listener.Addr())

	server := &http.Server{Handler: sandbox, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return errors.Wrap(err, "serve")
	case <-ctx.Done():
	}
	sandbox.Close() // first: room pages and hanging requests would keep the server up
	limited, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return errors.Wrap(server.Shutdown(limited), "shut down")
}
