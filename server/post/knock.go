package post

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

const (
	// knockEvent reaches the host's clients as custom_whereby_knock.
	knockEvent = "knock"
	// knockLifetime is how long a knock is worth telling.
	knockLifetime = 2 * time.Minute
)

// knocked tells the host that somebody stands at the door, on the web by an
// event and on mobile by a post that only he sees.
func (s Screens) knocked(e call.Event) {
	if !e.Call.State.Running() || s.Now().Sub(e.At) > knockLifetime || !s.hostIsThere(e.Call) {
		return
	}
	s.sendKnock(e, true)
	s.API.SendEphemeralPost(e.Call.HostID, &model.Post{
		Id:        knockID(e),
		UserId:    s.BotID,
		ChannelId: e.Call.ChannelID,
		RootId:    e.Call.RootID,
		Message:   s.knockText(s.hostWords(e.Call), e),
	})
}

// knockOver takes back what knocked told. It is harmless where nothing was told,
// and tells nothing to a host who has left the channel meanwhile.
func (s Screens) knockOver(e call.Event) {
	e.Who.Name, e.Call.Options.Topic = "", ""
	s.sendKnock(e, false)
	s.API.DeleteEphemeralPost(e.Call.HostID, knockID(e))
}

func (s Screens) sendKnock(e call.Event, waiting bool) {
	s.API.PublishWebSocketEvent(knockEvent, map[string]any{"knock": map[string]any{
		"id":         knockID(e),
		"call_id":    e.Call.ID,
		"channel_id": e.Call.ChannelID,
		"topic":      e.Call.Options.Topic,
		"name":       e.Who.Name,
		"guest":      e.Who.UserID == "",
		"waiting":    waiting,
		"at":         e.At.UnixMilli(),
	}}, &model.WebsocketBroadcast{UserId: e.Call.HostID})
}

// Declined tells the host that somebody will not come. It implements ring.Hosts.
func (s Screens) Declined(c call.Call, who call.Person) {
	w := s.hostWords(c)
	s.API.SendEphemeralPost(c.HostID, &model.Post{
		UserId: s.BotID, ChannelId: c.ChannelID, RootId: c.RootID,
		Message: w.Say(i18n.Declined, i18n.Data{"Who": nameText(w, who.DisplayName)}),
	})
}

// unposted tells the host of a call that goes on without its post.
func (s Screens) unposted(c call.Call) {
	if !c.State.Running() || !s.hostIsThere(c) {
		return
	}
	w := s.hostWords(c)
	text := w.Say(i18n.UnpostedUntitled, nil)
	if c.Options.Topic != "" {
		text = w.Say(i18n.Unposted, i18n.Data{"Topic": Escape(c.Options.Topic)})
	}
	s.API.SendEphemeralPost(c.HostID, &model.Post{UserId: s.BotID, ChannelId: c.ChannelID, Message: text})
}

// hostWords speaks the host's language.
func (s Screens) hostWords(c call.Call) i18n.Words {
	host, err := s.People.Person(c.HostID)
	if err != nil {
		s.Log.Warn("the host's language is not known", "call_id", c.ID, "err", err)
		return s.Words.For(s.Settings().Locale)
	}
	return s.Words.For(host.Locale)
}

// knockText has no bold name: an escaped star beside ** ends the bold in some clients.
func (s Screens) knockText(w i18n.Words, e call.Event) string {
	who := nameText(w, e.Who.Name)
	if e.Who.UserID == "" {
		who = w.Say(i18n.Guest, i18n.Data{"Name": who})
	}
	data := i18n.Data{
		"Who":   who,
		"Topic": Escape(e.Call.Options.Topic),
		"Link":  markdownLink(pageLink(e.Call, s.Settings().SiteURL)),
	}
	if e.Call.Options.Topic == "" {
		return w.Say(i18n.KnockingAtCall, data)
	}
	return w.Say(i18n.Knocking, data)
}

// knockID is the id of a knock's post, the same on every node, so that any can
// take it away.
func knockID(e call.Event) string {
	sum := sha256.Sum256([]byte(e.Call.ID + " " + e.Who.ParticipantID))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:26]
}
