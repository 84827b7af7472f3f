package post

import (
	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/i18n"
)

// Guard decides over a change of a post before it is saved: the posts of
// calls, of planned ones, of reports and minutes are changed by the plugin alone,
// everybody may still pin them. It returns the post to save, or nil and the
// reason for the refusal.
//
// A change that comes of no session is a plugin's. Such a change leaves no
// "(edited)" mark: the post follows the call, nobody has rewritten it.
func (p *Cards) Guard(sessionID string, changed, existing *model.Post) (*model.Post, string) {
	ours := existing.Type == Type || existing.Type == PlanType || existing.GetProp(propReport) != nil || existing.GetProp(propMinutes) != nil
	if !ours || existing.UserId != p.botID {
		return changed, ""
	}
	changed.EditAt = existing.EditAt
	if sessionID == "" {
		return changed, ""
	}
	if changed.Message != existing.Message {
		return nil, p.words.For(p.settings().Locale).Say(i18n.Guarded, nil)
	}
	changed.SetProps(existing.GetProps())
	changed.FileIds = existing.FileIds
	return changed, ""
}

// CallOf returns the id of the call whose post this is, empty for all others.
func (p *Cards) CallOf(candidate *model.Post) string {
	if candidate.Type != Type || candidate.UserId != p.botID {
		return ""
	}
	callID, _ := candidate.GetProp(propCallID).(string)
	return callID
}
