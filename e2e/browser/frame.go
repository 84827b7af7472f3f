package browser

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/pkg/errors"
)

// Frame is the page inside an iframe.
type Frame struct {
	page     *Page
	selector string
	id       cdp.FrameID
}

// Frame gives what an iframe on the page shows.
func (p *Page) Frame(selector string) (*Frame, error) {
	if err := p.See(selector); err != nil {
		return nil, err
	}
	var id cdp.FrameID
	err := p.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		// By its object: the numbers of nodes change whenever Chromium tells of the page anew.
		object, _, err := runtime.Evaluate(`document.querySelector(` + quote(selector) + `)`).Do(ctx)
		if err != nil {
			return err
		}
		node, err := dom.DescribeNode().WithObjectID(object.ObjectID).Do(ctx)
		if err == nil {
			id = node.FrameID
		}
		return err
	}))
	return &Frame{page: p, selector: selector, id: id}, errors.Wrapf(err, "look into %s", selector)
}

// contextMade notes where a frame's scripts run; a page that the frame loads later has another context.
func (p *Page) contextMade(event *runtime.EventExecutionContextCreated) {
	var of struct {
		FrameID   cdp.FrameID `json:"frameId"`
		IsDefault bool        `json:"isDefault"`
	}
	if json.Unmarshal(event.Context.AuxData, &of) != nil || !of.IsDefault {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.contexts[of.FrameID] = event.Context.ID
}

// Eval gives the value of a JavaScript expression in the frame; a promise is awaited.
func (f *Frame) Eval(expression string, result any) error {
	f.page.mu.Lock()
	id, ok := f.page.contexts[f.id]
	f.page.mu.Unlock()
	if !ok {
		return errors.Errorf("%s has no page", f.selector)
	}
	inFrame := func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithContextID(id).WithAwaitPromise(true)
	}
	return errors.Wrapf(f.page.Do(chromedp.Evaluate(expression, result, inFrame)), "evaluate in %s", f.selector)
}

// Wait waits until a JavaScript expression is true in the frame.
func (f *Frame) Wait(expression string) error {
	var err error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var done bool
		if err = f.Eval("Boolean("+expression+")", &done); done {
			return nil
		}
	}
	if err == nil {
		err = errors.New("it did not become true")
	}
	return errors.Wrapf(err, "wait for %s", expression)
}

// See waits until the element is visible in the frame.
func (f *Frame) See(selector string) error {
	return f.Wait(`document.querySelector(` + quote(selector) + `)?.checkVisibility()`)
}

// Click waits until the element is visible in the frame and clicks it as a mouse does, through
// whatever may lie over the frame.
func (f *Frame) Click(selector string) error {
	if err := f.See(selector); err != nil {
		return err
	}
	var inner Rect
	if err := f.Eval(rectOf(selector), &inner); err != nil {
		return err
	}
	outer, err := f.page.Rect(f.selector)
	if err != nil {
		return err
	}
	x, y := outer.X+inner.X+inner.Width/2, outer.Y+inner.Y+inner.Height/2
	return errors.Wrapf(f.page.Do(chromedp.MouseClickXY(x, y)), "click %s", selector)
}

func quote(text string) string { return strconv.Quote(text) }
