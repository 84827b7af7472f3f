package post

import (
	"cmp"
	"context"
	"strings"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/minutes"
)

// propMinutes names the prop that ties minutes to their call.
const propMinutes = "whereby_minutes"

// maxMinutes is in characters, before they are escaped; twice as many are below
// Mattermost's limit for a post.
const maxMinutes = 6000

// Scribe posts the minutes of calls; it implements minutes.Poster.
type Scribe struct {
	*Cards
	Notices Notices
}

// PostMinutes implements minutes.Poster.
func (s Scribe) PostMinutes(_ context.Context, m minutes.Minutes) (string, error) {
	rootID := cmp.Or(m.Call.RootID, m.Call.PostID)
	return s.create(&model.Post{
		UserId: s.botID, ChannelId: m.Call.ChannelID, RootId: rootID, Message: s.minutesText(m),
		Props: model.StringInterface{propMinutes: m.Call.ID},
	})
}

func (s Scribe) minutesText(m minutes.Minutes) string {
	w := s.words.For(s.settings().Locale)
	head := w.Say(i18n.MinutesUnasked, nil)
	if m.AskedBy != "" {
		head = w.Say(i18n.MinutesAsked, i18n.Data{"Name": s.name(w, m.AskedBy, "")})
	}
	foot := w.Say(i18n.MinutesCaution, nil)
	if m.Partial {
		foot = w.Say(i18n.MinutesPartial, nil) + " " + foot
	}
	return "**" + head + "**\n\n" + quote(Escape(cut(strings.TrimSpace(m.Text), maxMinutes))) + "\n\n_" + foot + "_"
}

// HasPost implements minutes.Poster.
func (s Scribe) HasPost(postID string) (bool, error) {
	existing, appErr := s.api.GetPost(postID)
	if isGone(appErr) {
		return false, nil
	}
	if appErr != nil {
		return false, errors.Wrap(appErr, "get the minutes")
	}
	return existing.DeleteAt == 0, nil
}

// MinutesFailed implements minutes.Poster.
func (s Scribe) MinutesFailed(c call.Call, userID string, cause error) {
	person, err := s.people.Person(userID)
	if err != nil {
		return // nobody is there to be told
	}
	at := Place{UserID: userID, ChannelID: c.ChannelID, RootID: cmp.Or(c.RootID, c.PostID)}
	s.Notices.Fail(at, s.words.For(person.Locale), person.Admin, cause, nil)
}
