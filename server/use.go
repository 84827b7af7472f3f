package main

import "sync"

// use counts the hooks at work, so that the plugin's end can wait for them.
type use struct {
	mu    sync.Mutex
	ended bool
	hooks sync.WaitGroup
}

// begin gives the active plugin to a hook, which calls use.done at its end. It
// is nil while there is none.
func (p *Plugin) begin() *parts {
	active := p.parts.Load()
	if active == nil || !active.use.begin() {
		return nil
	}
	return active
}

func (u *use) begin() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.ended {
		u.hooks.Add(1)
	}
	return !u.ended
}

func (u *use) done() { u.hooks.Done() }

// end turns new hooks away and waits for those at work.
func (u *use) end() {
	u.mu.Lock()
	u.ended = true
	u.mu.Unlock()
	u.hooks.Wait()
}
