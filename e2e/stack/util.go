package stack

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/pkg/errors"
)

// Root gives the root of the repository: the first folder upwards that holds
// plugin.json.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "plugin.json")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not inside the plugin's repository")
		}
		dir = parent
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func randomHex(bytes int) string {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}

// fatalError ends a poll at once.
type fatalError struct{ error }

func fatal(err error) error { return fatalError{err} }

// poll calls try until it succeeds. It gives up after the time limit, when the
// context ends, or on a fatal error, and answers with try's last error.
func poll(ctx context.Context, limit, pause time.Duration, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := try()
		if err == nil {
			return nil
		}
		var ended fatalError
		if errors.As(err, &ended) {
			return ended.error
		}
		select {
		case <-ctx.Done():
			return errors.Wrap(err, ctx.Err().Error())
		case <-time.After(pause):
		}
	}
}
