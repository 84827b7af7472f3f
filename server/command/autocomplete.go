package command

import (
	"cmp"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// Definitions are the commands as Mattermost lists and completes them: /whereby
// and those of templates that have their own. They are the same for everybody,
// so they speak the server's language.
func Definitions(w i18n.Words, iconData string, templates []call.Template) []*model.Command {
	list := []*model.Command{definition(w, iconData, templates)}
	for _, t := range templates {
		if t.OwnCommand {
			list = append(list, templateCommand(w, iconData, t))
		}
	}
	return list
}

// templateCommand is /whereby-<template>.
func templateCommand(w i18n.Words, iconData string, t call.Template) *model.Command {
	trigger, hint := Trigger+"-"+t.Name, w.Say(i18n.CommandHint, nil)
	help := w.Say(i18n.TemplateHelp, i18n.Data{"Template": cmp.Or(t.Options.Topic, t.Name)})
	data := model.NewAutocompleteData(trigger, hint, help)
	data.AddTextArgument(w.Say(i18n.StartTopicHelp, nil), w.Say(i18n.StartTopicHint, nil), "")
	return &model.Command{
		Trigger: trigger, DisplayName: "Whereby", AutoComplete: true, AutoCompleteDesc: help, AutoCompleteHint: hint,
		AutocompleteData: data, AutocompleteIconData: iconData,
	}
}

func definition(w i18n.Words, iconData string, templates []call.Template) *model.Command {
	help := w.Say(i18n.CommandHelp, nil)
	hint := w.Say(i18n.CommandHint, nil)
	root := model.NewAutocompleteData(Trigger, hint, help)

	start := model.NewAutocompleteData("start", hint, w.Say(i18n.StartHelp, nil))
	start.AddTextArgument(w.Say(i18n.StartTopicHelp, nil), w.Say(i18n.StartTopicHint, nil), "")
	root.AddCommand(start)
	for _, t := range templates {
		own := model.NewAutocompleteData(t.Name, hint, w.Say(i18n.TemplateHelp, i18n.Data{"Template": cmp.Or(t.Options.Topic, t.Name)}))
		own.AddTextArgument(w.Say(i18n.StartTopicHelp, nil), w.Say(i18n.StartTopicHint, nil), "")
		root.AddCommand(own)
	}
	root.AddCommand(model.NewAutocompleteData("join", "", w.Say(i18n.JoinHelp, nil)))
	invite := model.NewAutocompleteData("invite", w.Say(i18n.InviteHint, nil), w.Say(i18n.InviteHelp, nil))
	invite.AddTextArgument(w.Say(i18n.InviteArgsHelp, nil), w.Say(i18n.InviteHint, nil), "")
	root.AddCommand(invite)
	root.AddCommand(model.NewAutocompleteData("end", "", w.Say(i18n.EndHelp, nil)))
	root.AddCommand(roomCommand(w))
	root.AddCommand(textCommand("schedule", w.Say(i18n.ScheduleHint, nil), w.Say(i18n.ScheduleHelp, nil), w.Say(i18n.ScheduleTextHelp, nil)))
	root.AddCommand(model.NewAutocompleteData("next", "", w.Say(i18n.NextHelp, nil)))
	root.AddCommand(model.NewAutocompleteData("calendar", "[off]", w.Say(i18n.CalendarHelp, nil)))
	root.AddCommand(textCommand("onboard", w.Say(i18n.OnboardHint, nil), w.Say(i18n.OnboardHelp, nil), w.Say(i18n.OnboardHelp, nil)))
	root.AddCommand(model.NewAutocompleteData("history", "", w.Say(i18n.HistoryHelp, nil)))
	root.AddCommand(textCommand("report", "[channel|team|all] [last month]", w.Say(i18n.ReportHelp, nil), w.Say(i18n.ReportHelp, nil)))
	root.AddCommand(textCommand("export", "[channel|team|all] [last month] [csv|json]", w.Say(i18n.ExportHelp, nil), w.Say(i18n.ExportHelp, nil)))
	for _, own := range []*model.AutocompleteData{
		model.NewAutocompleteData("setup", "", w.Say(i18n.SetupHelp, nil)),
		model.NewAutocompleteData("doctor", "", w.Say(i18n.DoctorHelp, nil)),
		model.NewAutocompleteData("cleanup", "[--delete]", w.Say(i18n.CleanupHelp, nil)),
		textCommand("privacy", "export|erase @name [--yes]", w.Say(i18n.PrivacyHelp, nil), w.Say(i18n.PrivacyHelp, nil)),
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

func roomCommand(w i18n.Words) *model.AutocompleteData {
	room := model.NewAutocompleteData("room", "[reset|remove|on|off]", w.Say(i18n.RoomHelp, nil))
	room.AddStaticListArgument(w.Say(i18n.RoomHelp, nil), false, []model.AutocompleteListItem{
		{Item: string(call.RoomReset), HelpText: w.Say(i18n.RoomResetHelp, nil)},
		{Item: string(call.RoomRemove), HelpText: w.Say(i18n.RoomRemoveHelp, nil)},
		{Item: string(call.RoomPrefer), HelpText: w.Say(i18n.RoomOnHelp, nil)},
		{Item: string(call.RoomNeglect), HelpText: w.Say(i18n.RoomOffHelp, nil)},
	})
	return room
}

// textCommand is a subcommand that free text follows.
func textCommand(trigger, hint, help, textHelp string) *model.AutocompleteData {
	data := model.NewAutocompleteData(trigger, hint, help)
	data.AddTextArgument(textHelp, hint, "")
	return data
}
