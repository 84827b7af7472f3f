package wherebytest

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pkg/errors"
)

// Script is a call to Play.
type Script struct {
	Name  string
	About string // what happens, for people
	// People tells more of those in the steps; who is not here is a visitor with the steps' name.
	People map[string]Actor
	Steps  []Step
	// Hurry turns the sandbox's clock on in place of waiting. Mind that receivers of webhooks have
	// their own clock, and set the sandbox's back first when the call shall not be in their future.
	Hurry bool
}

// Actor is somebody in a script.
type Actor struct {
	Person
	// Role that his link gives, RoleHost or RoleViewer; empty: as the RoomKey has it.
	Role string
	// Link into the room, as somebody was given it; it is taken in place of all the rest.
	Link string
}

// Step is one thing that somebody does.
type Step struct {
	After time.Duration // since the step before
	Who   string        // by the script's name
	Do    Action
	// Length of a recording or a transcript; 0: since the first step.
	Length time.Duration
	// Text of a summary; of a transcript: why it failed.
	Text string
}

// Action is what a Step does.
type Action string

const (
	// DoJoin enters the room. Who comes again is another participant.
	DoJoin Action = "join"
	// DoKnock stands at the door.
	DoKnock Action = "knock"
	// DoLetIn lets Who in, who knocks.
	DoLetIn Action = "let_in"
	// DoTurnAway does not let Who in.
	DoTurnAway Action = "turn_away"
	// DoLeave goes out of the room, or away from its door. Bots leave too.
	DoLeave Action = "leave"
	// DoReconnect comes back as the same participant, after a DoLeave or out of the middle of it (see Sandbox.Reconnect).
	DoReconnect Action = "reconnect"
	// DoBot puts a machine into the room; Who is its role.
	DoBot Action = "bot"
	// DoEndForAll is a host's ending the meeting for everybody.
	DoEndForAll Action = "end_for_all"
	// DoRecording has a recording uploaded.
	DoRecording Action = "recording"
	// DoTranscript has a transcript ready, or failed.
	DoTranscript Action = "transcript"
	// DoSummary has a summary of the last transcript ready.
	DoSummary Action = "summary"
)

var actions = []Action{
	DoJoin, DoKnock, DoLetIn, DoTurnAway, DoLeave, DoReconnect, DoBot, DoEndForAll, DoRecording, DoTranscript, DoSummary,
}

// check finds what cannot be played whatever the room is like.
func (s Script) check() error {
	if len(s.Steps) == 0 {
		return errors.New("the script has no steps")
	}
	named := map[string]bool{}
	for i, step := range s.Steps {
		switch {
		case !slices.Contains(actions, step.Do):
			return errors.Errorf("step %d: unknown action %q", i+1, step.Do)
		case step.After < 0 || step.Length < 0:
			return errors.Errorf("step %d: no time is less than none", i+1)
		}
		named[step.Who] = true
	}
	for who, actor := range s.People {
		if !named[who] {
			return errors.Errorf("no step has %q", who)
		}
		if !slices.Contains([]string{"", RoleVisitor, RoleHost, RoleViewer}, actor.Role) {
			return errors.Errorf("%s: no link gives the role %q", who, actor.Role)
		}
	}
	return nil
}

// person is who opens a link into a meeting's room, by the script's name.
func (s Script) person(who string, m *meeting) (Person, error) {
	actor := s.People[who]
	if actor.Link != "" {
		return readLink(actor.Link, m.roomName)
	}
	person := actor.Person
	if person.DisplayName == "" {
		person.DisplayName = who
	}
	switch actor.Role {
	case RoleHost:
		person.RoomKey = m.hostKey
	case RoleViewer:
		person.RoomKey = m.viewerKey
	}
	return person, nil
}

// readLink is who opens a link into a room. The link is not quoted: it may hold a key.
func readLink(link, room string) (Person, error) {
	address, err := url.Parse(link)
	if err != nil || "/"+strings.Trim(address.Path, "/") != room {
		return Person{}, errors.New("the link is not into this room")
	}
	query := address.Query()
	return Person{
		DisplayName: query.Get("displayName"), ExternalID: query.Get("externalId"),
		Metadata: query.Get("metadata"), RoomKey: query.Get("roomKey"),
	}, nil
}
