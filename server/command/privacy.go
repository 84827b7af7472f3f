package command

import (
	"context"
	"strings"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/privacy"
)

// Privacy is what the command needs of privacy.Service.
type Privacy interface {
	Find(ctx context.Context, name string) (privacy.Person, privacy.Traces, error)
	Export(who privacy.Person, adminID string)
	Erase(ctx context.Context, who privacy.Person, adminID string) error
}

// personal is what is to be done with what is kept about a person.
type personal struct {
	act  string // export, erase, or nothing
	name string // a username, or the id of an account
	yes  bool   // confirms that it is to be erased
}

// parsePrivacy reads what follows "privacy": export|erase @name|id [--yes].
func parsePrivacy(text string) (request, error) {
	r := request{verb: verbPrivacy}
	for i, word := range strings.Fields(text) {
		flag, isFlag := flagName(word)
		switch lower := strings.ToLower(word); {
		case isFlag && flag == "yes":
			r.personal.yes = true
		case i == 0 && (lower == "export" || lower == "erase"):
			r.personal.act = lower
		case i > 0 && !isFlag && r.personal.name == "":
			r.personal.name = strings.TrimPrefix(lower, "@")
		default:
			return request{}, &call.Error{Code: call.CodeUnknownFlag, Value: word}
		}
	}
	return r, nil
}

// privacy exports or erases what is kept about a person, for system admins.
func (h *Handler) privacy(ctx context.Context, at post.Place, asked personal) error {
	admin, err := h.People.Person(at.UserID)
	if err != nil {
		return err
	}
	if !admin.Admin {
		return &call.Error{Code: call.CodeNotAdmin}
	}
	w := h.Words.For(admin.Locale)
	if asked.act == "" || asked.name == "" {
		h.Notices.Say(at, w.Say(i18n.PrivacyUsage, nil))
		return nil
	}
	who, traces, err := h.Privacy.Find(ctx, asked.name)
	if err != nil {
		return err
	}
	name := who.ID
	if who.Username != "" {
		name = "@" + who.Username
	}
	data := i18n.Data{"Who": name}
	switch {
	case asked.act == "export":
		h.Privacy.Export(who, at.UserID)
		h.Notices.Say(at, w.Say(i18n.PrivacyExport, nil))
	case !traces.Any:
		h.Notices.Say(at, w.Say(i18n.PrivacyNothing, data))
	case traces.Running:
		return &call.Error{Code: call.CodePersonInCall}
	case !asked.yes:
		text := w.Count(i18n.PrivacyConfirm, traces.Calls, data)
		if traces.Planned > 0 {
			text += " " + w.Count(i18n.PrivacyPlanned, traces.Planned, nil)
		}
		h.Notices.Say(at, text+"\n\n"+w.Say(i18n.PrivacyHow, data))
	default:
		if err = h.Privacy.Erase(ctx, who, at.UserID); err != nil {
			return err
		}
		h.Notices.Say(at, w.Say(i18n.PrivacyErasing, data))
	}
	return nil
}
