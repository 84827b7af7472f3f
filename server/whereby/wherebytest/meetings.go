package wherebytest

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// apiDate is how Whereby writes dates.
const apiDate = "2006-01-02T15:04:05.000Z"

const (
	defaultPage = 50
	maxPage     = 100
)

// Meeting is what the sandbox knows of a meeting, more than the API tells.
type Meeting struct {
	ID       string    `json:"id"`
	RoomName string    `json:"room_name"` // with its slash
	Created  time.Time `json:"created"`
	EndDate  time.Time `json:"end_date"`
	Locked   bool      `json:"locked"`
	RoomMode string    `json:"room_mode"`
	// Active is false from an hour after EndDate.
	Active bool `json:"active"`
	// HostKey and ViewerKey are the roomKey parameters of the two secret links.
	HostKey   string `json:"host_key"`
	ViewerKey string `json:"viewer_key"`
	// Request is the body that made it.
	Request json.RawMessage `json:"request"`
	// Themed are the parts of its theme that were set; see Sandbox.Theme.
	Themed []string `json:"themed,omitempty"`
}

// Meetings are all meetings that are not deleted, oldest first.
func (s *Sandbox) Meetings() []Meeting {
	s.lock()
	defer s.unlock()
	meetings := make([]Meeting, 0, len(s.meetings))
	for _, m := range s.meetings {
		meetings = append(meetings, Meeting{
			ID: m.id, RoomName: m.roomName, Created: m.created, EndDate: m.endDate,
			Locked: m.locked, RoomMode: m.mode, Active: m.active(s.clock.Now()),
			HostKey: m.hostKey, ViewerKey: m.viewerKey, Request: m.request,
			Themed: slices.Sorted(maps.Keys(s.themes[m.roomName])),
		})
	}
	return meetings
}

func (s *Sandbox) apiRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/meetings", s.priced(costWrite, s.createMeeting))
	mux.HandleFunc("GET /v1/meetings", s.priced(costRead, s.listMeetings))
	mux.HandleFunc("GET /v1/meetings/{id}", s.priced(costRead, s.getMeeting))
	mux.HandleFunc("DELETE /v1/meetings/{id}", s.priced(costDelete, s.deleteMeeting))
	mux.HandleFunc("GET /v1/insights/rooms", s.priced(costRead, s.insightsRooms))
	mux.HandleFunc("GET /v1/insights/room-sessions", s.priced(costRead, s.insightsSessions))
	mux.HandleFunc("GET /v1/insights/participants", s.priced(costRead, s.insightsParticipants))
	s.storedRoutes(mux)
	mux.HandleFunc("/", s.priced(costRead, func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, http.StatusNotFound, "not found")
	}))
	theme := s.priced(costWrite, s.putTheme)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.HasPrefix(r.URL.EscapedPath(), "/v1/rooms/") {
			theme(w, r) // the mux would redirect the spelling with two slashes
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// priced checks the key and takes the points before the work.
func (s *Sandbox) priced(cost int, work http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+s.APIKey() {
			writeError(w, http.StatusUnauthorized, "token missing or invalid")
			return
		}
		if s.spend(w, cost) {
			work(w, r)
		}
	}
}

func (s *Sandbox) createMeeting(w http.ResponseWriter, r *http.Request) {
	asked, raw, err := readCreate(r)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	s.lock()
	defer s.unlock()
	endDate, err := asked.check(s.clock.Now())
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	if s.plan == PlanFree && asked.needsPaidPlan() {
		writeError(w, http.StatusForbidden, "not allowed: recording, streaming and transcription are not in your plan")
		return
	}

	viewerMode := value(asked.TemplateType) == "viewerMode"
	s.lastID++
	m := &meeting{
		id:        strconv.FormatInt(s.lastID, 10),
		roomName:  "/" + asked.prefix() + randomPart(value(asked.RoomNamePattern)),
		created:   s.clock.Now().Truncate(time.Millisecond),
		endDate:   endDate,
		locked:    viewerMode || asked.IsLocked != nil && *asked.IsLocked,
		mode:      value(asked.RoomMode),
		hostKey:   newRoomKey("host"),
		viewerKey: newRoomKey("viewer"),
		request:   raw,
	}
	if viewerMode {
		m.mode = "group"
		asked.Fields = append(asked.Fields, "hostRoomUrl", "viewerRoomUrl")
	}
	if m.mode == "" {
		m.mode = "normal"
	}
	m.history = s.newHistory(m)
	s.meetings = append(s.meetings, m)
	writeJSON(w, http.StatusCreated, s.apiMeeting(r, m, asked.Fields))
}

func (s *Sandbox) listMeetings(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	limit, err := readLimit(query, defaultPage)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	after := int64(0)
	if cursor := query.Get("cursor"); cursor != "" {
		text, err := base64.RawURLEncoding.DecodeString(cursor)
		if err == nil {
			after, err = strconv.ParseInt(string(text), 10, 64)
		}
		if err != nil {
			writeError(w, http.StatusBadRequest, "invalid cursor")
			return
		}
	}

	s.lock()
	defer s.unlock()
	results, cursor := []any{}, any(nil)
	for _, m := range s.meetings {
		number, _ := strconv.ParseInt(m.id, 10, 64)
		if number <= after {
			continue
		}
		if len(results) == limit {
			cursor = base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(after, 10)))
			break
		}
		results = append(results, s.apiMeeting(r, m, queryFields(query)))
		after = number
	}
	writeJSON(w, http.StatusOK, map[string]any{"results": results, "cursor": cursor})
}

func (s *Sandbox) getMeeting(w http.ResponseWriter, r *http.Request) {
	s.lock()
	defer s.unlock()
	m := s.meetingByID(r.PathValue("id"))
	if m == nil {
		writeError(w, http.StatusNotFound, "does not exist")
		return
	}
	writeJSON(w, http.StatusOK, s.apiMeeting(r, m, queryFields(r.URL.Query())))
}

func (s *Sandbox) deleteMeeting(w http.ResponseWriter, r *http.Request) {
	s.lock()
	defer s.unlock()
	if m := s.meetingByID(r.PathValue("id")); m != nil {
		s.remove(m)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Sandbox) meetingByID(id string) *meeting {
	i := slices.IndexFunc(s.meetings, func(m *meeting) bool { return m.id == id })
	if i < 0 {
		return nil
	}
	return s.meetings[i]
}

// apiMeeting is a meeting as the API tells it.
func (s *Sandbox) apiMeeting(r *http.Request, m *meeting, fields []string) map[string]any {
	roomURL := s.baseURL(r) + m.roomName
	answer := map[string]any{
		"meetingId": m.id,
		"roomName":  m.roomName,
		"roomUrl":   roomURL,
		"startDate": m.created.Format(apiDate),
		"endDate":   m.endDate.Format(apiDate),
	}
	if slices.Contains(fields, "hostRoomUrl") {
		answer["hostRoomUrl"] = roomURL + "?roomKey=" + m.hostKey
	}
	if slices.Contains(fields, "viewerRoomUrl") {
		answer["viewerRoomUrl"] = roomURL + "?roomKey=" + m.viewerKey
	}
	return answer
}

func (s *Sandbox) baseURL(r *http.Request) string {
	if s.publicURL != "" {
		return s.publicURL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// queryFields reads the one comma-separated parameter that the API documents.
func queryFields(query url.Values) []string {
	return strings.Split(query.Get("fields"), ",")
}

func writeError(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"error": message})
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}
