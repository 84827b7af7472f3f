package presence

import (
	"encoding/json"
	"net/http"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"
)

// show makes a step's change.
func (k *Keeper) show(userID string, next step) error {
	status := next.status
	if status != nil {
		appErr := k.set(userID, status)
		if appErr == nil {
			return nil
		}
		if next.before.State != Restoring || !refused(appErr) {
			return errors.Wrap(appErr, "set the custom status")
		}
		// Its emoji is no more. Mattermost shows a text without one with this.
		if status.Text != "" {
			plain := *status
			plain.Emoji = model.DefaultCustomStatusEmoji
			if appErr = k.set(userID, &plain); appErr != nil {
				return errors.Wrap(appErr, "set the custom status without its emoji")
			}
			return nil
		}
	}
	if appErr := k.API.RemoveUserCustomStatus(userID); appErr != nil {
		return errors.Wrap(appErr, "remove the custom status")
	}
	return nil
}

// set sets a status. Mattermost offers a person's last five for use again;
// ours would push one of them out, so they are put back as they were.
func (k *Keeper) set(userID string, status *model.CustomStatus) *model.AppError {
	const category, name = model.PreferenceCategoryCustomStatus, model.PreferenceNameRecentCustomStatuses
	recent, none := k.API.GetPreferenceForUser(userID, category, name)
	if appErr := k.API.UpdateUserCustomStatus(userID, status); appErr != nil {
		return appErr
	}
	var appErr *model.AppError
	if none == nil {
		appErr = k.API.UpdatePreferencesForUser(userID, []model.Preference{recent})
	} else if k.isOnly(userID, status) { // the answer may have been any error
		appErr = k.API.DeletePreferencesForUser(userID, []model.Preference{{UserId: userID, Category: category, Name: name}})
	}
	if appErr != nil {
		k.Log.Warn("recent custom statuses not put back", "user_id", userID, "err", appErr.Error())
	}
	return nil
}

func (k *Keeper) isOnly(userID string, status *model.CustomStatus) bool {
	recent, appErr := k.API.GetPreferenceForUser(userID, model.PreferenceCategoryCustomStatus, model.PreferenceNameRecentCustomStatuses)
	var list model.RecentCustomStatuses
	return appErr == nil && json.Unmarshal([]byte(recent.Value), &list) == nil && len(list) == 1 && same(&list[0], status)
}

func gone(appErr *model.AppError) bool { return appErr.StatusCode == http.StatusNotFound }

func refused(appErr *model.AppError) bool { return appErr.StatusCode == http.StatusBadRequest }
