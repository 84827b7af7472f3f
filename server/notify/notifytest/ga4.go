package notifytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"
)

// GA4 is the Measurement Protocol of Google Analytics 4.
type GA4 struct {
	service
	Account string
	Secret  string
	events  []GA4Event
	checked int
}

// GA4Event is an event that is in the reports.
type GA4Event struct {
	ClientID string
	UserID   string
	At       time.Time
	Name     string         `json:"name"`
	Params   map[string]any `json:"params"`
}

// ServeHTTP answers 204 whatever comes. Under /debug it tells what is wrong
// instead, but not of a wrong account or secret.
func (g *GA4) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.serve(w, r, func(w http.ResponseWriter, r *http.Request, body []byte) {
		events, wrong := readGA4(body)
		switch r.URL.Path {
		case "/debug/mp/collect":
			g.checked++
			if wrong == nil {
				wrong = []map[string]string{}
			}
			writeJSON(w, http.StatusOK, map[string]any{"validationMessages": wrong})
		case "/mp/collect":
			q := r.URL.Query()
			if len(wrong) == 0 && q.Get("measurement_id") == g.Account && q.Get("api_secret") == g.Secret {
				g.events = append(g.events, events...)
			}
			w.WriteHeader(http.StatusNoContent)
		default:
			http.NotFound(w, r)
		}
	})
}

var ga4Name = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,39}$`)

// readGA4 holds a body against the protocol's limits.
func readGA4(body []byte) (events []GA4Event, wrong []map[string]string) {
	tell := func(path, format string, args ...any) {
		wrong = append(wrong, map[string]string{"fieldPath": path, "description": fmt.Sprintf(format, args...), "validationCode": "VALUE_INVALID"})
	}
	var payload struct {
		ClientID string     `json:"client_id"`
		UserID   string     `json:"user_id"`
		Micros   int64      `json:"timestamp_micros"`
		Events   []GA4Event `json:"events"`
	}
	if err := json.Unmarshal(body, &payload); err != nil {
		tell("", "Unable to parse the JSON: %v", err)
		return nil, wrong
	}
	if payload.ClientID == "" {
		tell("client_id", "Measurement requires a client_id.")
	}
	at := time.UnixMicro(payload.Micros)
	if payload.Micros != 0 && time.Since(at) > 72*time.Hour {
		tell("timestamp_micros", "Measurement timestamp is more than 72 hours in the past.")
	}
	if len(payload.Events) == 0 || len(payload.Events) > 25 {
		tell("events", "There have to be 1 to 25 events.")
	}
	for _, e := range payload.Events {
		if !ga4Name.MatchString(e.Name) {
			tell("events", "Event has invalid name [%s].", e.Name)
		}
		if len(e.Params) > 25 {
			tell("events.params", "Event [%s] has more than 25 params.", e.Name)
		}
		for name, value := range e.Params {
			checkGA4Param(name, value, tell)
		}
		e.ClientID, e.UserID, e.At = payload.ClientID, payload.UserID, at
		events = append(events, e)
	}
	return events, wrong
}

func checkGA4Param(name string, value any, tell func(path, format string, args ...any)) {
	if !ga4Name.MatchString(name) {
		tell("events.params", "Param has invalid name [%s].", name)
	}
	switch value := value.(type) {
	case float64:
	case string:
		if utf8.RuneCountInString(value) > 100 {
			tell("events.params", "Param [%s] has too long a value.", name)
		}
	default:
		tell("events.params", "Param [%s] has unsupported value.", name)
	}
}

// Events lists what is in the reports.
func (g *GA4) Events() []GA4Event {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.events)
}

// Checked is how often an event was checked.
func (g *GA4) Checked() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.checked
}
