package wherebytest

import "slices"

// Reconnect brings somebody back with the participant id that he had: his connection had dropped.
// Who is still inside leaves first. That the real Whereby keeps the id then is not proven; it says
// only that who comes again by the link is a new participant.
func (s *Sandbox) Reconnect(room, id string) (Participant, error) {
	s.lock()
	defer s.unlock()
	m, err := s.room(room)
	if err != nil {
		return Participant{}, err
	}
	stays := slices.DeleteFunc(slices.Clone(m.history.stays), func(stay *stay) bool { return stay.ID != id })
	if len(stays) == 0 {
		return Participant{}, ErrNotParticipant
	}
	former := stays[len(stays)-1]
	p := m.find(id)
	if p == nil {
		p = &participant{Participant: former.Participant, changed: make(chan struct{}, 1)}
		if m.full(p.Role) {
			return Participant{}, ErrRoomFull
		}
	} else {
		s.depart(m, p, presenceLeft)
	}
	m.people = append(m.people, p)
	s.enter(m, p)
	p.stay.device = former.device
	return p.Participant, nil
}
