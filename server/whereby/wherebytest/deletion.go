package wherebytest

import "slices"

// SetQuietDeletion chooses what a DELETE of a meeting tells. Whereby does not say which webhooks
// follow: by default the sandbox has everybody leave and the session end, as at any other end; a
// quiet deletion sends nothing. Insights have the end in both cases.
func (s *Sandbox) SetQuietDeletion(quiet bool) {
	s.lock()
	defer s.unlock()
	s.quietDeletion = quiet
}

func (s *Sandbox) setWireDeletion(body struct {
	Quiet bool `json:"quiet"`
},
) error {
	s.SetQuietDeletion(body.Quiet)
	return nil
}

// remove deletes a meeting and its room: everybody leaves, and the session is over.
func (s *Sandbox) remove(m *meeting) {
	m.quiet = s.quietDeletion
	s.empty(m, presenceRemoved)
	if m.session != "" {
		s.endSession(m, s.clock.Now())
	}
	s.meetings = slices.DeleteFunc(s.meetings, func(other *meeting) bool { return other == m })
	delete(s.themes, m.roomName)
}
