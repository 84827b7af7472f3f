// Package admins writes to the people who look after the server.
package admins

import (
	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// Most are written to.
	Most = 50
	// PageSize is how many are asked for at once.
	PageSize = 100
)

// API is what is needed of the plugin API.
type API interface {
	GetUsers(options *model.UserGetOptions) ([]*model.User, *model.AppError)
	GetDirectChannel(userID1, userID2 string) (*model.Channel, *model.AppError)
	CreatePost(post *model.Post) (*model.Post, *model.AppError)
}

// List returns the active people who are system admins.
func List(api API) ([]*model.User, error) {
	var admins []*model.User
	for page := 0; ; page++ {
		users, appErr := api.GetUsers(&model.UserGetOptions{
			Role: model.SystemAdminRoleId, Active: true, Page: page, PerPage: PageSize,
		})
		if appErr != nil {
			return nil, errors.Wrap(appErr, "list system admins")
		}
		for _, user := range users {
			if !user.IsBot && user.DeleteAt == 0 && user.IsSystemAdmin() {
				admins = append(admins, user)
			}
		}
		if len(admins) >= Most {
			return admins[:Most], nil
		}
		if len(users) < PageSize {
			return admins, nil
		}
	}
}

// Write sends somebody a direct message of the bot's.
func Write(api API, botID, userID, text string) error {
	channel, appErr := api.GetDirectChannel(botID, userID)
	if appErr != nil {
		return errors.Wrap(appErr, "open the direct channel")
	}
	_, appErr = api.CreatePost(&model.Post{UserId: botID, ChannelId: channel.Id, Message: text})
	if appErr != nil {
		return errors.Wrap(appErr, "post")
	}
	return nil
}
