package report

import (
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

// RowView is a call of a list as the outside sees it. Times are milliseconds
// since 1970, 0 for none.
type RowView struct {
	ID            string         `json:"id"`
	ChannelID     string         `json:"channel_id"` // empty in others' direct and group messages, as started_by and topic
	Channel       string         `json:"channel"`    // empty in direct and group messages
	ChannelType   string         `json:"channel_type"`
	Team          string         `json:"team"`
	StartedBy     string         `json:"started_by"`
	Topic         string         `json:"topic"`
	Template      string         `json:"template"`
	State         call.State     `json:"state"` // ended, missed or failed
	CreatedAt     int64          `json:"created_at"`
	StartedAt     int64          `json:"started_at"`
	EndedAt       int64          `json:"ended_at"`
	Minutes       int            `json:"minutes"`
	People        int            `json:"people"`
	Guests        int            `json:"guests"`
	PersonMinutes int            `json:"person_minutes"`
	Recorded      bool           `json:"recorded"`
	Attendance    []AttendeeView `json:"attendance"` // empty where people are not named
	Cursor        string         `json:"cursor"`
}

// AttendeeView is one person's part in a call.
type AttendeeView struct {
	UserID  string `json:"user_id"` // empty for guests
	Name    string `json:"name"`    // the username, or what a guest went by
	Guest   bool   `json:"guest"`
	Minutes int    `json:"minutes"`
}

// View returns the row for the outside.
func (r Row) View() RowView {
	c := r.Call
	v := RowView{
		ID: c.ID, ChannelID: c.ChannelID, Channel: r.ChannelName, ChannelType: r.ChannelType, Team: r.TeamName,
		StartedBy: r.Username, Topic: c.Options.Topic, Template: c.Options.Template, State: r.State(),
		CreatedAt: unixms.Of(c.CreatedAt), StartedAt: unixms.Of(c.StartedAt), EndedAt: unixms.Of(c.EndedAt),
		People: r.Tally.People, Guests: r.Tally.Guests, PersonMinutes: minutes(r.Tally.Time.Milliseconds()), Recorded: r.Tally.Recorded,
		Attendance: []AttendeeView{}, Cursor: c.Cursor().String(),
	}
	if v.State == call.Ended {
		v.Minutes = max(0, minutes(v.EndedAt-v.StartedAt))
	}
	if r.Hidden {
		v.ChannelID, v.StartedBy, v.Topic = "", "", ""
	}
	if r.Hidden || r.Unnamed {
		return v
	}
	for _, p := range c.People() {
		name, known := r.Names[p.UserID]
		switch {
		case p.UserID == "":
			name = p.Name
		case !known: // or erased
			continue
		}
		v.Attendance = append(v.Attendance, AttendeeView{
			UserID: p.UserID, Name: name, Guest: p.UserID == "", Minutes: minutes(p.Time.Milliseconds()),
		})
	}
	return v
}

// State is what became of the call: missed is what nobody came to, also when
// somebody ended it.
func (r Row) State() call.State {
	switch {
	case r.Call.State == call.Failed:
		return call.Failed
	case r.Call.StartedAt.IsZero():
		return call.Missed
	}
	return call.Ended
}
