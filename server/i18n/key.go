package i18n

import (
	"github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/config"
)

// What system admins are told of the API key.
var (
	KeyOld  = &i18n.Message{ID: "key.old", One: "The Whereby API key of this server has been in use for **{{.Count}} day**. Renew it from time to time, so that a copy that somebody may have got is of no use.", Other: "The Whereby API key of this server has been in use for **{{.Count}} days**. Renew it from time to time, so that a copy that somebody may have got is of no use."}
	KeyDead = &i18n.Message{ID: "key.dead", Other: "**Calls cannot start:** since {{.Since}} Whereby has refused this server's API key. It is wrong, or it was deleted in the Whereby dashboard."}

	KeyMake            = &i18n.Message{ID: "key.make", Other: "Make a new key in the [Whereby dashboard](https://whereby.com/org): Configure → API → Generate key."}
	KeyEnter           = &i18n.Message{ID: "key.enter", Other: "Enter it in [System Console → Plugins → Whereby]({{.Link}}) and save. It counts at once."}
	KeyEnvironment     = &i18n.Message{ID: "key.environment", Other: "Put it into the environment variable `WHEREBY_API_KEY` of the Mattermost server and restart the server, or enter it in [System Console → Plugins → Whereby]({{.Link}})."}
	KeyFile            = &i18n.Message{ID: "key.file", Other: "Write it into the file that the environment variable `WHEREBY_API_KEY_FILE` of the Mattermost server names. It counts at once."}
	KeyDelete          = &i18n.Message{ID: "key.delete", Other: "Delete the old key in the Whereby dashboard."}
	KeyReminderHow     = &i18n.Message{ID: "key.reminder", Other: "You are reminded once a week until there is another key. After how many days, or never, is up to you: [“Remind of an old API key”]({{.Link}})."}
	KeyToldOnce        = &i18n.Message{ID: "key.told_once", Other: "You are not told again while it stays so. `/whereby setup` shows how it is."}
	ProblemKeyReminder = &i18n.Message{ID: "problem.key_reminder", Other: "Remind of an old API key: enter whole days, 0 to never remind."}
)

// What /whereby setup says of the API key.
var (
	SetupKeyEnvironment = &i18n.Message{ID: "setup.key_environment", Other: "It is from the server's environment variable `WHEREBY_API_KEY`."}
	SetupKeyFile        = &i18n.Message{ID: "setup.key_file", Other: "It is from the file that the server's environment variable `WHEREBY_API_KEY_FILE` names."}
	SetupKeyAge         = &i18n.Message{ID: "setup.key_age", One: "In use for {{.Count}} day.", Other: "In use for {{.Count}} days."}
	SetupKeyNew         = &i18n.Message{ID: "setup.key_new", Other: "In use for less than a day."}
	SetupKeyRefused     = &i18n.Message{ID: "setup.key_refused", Other: "**Whereby has refused it for {{.Ago}}**, so calls cannot start. Make a new one in the Whereby dashboard (Configure → API → Generate key)."}

	KeyBadSetting     = &i18n.Message{ID: "key.bad_setting", Other: "The key in System Console → Plugins → Whereby has spaces or line breaks in it, so it is not used."}
	KeyBadEnvironment = &i18n.Message{ID: "key.bad_environment", Other: "The key in the environment variable `WHEREBY_API_KEY` has spaces or line breaks in it, so it is not used."}
	KeyBadFile        = &i18n.Message{ID: "key.bad_file", Other: "What stands in the file that `WHEREBY_API_KEY_FILE` names has spaces or line breaks in it, so it is not used."}
	KeyNoFile         = &i18n.Message{ID: "key.no_file", Other: "The file that `WHEREBY_API_KEY_FILE` names cannot be read, is empty, or is longer than 4 kB. The Mattermost server must be allowed to read it."}
)

// KeyProblem says why there is no API key although one is meant to be there,
// empty when that is not so.
func (w Words) KeyProblem(p config.KeyProblem) string {
	m := map[config.KeyProblem]*i18n.Message{
		config.KeyProblemSetting:     KeyBadSetting,
		config.KeyProblemEnvironment: KeyBadEnvironment,
		config.KeyProblemFile:        KeyBadFile,
		config.KeyProblemUnreadable:  KeyNoFile,
	}[p]
	if m == nil {
		return ""
	}
	return w.Say(m, nil)
}

// RenewKey says how to put the new key where the old one is from, as steps.
func (w Words) RenewKey(source config.KeySource, consoleURL string) []string {
	place := KeyEnter
	switch source {
	case config.KeyInEnvironment:
		place = KeyEnvironment
	case config.KeyInFile:
		place = KeyFile
	}
	return []string{w.Say(KeyMake, nil), w.Say(place, Data{"Link": consoleURL})}
}
