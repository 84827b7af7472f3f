package api

import (
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
		watched := &answer{ResponseWriter: w, status: http.StatusOK}
		began := time.Now()
		next.ServeHTTP(watched, r)
		a.Meter.Requested(route, watched.status, time.Since(began))
	})
}

// answer keeps the status that it passes on.
type answer struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController at what is inside.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// metrics answers what was measured on this node.
func (a *API) metrics(w http.ResponseWriter, r *http.Request) { a.Metrics.ServeHTTP(w, r) }
