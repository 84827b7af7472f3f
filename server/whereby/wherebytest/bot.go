package wherebytest

import (
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby"
)

// AddBot puts a machine into a room: a recorder, streamer, captioner or assistant. It neither makes
// a session nor keeps one going, and stays until it is made to Leave.
func (s *Sandbox) AddBot(room, role string) (Participant, error) {
	if !whereby.IsBot(role) {
		return Participant{}, errors.Errorf("no bot has the role %q", role)
	}
	s.lock()
	defer s.unlock()
	m, p, err := s.arrive(room, Person{DisplayName: role})
	if err != nil {
		return Participant{}, err
	}
	p.Role = role
	m.people = append(m.people, p)
	s.enter(m, p)
	return p.Participant, nil
}
