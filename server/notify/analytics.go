package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// eventName is what an event is called in GA4 and Mixpanel.
func (f facts) eventName() string { return "call_" + string(f.event.Kind) }

// actor is whose event it is. Without leave to name people id is a pseudonym,
// by which only the same connection's events can be told to be the same
// person's; it is empty when there is nobody.
type actor struct {
	id    string
	named bool
	name  string
}

func (f facts) actor() actor {
	who := f.event.Who
	switch {
	case f.event.Kind != call.EventJoined && f.event.Kind != call.EventLeft:
		if f.call.HostID == "" {
			return actor{}
		}
		if f.personal {
			return actor{id: f.call.HostID, named: true, name: f.starter}
		}
		return actor{id: pseudonym(f.key, f.call.HostID)}
	case who.UserID == "": // a guest, known only as long as he stays
		return actor{id: pseudonym(f.key, f.call.ID+" "+who.ParticipantID)}
	case f.personal && f.shown.Names:
		return actor{id: who.UserID, named: true, name: who.Name}
	default:
		return actor{id: pseudonym(f.key, who.UserID)}
	}
}

func pseudonym(key, id string) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = mac.Write([]byte(id)) // never fails
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// properties are what is counted of an event. Topics are not among them: they
// name people.
func (f facts) properties() map[string]any {
	c := f.call
	p := map[string]any{
		"call_id": c.ID, "channel_id": c.ChannelID, "template": c.Options.Template,
		"planned": c.ScheduleID != "", "lasting_room": c.Room.Lasting,
	}
	if c.TeamID != "" {
		p["team_id"] = c.TeamID
	}
	switch f.event.Kind {
	case call.EventJoined:
		p["guest"] = f.event.Who.UserID == ""
	case call.EventLeft:
		p["guest"] = f.event.Who.UserID == ""
		p["stay_seconds"] = seconds(f.stayed())
	case call.EventEnded:
		p["people"] = len(c.People())
		p["length_seconds"] = seconds(f.lasted())
	}
	if f.test {
		p["test"] = true
	}
	return p
}

// lasted is how long the call was, zero while it runs or when nobody came.
func (f facts) lasted() time.Duration {
	if f.call.StartedAt.IsZero() || f.call.EndedAt.IsZero() {
		return 0
	}
	return f.call.EndedAt.Sub(f.call.StartedAt)
}

// stayed is how long the person who has left was in the call this time.
func (f facts) stayed() time.Duration {
	stayed := time.Duration(0)
	for _, s := range f.call.Stays {
		if s.ParticipantID == f.event.Who.ParticipantID && !s.JoinedAt.IsZero() && !s.LeftAt.IsZero() {
			stayed = s.LeftAt.Sub(s.JoinedAt)
		}
	}
	return stayed
}

func seconds(d time.Duration) int64 { return int64(max(d, 0).Round(time.Second) / time.Second) }

// endpoint puts the usual path after an address that has none, and query into it.
func endpoint(address, prefix, path string, query url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // which no request can be made of
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = path
	}
	u.Path = prefix + u.Path
	all := u.Query()
	for name := range query {
		all.Set(name, query.Get(name))
	}
	u.RawQuery = all.Encode()
	return u.String()
}
