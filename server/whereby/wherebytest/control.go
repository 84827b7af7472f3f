package wherebytest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/pkg/errors"
)

// controlRoutes steer a sandbox in another process. Requests carry the API key as for the API.
//
//	GET    /_sandbox/meetings                            all meetings, with their secret keys
//	GET    /_sandbox/requests                            the request log; DELETE empties it
//	GET    /_sandbox/faults                              faults still on; DELETE switches all off
//	POST   /_sandbox/faults                              {kind, method?, path?, times?, after_work?, delay_ms?, body?}
//	GET    /_sandbox/clock                               {now}
//	POST   /_sandbox/clock                               {advance_ms} or {now}
//	PUT    /_sandbox/points                              {limit}
//	PUT    /_sandbox/plan                                {plan}
//	PUT    /_sandbox/webhook                             {url, secret}
//	PUT    /_sandbox/trouble                             {duplicate, delay_ms, shuffle_ms, lose_one_in, seed}, all optional
//	PUT    /_sandbox/insights                            {lag_ms}
//	GET    /_sandbox/deliveries                          tries to deliver events
//	POST   /_sandbox/events                              {type, data}, or a whole event to send as it is
//	GET    /_sandbox/rooms/{room}/participants           people in the room and at its door
//	POST   /_sandbox/rooms/{room}/participants           {displayName, externalId?, metadata?, roomKey?, knock?}, or {bot} with its role
//	PUT    /_sandbox/rooms/{room}/participants/{id}      {let_in}: answers a knock
//	DELETE /_sandbox/rooms/{room}/participants/{id}      takes somebody out
//	POST   /_sandbox/rooms/{room}/recordings             {length_ms}
//	POST   /_sandbox/rooms/{room}/transcriptions         {length_ms, recording_id?, failure?, text?}
//	POST   /_sandbox/summaries                           {transcription_id, text}
//	POST   /_sandbox/rooms/{room}/participants/{id}/reconnect   comes back with the same id
//	PUT    /_sandbox/deletion                            {quiet}: a DELETE sends no webhooks
//	PUT    /_sandbox/embedding                           {refused, devices_denied}: of room pages inside other pages
//	GET    /_sandbox/play                                scripts that are there by name
//	POST   /_sandbox/play                                {room, script or steps, people?, hurry?}: plays a call (see controlplay.go)
//	GET    /_sandbox/rooms/{room}/theme                  what was set for the room
func (s *Sandbox) controlRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sandbox/meetings", shows(s.Meetings))
	mux.HandleFunc("GET /_sandbox/requests", shows(s.Requests))
	mux.HandleFunc("DELETE /_sandbox/requests", does(s.ForgetRequests))
	mux.HandleFunc("GET /_sandbox/faults", shows(func() []wireFault { return toWire(s.Faults()) }))
	mux.HandleFunc("DELETE /_sandbox/faults", does(s.ClearFaults))
	mux.HandleFunc("POST /_sandbox/faults", takes(func(fault wireFault) error { return s.injectWire(fault) }))
	mux.HandleFunc("GET /_sandbox/clock", shows(func() wireClock { return wireClock{Now: s.clock.Now()} }))
	mux.HandleFunc("POST /_sandbox/clock", takes(s.turnClock))
	mux.HandleFunc("PUT /_sandbox/points", takes(s.setWirePoints))
	mux.HandleFunc("PUT /_sandbox/plan", takes(s.setWirePlan))
	mux.HandleFunc("PUT /_sandbox/webhook", takes(func(webhook Webhook) error { s.SetWebhook(webhook); return nil }))
	mux.HandleFunc("PUT /_sandbox/trouble", takes(s.setWireTrouble))
	mux.HandleFunc("PUT /_sandbox/insights", takes(s.setWireInsights))
	mux.HandleFunc("GET /_sandbox/deliveries", shows(s.Deliveries))
	mux.HandleFunc("POST /_sandbox/events", takes(s.sendWire))
	mux.HandleFunc("GET /_sandbox/rooms/{room}/participants", s.showParticipants)
	mux.HandleFunc("POST /_sandbox/rooms/{room}/participants", s.addParticipant)
	mux.HandleFunc("PUT /_sandbox/rooms/{room}/participants/{id}", s.answerKnock)
	mux.HandleFunc("DELETE /_sandbox/rooms/{room}/participants/{id}", s.removeParticipant)
	mux.HandleFunc("POST /_sandbox/rooms/{room}/participants/{id}/reconnect", s.reconnectParticipant)
	mux.HandleFunc("PUT /_sandbox/deletion", takes(s.setWireDeletion))
	mux.HandleFunc("PUT /_sandbox/embedding", takes(func(embedding Embedding) error { s.SetEmbedding(embedding); return nil }))
	mux.HandleFunc("GET /_sandbox/play", shows(shippedScripts))
	mux.HandleFunc("POST /_sandbox/play", s.playWire)
	mux.HandleFunc("POST /_sandbox/rooms/{room}/recordings", s.addWireRecording)
	mux.HandleFunc("POST /_sandbox/rooms/{room}/transcriptions", s.addWireTranscription)
	mux.HandleFunc("POST /_sandbox/summaries", s.addWireSummary)
	mux.HandleFunc("GET /_sandbox/rooms/{room}/theme", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, s.Theme(r.PathValue("room")))
	})
	return mux
}

func (s *Sandbox) serveControl(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+s.APIKey() {
		writeError(w, http.StatusUnauthorized, "the sandbox's API key is missing")
		return
	}
	s.control.ServeHTTP(w, r)
}

// shows answers what a method returns.
func shows[T any](get func() T) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, get()) }
}

// does runs a method that has no answer.
func does(act func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		act()
		w.WriteHeader(http.StatusNoContent)
	}
}

// takes gives the JSON body to a method.
func takes[T any](act func(T) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body T
		if !readJSON(w, r, &body) {
			return
		}
		if err := act(body); err != nil {
			writeError(w, http.StatusBadRequest, err.Error())
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func readJSON(w http.ResponseWriter, r *http.Request, body any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields() // a misspelt switch must not pass silently
	if err := decoder.Decode(body); err != nil {
		writeError(w, http.StatusBadRequest, "body: "+err.Error())
		return false
	}
	return true
}

type wireFault struct {
	Kind      FaultKind `json:"kind"`
	Method    string    `json:"method,omitempty"`
	Path      string    `json:"path,omitempty"`
	Times     int       `json:"times,omitempty"`
	AfterWork bool      `json:"after_work,omitempty"`
	DelayMs   int64     `json:"delay_ms,omitempty"`
	Body      string    `json:"body,omitempty"`
}

func toWire(faults []Fault) []wireFault {
	wire := make([]wireFault, 0, len(faults))
	for _, f := range faults {
		wire = append(wire, wireFault{f.Kind, f.Method, f.Path, f.Times, f.AfterWork, f.Delay.Milliseconds(), f.Body})
	}
	return wire
}

func (s *Sandbox) injectWire(f wireFault) error {
	switch f.Kind {
	case FaultSlow, FaultUnauthorized, FaultForbidden, FaultRateLimited, FaultServerError, FaultGarbage, FaultHang, FaultCut:
	default:
		return errors.Errorf("unknown kind %q", f.Kind)
	}
	s.Inject(Fault{
		Kind: f.Kind, Method: f.Method, Path: f.Path, Times: f.Times, AfterWork: f.AfterWork,
		Delay: time.Duration(f.DelayMs) * time.Millisecond, Body: f.Body,
	})
	return nil
}

type wireClock struct {
	Now       time.Time `json:"now,omitzero"`
	AdvanceMs int64     `json:"advance_ms,omitempty"`
}

func (s *Sandbox) turnClock(c wireClock) error {
	if !c.Now.IsZero() {
		s.clock.Set(c.Now)
	}
	s.clock.Advance(time.Duration(c.AdvanceMs) * time.Millisecond)
	return nil
}

func (s *Sandbox) setWirePoints(body struct {
	Limit int `json:"limit"`
},
) error {
	s.SetPoints(body.Limit)
	return nil
}

func (s *Sandbox) setWireInsights(body struct {
	LagMs int64 `json:"lag_ms"`
},
) error {
	s.SetInsightsLag(time.Duration(body.LagMs) * time.Millisecond)
	return nil
}

func (s *Sandbox) setWirePlan(body struct {
	Plan Plan `json:"plan"`
},
) error {
	if body.Plan != PlanFree && body.Plan != PlanPaid {
		return errors.Errorf("unknown plan %q", body.Plan)
	}
	s.SetPlan(body.Plan)
	return nil
}

// sendWire fills in what an event lacks.
func (s *Sandbox) sendWire(event Event) error {
	if event.Type == "" {
		return errors.New("an event needs a type")
	}
	fresh := s.NewEvent(event.Type, event.Data)
	if event.ID == "" {
		event.ID = fresh.ID
	}
	if event.APIVersion == "" {
		event.APIVersion = fresh.APIVersion
	}
	if event.CreatedAt == "" {
		event.CreatedAt = fresh.CreatedAt
	}
	s.Send(event)
	return nil
}

func (s *Sandbox) showParticipants(w http.ResponseWriter, r *http.Request) {
	people, err := s.Participants(r.PathValue("room"))
	if err != nil {
		writeRoomError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, people)
}

func (s *Sandbox) addParticipant(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Person
		Knock bool   `json:"knock"`
		Bot   string `json:"bot"`
	}
	if !readJSON(w, r, &body) {
		return
	}
	arrive := s.Join
	switch {
	case body.Knock:
		arrive = s.Knock
	case body.Bot != "":
		arrive = func(room string, _ Person) (Participant, error) { return s.AddBot(room, body.Bot) }
	}
	p, err := arrive(r.PathValue("room"), body.Person)
	if err != nil {
		writeRoomError(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, p)
}

func (s *Sandbox) answerKnock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		LetIn bool `json:"let_in"`
	}
	if !readJSON(w, r, &body) {
		return
	}
	if err := s.AnswerKnock(r.PathValue("room"), r.PathValue("id"), body.LetIn); err != nil {
		writeRoomError(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Sandbox) removeParticipant(w http.ResponseWriter, r *http.Request) {
	if err := s.Leave(r.PathValue("room"), r.PathValue("id")); err != nil {
		writeRoomError(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Sandbox) reconnectParticipant(w http.ResponseWriter, r *http.Request) {
	p, err := s.Reconnect(r.PathValue("room"), r.PathValue("id"))
	if err != nil {
		writeRoomError(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, p)
}

// writeRoomError answers with the reason's name as Whereby's own room page knows it.
func writeRoomError(w http.ResponseWriter, err error) {
	status, reason := http.StatusBadRequest, "invalid_parameters"
	switch {
	case errors.Is(err, ErrNoRoom):
		status, reason = http.StatusNotFound, "invalid_room_name"
	case errors.Is(err, ErrNotParticipant):
		status, reason = http.StatusNotFound, "not_in_room"
	case errors.Is(err, ErrRoomLocked):
		status, reason = http.StatusForbidden, "room_locked"
	case errors.Is(err, ErrNotHost):
		status, reason = http.StatusForbidden, "room_join_permission_denied"
	case errors.Is(err, ErrRoomFull):
		status, reason = http.StatusConflict, "room_full"
	}
	writeJSON(w, status, map[string]string{"reason": reason, "error": err.Error()})
}
