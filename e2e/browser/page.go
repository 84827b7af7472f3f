package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/stack"
)

// patience is how long an action may wait for what it needs on the page.
const patience = 15 * time.Second

// Page is a tab. Selectors are CSS, or XPath when they begin with a slash. All
// methods wait for what they need, 15 seconds at most.
type Page struct {
	browser *Browser
	ctx     context.Context // chromedp keeps the tab in its context
	cancel  context.CancelFunc

	mu       sync.Mutex
	faults   []string
	contexts map[cdp.FrameID]runtime.ExecutionContextID
}

// Login opens a tab of a fresh profile, in which the user is logged in to
// Mattermost; Close ends it.
func (b *Browser) Login(user *stack.User) (*Page, error) {
	tab, err := b.openTab()
	if err != nil {
		return nil, errors.Wrap(err, "open a tab")
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(tab))
	p := b.newPage(ctx, cancel)
	credentials, err := json.Marshal(map[string]string{"login_id": user.Username, "password": user.Password})
	if err != nil {
		return nil, err
	}
	// The header asks for cookies.
	login := fmt.Sprintf(`fetch('/api/v4/users/login', {method: 'POST', headers: {'X-Requested-With': 'XMLHttpRequest'}, body: %q}).then((answer) => answer.status)`, credentials)
	var status int
	err = p.Do(
		chromedp.EmulateViewport(1280, 800),
		chromedp.Navigate(b.stack.URL+"/api/v4/system/ping"), // any page of the same origin
		chromedp.Evaluate(login, &status, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
	)
	if err == nil && status != 200 {
		err = errors.Errorf("Mattermost answered %d", status)
	}
	if err != nil {
		p.Close()
		return nil, errors.Wrapf(err, "log in as %s", user.Username)
	}
	return p, nil
}

// openTab opens a window of a fresh profile. chromedp's own way asks for no
// window, which newer Chromium refuses for a profile that has none.
func (b *Browser) openTab() (target.ID, error) {
	ctx, cancel := context.WithTimeout(cdp.WithExecutor(b.ctx, chromedp.FromContext(b.ctx).Browser), patience)
	defer cancel()
	profile, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx)
	if err != nil {
		return "", err
	}
	return target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).Do(ctx)
}

func (b *Browser) newPage(ctx context.Context, cancel context.CancelFunc) *Page {
	p := &Page{browser: b, ctx: ctx, cancel: cancel, contexts: map[cdp.FrameID]runtime.ExecutionContextID{}}
	chromedp.ListenTarget(ctx, func(event any) {
		switch event := event.(type) {
		case *runtime.EventExecutionContextCreated:
			p.contextMade(event)
		case *runtime.EventExceptionThrown:
			p.fault(event.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if event.Type == runtime.APITypeError && len(event.Args) > 0 {
				p.fault(string(event.Args[0].Value) + event.Args[0].Description)
			}
		}
	})
	return p
}

func (p *Page) fault(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, text)
}

// Faults gives the errors that were thrown or written to the console so far.
func (p *Page) Faults() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.faults...)
}

// Close closes the tab.
func (p *Page) Close() { p.cancel() }

// Do runs any actions of chromedp on the tab.
func (p *Page) Do(actions ...chromedp.Action) error {
	// The tab itself is made by the first run, and must outlive the time limit.
	if err := chromedp.Run(p.ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// Goto opens an address; a path is one of Mattermost's.
func (p *Page) Goto(address string) error {
	if address[0] == '/' {
		address = p.browser.stack.URL + address
	}
	return errors.Wrapf(p.Do(chromedp.Navigate(address)), "open %s", address)
}

// Channel opens a channel of the stack's team by its name.
func (p *Page) Channel(name string) error {
	return p.Goto("/" + p.browser.stack.TeamName + "/channels/" + name)
}

// by keeps CSS selectors from being looked for in the page's text too, where a
// style sheet has them all.
func by(selector string) chromedp.QueryOption {
	if strings.HasPrefix(selector, "/") {
		return chromedp.BySearch
	}
	return chromedp.ByQuery
}

// See waits until the element is visible.
func (p *Page) See(selector string) error {
	return errors.Wrapf(p.Do(chromedp.WaitVisible(selector, by(selector))), "see %s", selector)
}

// Gone waits until no such element is on the page.
func (p *Page) Gone(selector string) error {
	return errors.Wrapf(p.Do(chromedp.WaitNotPresent(selector, by(selector))), "%s to go", selector)
}

// Click waits until the element is visible and rests, and clicks it as a mouse does.
func (p *Page) Click(selector string) error {
	return errors.Wrapf(p.Do(atRest(selector), chromedp.Click(selector, by(selector), chromedp.NodeVisible)), "click %s", selector)
}

// atRest waits until the element stays where it is, a second at most: a click
// hits the place where the element was when it was looked for.
func atRest(selector string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var before string
		for range 20 {
			var box *dom.BoxModel
			err := chromedp.Dimensions(selector, &box, by(selector), chromedp.NodeVisible).Do(ctx)
			switch {
			case ctx.Err() != nil:
				return err
			case err != nil: // it was replaced just then
				before = ""
			case fmt.Sprint(box.Border) == before:
				return nil
			default:
				before = fmt.Sprint(box.Border)
			}
			if err := chromedp.Sleep(50 * time.Millisecond).Do(ctx); err != nil {
				return err
			}
		}
		return nil // something on the page moves all the time
	})
}

// Type types a text into the element.
func (p *Page) Type(selector, text string) error {
	return errors.Wrapf(p.Do(chromedp.SendKeys(selector, text, by(selector), chromedp.NodeVisible)), "type into %s", selector)
}

// Upload chooses a file in a file input, which may be hidden behind a button.
func (p *Page) Upload(selector, path string) error {
	return errors.Wrapf(p.Do(chromedp.SetUploadFiles(selector, []string{path}, by(selector), chromedp.NodeReady)), "choose a file in %s", selector)
}

// Text gives the visible text of the element.
func (p *Page) Text(selector string) (string, error) {
	var text string
	err := p.Do(chromedp.Text(selector, &text, by(selector), chromedp.NodeVisible))
	return text, errors.Wrapf(err, "read %s", selector)
}

// Value gives what an input field holds.
func (p *Page) Value(selector string) (string, error) {
	var value string
	err := p.Do(chromedp.Value(selector, &value, by(selector), chromedp.NodeVisible))
	return value, errors.Wrapf(err, "read %s", selector)
}

// Wait waits until a JavaScript expression is true.
func (p *Page) Wait(expression string) error {
	var result any
	return errors.Wrapf(p.Do(chromedp.Poll("Boolean("+expression+")", &result, chromedp.WithPollingInterval(50*time.Millisecond))), "wait for %s", expression)
}

// Eval gives the value of a JavaScript expression; a promise is awaited.
func (p *Page) Eval(expression string, result any) error {
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	return errors.Wrap(p.Do(chromedp.Evaluate(expression, result, await)), "evaluate")
}

// Viewport sets the size of the window in pixels.
func (p *Page) Viewport(width, height int64) error {
	return p.Do(chromedp.EmulateViewport(width, height))
}

// URL gives the address that the tab shows.
func (p *Page) URL() (string, error) {
	var address string
	err := p.Do(chromedp.Location(&address))
	return address, err
}

// NewTab gives the tab that an action, such as a click on a link, opens.
func (p *Page) NewTab(action func() error) (*Page, error) {
	opened := chromedp.WaitNewTarget(p.ctx, func(info *target.Info) bool { return info.URL != "" && info.URL != "about:blank" })
	if err := action(); err != nil {
		return nil, err
	}
	select {
	case id := <-opened:
		ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithTargetID(id))
		return p.browser.newPage(ctx, cancel), nil
	case <-time.After(patience):
		return nil, errors.New("no tab was opened")
	}
}

// Screenshot writes a picture of the window as name.png to $SCREENSHOT_DIR or
// e2e/.run/screenshots, and gives its path.
func (p *Page) Screenshot(name string) (string, error) {
	folder := os.Getenv("SCREENSHOT_DIR")
	if folder == "" {
		root, err := stack.Root()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(root, "e2e", ".run", "screenshots")
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", errors.Wrap(err, "make the folder for screenshots")
	}
	var picture []byte
	if err := p.Do(chromedp.CaptureScreenshot(&picture)); err != nil {
		return "", errors.Wrap(err, "take a screenshot")
	}
	path := filepath.Join(folder, name+".png")
	return path, errors.Wrap(os.WriteFile(path, picture, 0o600), "write the screenshot")
}
