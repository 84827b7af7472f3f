package call

import (
	"slices"
	"strings"
	"time"
)

// Person is somebody of this Mattermost server.
type Person struct {
	ID          string
	Username    string
	DisplayName string // by the server's name format
	Email       string
	Locale      string // as Mattermost writes it: "en", "pt-BR"
	TimeZone    string // IANA name, empty when not known
	Roles       []string
	Admin       bool // system admin
	Guest       bool // has a guest's account of this server
	Gone        bool // the account is deactivated
}

// Channel is where a call happens.
type Channel struct {
	ID     string
	TeamID string
	// Name is that of the address, DisplayName the one people read; both say
	// nothing in direct and group messages.
	Name        string
	DisplayName string
	// Public channels can be found by everybody of the team.
	Public   bool
	Archived bool
}

// Access is a person's standing in a channel, as of now.
type Access struct {
	Person  Person
	Channel Channel
	// Member is true for members only, whatever other rights the person has.
	Member  bool
	MayPost bool
	// Roles are those in the channel, as far as a Policy asks for them.
	Roles []string
}

// Team is a channel's team, with what the person is in it.
type Team struct {
	Name  string
	Roles []string
}

// Policy is the rules of who may start calls, where and when, and who may
// record. Its zero value allows everything but guests.
type Policy struct {
	// EmailDomains are those whose people may start; empty for all.
	EmailDomains []string
	// Guests allows guest accounts.
	Guests bool
	// Roles are Mattermost's names of system, team and channel roles of which a
	// starter has one; empty for all.
	Roles    []string
	Teams    List
	Channels List
	// RecordingRoles are like Roles, for who may record, transcribe and stream.
	RecordingRoles []string
	Hours          Hours
}

// List is what is allowed and what is not. An empty Allowed allows all.
type List struct {
	Allowed []string
	Blocked []string
}

// Direct stands for direct and group messages in a list of channels.
const Direct = "direct"

// NeedsRoles tells whether the rules ask about roles.
func (p Policy) NeedsRoles() bool { return len(p.Roles) > 0 || len(p.RecordingRoles) > 0 }

// NeedsTeam tells whether the rules ask about the channel's team.
func (p Policy) NeedsTeam() bool {
	return p.NeedsRoles() || !p.Teams.empty() || !p.Channels.empty()
}

// MayStart tells whether the person may start such a call in the channel now.
// always is set for calls that working hours do not stop. The answer is an
// Error with the code of the rule that forbids it.
func (p Policy) MayStart(a Access, t Team, o Options, always bool, now time.Time) error {
	if err := mayPostCall(a); err != nil {
		return err
	}
	roles := slices.Concat(a.Person.Roles, t.Roles, a.Roles)
	switch {
	case a.Person.Guest && !p.Guests:
		return &Error{Code: CodeRuleGuests}
	case !p.allowsEmail(a.Person.Email):
		return &Error{Code: CodeRuleEmail, Value: strings.Join(p.EmailDomains, ", ")}
	case !hasOne(p.Roles, roles):
		return &Error{Code: CodeRuleRoles, Value: strings.Join(p.Roles, ", ")}
	case a.Channel.TeamID != "" && !p.Teams.allows(t.Name, a.Channel.TeamID):
		return &Error{Code: CodeRuleTeam}
	case !p.Channels.allows(channelNames(a.Channel, t)...):
		return &Error{Code: CodeRuleChannel}
	case (o.IsRecorded() || o.IsTranscribed() || o.IsStreamed()) && !hasOne(p.RecordingRoles, roles):
		return &Error{Code: CodeRuleRecording, Value: strings.Join(p.RecordingRoles, ", ")}
	case !always && !a.Person.Admin && !p.Hours.Open(now):
		return &Error{Code: CodeRuleHours, Opens: p.Hours.Next(now)}
	}
	return nil
}

// mayPostCall is what Mattermost itself demands of who starts a call.
func mayPostCall(a Access) error {
	switch {
	case a.Person.Gone:
		return &Error{Code: CodePersonGone}
	case !a.Member:
		return &Error{Code: CodeNotMember}
	case a.Channel.Archived:
		return &Error{Code: CodeArchived}
	case !a.MayPost:
		return &Error{Code: CodeMayNotPost}
	}
	return nil
}

func (p Policy) allowsEmail(email string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(email), "@")
	return len(p.EmailDomains) == 0 || domain != "" && slices.Contains(p.EmailDomains, domain)
}

// channelNames are the words by which a list can mean a channel.
func channelNames(c Channel, t Team) []string {
	if c.TeamID == "" {
		return []string{c.ID, Direct}
	}
	return []string{c.ID, t.Name + "/" + c.Name}
}

func (l List) empty() bool { return len(l.Allowed) == 0 && len(l.Blocked) == 0 }

func (l List) allows(names ...string) bool {
	named := func(list []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(list, name) })
	}
	return !named(l.Blocked) && (len(l.Allowed) == 0 || named(l.Allowed))
}

func hasOne(wanted, roles []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(wanted, role) })
}

// mayJoin tells whether the person may see and join the channel's calls.
func mayJoin(a Access) error {
	if !a.Member {
		return &Error{Code: CodeNotMember}
	}
	return nil
}

// mayEnd tells whether the person may end the call for everyone: the host, and
// who manages the channel, its team or the system.
func mayEnd(c Call, a Access, manages bool) error {
	switch {
	case manages:
		return nil
	case !a.Member:
		return &Error{Code: CodeNotMember}
	case c.HostID != a.Person.ID:
		return &Error{Code: CodeMayNotEnd}
	}
	return nil
}
