package notify

import (
	"log/slog"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/admins"
	"mattermost-plugin-whereby/server/i18n"
)

// UserAPI is what Bot needs of the plugin API.
type UserAPI interface {
	admins.API
	GetUser(userID string) (*model.User, *model.AppError)
}

// Bot tells people of connections that fail, by direct messages.
type Bot struct {
	API   UserAPI
	BotID string
	Words *i18n.Catalogue
	Log   *slog.Logger
}

// GaveUp implements Teller.
func (b Bot) GaveUp(c Connection) { b.tellAdmins(i18n.ConnectionGaveUp, c) }

// SwitchedOff implements Teller. Admins are told if who set it up is gone.
func (b Bot) SwitchedOff(c Connection) {
	maker, appErr := b.API.GetUser(c.MadeBy)
	if appErr != nil || maker.DeleteAt != 0 {
		b.tellAdmins(i18n.ConnectionSwitchedOff, c)
		return
	}
	b.write(maker, i18n.ConnectionSwitchedOff, c)
}

func (b Bot) tellAdmins(message *goi18n.Message, c Connection) {
	list, err := admins.List(b.API)
	if err != nil {
		b.Log.Warn("admins not told of a connection's trouble", "connection_id", c.ID, "err", err)
	}
	for _, admin := range list {
		b.write(admin, message, c)
	}
}

func (b Bot) write(to *model.User, message *goi18n.Message, c Connection) {
	plain := strings.NewReplacer("*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "`", "\\`", "@", "@\u2060")
	text := b.Words.For(to.Locale).Say(message, i18n.Data{"Name": plain.Replace(c.Name), "Host": c.Host()})
	if err := admins.Write(b.API, b.BotID, to.Id, text); err != nil {
		b.Log.Warn("not told of a connection's trouble", "connection_id", c.ID, "user_id", to.Id, "err", err)
	}
}
