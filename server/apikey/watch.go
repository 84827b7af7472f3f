package apikey

import (
	"context"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby"
)

const (
	// noteEvery is how often the same news of a key is noted by one node.
	noteEvery = 30 * time.Second
	// maxNotes bounds what waits to be written; what is left out comes again
	// with the next answer.
	maxNotes = 100
	// noteTimeout bounds the writing of one.
	noteTimeout = 30 * time.Second
)

// note is what Whereby said of a key.
type note struct {
	fingerprint string
	refused     bool
	at          time.Time
}

// watch is what one node has heard of keys, and has yet to write down.
type watch struct {
	group sync.WaitGroup

	mu      sync.Mutex
	last    map[string]note // of each key; there are few
	waiting []note
	working bool
	closed  bool
}

// Observe takes note of what Whereby answers to a key. It is for
// whereby.WithObserver and returns at once. Answers other than success and 401
// say nothing of the key.
func (k *Keeper) Observe(o whereby.Outcome) {
	refused := o.Status == http.StatusUnauthorized
	if o.Fingerprint == "" || (o.Kind != 0 && !refused) {
		return
	}
	n := note{fingerprint: o.Fingerprint, refused: refused, at: k.Now()}
	w := &k.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if before, found := w.last[n.fingerprint]; found && before.refused == refused && n.at.Sub(before.at) < noteEvery {
		return
	}
	if w.closed || len(w.waiting) >= maxNotes {
		return
	}
	if w.last == nil {
		w.last = map[string]note{}
	}
	w.last[n.fingerprint] = n
	w.waiting = append(w.waiting, n)
	if !w.working { // one at a time: what came first is written first
		w.working = true
		w.group.Go(k.work)
	}
}

// Wait waits until what was observed is written down.
func (k *Keeper) Wait() { k.watch.group.Wait() }

// Close waits for the note that is being written; the others come again with
// Whereby's next answers.
func (k *Keeper) Close() {
	k.watch.mu.Lock()
	k.watch.closed, k.watch.waiting = true, nil
	k.watch.mu.Unlock()
	k.Wait()
}

func (w *watch) next() (n note, found bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) == 0 {
		w.working = false
		return note{}, false
	}
	n = w.waiting[0]
	w.waiting = w.waiting[1:]
	return n, true
}

// forget has the next news of a key noted, whatever it is.
func (w *watch) forget(fingerprint string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.last, fingerprint)
}

func (k *Keeper) work() {
	for {
		n, found := k.watch.next()
		if !found {
			return
		}
		if err := k.write(n); err != nil {
			k.watch.forget(n.fingerprint)
			k.Log.Warn("what Whereby says of the API key not written down", "refused", n.refused, "err", err)
		}
	}
}

// write writes a note down. Of a refusal of the key in force admins are told at
// once: the sweep may run on another node.
func (k *Keeper) write(n note) (err error) {
	defer func() { // in a goroutine of its own, a panic would end the process
		if cause := recover(); cause != nil {
			err = errors.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), noteTimeout)
	defer cancel()
	if !n.refused {
		_, err = k.Store.Claim(ctx, markWorked(n.fingerprint), n.at, n.at)
		return err
	}
	r, err := k.record(ctx, n.fingerprint)
	if err != nil {
		return err
	}
	if !r.refusing() {
		if _, err = k.Store.Claim(ctx, markRefused(n.fingerprint), n.at, n.at); err != nil {
			return err
		}
		r.refused = n.at
	}
	key := k.Settings().Key()
	if whereby.Fingerprint(key.Text) != n.fingerprint {
		return nil // replaced meanwhile
	}
	return k.alert(ctx, key.Source, r)
}
