package wherebytest

import (
	"io"
	"net/http"
	"path"
	"strings"
	"time"
)

// FaultKind is a way in which the API can go wrong.
type FaultKind string

// The faults. Those that say so may do the work first (Fault.AfterWork).
const (
	// FaultSlow answers as usual, after Delay (default 3 s).
	FaultSlow FaultKind = "slow"
	// FaultUnauthorized answers 401.
	FaultUnauthorized FaultKind = "401"
	// FaultForbidden answers 403.
	FaultForbidden FaultKind = "403"
	// FaultRateLimited answers 429, to be asked again after Delay (default 60 s).
	FaultRateLimited FaultKind = "429"
	// FaultServerError answers 500, before or after the work.
	FaultServerError FaultKind = "500"
	// FaultGarbage answers 200 or 201 with Body (default: an HTML page), before or after the work.
	FaultGarbage FaultKind = "garbage"
	// FaultHang never answers, before or after the work; it ends when the client goes.
	FaultHang FaultKind = "hang"
	// FaultCut cuts the connection, before or after the work.
	FaultCut FaultKind = "cut"
)

// Fault is what goes wrong, where, and how often. The first fault that fits a request is taken.
type Fault struct {
	Kind FaultKind
	// Method and Path narrow it down to some requests; empty: all. Path is below /v1 and may have *
	// for one segment: "/meetings", "/meetings/*".
	Method string
	Path   string
	// Times is how many requests it hits; 0: until cleared.
	Times int
	// AfterWork does what was asked before going wrong.
	AfterWork bool
	// Delay of FaultSlow, wait of FaultRateLimited.
	Delay time.Duration
	// Body of FaultGarbage.
	Body string
}

// Inject switches a fault on.
func (s *Sandbox) Inject(fault Fault) {
	s.lock()
	defer s.unlock()
	s.faults = append(s.faults, &fault)
}

// Faults are those still switched on, with the times left.
func (s *Sandbox) Faults() []Fault {
	s.lock()
	defer s.unlock()
	faults := make([]Fault, 0, len(s.faults))
	for _, fault := range s.faults {
		faults = append(faults, *fault)
	}
	return faults
}

// ClearFaults switches all faults off.
func (s *Sandbox) ClearFaults() {
	s.lock()
	defer s.unlock()
	s.faults = nil
}

// takeFault finds the fault for a request and counts it.
func (s *Sandbox) takeFault(r *http.Request) (Fault, bool) {
	s.lock()
	defer s.unlock()
	for i, fault := range s.faults {
		if !fault.fits(r) {
			continue
		}
		taken := *fault
		if fault.Times > 0 {
			fault.Times--
			if fault.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return taken, true
	}
	return Fault{}, false
}

func (f *Fault) fits(r *http.Request) bool {
	if f.Method != "" && !strings.EqualFold(f.Method, r.Method) {
		return false
	}
	if f.Path == "" {
		return true
	}
	matches, err := path.Match(f.Path, strings.TrimPrefix(r.URL.Path, "/v1"))
	return err == nil && matches
}

func (s *Sandbox) serveFault(w http.ResponseWriter, r *http.Request, fault Fault) {
	if fault.AfterWork {
		s.api.ServeHTTP(discardAnswer{}, r)
	}
	switch fault.Kind {
	case FaultSlow:
		if s.pause(r, orDefault(fault.Delay, 3*time.Second)) {
			s.api.ServeHTTP(w, r)
		}
	case FaultUnauthorized:
		writeError(w, http.StatusUnauthorized, "token missing or invalid")
	case FaultForbidden:
		writeError(w, http.StatusForbidden, "not allowed")
	case FaultRateLimited:
		writeRateLimited(w, orDefault(fault.Delay, time.Minute))
	case FaultServerError:
		writeError(w, http.StatusInternalServerError, "internal server error")
	case FaultGarbage:
		writeGarbage(w, r, fault.Body)
	case FaultHang:
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
		panic(http.ErrAbortHandler)
	case FaultCut:
		panic(http.ErrAbortHandler) // net/http closes the connection without an answer
	}
}

// pause waits and says whether there is still somebody to answer.
func (s *Sandbox) pause(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}

func writeGarbage(w http.ResponseWriter, r *http.Request, body string) {
	if body == "" {
		body = "<!doctype html><title>It works</title><p>This is not the answer you are looking for."
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusCreated)
	}
	_, _ = io.WriteString(w, body)
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// discardAnswer takes the answer of work whose answer is never given.
type discardAnswer struct{}

func (discardAnswer) Header() http.Header            { return http.Header{} }
func (discardAnswer) Write(data []byte) (int, error) { return len(data), nil }
func (discardAnswer) WriteHeader(int)                {}
