package browser

import (
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/pkg/errors"
)

// Keys that Press takes beside letters.
const (
	Tab    = kb.Tab
	Enter  = kb.Enter
	Escape = kb.Escape
	Space  = " "
	Up     = kb.ArrowUp
	Down   = kb.ArrowDown
	Left   = kb.ArrowLeft
	Right  = kb.ArrowRight
)

// Press presses keys one after the other, wherever the focus is.
func (p *Page) Press(keys ...string) error {
	for _, key := range keys {
		if err := p.Do(chromedp.KeyEvent(key)); err != nil {
			return errors.Wrapf(err, "press %q", key)
		}
	}
	return nil
}

// PressBack presses Shift and Tab.
func (p *Page) PressBack() error {
	return errors.Wrap(p.Do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(input.ModifierShift))), "press Shift+Tab")
}

// Rect is where an element is in the window, in pixels.
type Rect struct{ X, Y, Width, Height float64 }

// Rect waits for an element and gives its place.
func (p *Page) Rect(selector string) (Rect, error) {
	var rect Rect
	if err := p.See(selector); err != nil {
		return rect, err
	}
	err := p.Eval(rectOf(selector), &rect)
	return rect, err
}

func rectOf(selector string) string {
	return `(({x, y, width, height}) => ({x, y, width, height}))(document.querySelector(` + quote(selector) + `).getBoundingClientRect())`
}

// Drag presses the mouse on the middle of an element, moves it and lets go.
func (p *Page) Drag(selector string, dx, dy float64) error {
	rect, err := p.Rect(selector)
	if err != nil {
		return err
	}
	return p.DragFrom(rect.X+rect.Width/2, rect.Y+rect.Height/2, dx, dy)
}

// DragFrom presses the mouse at a place in the window, moves it and lets go.
func (p *Page) DragFrom(x, y, dx, dy float64) error {
	const steps = 5
	actions := []chromedp.Action{
		chromedp.MouseEvent(input.MouseMoved, x, y),
		chromedp.MouseEvent(input.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)),
	}
	for step := 1.0; step <= steps; step++ {
		actions = append(actions, chromedp.MouseEvent(input.MouseMoved, x+dx*step/steps, y+dy*step/steps, chromedp.ButtonLeft))
	}
	actions = append(actions, chromedp.MouseEvent(input.MouseReleased, x+dx, y+dy, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	if err := p.Do(actions...); err != nil {
		return errors.Wrapf(err, "drag from %.0f,%.0f", x, y)
	}
	// What follows the mouse is drawn a moment later.
	return p.Eval(`new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50)))`, nil)
}
