package workday

import (
	"slices"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/client"
)

// What is measured.
const (
	start = "start"
	join  = "join"
	end   = "end"
	list  = "list"
)

// meter notes what people did, and how long that took.
type meter struct {
	mu     sync.Mutex
	took   map[string][]time.Duration
	errors map[string]int
	late   []time.Duration // of planned calls
	held   []held
}

func newMeter() *meter {
	return &meter{took: map[string][]time.Duration{}, errors: map[string]int{}}
}

// measure tells whether it went well.
func (m *meter) measure(what string, do func() error) bool {
	began := time.Now()
	err := do()
	took := time.Since(began)
	if err != nil {
		m.fail(what, err)
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.took[what] = append(m.took[what], took)
	return true
}

// fail counts errors by their codes, where they have one.
func (m *meter) fail(what string, err error) {
	kind := err.Error()
	if refusal := new(client.Error); errors.As(err, &refusal) && refusal.Code != "" {
		kind = refusal.Code
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.errors[what+": "+kind]++
}

func (m *meter) planned(late time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.late = append(m.late, late)
}

func (m *meter) hold(h held) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = append(m.held, h)
}

func (m *meter) calls() []held {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.held)
}

// Times are how long something took.
type Times struct {
	Count         int
	P50, P95, Max time.Duration
}

// TimesOf sums durations up.
func TimesOf(all []time.Duration) Times {
	if len(all) == 0 {
		return Times{}
	}
	sorted := slices.Sorted(slices.Values(all))
	at := func(percent int) time.Duration { return sorted[(len(sorted)-1)*percent/100] }
	return Times{Count: len(sorted), P50: at(50), P95: at(95), Max: sorted[len(sorted)-1]}
}
