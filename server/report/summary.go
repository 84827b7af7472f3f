package report

import "time"

// Summary is a report as the outside sees it. Times are milliseconds since
// 1970, lengths full minutes.
type Summary struct {
	Scope     Kind   `json:"scope"`
	ChannelID string `json:"channel_id"`
	TeamID    string `json:"team_id"`
	From      int64  `json:"from"`
	To        int64  `json:"to"`
	Zone      string `json:"time_zone"`
	Totals    Totals `json:"totals"`
	// Days are all steps of the period, which can be weeks or months.
	Days     []DayView     `json:"days"`
	Step     Step          `json:"step"`
	Lengths  []LengthView  `json:"lengths"`
	Channels []ChannelView `json:"channels"`
	People   []PersonView  `json:"people"` // empty where people are not named
}

// Totals are the numbers of the whole period.
type Totals struct {
	Calls         int `json:"calls"`
	Held          int `json:"held"`
	Missed        int `json:"missed"`
	Failed        int `json:"failed"` // starts, not among the calls
	Minutes       int `json:"minutes"`
	PersonMinutes int `json:"person_minutes"`
	People        int `json:"people"` // different ones, with an account that is known
	Guests        int `json:"guests"` // counted in each call anew
	Recorded      int `json:"recorded"`
	Median        int `json:"median_minutes"`  // of held calls
	Longest       int `json:"longest_minutes"` // of held calls
}

// DayView is a day, or a week from its Monday on, or a month.
type DayView struct {
	Day     string `json:"day"` // 2006-01-02, its first
	Calls   int    `json:"calls"`
	Missed  int    `json:"missed"`
	Minutes int    `json:"minutes"`
}

// LengthView is how many held calls took from so many minutes up to less than
// so many; 0 is without an end.
type LengthView struct {
	From  int `json:"from_minutes"`
	To    int `json:"to_minutes"`
	Calls int `json:"calls"`
}

// ChannelView is one of the busiest channels. All direct and group messages
// together are one, which has no id.
type ChannelView struct {
	ChannelID string `json:"channel_id"`
	Type      string `json:"type"` // O, P or D; empty when the channel is gone
	Name      string `json:"display_name"`
	Team      string `json:"team_name"`
	Calls     int    `json:"calls"`
	Minutes   int    `json:"minutes"`
}

// PersonView is one of those who were in calls longest.
type PersonView struct {
	UserID   string `json:"user_id"`
	Username string `json:"username"`
	Name     string `json:"display_name"`
	Calls    int    `json:"calls"`
	Minutes  int    `json:"minutes"`
}

// lengths are the minutes at which the groups of lengths begin.
var lengths = [...]int{0, 5, 15, 30, 45, 60, 90, 120}

func summarize(f Filter, steps []time.Time, counts Counts, name func(PersonCount) string) Summary {
	s := Summary{
		Scope: f.Kind, From: f.From.UnixMilli(), To: f.To.UnixMilli(), Zone: f.Zone.String(), Step: f.Step(),
		Days: []DayView{}, Lengths: groups(counts.Lengths), Channels: []ChannelView{}, People: []PersonView{},
	}
	switch f.Kind {
	case Channel:
		s.ChannelID = f.ID
	case Team:
		s.TeamID = f.ID
	}
	for _, step := range steps {
		s.Days = append(s.Days, DayView{Day: step.In(f.Zone).Format(time.DateOnly)})
	}
	var all Numbers
	for _, n := range counts.Steps {
		all.add(n.Numbers)
		day := &s.Days[n.Step]
		day.Calls, day.Missed, day.Minutes = n.Calls, n.Missed, minutes(n.Time)
	}
	s.Totals = Totals{
		Calls: all.Calls, Held: all.Held, Missed: all.Missed, Failed: all.Failed, Minutes: minutes(all.Time), PersonMinutes: minutes(all.PersonTime),
		People: counts.People, Guests: all.Guests, Recorded: all.Recorded, Median: median(counts.Lengths, all.Held),
	}
	if n := len(counts.Lengths); n > 0 {
		s.Totals.Longest = counts.Lengths[n-1].Minutes
	}
	if f.Kind != Channel {
		for _, c := range counts.Channels {
			s.Channels = append(s.Channels, ChannelView{
				ChannelID: c.ChannelID, Type: c.Type, Name: c.Name, Team: c.Team, Calls: c.Calls, Minutes: minutes(c.Time),
			})
		}
	}
	for _, p := range counts.Busiest {
		s.People = append(s.People, PersonView{UserID: p.UserID, Username: p.Username, Name: name(p), Calls: p.Calls, Minutes: minutes(p.Time)})
	}
	return s
}

// groups sorts lengths into their groups.
func groups(counts []LengthCount) []LengthView {
	views := make([]LengthView, len(lengths))
	for i, from := range lengths {
		views[i].From = from
		if i+1 < len(lengths) {
			views[i].To = lengths[i+1]
		}
		for _, n := range counts {
			if n.Minutes >= from && (views[i].To == 0 || n.Minutes < views[i].To) {
				views[i].Calls += n.Calls
			}
		}
	}
	return views
}

// median is the middle of n lengths that come in their order, or what lies
// between the two in the middle.
func median(counts []LengthCount, n int) int {
	at := func(place int) int {
		for _, c := range counts {
			if place < c.Calls {
				return c.Minutes
			}
			place -= c.Calls
		}
		return 0
	}
	if n == 0 {
		return 0
	}
	return (at((n-1)/2) + at(n/2)) / 2
}

func minutes(ms int64) int { return int(ms / time.Minute.Milliseconds()) }
