package api

import (
	"maps"
	"net/http"
	"time"
)

// Meter measures requests.
type Meter interface {
	// Requested is told of every request by its route's pattern.
	Requested(route string, status int, took time.Duration)
	// Received is told of every webhook that was taken in, and how long after
	// the event that was.
	Received(delay time.Duration)
	// Refused is told of every other webhook, and why in one of a few words.
	Refused(reason string)
}

// metered measures every request, those too that never get to their route.
func (a *API) metered(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, route := mux.Handler(r)
		watched := newAnswer(w)
		began := time.Now()
		next.ServeHTTP(watched, r)
		a.Meter.Requested(route, watched.status, time.Since(began))
	})
}

// answer keeps the status that it passes on, and asks for Mattermost's headers
// while the answer is made. What a plugin calls of a ResponseWriter are round
// trips to Mattermost's process: one for the headers that there are, two for
// a status, two for each piece.
type answer struct {
	http.ResponseWriter
	status int
	own    http.Header
	theirs chan http.Header // nil when they have got our own
}

func newAnswer(w http.ResponseWriter) *answer {
	a := &answer{ResponseWriter: w, status: http.StatusOK, own: http.Header{}, theirs: make(chan http.Header, 1)}
	go func() { a.theirs <- w.Header() }()
	return a
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.own }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	a.status = status
	a.passHeaders()
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(piece []byte) (int, error) {
	a.passHeaders()
	return a.ResponseWriter.Write(piece)
}

func (a *answer) passHeaders() {
	if a.theirs != nil {
		maps.Copy(<-a.theirs, a.own)
		a.theirs = nil
	}
}

// Unwrap lets http.ResponseController at what is inside.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// metrics answers what was measured on this node.
func (a *API) metrics(w http.ResponseWriter, r *http.Request) { a.Metrics.ServeHTTP(w, r) }
