package post

import (
	"encoding/json"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
)

// StartURL is where the buttons "Start another" and "Start the call" lead, and
// the contexts are what they bring along.
const (
	StartURL       = "/plugins/whereby/api/v1/actions/start"
	ContextOptions = "options"
	ContextRootID  = "root_id"
	ContextSecond  = "second"
	ContextAsk     = "ask"
	ContextInRoom  = "in_room"
)

// NoticeAPI is what Notices needs of the plugin API.
type NoticeAPI interface {
	SendEphemeralPost(userID string, post *model.Post) *model.Post
	DeleteEphemeralPost(userID, postID string)
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

// Take takes a notice away.
func (n Notices) Take(userID, postID string) {
	n.API.DeleteEphemeralPost(userID, postID)
}

// Fail explains an error. asked is the start that failed, if it was one: a
// person who is told that a call is running can start another by it, and one
// who is asked because the channel is large can agree.
func (n Notices) Fail(at Place, w i18n.Words, admin bool, err error, asked *call.StartRequest) {
	settings := n.Settings()
	known := new(call.Error)
	if asked != nil && errors.As(err, &known) {
		switch {
		case known.Code == call.CodeRunning && known.Call != nil:
			n.send(at, runningText(w, *known.Call, settings), startButton(w.Say(i18n.StartAnother, nil), at, another(*asked)))
			return
		case known.Code == call.CodeLargeChannel:
			n.send(at, w.Explain(err, i18n.Reader{}), startButton(w.Say(i18n.StartAnyway, nil), at, agreed(*asked)))
			return
		}
	}
	text := w.Explain(err, i18n.ReaderBy(settings, admin))
	switch code := call.CodeOf(err); {
	case code == call.CodeNotConfigured, code == call.CodeNoPrefix, admin && code == call.CodeKeyRefused, admin && code == call.CodeRoomRefused,
		admin && strings.HasPrefix(string(code), "rule_"):
		text += " [" + w.Say(i18n.OpenSettings, nil) + "](" + settings.ConsoleURL() + ")"
	}
	n.send(at, text, nil)
}

func runningText(w i18n.Words, c call.Call, settings config.Snapshot) string {
	if c.State == call.Creating {
		return w.Say(i18n.RunningSoon, nil)
	}
	data := i18n.Data{
		"Topic": Escape(c.Options.Topic),
		"Link":  markdownLink(Link(c, settings.SiteURL, settings.ShowRoomLinks)),
	}
	if c.Options.Topic == "" {
		return w.Say(i18n.RunningUntitled, data)
	}
	return w.Say(i18n.Running, data)
}

// another asks for the same beside the call that runs, in a room of its own.
func another(req call.StartRequest) call.StartRequest {
	req.Second, req.InRoom = true, false
	return req
}

// agreed asks for the same without being asked again.
func agreed(req call.StartRequest) call.StartRequest {
	req.Ask = false
	return req
}

// startButton is a button that starts a call. What it carries is checked like
// any other request.
func startButton(text string, at Place, req call.StartRequest) []*model.SlackAttachment {
	encoded, err := json.Marshal(req.Options)
	if err != nil { // Options holds nothing that cannot be encoded
		encoded = []byte("{}")
	}
	return []*model.SlackAttachment{{
		Actions: []*model.PostAction{{
			Id:   "start", // letters and digits only, or the click goes nowhere
			Type: model.PostActionTypeButton,
			Name: text,
			Integration: &model.PostActionIntegration{
				URL: StartURL,
				Context: map[string]any{
					ContextRootID: at.RootID, ContextOptions: string(encoded),
					ContextSecond: req.Second, ContextAsk: req.Ask, ContextInRoom: req.InRoom,
				},
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
