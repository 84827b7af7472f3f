package wherebytest

import (
	"cmp"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"mattermost-plugin-whereby/server/whereby"
)

const (
	// defaultInsightsLag is how far insights are behind; Whereby says 10 to 15 minutes.
	defaultInsightsLag  = 10 * time.Minute
	defaultInsightsPage = 10
	// maxHistories is how many rooms' past is kept.
	maxHistories = 10_000
)

// history is what happened in a room. It stays when the room is deleted.
type history struct {
	roomName string // with its slash
	created  time.Time
	endDate  time.Time
	sessions []*session
	stays    []*stay
}

// session is a time with at least two people in a room.
type session struct {
	id      string
	started time.Time
	ended   time.Time // zero while it goes on
	stays   []*stay
}

// stay is one participant's time in a room.
type stay struct {
	Participant
	device  string
	joined  time.Time
	left    time.Time // zero while it goes on
	session string    // id of the first session that it is part of, or empty
}

func (s *session) add(stays ...*stay) {
	for _, stay := range stays {
		stay.session = cmp.Or(stay.session, s.id)
	}
	s.stays = append(s.stays, stays...)
}

func (s *Sandbox) newHistory(m *meeting) *history {
	h := &history{roomName: m.roomName, created: m.created, endDate: m.endDate}
	s.histories = append(s.histories, h)
	if len(s.histories) > maxHistories {
		s.histories = slices.Clone(s.histories[len(s.histories)-maxHistories:])
	}
	return h
}

// history finds the past of a room by its name, with or without the slash, also of a deleted one.
func (s *Sandbox) history(room string) (*history, error) {
	room = "/" + strings.TrimPrefix(room, "/")
	i := slices.IndexFunc(s.histories, func(h *history) bool { return h.roomName == room })
	if i < 0 {
		return nil, ErrNoRoom
	}
	return s.histories[i], nil
}

func (h *history) enter(p *participant, at time.Time) {
	p.stay = &stay{Participant: p.Participant, device: uuid.NewString(), joined: at}
	h.stays = append(h.stays, p.stay)
}

func (h *history) lastSession() *session {
	if len(h.sessions) == 0 {
		return nil
	}
	return h.sessions[len(h.sessions)-1]
}

// SetInsightsLag changes how far insights are behind the sandbox's clock.
func (s *Sandbox) SetInsightsLag(lag time.Duration) {
	s.lock()
	defer s.unlock()
	s.insightsLag = lag
}

// known is the moment that insights know of: everything later has not happened for them.
func (s *Sandbox) known() time.Time { return s.clock.Now().Add(-s.insightsLag) }

// dateOrNull is a date as far as insights know of it.
func dateOrNull(date, known time.Time) any {
	if date.IsZero() || date.After(known) {
		return nil
	}
	return date.Format(apiDate)
}

func (s *Sandbox) insightsRooms(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	from, to := time.Time{}, time.Time{}
	for field, date := range map[string]*time.Time{"createdAt[from]": &from, "createdAt[to]": &to} {
		var err error
		if text := query.Get(field); text != "" {
			if *date, err = parseDate(text); err != nil {
				writeError(w, http.StatusBadRequest, field+" must be an ISO 8601 date")
				return
			}
		}
	}
	exact := query.Get("roomName[exact]")

	s.lock()
	defer s.unlock()
	known := s.known()
	var items []item
	for _, h := range s.histories {
		switch {
		case h.created.After(known),
			exact != "" && h.roomName != exact,
			!strings.HasPrefix(h.roomName, query.Get("roomName[startsWith]")),
			!strings.Contains(h.roomName, query.Get("roomName[contains]")),
			h.created.Before(from), !to.IsZero() && h.created.After(to):
		default:
			items = append(items, h.insight(known))
		}
	}
	writeList(w, r, items, defaultInsightsPage, "roomName createdAt endAt firstSessionStartedAt lastSessionStartedAt totalSessions "+totals)
}

const totals = "totalParticipantMinutes totalRecorderMinutes totalStreamerMinutes " +
	"totalUniqueParticipants totalUniqueRecorders totalUniqueStreamers"

func (h *history) insight(known time.Time) item {
	var stays []*stay
	first, last, sessions := any(nil), any(nil), 0.0
	for _, session := range h.sessions {
		if session.started.After(known) {
			continue
		}
		last = dateOrNull(session.started, known)
		if sessions++; sessions == 1 {
			first = last
		}
		for _, stay := range session.stays {
			if !slices.Contains(stays, stay) {
				stays = append(stays, stay)
			}
		}
	}
	result := sum(stays, known)
	maps.Copy(result, item{
		"roomName": h.roomName, "createdAt": h.created.Format(apiDate), "endAt": h.endDate.Format(apiDate),
		"firstSessionStartedAt": first, "lastSessionStartedAt": last, "totalSessions": sessions,
	})
	return result
}

func (s *Sandbox) insightsSessions(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("roomName") == "" {
		writeError(w, http.StatusBadRequest, "roomName is required")
		return
	}
	s.lock()
	defer s.unlock()
	known := s.known()
	var items []item
	if h, err := s.history(query.Get("roomName")); err == nil {
		for _, session := range h.sessions {
			wanted := query.Get("roomSessionId")
			if session.started.After(known) || wanted != "" && wanted != session.id {
				continue
			}
			result := sum(session.stays, known)
			maps.Copy(result, item{
				"roomSessionId": session.id, "roomName": h.roomName,
				"startedAt": session.started.Format(apiDate), "endedAt": dateOrNull(session.ended, known),
			})
			items = append(items, result)
		}
	}
	writeList(w, r, items, defaultInsightsPage, "startedAt endedAt "+totals)
}

// sum makes the totals of stays. Minutes are rounded up for each, up to what is known.
func sum(stays []*stay, known time.Time) item {
	minutes, unique := map[string]float64{}, map[string]map[string]bool{}
	for _, stay := range stays {
		if stay.joined.After(known) {
			continue
		}
		kind := "Participant"
		switch {
		case stay.Role == whereby.RoleRecorder:
			kind = "Recorder"
		case stay.Role == whereby.RoleStreamer:
			kind = "Streamer"
		case whereby.IsBot(stay.Role):
			continue
		}
		left := stay.left
		if left.IsZero() || left.After(known) {
			left = known
		}
		minutes[kind] += math.Ceil(left.Sub(stay.joined).Minutes())
		if unique[kind] == nil {
			unique[kind] = map[string]bool{}
		}
		unique[kind][cmp.Or(stay.ExternalID, stay.ID)] = true
	}
	result := item{"rating": nil, "totalRatings": nil}
	for _, kind := range []string{"Participant", "Recorder", "Streamer"} {
		result["total"+kind+"Minutes"] = minutes[kind]
		result["totalUnique"+kind+"s"] = float64(len(unique[kind]))
	}
	return result
}

func (s *Sandbox) insightsParticipants(w http.ResponseWriter, r *http.Request) {
	sessionID, externalID := r.URL.Query().Get("roomSessionId"), r.URL.Query().Get("externalId")
	if sessionID == "" && externalID == "" {
		writeError(w, http.StatusBadRequest, "roomSessionId or externalId is required")
		return
	}
	s.lock()
	defer s.unlock()
	known := s.known()
	var items []item
	add := func(session string, stays []*stay) {
		for _, stay := range stays {
			if !stay.joined.After(known) && (externalID == "" || externalID == stay.ExternalID) {
				items = append(items, stay.insight(session, known))
			}
		}
	}
	for _, h := range s.histories {
		if sessionID == "" {
			add("", h.stays)
			continue
		}
		for _, session := range h.sessions {
			if session.id == sessionID && !session.started.After(known) {
				add(sessionID, session.stays)
			}
		}
	}
	writeList(w, r, items, defaultInsightsPage, "joinedAt leftAt")
}

func (s *stay) insight(session string, known time.Time) item {
	return item{
		"roomSessionId": orNull(cmp.Or(session, s.session)), "participantId": s.ID, "deviceId": s.device, "userId": nil,
		"roleName": s.Role, "displayName": s.DisplayName, "externalId": orNull(s.ExternalID),
		"joinedAt": s.joined.Format(apiDate), "leftAt": dateOrNull(s.left, known),
		"rating": nil, "tags": nil, "comment": nil,
	}
}
