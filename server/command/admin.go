package command

import (
	"context"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
)

// setup shows a system admin how the plugin is connected to Whereby.
func (h *Handler) setup(ctx context.Context, at post.Place) error {
	person, err := h.People.Person(at.UserID)
	if err != nil {
		return err
	}
	if !person.Admin {
		return &call.Error{Code: call.CodeNotAdmin}
	}
	key, err := h.Key.Status(ctx)
	if err != nil {
		return err
	}
	heard, err := h.Webhooks.Heard(ctx)
	if err != nil {
		return err
	}
	w := h.Words.For(person.Locale)
	refusal, err := h.lastRefusal(ctx, w)
	if err != nil {
		return err
	}
	settings := h.Settings()
	lines := []string{doctor.SayKey(w, key, h.Now())}
	lines = append(lines, w.Say(i18n.SetupAddress, i18n.Data{"Address": settings.SiteURL + "/plugins/whereby/webhooks/whereby"}))
	if !strings.HasPrefix(settings.SiteURL, "https://") {
		lines = append(lines, w.Say(i18n.SetupInsecure, nil))
	}
	lines = append(lines, either(settings.WebhookSecret != "", w, i18n.SetupSecret, i18n.SetupNoSecret))
	if heard.IsZero() {
		lines = append(lines, w.Say(i18n.SetupNotHeard, nil))
	} else {
		lines = append(lines, w.Say(i18n.SetupHeard, i18n.Data{"Ago": w.Length(h.Now().Sub(heard))}))
	}
	if refusal != "" {
		lines = append(lines, refusal)
	}
	h.Notices.Say(at, "#### "+w.Say(i18n.SetupTitle, nil)+"\n- "+strings.Join(lines, "\n- "))
	return nil
}

func either(yes bool, w i18n.Words, ifYes, ifNo *goi18n.Message) string {
	if yes {
		return w.Say(ifYes, nil)
	}
	return w.Say(ifNo, nil)
}

// doctor examines the plugin for a system admin.
func (h *Handler) doctor(ctx context.Context, at post.Place) error {
	person, err := h.People.Person(at.UserID)
	if err != nil {
		return err
	}
	if !person.Admin {
		return &call.Error{Code: call.CodeNotAdmin}
	}
	h.Notices.Say(at, h.Doctor.Examine(ctx).Markdown(h.Words.For(person.Locale)))
	return nil
}

// lastRefusal tells of the newest webhook that was refused, empty if none was.
func (h *Handler) lastRefusal(ctx context.Context, w i18n.Words) (string, error) {
	mark, at, err := doctor.LastRefusal(ctx, h.Webhooks)
	if err != nil || mark == "" {
		return "", err
	}
	return doctor.SayRefusal(w, mark, h.Now().Sub(at)), nil
}

// cleanup lists the rooms at Whereby that belong to no call, or removes the
// first of them, as many as the list shows. The service asks for system admins.
func (h *Handler) cleanup(ctx context.Context, at post.Place, remove bool) error {
	strays, err := h.Calls.Strays(ctx, at.UserID)
	if err != nil {
		return err
	}
	words, _ := h.reader(at.UserID)
	if !remove || len(strays) == 0 {
		h.Notices.Strays(at, words, strays)
		return nil
	}
	ids := make([]string, 0, post.MaxStrays)
	for _, room := range strays[:min(len(strays), post.MaxStrays)] {
		ids = append(ids, room.MeetingID)
	}
	removed, err := h.Calls.RemoveStrays(ctx, at.UserID, ids)
	if removed > 0 || err == nil {
		h.Notices.Removed(at, words, removed, len(strays)-removed)
	}
	return err
}
