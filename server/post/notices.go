package post

import (
	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
)

// StartAnotherURL is where the button "Start another" leads, and ContextRootID
// what it brings along.
const (
	StartAnotherURL = "/plugins/whereby/api/v1/actions/start-another"
	ContextOptions  = "options"
	ContextRootID   = "root_id"
)

// NoticeAPI is what Notices needs of the plugin API.
type NoticeAPI interface {
	SendEphemeralPost(userID string, post *model.Post) *model.Post
}

// Place is where a person is: the channel and the thread in it, if any.
type Place struct {
	UserID    string
	ChannelID string
	RootID    string
}

// Notices says things to one person, in the channel where he is.
type Notices struct {
	API      NoticeAPI
	BotID    string
	Settings func() config.Snapshot
}

// Say shows a text.
func (n Notices) Say(at Place, text string) {
	n.send(at, text, nil)
}

// Fail explains an error. optionsJSON are the options of the start that
// failed; with them a person who is told that a call is running can start another.
func (n Notices) Fail(at Place, w i18n.Words, admin bool, err error, optionsJSON string) {
	settings := n.Settings()
	known := new(call.Error)
	if errors.As(err, &known) && known.Code == call.CodeRunning && known.Call != nil {
		n.send(at, runningText(w, *known.Call, settings), startAnother(w, at, optionsJSON))
		return
	}
	text := w.Explain(err, i18n.Reader{Admin: admin, APIURL: settings.APIURL})
	switch code := call.CodeOf(err); {
	case code == call.CodeNotConfigured, code == call.CodeNoPrefix, admin && code == call.CodeKeyRefused, admin && code == call.CodeRoomRefused:
		text += " [" + w.Say(i18n.OpenSettings, nil) + "](" + settings.SiteURL + "/admin_console/plugins/plugin_whereby)"
	}
	n.send(at, text, nil)
}

func runningText(w i18n.Words, c call.Call, settings config.Snapshot) string {
	if c.State == call.Creating {
		return w.Say(i18n.RunningSoon, nil)
	}
	data := i18n.Data{
		"Topic": escape(c.Options.Topic),
		"Link":  markdownLink(Link(c, settings.SiteURL, settings.ShowRoomLinks)),
	}
	if c.Options.Topic == "" {
		return w.Say(i18n.RunningUntitled, data)
	}
	return w.Say(i18n.Running, data)
}

// startAnother is a button. What it carries is checked like any other request.
func startAnother(w i18n.Words, at Place, optionsJSON string) []*model.SlackAttachment {
	return []*model.SlackAttachment{{
		Actions: []*model.PostAction{{
			Id:   "startanother", // letters and digits only, or the click goes nowhere
			Type: model.PostActionTypeButton,
			Name: w.Say(i18n.StartAnother, nil),
			Integration: &model.PostActionIntegration{
				URL:     StartAnotherURL,
				Context: map[string]any{ContextRootID: at.RootID, ContextOptions: optionsJSON},
			},
		}},
	}}
}

func (n Notices) send(at Place, text string, attachments []*model.SlackAttachment) {
	notice := &model.Post{UserId: n.BotID, ChannelId: at.ChannelID, RootId: at.RootID, Message: text}
	if attachments != nil {
		notice.AddProp("attachments", attachments)
	}
	n.API.SendEphemeralPost(at.UserID, notice)
}
