// Package wherebytest is a sandbox: an http.Handler that behaves like Whereby, as far as its public
// documentation tells. It has the REST API for meetings, insights, recordings, transcripts, summaries
// and room themes under /v1, a room page that a browser can open at /<room name>, signed webhooks, a
// clock to turn, and faults to switch on.
//
// Everything can be steered by methods and, for a process of its own, by JSON under /_sandbox/
// (see control.go), guarded by the same API key.
package wherebytest

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// DefaultAPIKey is the sandbox's key unless WithAPIKey gives another.
const DefaultAPIKey = "sandbox-api-key"

// Plan is what the organization pays for.
type Plan string

const (
	// PlanFree has no cloud recording, streaming or transcription.
	PlanFree Plan = "free"
	// PlanPaid has everything.
	PlanPaid Plan = "paid"
)

const (
	defaultPoints = 1000
	// defaultSessionEnd is how long a session outlives its second-last participant.
	defaultSessionEnd = time.Minute
	// deactivation and deletion are counted from a meeting's endDate.
	deactivation    = time.Hour
	defaultDeletion = 24 * time.Hour

	maxBody     = 8 << 20
	maxRequests = 2000
)

// Sandbox is one pretended organization at Whereby. It is safe for concurrent use. Close it at the end.
type Sandbox struct {
	apiKey     string
	publicURL  string
	subdomain  string
	sessionEnd time.Duration
	deletion   time.Duration
	pageGrace  time.Duration

	clock   *Clock
	sender  *sender
	api     http.Handler
	control http.Handler
	rooms   http.Handler
	done    chan struct{} // closed by Close

	mu       sync.Mutex
	closed   bool
	wake     *time.Timer // the next thing that falls due
	plan     Plan
	points   points
	faults   []*Fault
	meetings []*meeting // in order of creation
	themes   map[string]Theme
	// histories are of all rooms, also deleted ones, in order of creation.
	histories   []*history
	insightsLag time.Duration
	// quietDeletion is as SetQuietDeletion has it.
	quietDeletion bool
	embedding     Embedding

	recordings     []Recording
	transcriptions []Transcription
	summaries      []Summary
	links          map[string]accessLink // by what is secret in their address

	requests []Request
	lastID   int64
}

// Option sets up a Sandbox.
type Option func(*Sandbox)

// WithAPIKey sets the key that requests must carry.
func WithAPIKey(key string) Option { return func(s *Sandbox) { s.apiKey = key } }

// WithPublicURL sets where browsers find the sandbox, such as http://localhost:9000. Without it room
// addresses are made from each request's Host.
func WithPublicURL(address string) Option {
	return func(s *Sandbox) { s.publicURL = strings.TrimRight(address, "/") }
}

// WithPoints sets the points per minute (default 1000).
func WithPoints(limit int) Option { return func(s *Sandbox) { s.points.limit = limit } }

// WithPlan sets the organization's plan (default PlanPaid).
func WithPlan(plan Plan) Option { return func(s *Sandbox) { s.plan = plan } }

// WithWebhook sends events to an address from the start.
func WithWebhook(webhook Webhook) Option { return func(s *Sandbox) { s.sender.target = webhook } }

// WithSessionEnd sets how long a session goes on with fewer than two people (default 1 minute).
func WithSessionEnd(after time.Duration) Option { return func(s *Sandbox) { s.sessionEnd = after } }

// WithDeletion sets when a room is deleted, counted from its endDate (default 24 hours).
func WithDeletion(after time.Duration) Option { return func(s *Sandbox) { s.deletion = after } }

// WithInsightsLag sets how far insights are behind (default 10 minutes).
func WithInsightsLag(lag time.Duration) Option { return func(s *Sandbox) { s.insightsLag = lag } }

// New makes a sandbox without meetings.
func New(options ...Option) *Sandbox {
	s := &Sandbox{
		apiKey:      DefaultAPIKey,
		subdomain:   "sandbox",
		sessionEnd:  defaultSessionEnd,
		deletion:    defaultDeletion,
		pageGrace:   3 * time.Second,
		clock:       &Clock{},
		sender:      newSender(),
		done:        make(chan struct{}),
		plan:        PlanPaid,
		points:      points{limit: defaultPoints},
		themes:      map[string]Theme{},
		insightsLag: defaultInsightsLag,
		links:       map[string]accessLink{},
		// Real ids are large numbers and do not start anew; nothing secret.
		lastID: 100_000_000 + rand.Int64N(800_000_000), //nolint:gosec
	}
	s.clock.changed = func() {
		s.lock()
		s.unlock()
	}
	s.api = s.apiRoutes()
	s.control = s.controlRoutes()
	s.rooms = s.roomRoutes()
	for _, option := range options {
		option(s)
	}
	return s
}

// Clock is the sandbox's time.
func (s *Sandbox) Clock() *Clock { return s.clock }

// APIKey is the key that requests must carry.
func (s *Sandbox) APIKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.apiKey
}

// SetAPIKey replaces the key, as somebody does who makes a new one in the dashboard and deletes the
// old one there.
func (s *Sandbox) SetAPIKey(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apiKey = key
}

// Close ends hanging requests, room pages and webhook deliveries. Call it before closing the HTTP
// server, which waits for them.
func (s *Sandbox) Close() {
	s.mu.Lock()
	wasOpen := !s.closed
	s.closed = true
	if s.wake != nil {
		s.wake.Stop()
	}
	s.mu.Unlock()
	if wasOpen {
		close(s.done)
		s.sender.close()
	}
}

// Request is a line of the request log. Queries, headers and bodies are left out: they hold keys.
type Request struct {
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	// Status is 0 when no answer was given.
	Status int `json:"status"`
	// Fault that was injected, if any.
	Fault FaultKind `json:"fault,omitempty"`
}

// Requests is the log of requests to the API and the room pages, oldest first.
func (s *Sandbox) Requests() []Request {
	s.lock()
	defer s.unlock()
	return append([]Request{}, s.requests...)
}

// ForgetRequests empties the log.
func (s *Sandbox) ForgetRequests() {
	s.lock()
	defer s.unlock()
	s.requests = nil
}

func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	path := r.URL.EscapedPath()
	if strings.HasPrefix(path, "/_sandbox/") {
		s.serveControl(w, r)
		return
	}

	answer := &answerRecorder{ResponseWriter: w}
	defer func() { s.logRequest(r, answer) }() // also when a fault cuts the connection
	switch {
	case strings.HasPrefix(path, "/v1/"):
		s.serveAPI(answer, r)
	case path == filePath:
		s.serveFile(answer, r)
	case strings.HasPrefix(path, "/_room/"):
		s.rooms.ServeHTTP(answer, r)
	default:
		s.servePage(answer, r)
	}
}

// serveAPI puts the faults in front of the real work. The body is read first: only then does the
// server notice a client that goes away.
func (s *Sandbox) serveAPI(w *answerRecorder, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		writeError(w, http.StatusRequestEntityTooLarge, "request body too large")
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.Header().Set("Date", s.clock.Now().UTC().Format(http.TimeFormat))

	if fault, ok := s.takeFault(r); ok {
		w.fault = fault.Kind
		s.serveFault(w, r, fault)
		return
	}
	s.api.ServeHTTP(w, r)
}

func (s *Sandbox) logRequest(r *http.Request, answer *answerRecorder) {
	s.lock()
	defer s.unlock()
	s.requests = append(s.requests, Request{
		At: s.clock.Now(), Method: r.Method, Path: r.URL.Path, Status: answer.status, Fault: answer.fault,
	})
	if len(s.requests) > maxRequests {
		s.requests = s.requests[len(s.requests)-maxRequests:]
	}
}

// answerRecorder notes the status of an answer.
type answerRecorder struct {
	http.ResponseWriter
	status int
	fault  FaultKind
}

func (a *answerRecorder) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answerRecorder) Write(data []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController flush.
func (a *answerRecorder) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// lock takes the sandbox's state, brought up to date with the clock.
func (s *Sandbox) lock() {
	s.mu.Lock()
	s.settle()
}

// unlock gives the state back and sees to it that what falls due next is not missed.
func (s *Sandbox) unlock() {
	s.rearm()
	s.mu.Unlock()
}

// settle does what fell due: ends of sessions, deletions of rooms.
func (s *Sandbox) settle() {
	now := s.clock.Now()
	for _, m := range s.meetings {
		if due := m.sessionEndsAt; !due.IsZero() && !now.Before(due) {
			s.endSession(m, due)
		}
	}
	for _, m := range append([]*meeting{}, s.meetings...) {
		if !now.Before(m.endDate.Add(s.deletion)) {
			s.remove(m)
		}
	}
}

func (s *Sandbox) rearm() {
	if s.wake != nil {
		s.wake.Stop()
	}
	if s.closed {
		return
	}
	var next time.Time
	for _, m := range s.meetings {
		for _, due := range []time.Time{m.sessionEndsAt, m.endDate.Add(s.deletion)} {
			if !due.IsZero() && (next.IsZero() || due.Before(next)) {
				next = due
			}
		}
	}
	if !next.IsZero() {
		s.wake = time.AfterFunc(next.Sub(s.clock.Now()), s.clock.changed)
	}
}
