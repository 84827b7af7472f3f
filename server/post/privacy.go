package post

import (
	"strconv"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/i18n"
)

// PrivacyAPI is what Privacy needs of the plugin API.
type PrivacyAPI interface {
	CreatePost(post *model.Post) (*model.Post, *model.AppError)
	GetDirectChannel(userID1, userID2 string) (*model.Channel, *model.AppError)
	UploadFile(data []byte, channelID, filename string) (*model.FileInfo, *model.AppError)
}

// Privacy tells system admins of people's data, by direct messages that name
// nobody. It implements privacy.Teller.
type Privacy struct {
	API    PrivacyAPI
	BotID  string
	People People
	Words  *i18n.Catalogue
}

// Exported implements privacy.Teller.
func (p Privacy) Exported(adminID string, part int, data []byte, last bool) error {
	message := i18n.PrivacyPart
	if last {
		message = i18n.PrivacyLastPart
	}
	return p.tell(adminID, func(w i18n.Words, post *model.Post) error {
		post.Message = w.Say(message, i18n.Data{"Part": part})
		file, appErr := p.API.UploadFile(data, post.ChannelId, "whereby-"+strconv.Itoa(part)+".ndjson")
		if appErr != nil {
			return errors.Wrap(appErr, "upload file")
		}
		post.FileIds = model.StringArray{file.Id}
		return nil
	})
}

// ExportFailed implements privacy.Teller.
func (p Privacy) ExportFailed(adminID string) error {
	return p.tell(adminID, func(w i18n.Words, post *model.Post) error {
		post.Message = w.Say(i18n.PrivacyFailed, nil)
		return nil
	})
}

// Erased implements privacy.Teller.
func (p Privacy) Erased(adminID string, err error) error {
	return p.tell(adminID, func(w i18n.Words, post *model.Post) error {
		post.Message = w.Say(i18n.PrivacyErased, nil)
		if err != nil {
			post.Message = w.Say(i18n.PrivacyUnerased, nil)
		}
		return nil
	})
}

func (p Privacy) tell(adminID string, fill func(i18n.Words, *model.Post) error) error {
	admin, err := p.People.Person(adminID)
	if err != nil {
		return err
	}
	channel, appErr := p.API.GetDirectChannel(p.BotID, adminID)
	if appErr != nil {
		return errors.Wrap(appErr, "get direct channel")
	}
	post := &model.Post{UserId: p.BotID, ChannelId: channel.Id}
	if err = fill(p.Words.For(admin.Locale), post); err != nil {
		return err
	}
	_, appErr = p.API.CreatePost(post)
	if appErr != nil {
		return errors.Wrap(appErr, "create post")
	}
	return nil
}
