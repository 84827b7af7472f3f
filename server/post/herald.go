package post

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// Also implements call.Herald. Who reads the other channel may join, so the
// post is like the first; only whoever is to be notified is so there too.
func (p *Cards) Also(_ context.Context, c call.Call) (string, error) {
	channel, appErr := p.api.GetChannel(c.Options.AlsoIn)
	if isGone(appErr) || appErr == nil && channel.DeleteAt != 0 {
		return call.NoPost, nil
	}
	if appErr != nil {
		return "", errors.Wrap(appErr, "get the second channel")
	}
	// A node that died over it may have posted already.
	if postID, err := p.lookupIn(channel.Id, c); err != nil || postID != "" {
		return postID, err
	}
	if c.Options.JudgedBy != "" {
		c.Options.Notify = nil // it was looked at whom the starter may mention in the first channel
	}
	post := p.callPost(c, p.hostOf(c))
	post.ChannelId = channel.Id
	return p.create(post)
}

// Remind implements call.Herald.
func (p *Cards) Remind(_ context.Context, c call.Call) error {
	settings := p.settings()
	w := p.words.For(settings.Locale)
	data := i18n.Data{
		"Topic": Escape(c.Options.Topic), "Link": markdownLink(Link(c, settings.SiteURL, settings.ShowRoomLinks)),
	}
	text := w.Say(i18n.Reminder, data)
	if c.Options.Topic == "" {
		text = w.Say(i18n.ReminderUntitled, data)
	}
	if mentioned := mentions(c.Options.Notify); mentioned != "" {
		text += " · " + mentioned
	}
	_, err := p.create(&model.Post{UserId: p.botID, ChannelId: c.ChannelID, RootId: cmp.Or(c.RootID, c.PostID), Message: text})
	return err
}

// Moved implements call.Herald.
func (p *Cards) Moved(_ context.Context, r call.LastingRoom) error {
	settings := p.settings()
	_, err := p.create(&model.Post{
		UserId: p.botID, ChannelId: r.ChannelID,
		Message: p.words.For(settings.Locale).Say(i18n.RoomMoved, i18n.Data{"Link": markdownLink(RoomLink(r, settings.SiteURL, settings.ShowRoomLinks))}),
	})
	return err
}

func (p *Cards) hostOf(c call.Call) call.Person {
	host, err := p.people.Person(c.HostID)
	if err != nil {
		return call.Person{} // somebody whose account is gone
	}
	return host
}

// RoomLink is the way into a channel's lasting room that everybody of the
// channel may see.
func RoomLink(r call.LastingRoom, siteURL string, showRoomLinks bool) string {
	if showRoomLinks {
		return r.Room.URL
	}
	return siteURL + "/plugins/whereby/rooms/" + r.ChannelID
}

// maxHeader is in characters. Source: Mattermost's model.ChannelHeaderMaxRunes.
const maxHeader = model.ChannelHeaderMaxRunes

// Head implements call.Herald. The header is changed for somebody who may
// change it himself, and where it has room; a link that somebody has taken out
// comes back only with a new room.
func (p *Cards) Head(_ context.Context, r call.LastingRoom, old string) error {
	settings := p.settings()
	channel, appErr := p.api.GetChannel(r.ChannelID)
	if appErr != nil {
		return errors.Wrap(appErr, "get channel")
	}
	link := RoomLink(r, settings.SiteURL, settings.ShowRoomLinks)
	if !settings.ShowRoomLinks && old != "" {
		old = link // that of our page stays the same
	}
	header := withRoom(channel.Header, p.words.For(settings.Locale).Say(i18n.RoomInHeader, nil), markdownLink(link), markdownLink(old), r.Room.State == call.RoomMade)
	if header == channel.Header || utf8.RuneCountInString(header) > maxHeader || !p.mayHead(r.MadeBy, channel) {
		return nil
	}
	channel.Header = header
	if _, appErr = p.api.UpdateChannel(channel); appErr != nil {
		return errors.Wrap(appErr, "update channel")
	}
	return nil
}

func (p *Cards) mayHead(userID string, channel *model.Channel) bool {
	switch channel.Type {
	case model.ChannelTypeOpen:
		return p.api.HasPermissionToChannel(userID, channel.Id, model.PermissionManagePublicChannelProperties)
	case model.ChannelTypePrivate:
		return p.api.HasPermissionToChannel(userID, channel.Id, model.PermissionManagePrivateChannelProperties)
	}
	return true
}

// withRoom returns a header with the link to the room in place of the old one,
// at the end when there was no room, or without when there is none any more.
func withRoom(header, title, link, old string, there bool) string {
	entry := "[" + title + "](" + link + ")"
	if old != "" {
		known := regexp.MustCompile(`( · )?\[[^\]]*\]\(` + regexp.QuoteMeta(old) + `\)`)
		return strings.TrimSpace(known.ReplaceAllStringFunc(header, func(found string) string {
			switch {
			case !there:
				return ""
			case strings.HasPrefix(found, " · "):
				return " · " + entry
			}
			return entry
		}))
	}
	switch {
	case !there || strings.Contains(header, "]("+link+")"):
		return header
	case header == "":
		return entry
	}
	return header + " · " + entry
}
