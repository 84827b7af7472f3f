package call

// Person is somebody of this Mattermost server.
type Person struct {
	ID          string
	Username    string
	DisplayName string // by the server's name format
	Locale      string // as Mattermost writes it: "en", "pt-BR"
	TimeZone    string // "Europe/Berlin"; empty when not known
	Admin       bool   // system admin
	Guest       bool   // has a guest's account of this server
}

// Channel is where a call happens.
type Channel struct {
	ID       string
	TeamID   string
	Archived bool
}

// Access is a person's standing in a channel, as of now.
type Access struct {
	Person  Person
	Channel Channel
	// Member is true for members only, whatever other rights the person has.
	Member  bool
	MayPost bool
}

// mayStart tells whether the person may start a call in the channel.
func mayStart(a Access) error {
	switch {
	case !a.Member:
		return &Error{Code: CodeNotMember}
	case a.Channel.Archived:
		return &Error{Code: CodeArchived}
	case !a.MayPost:
		return &Error{Code: CodeMayNotPost}
	}
	return nil
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
