package post

import (
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// CleanupURL is where the button "Remove these rooms" leads, and
// ContextMeetings what it brings along.
const (
	CleanupURL      = "/plugins/whereby/api/v1/actions/cleanup"
	ContextMeetings = "meeting_ids"
)

// MaxStrays is how many rooms are shown, and removed, at a time.
const MaxStrays = 50

// Strays lists rooms that belong to no call, with a button that removes those
// shown.
func (n Notices) Strays(at Place, w i18n.Words, rooms []call.FoundRoom) {
	if len(rooms) == 0 {
		n.Say(at, w.Say(i18n.CleanupNone, nil))
		return
	}
	shown := rooms[:min(len(rooms), MaxStrays)]
	var b strings.Builder
	b.WriteString(w.Count(i18n.CleanupFound, len(rooms), i18n.Data{"Prefix": n.Settings().Call().RoomPrefix}))
	b.WriteString("\n\n| " + w.Say(i18n.CleanupRoom, nil) + " | " + w.Say(i18n.CleanupMade, nil) + " | " + w.Say(i18n.CleanupEndDate, nil) + " |\n| --- | --- | --- |\n")
	for _, room := range shown {
		b.WriteString("| " + Escape(room.Name) + " | " + moment(room.CreatedAt) + " | " + moment(room.EndDate) + " |\n")
	}
	if more := len(rooms) - len(shown); more > 0 {
		b.WriteString("\n" + w.Count(i18n.CleanupNotShown, more, nil) + "\n")
	}
	b.WriteString("\n" + w.Say(i18n.CleanupWarning, nil) + "\n\n" + w.Say(i18n.CleanupHow, nil))
	n.send(at, b.String(), removeButton(w, shown))
}

// Removed tells how many rooms a clean-up has removed, and how many are left.
func (n Notices) Removed(at Place, w i18n.Words, removed, left int) {
	text := w.Count(i18n.CleanupDone, removed, nil)
	if left > 0 {
		text += " " + w.Count(i18n.CleanupRemaining, left, nil)
	}
	n.Say(at, text)
}

// removeButton carries the rooms' ids. They are checked again at the click.
func removeButton(w i18n.Words, rooms []call.FoundRoom) []*model.SlackAttachment {
	ids := make([]any, 0, len(rooms)) // the type that JSON gives back
	for _, room := range rooms {
		ids = append(ids, room.MeetingID)
	}
	return []*model.SlackAttachment{{
		Actions: []*model.PostAction{{
			Id:    "removerooms", // letters and digits only, or the click goes nowhere
			Type:  model.PostActionTypeButton,
			Style: "danger",
			Name:  w.Count(i18n.CleanupButton, len(rooms), nil),
			Integration: &model.PostActionIntegration{
				URL:     CleanupURL,
				Context: map[string]any{ContextMeetings: ids},
			},
		}},
	}}
}

// moment writes a time the same in all languages.
func moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}
