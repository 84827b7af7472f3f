package wherebytest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby"
)

// Roles that people have in a room.
const (
	RoleHost           = "host"
	RoleVisitor        = "visitor"
	RoleGrantedVisitor = "granted_visitor"
	RoleViewer         = "viewer"
)

// Why somebody cannot do something in a room.
var (
	ErrNoRoom         = errors.New("no such room, or not any more")
	ErrRoomLocked     = errors.New("the room is locked")
	ErrRoomFull       = errors.New("the room is full")
	ErrDisplayName    = errors.New("a display name has 1 to 100 characters, none of $ ! < > : ;")
	ErrExternalID     = errors.New("an external id has at most 36 characters out of A-Z a-z 0-9 - _")
	ErrNotParticipant = errors.New("nobody with this id is there")
	ErrNotHost        = errors.New("only a host may do this")
)

// How many fit into a room; viewers are counted apart.
const (
	normalPeople = 4
	groupPeople  = 200
	maxViewers   = 400
)

// Person is somebody who opens a room's link.
type Person struct {
	DisplayName string `json:"displayName"`
	ExternalID  string `json:"externalId"`
	Metadata    string `json:"metadata"`
	// RoomKey of a host or viewer link; empty for visitors.
	RoomKey string `json:"roomKey"`
}

// Participant is a person in a room, or at its door.
type Participant struct {
	ID          string    `json:"id"`
	DisplayName string    `json:"display_name"`
	ExternalID  string    `json:"external_id,omitempty"`
	Metadata    string    `json:"metadata,omitempty"`
	Role        string    `json:"role"`
	Knocking    bool      `json:"knocking"`
	Since       time.Time `json:"since"`
}

// presence is how far a participant has got.
type presence string

const (
	presenceKnocking presence = "knocking"
	presenceIn       presence = "in"
	presenceRejected presence = "rejected"
	presenceLeft     presence = "left"
	presenceEnded    presence = "ended"   // a host ended the meeting for all
	presenceRemoved  presence = "removed" // the room was deleted
)

type participant struct {
	Participant
	presence presence
	stay     *stay         // from getting in
	changed  chan struct{} // has one element when something in the room changed
	streams  int           // room pages that watch now
	watch    *time.Timer   // running while no page watches
}

// meeting is a meeting and its room.
type meeting struct {
	id        string
	roomName  string // with its slash
	created   time.Time
	endDate   time.Time
	locked    bool
	mode      string
	hostKey   string
	viewerKey string
	request   json.RawMessage

	quiet   bool // sends no events any more
	history *history
	people  []*participant // everybody inside and at the door, in order of arrival
	session string         // id of the running session, or empty
	// sessionEndsAt is set while the session has fewer than two people.
	sessionEndsAt time.Time
}

// active says whether host links and webhooks still work.
func (m *meeting) active(now time.Time) bool { return now.Before(m.endDate.Add(deactivation)) }

func (m *meeting) inside() []*participant {
	return slices.DeleteFunc(slices.Clone(m.people), func(p *participant) bool { return p.Knocking })
}

// attending are the people inside, without the bots.
func (m *meeting) attending() []*participant {
	return slices.DeleteFunc(m.inside(), func(p *participant) bool { return whereby.IsBot(p.Role) })
}

func (m *meeting) find(id string) *participant {
	i := slices.IndexFunc(m.people, func(p *participant) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return m.people[i]
}

// roleOf is the role that a link gives. Wrong keys are as good as none.
func (m *meeting) roleOf(key string) string {
	switch key {
	case m.hostKey:
		return RoleHost
	case m.viewerKey:
		return RoleViewer
	default:
		return RoleVisitor
	}
}

func (m *meeting) full(role string) bool {
	viewers := 0
	people := m.attending()
	for _, p := range people {
		if p.Role == RoleViewer {
			viewers++
		}
	}
	if role == RoleViewer {
		return viewers >= maxViewers
	}
	limit := normalPeople
	if m.mode == "group" {
		limit = groupPeople
	}
	return len(people)-viewers >= limit
}

// room finds an open room by its name, with or without the slash.
func (s *Sandbox) room(name string) (*meeting, error) {
	name = "/" + strings.TrimPrefix(name, "/")
	for _, m := range s.meetings {
		if m.roomName == name && m.active(s.clock.Now()) {
			return m, nil
		}
	}
	return nil, ErrNoRoom
}

// Join lets a person enter a room by its name. Visitors of locked rooms get ErrRoomLocked; they must Knock.
func (s *Sandbox) Join(room string, person Person) (Participant, error) {
	s.lock()
	defer s.unlock()
	m, p, err := s.arrive(room, person)
	if err != nil {
		return Participant{}, err
	}
	if m.locked && p.Role == RoleVisitor {
		return Participant{}, ErrRoomLocked
	}
	if m.full(p.Role) {
		return Participant{}, ErrRoomFull
	}
	m.people = append(m.people, p)
	s.enter(m, p)
	return p.Participant, nil
}

// Knock puts a person in front of a locked room's door.
func (s *Sandbox) Knock(room string, person Person) (Participant, error) {
	s.lock()
	defer s.unlock()
	m, p, err := s.arrive(room, person)
	if err != nil {
		return Participant{}, err
	}
	p.Knocking, p.presence = true, presenceKnocking
	m.people = append(m.people, p)
	s.fireClient(m, p, "room.client.knocked", p.Since)
	m.notify()
	return p.Participant, nil
}

// AnswerKnock lets somebody in who knocks, or not.
func (s *Sandbox) AnswerKnock(room, id string, letIn bool) error {
	s.lock()
	defer s.unlock()
	m, p, err := s.participant(room, id)
	switch {
	case err != nil:
		return err
	case !p.Knocking:
		return ErrNotParticipant
	case !letIn:
		m.drop(p, presenceRejected)
		return nil
	case m.full(RoleGrantedVisitor):
		return ErrRoomFull
	}
	p.Knocking, p.Role = false, RoleGrantedVisitor
	s.enter(m, p)
	return nil
}

// Leave takes a participant out of a room, or away from its door.
func (s *Sandbox) Leave(room, id string) error {
	s.lock()
	defer s.unlock()
	m, p, err := s.participant(room, id)
	if err != nil {
		return err
	}
	s.depart(m, p, presenceLeft)
	return nil
}

// EndForAll throws everybody out, as a host's button does. The room can be used again.
func (s *Sandbox) EndForAll(room string) error {
	s.lock()
	defer s.unlock()
	m, err := s.room(room)
	if err != nil {
		return err
	}
	s.empty(m, presenceEnded)
	return nil
}

// Participants are the people in a room and at its door, in order of arrival.
func (s *Sandbox) Participants(room string) ([]Participant, error) {
	s.lock()
	defer s.unlock()
	m, err := s.room(room)
	if err != nil {
		return nil, err
	}
	people := make([]Participant, 0, len(m.people))
	for _, p := range m.people {
		people = append(people, p.Participant)
	}
	return people, nil
}

var externalIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{0,36}$`)

func checkDisplayName(name string) error {
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > 100 || strings.ContainsAny(name, "$!<>:;") {
		return ErrDisplayName
	}
	return nil
}

func checkExternalID(id string) error {
	if !externalIDPattern.MatchString(id) {
		return ErrExternalID
	}
	return nil
}

// arrive makes a participant of a person who is not yet in.
func (s *Sandbox) arrive(room string, person Person) (*meeting, *participant, error) {
	m, err := s.room(room)
	if err != nil {
		return nil, nil, err
	}
	if err := checkDisplayName(person.DisplayName); err != nil {
		return nil, nil, err
	}
	if err := checkExternalID(person.ExternalID); err != nil {
		return nil, nil, err
	}
	return m, &participant{
		Participant: Participant{
			ID: uuid.NewString(), DisplayName: person.DisplayName, ExternalID: person.ExternalID,
			Metadata: person.Metadata, Role: m.roleOf(person.RoomKey), Since: s.clock.Now(),
		},
		changed: make(chan struct{}, 1),
	}, nil
}

func (s *Sandbox) participant(room, id string) (*meeting, *participant, error) {
	m, err := s.room(room)
	if err != nil {
		return nil, nil, err
	}
	p := m.find(id)
	if p == nil {
		return nil, nil, ErrNotParticipant
	}
	return m, p, nil
}

// enter is what happens when somebody gets in; he is among the room's people already.
func (s *Sandbox) enter(m *meeting, p *participant) {
	now := s.clock.Now()
	p.presence, p.Since = presenceIn, now
	m.history.enter(p, now)
	s.fireClient(m, p, "room.client.joined", now)
	if m.session != "" {
		m.history.lastSession().add(p.stay)
	}
	if len(m.attending()) >= 2 {
		m.sessionEndsAt = time.Time{}
		if m.session == "" {
			s.startSession(m, now)
		}
	}
	m.notify()
}

func (s *Sandbox) startSession(m *meeting, now time.Time) {
	m.session = uuid.NewString()
	started := &session{id: m.session, started: now}
	for _, p := range m.inside() {
		started.add(p.stay)
	}
	m.history.sessions = append(m.history.sessions, started)
	s.fireSession(m, "room.session.started", now)
}

func (s *Sandbox) depart(m *meeting, p *participant, how presence) {
	now := s.clock.Now()
	m.drop(p, how)
	if p.Knocking {
		s.fireClient(m, p, "room.client.knockCancelled", now)
		return
	}
	p.stay.left = now
	s.fireClient(m, p, "room.client.left", now)
	if m.session != "" && m.sessionEndsAt.IsZero() && len(m.attending()) < 2 {
		m.sessionEndsAt = now.Add(s.sessionEnd)
	}
}

func (s *Sandbox) empty(m *meeting, how presence) {
	for _, p := range slices.Clone(m.people) {
		s.depart(m, p, how)
	}
}

func (s *Sandbox) endSession(m *meeting, at time.Time) {
	m.history.lastSession().ended = at
	s.fireSession(m, "room.session.ended", at)
	m.session, m.sessionEndsAt = "", time.Time{}
}

// drop takes a participant off the list.
func (m *meeting) drop(p *participant, how presence) {
	m.people = slices.DeleteFunc(m.people, func(other *participant) bool { return other == p })
	p.presence = how
	p.wakeUp()
	m.notify()
}

// notify tells all room pages that they are out of date.
func (m *meeting) notify() {
	for _, p := range m.people {
		p.wakeUp()
	}
}

func (p *participant) wakeUp() {
	select {
	case p.changed <- struct{}{}:
	default: // already told
	}
}
