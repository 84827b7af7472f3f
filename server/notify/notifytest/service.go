// Package notifytest has stand-ins for the services that connections lead to.
// They answer as the services' documentation has it, and take only what the
// services would take.
package notifytest

import (
	"encoding/json"
	"io"
	"net/http"
	"sync"
)

// service is what all stand-ins can.
type service struct {
	mu      sync.Mutex
	trouble http.HandlerFunc
	tries   int
}

// Trouble lets something else answer, until it is nil.
func (s *service) Trouble(answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = answer
}

// Tries is how many requests came.
func (s *service) Tries() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

// serve hands a request to whoever answers now. The service itself answers one
// at a time.
func (s *service) serve(w http.ResponseWriter, r *http.Request, usual func(w http.ResponseWriter, r *http.Request, body []byte)) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.tries++
	trouble := s.trouble
	if trouble == nil {
		defer s.mu.Unlock()
		usual(w, r, body)
		return
	}
	s.mu.Unlock()
	trouble(w, r)
}

// Says answers a status and words, with headers as names and values.
func Says(status int, words string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, words)
	}
}

// Stalls answers nothing for as long as it is waited.
func Stalls(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // else nobody notices that the client has gone
	<-r.Context().Done()
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}
