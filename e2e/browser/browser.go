// Package browser drives headless Chromium against a stack, as people with
// their own logins use Mattermost.
package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/stack"
)

// Browser is a running Chromium.
type Browser struct {
	stack  *stack.Stack
	ctx    context.Context // chromedp keeps the browser in its context
	cancel []context.CancelFunc
	end    func()
}

// Start finds and starts Chromium; Close ends it.
func Start(ctx context.Context, s *stack.Stack) (*Browser, error) {
	root, err := stack.Root()
	if err != nil {
		return nil, err
	}
	chromium, err := find(ctx, root)
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp(s.Dir(), "chromium-")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(chromium.path,
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
		"--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-extensions",
		"--disable-background-networking", "--disable-component-update", "--disable-default-apps",
		"--disable-features=Translate,OptimizationHints,MediaRouter", "--metrics-recording-only",
		"--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
		"--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
		"--force-color-profile=srgb", "--hide-scrollbars", "--mute-audio", "--lang=en-US",
		"--remote-debugging-port=0", "--user-data-dir="+profile, "about:blank")
	cmd.Env = append(append(os.Environ(), chromium.env...), "TMPDIR="+profile)
	end, err := s.Spawn("Chromium", cmd, syscall.SIGTERM)
	if err != nil {
		return nil, err
	}
	b := &Browser{stack: s, end: end}
	if err = b.connect(ctx, filepath.Join(profile, "DevToolsActivePort")); err != nil {
		b.Close()
		return nil, errors.Wrapf(err, "start %s", chromium.path)
	}
	return b, nil
}

// connect waits for the file in which Chromium writes its port and path.
func (b *Browser) connect(ctx context.Context, portFile string) error {
	var lines []string
	for deadline := time.Now().Add(30 * time.Second); len(lines) < 2; time.Sleep(50 * time.Millisecond) {
		raw, err := os.ReadFile(portFile)
		if err == nil {
			lines = strings.Fields(string(raw))
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return errors.New("it did not open its debugging port")
		}
	}
	allocator, cancel := chromedp.NewRemoteAllocator(context.Background(), "ws://127.0.0.1:"+lines[0]+lines[1], chromedp.NoModifyURL)
	b.cancel = append(b.cancel, cancel)
	b.ctx, cancel = chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	b.cancel = append(b.cancel, cancel)
	return chromedp.Run(b.ctx)
}

// Close ends Chromium.
func (b *Browser) Close() {
	for _, cancel := range slices.Backward(b.cancel) {
		cancel()
	}
	b.end()
}
