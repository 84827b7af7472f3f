package i18n

import "github.com/nicksnyder/go-i18n/v2/i18n"

// ReportCounts is said of calls where names are not wanted.
var ReportCounts = &i18n.Message{ID: "report.counts", One: "{{.Count}} person was in the call, for {{.Length}}.", Other: "{{.Count}} people were in the call, for {{.Length}} in all."}

// What /whereby privacy says to system admins.
var (
	PrivacyHelp     = &i18n.Message{ID: "command.privacy.help", Other: "Export or erase what the plugin keeps about a person"}
	PrivacyUsage    = &i18n.Message{ID: "privacy.usage", Other: "`/whereby privacy export @name` sends you what this plugin keeps about a person. `/whereby privacy erase @name` erases it, after you have confirmed. For an account that is deleted, type its id in place of @name."}
	PrivacyExport   = &i18n.Message{ID: "privacy.export", Other: "I send you the file in a direct message."}
	PrivacyNothing  = &i18n.Message{ID: "privacy.nothing", Other: "Nothing is kept about {{.Who}}."}
	PrivacyConfirm  = &i18n.Message{ID: "privacy.confirm", One: "{{.Who}} is in the history of {{.Count}} call. Nothing was erased.", Other: "{{.Who}} is in the history of {{.Count}} calls. Nothing was erased."}
	PrivacyPlanned  = &i18n.Message{ID: "privacy.planned", One: "{{.Count}} planned call of this person will be cancelled.", Other: "{{.Count}} planned calls of this person will be cancelled."}
	PrivacyHow      = &i18n.Message{ID: "privacy.how", Other: "**This cannot be undone.** The person becomes nobody in the history, in the posts of calls and in their reports; calls and their length stay. To erase, type `/whereby privacy erase {{.Who}} --yes`."}
	PrivacyErasing  = &i18n.Message{ID: "privacy.erasing", Other: "Erasing {{.Who}}. I send you a direct message when it is done."}
	PrivacyPart     = &i18n.Message{ID: "privacy.part", Other: "The data that you asked for, part {{.Part}}."}
	PrivacyLastPart = &i18n.Message{ID: "privacy.last_part", Other: "The data that you asked for, part {{.Part}}, which is the last. Delete these messages when you do not need them any more."}
	PrivacyFailed   = &i18n.Message{ID: "privacy.export_failed", Other: "The data that you asked for could not be sent. Check that file uploads are allowed on this server; the server's log has more."}
	PrivacyErased   = &i18n.Message{ID: "privacy.erased", Other: "The person that you asked to erase is erased."}
	PrivacyUnerased = &i18n.Message{ID: "privacy.unerased", Other: "The person that you asked to erase is not erased yet. The plugin goes on with it by itself; the server's log says why."}
	ErrPersonInCall = &i18n.Message{ID: "error.person_in_call", Other: "A call is running that this person has started or is in. End it, then try again."}

	ProblemRetention = &i18n.Message{ID: "problem.retention", Other: "Keep the history for: enter whole days, {{.Limit}} at most, 0 to keep it."}
)
