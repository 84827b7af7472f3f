// Package stack boots everything that the plugin needs to be tried for real, in
// one temporary folder and on free ports: PostgreSQL, a Mattermost server built
// from its Go modules, Whereby's sandbox, people and channels, and the plugin's
// bundle installed through Mattermost's API. Linux and macOS.
package stack

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// Options say what to boot. The zero value is right for tests.
type Options struct {
	// Port and SandboxPort are those of Mattermost and the sandbox; 0 means a free one.
	Port, SandboxPort int
	// WherebyKey is an API key of real Whereby, used in place of the sandbox.
	WherebyKey string
	// Settings are the plugin's from the start, beside its keys and addresses.
	Settings map[string]any
	// Durable lets PostgreSQL write to the disk as in real life (slower).
	Durable bool
	// Progress is told each step; nil means nobody listens.
	Progress func(step string)
	// Leftovers are more files to remove if this program is killed.
	Leftovers []string
}

// Stack is all that was booted. Close ends it.
type Stack struct {
	// URL is Mattermost's address, without a slash at the end.
	URL string
	// Sandbox is Whereby as the plugin sees it, on SandboxURL.
	Sandbox    *wherebytest.Sandbox
	SandboxURL string
	// WebhookSecret is the one the plugin is configured with.
	WebhookSecret string

	// Admin is the system administrator; Users are ordinary members of the team.
	Admin *User
	Users []*User
	// TeamID and TeamName are those of the only team.
	TeamID, TeamName string
	// Channels maps the names of the team's channels to their ids: town-square,
	// off-topic, support (public, all are in) and leads (private, only the
	// admin and the first user are in).
	Channels map[string]string
	// Node is the Mattermost server behind URL.
	Node *Node

	root, dir    string
	reaper       *reaper
	postgres     *postgres
	sandbox      *sandboxServer
	nodes        []*Node
	pluginConfig map[string]any
}

// Start boots a stack. The context limits the boot only; on an error everything
// is ended again.
func Start(ctx context.Context, options Options) (_ *Stack, err error) {
	progress := options.Progress
	if progress == nil {
		progress = func(string) {}
	}
	s := &Stack{}
	if s.root, err = Root(); err != nil {
		return nil, err
	}
	if err = s.prepare(ctx); err != nil {
		return nil, err
	}
	// A short path: macOS and Linux limit the length of a socket's path.
	if s.dir, err = os.MkdirTemp("", "whereby-e2e-"); err != nil {
		return nil, errors.Wrap(err, "make a temporary folder")
	}
	// PostgreSQL, under another user, has to get through to its own folder.
	if err = os.Chmod(s.dir, 0o711); err != nil { //nolint:gosec // names inside are not listed, and its folders are closed
		return nil, err
	}
	if s.reaper, err = startReaper(append([]string{s.dir}, options.Leftovers...)...); err != nil {
		_ = os.RemoveAll(s.dir)
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()

	progress("starting the sandbox")
	if s.sandbox, err = startSandbox(options.SandboxPort); err != nil {
		return nil, err
	}
	s.Sandbox, s.SandboxURL = s.sandbox.Sandbox, s.sandbox.url
	progress("starting PostgreSQL")
	if s.postgres, err = startPostgres(ctx, s.reaper, s.root, filepath.Join(s.dir, "pg"), options.Durable); err != nil {
		return nil, err
	}
	progress("starting Mattermost")
	if s.Node, err = s.AddNode(ctx, options.Port); err != nil {
		return nil, err
	}
	s.URL = s.Node.URL
	progress("making people and channels")
	if err = s.makePeople(ctx); err != nil {
		return nil, err
	}
	progress("installing the plugin")
	return s, s.installPlugin(ctx, options)
}

// AddNode boots one more Mattermost server on the same database; port 0 means
// a free one. Without a cluster licence nodes do not tell each other of events.
func (s *Stack) AddNode(ctx context.Context, port int) (*Node, error) {
	node, err := s.startNode(ctx, fmt.Sprintf("mm%d", len(s.nodes)+1), port)
	if err == nil {
		s.nodes = append(s.nodes, node)
	}
	return node, err
}

// RemoveNode ends a node that AddNode started.
func (s *Stack) RemoveNode(node *Node) {
	node.end(20 * time.Second)
	s.nodes = slices.DeleteFunc(s.nodes, func(other *Node) bool { return other == node })
	_ = os.RemoveAll(node.dir) // the next node has the same; what is left goes with the stack
}

// Close ends all that was started and removes the temporary folder.
func (s *Stack) Close() error {
	for _, node := range s.nodes {
		node.end(20 * time.Second)
	}
	s.postgres.close()
	s.sandbox.close()
	err := os.RemoveAll(s.dir)
	s.reaper.dismiss()
	return err
}

// Dir is the temporary folder of the stack, which Close removes.
func (s *Stack) Dir() string { return s.dir }

// Spawn starts one more program, which ends with the stack at the latest, also
// when the stack's program is killed. end asks it to end by the signal stop.
func (s *Stack) Spawn(name string, cmd *exec.Cmd, stop syscall.Signal) (end func(), err error) {
	p, err := s.reaper.spawn(name, cmd, stop, syscall.SIGKILL)
	if err != nil {
		return nil, err
	}
	return func() { p.end(5 * time.Second) }, nil
}

// DB is the database that Mattermost and the plugin use.
func (s *Stack) DB() *sql.DB { return s.postgres.db }

// DatabaseURL is the address of that database.
func (s *Stack) DatabaseURL() string { return s.postgres.url }

// PIDs gives the process ids of Mattermost and PostgreSQL.
func (s *Stack) PIDs() (mattermost, postgres int) {
	return s.Node.cmd.Process.Pid, s.postgres.cmd.Process.Pid
}

// Ended is closed when Mattermost's first node has ended.
func (s *Stack) Ended() <-chan struct{} { return s.Node.done }

// prepare lets make build what the stack is started from, unless the Makefile
// itself called us and has done so.
func (s *Stack) prepare(ctx context.Context) error {
	if os.Getenv("WHEREBY_PREPARED") != "" {
		return nil
	}
	cmd := exec.CommandContext(ctx, "make", "-s", "harness")
	cmd.Dir = s.root
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return errors.Wrap(cmd.Run(), "build the plugin and the Mattermost server")
}
