package command

import (
	"context"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
)

// room shows, makes or changes the channel's lasting room.
func (h *Handler) room(ctx context.Context, at post.Place, act call.RoomAct) error {
	r, made, err := h.Calls.ChannelRoom(ctx, at.UserID, at.ChannelID, act)
	if err != nil {
		return err
	}
	h.say(at, func(w i18n.Words) string { return h.roomText(w, r, made, act) })
	return nil
}

func (h *Handler) roomText(w i18n.Words, r call.LastingRoom, made bool, act call.RoomAct) string {
	settings := h.Settings()
	data := i18n.Data{"Link": post.RoomLink(r, settings.SiteURL, settings.ShowRoomLinks)}
	if act == call.RoomRemove {
		return w.Say(i18n.RoomRemoved, nil)
	}
	text := w.Say(i18n.RoomShown, data)
	switch {
	case made:
		text = w.Say(i18n.RoomMade, data)
	case act == call.RoomReset:
		text = w.Say(i18n.RoomReset, data)
	}
	return text + "\n" + either(r.Preferred, w, i18n.RoomPreferred, i18n.RoomNeglected)
}
