package post

import (
	"time"

	"mattermost-plugin-whereby/server/calendar"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/schedule"
)

// PlanView is a schedule as members of its channel see it. Times are
// milliseconds since 1970.
type PlanView struct {
	ID            string         `json:"id"`
	ChannelID     string         `json:"channel_id"`
	RootID        string         `json:"root_id"`
	PostID        string         `json:"post_id"`
	OwnerID       string         `json:"owner_user_id"`
	Series        string         `json:"series"`
	Topic         string         `json:"topic"`
	Options       call.Options   `json:"options"`
	Words         string         `json:"when"`
	Rule          string         `json:"rrule"`
	Zone          string         `json:"time_zone"`
	State         schedule.State `json:"state"`
	RemindMinutes int            `json:"remind_minutes"`
	Next          []int64        `json:"next"`
	SkipsMonths   bool           `json:"skips_months"` // those without such a day
	ICS           string         `json:"ics_url"`
	Google        string         `json:"google_url"`
	Outlook       string         `json:"outlook_url"`
	Revision      int64          `json:"revision"`
}

// ViewPlan returns how a schedule is seen.
func ViewPlan(c schedule.Schedule, settings config.Snapshot, w i18n.Words, now time.Time) PlanView {
	event := Event(c, settings.SiteURL, settings.Plans(), w)
	view := PlanView{
		ID: c.ID, ChannelID: c.ChannelID, RootID: c.RootID, PostID: c.PostID, OwnerID: c.OwnerID, Series: c.Series,
		Topic: c.Options.Topic, Options: c.Options, Words: c.Words, Rule: c.Plan.Rule, Zone: c.Plan.Zone, State: c.State,
		RemindMinutes: c.RemindBefore(settings.Plans().Remind), Next: []int64{}, SkipsMonths: c.Plan.SkipsMonths(), ICS: icsLink(c, settings.SiteURL),
		Google: calendar.GoogleLink(event), Outlook: calendar.OutlookLink(event), Revision: c.Revision,
	}
	for _, at := range c.Upcoming(now, shownTimes) {
		view.Next = append(view.Next, at.UnixMilli())
	}
	return view
}
