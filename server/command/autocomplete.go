package command

import (
	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/i18n"
)

// Definition is how Mattermost lists and completes the command. It is one for
// everybody, so it speaks the server's language.
func Definition(w i18n.Words, iconData string) *model.Command {
	help := w.Say(i18n.CommandHelp, nil)
	hint := w.Say(i18n.CommandHint, nil)
	root := model.NewAutocompleteData(Trigger, hint, help)

	start := model.NewAutocompleteData("start", hint, w.Say(i18n.StartHelp, nil))
	start.AddTextArgument(w.Say(i18n.StartTopicHelp, nil), w.Say(i18n.StartTopicHint, nil), "")
	root.AddCommand(start)
	root.AddCommand(model.NewAutocompleteData("join", "", w.Say(i18n.JoinHelp, nil)))
	invite := model.NewAutocompleteData("invite", w.Say(i18n.InviteHint, nil), w.Say(i18n.InviteHelp, nil))
	invite.AddTextArgument(w.Say(i18n.InviteArgsHelp, nil), w.Say(i18n.InviteHint, nil), "")
	root.AddCommand(invite)
	root.AddCommand(model.NewAutocompleteData("end", "", w.Say(i18n.EndHelp, nil)))
	for _, own := range []*model.AutocompleteData{
		model.NewAutocompleteData("setup", "", w.Say(i18n.SetupHelp, nil)),
		model.NewAutocompleteData("cleanup", "[--delete]", w.Say(i18n.CleanupHelp, nil)),
	} {
		own.RoleID = model.SystemAdminRoleId // others are not shown it
		root.AddCommand(own)
	}
	root.AddCommand(model.NewAutocompleteData("help", "", w.Say(i18n.HelpHelp, nil)))

	return &model.Command{
		Trigger:              Trigger,
		DisplayName:          "Whereby",
		AutoComplete:         true,
		AutoCompleteDesc:     help,
		AutoCompleteHint:     hint,
		AutocompleteData:     root,
		AutocompleteIconData: iconData,
	}
}
