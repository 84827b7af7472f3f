package notifytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// Mixpanel is Mixpanel's import of events.
type Mixpanel struct {
	service
	Token  string
	events []MixpanelEvent
	twice  int
}

// MixpanelEvent is an event as it was imported.
type MixpanelEvent struct {
	Event      string         `json:"event"`
	Properties map[string]any `json:"properties"`
}

type mixpanelFailure struct {
	Index    int    `json:"index"`
	InsertID string `json:"insert_id"`
	Field    string `json:"field"`
	Message  string `json:"message"`
}

// ServeHTTP answers 200, 401 to another token and with strict=1 400 to what is
// invalid; what is valid beside it is taken.
func (m *Mixpanel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.serve(w, r, func(w http.ResponseWriter, r *http.Request, body []byte) {
		if r.URL.Path != "/import" {
			http.NotFound(w, r)
			return
		}
		if token, password, _ := r.BasicAuth(); token != m.Token || password != "" {
			writeJSON(w, http.StatusUnauthorized, map[string]any{"code": 401, "error": "Unauthorized", "status": "Invalid credentials"})
			return
		}
		var events []MixpanelEvent
		if err := json.Unmarshal(body, &events); err != nil || len(events) > 2000 {
			writeJSON(w, http.StatusBadRequest, map[string]any{"code": 400, "error": "invalid JSON", "status": "Bad Request"})
			return
		}
		failed := []mixpanelFailure{}
		for i, e := range events {
			if field, message := e.wrong(); field != "" {
				id, _ := e.Properties["$insert_id"].(string)
				failed = append(failed, mixpanelFailure{Index: i, InsertID: id, Field: field, Message: message})
				continue
			}
			m.take(e)
		}
		if len(failed) > 0 && r.URL.Query().Get("strict") == "1" {
			writeJSON(w, http.StatusBadRequest, map[string]any{
				"code": 400, "error": "some data points in the request failed validation", "status": "Bad Request",
				"num_records_imported": len(events) - len(failed), "failed_records": failed,
			})
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"code": 200, "num_records_imported": len(events) - len(failed), "status": "OK"})
	})
}

var insertID = regexp.MustCompile(`^[A-Za-z0-9-]{1,36}$`)

func (e MixpanelEvent) wrong() (field, message string) {
	if e.Event == "" {
		return "event", "'event' is invalid: must not be missing or empty"
	}
	millis, isNumber := e.Properties["time"].(float64)
	if at := time.UnixMilli(int64(millis)); !isNumber || at.Year() < 1971 || time.Until(at) > time.Hour {
		return "properties.time", "'properties.time' is invalid: must be specified as seconds since epoch"
	}
	if id, _ := e.Properties["$insert_id"].(string); !insertID.MatchString(id) {
		return "properties.$insert_id", "'properties.$insert_id' is invalid: must not be missing or empty"
	}
	id, isText := e.Properties["distinct_id"].(string)
	if !isText || slices.Contains([]string{"anon", "anonymous", "nil", "none", "null", "n/a"}, id) {
		return "properties.distinct_id", "'properties.distinct_id' is invalid"
	}
	return "", ""
}

// take keeps one of the events that have the same name, time, person and $insert_id.
func (m *Mixpanel) take(e MixpanelEvent) {
	key := func(e MixpanelEvent) string {
		return fmt.Sprint(e.Event, e.Properties["time"], e.Properties["distinct_id"], e.Properties["$insert_id"])
	}
	if slices.ContainsFunc(m.events, func(other MixpanelEvent) bool { return key(other) == key(e) }) {
		m.twice++
		return
	}
	m.events = append(m.events, e)
}

// Events lists what was imported.
func (m *Mixpanel) Events() []MixpanelEvent {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Twice is how many events were known already.
func (m *Mixpanel) Twice() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.twice
}
