package post

import (
	"time"

	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/invite"
)

// Invited shows a new invite's link to who made it: as code, so that it is
// copied whole and nobody's preview opens it. now is in the inviter's time zone.
func (n Notices) Invited(at Place, w i18n.Words, made invite.Made, now time.Time) {
	title := w.Say(i18n.InvitedNameless, nil)
	if made.Invite.Name != "" {
		title = w.Say(i18n.Invited, i18n.Data{"Name": nameText(w, made.Invite.Name)})
	}
	way := i18n.InviteComesIn
	if made.Call.Options.IsLocked() {
		way = i18n.InviteKnocks
	}
	until := w.Say(i18n.InviteUntil, i18n.Data{"Time": clock(made.Invite.ExpiresAt, now), "Zone": now.Location().String()})
	n.Say(at, title+"\n\n`"+made.URL+"`\n\n"+until+" "+w.Say(way, nil)+"\n"+w.Say(i18n.InviteRevocable, nil))
}

// clock writes a time in the zone of now, with the date unless it is today's.
func clock(t, now time.Time) string {
	t = t.In(now.Location())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}
