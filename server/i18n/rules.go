package i18n

import (
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
)

// What the rules forbid. Each ends with who can help.
var (
	RuleGuests     = &goi18n.Message{ID: "rule.guests", Other: "Guests cannot start calls on this server; you can join those of others."}
	RuleEmail      = &goi18n.Message{ID: "rule.email", Other: "Calls can be started with an e-mail address of {{.Value}} only."}
	RuleRoles      = &goi18n.Message{ID: "rule.roles", Other: "Your role does not allow you to start calls here. It takes one of these: {{.Value}}."}
	RuleTeam       = &goi18n.Message{ID: "rule.team", Other: "Calls cannot be started in this team."}
	RuleChannel    = &goi18n.Message{ID: "rule.channel", Other: "Calls cannot be started in this channel."}
	RuleRecording  = &goi18n.Message{ID: "rule.recording", Other: "Your role does not allow you to record, transcribe or stream calls. It takes one of these: {{.Value}}."}
	RuleHours      = &goi18n.Message{ID: "rule.hours", Other: "Calls can be started in working hours only. They begin again {{.Opens}}."}
	RuleHoursNever = &goi18n.Message{ID: "rule.hours_never", Other: "Calls can be started in working hours only, and there are none in sight."}
	RuleHelp       = &goi18n.Message{ID: "rule.help", Other: "{{.Contact}} can help you."}
	RuleHelpAdmin  = &goi18n.Message{ID: "rule.help_admin", Other: "A system admin can help you."}
	RuleIsYours    = &goi18n.Message{ID: "rule.is_yours", Other: "You can change this rule in System Console → Plugins → Whereby."}
)

// What cannot be had.
var (
	ErrMayNotTranscribe = &goi18n.Message{ID: "error.may_not_transcribe", Other: "Calls are not transcribed or captioned on this server. Start the call without, or ask a system admin to allow it."}
	ErrMayNotStream     = &goi18n.Message{ID: "error.may_not_stream", Other: "Calls are not streamed on this server. Start the call without, or ask a system admin to set a streaming address."}
	ErrUnknownPerson    = &goi18n.Message{ID: "error.unknown_person", Other: "There is nobody called {{.Value}} here."}
	ErrNoRoom           = &goi18n.Message{ID: "error.no_room", Other: "This channel has no call room. Make one with `/whereby room`."}
	ErrRoomFixed        = &goi18n.Message{ID: "error.room_fixed", Other: "The channel's call room cannot be recorded, transcribed, captioned, streamed or made a town hall. Start a call with a room of its own instead."}
	ErrRoomInUse        = &goi18n.Message{ID: "error.room_in_use", Other: "A call is running in the channel's room. End it first with `/whereby end`."}
	ErrRoomBusy         = &goi18n.Message{ID: "error.room_busy", Other: "Somebody is changing the channel's call room right now. Try again in a moment."}
	ErrMayNotManageRoom = &goi18n.Message{ID: "error.may_not_manage_room", Other: "Only who made the channel's call room and the admins of the channel, the team and the system can change it."}
)

// What `/whereby room` says.
var (
	RoomShown     = &goi18n.Message{ID: "room.shown", Other: "This channel's call room: {{.Link}}"}
	RoomMade      = &goi18n.Message{ID: "room.made", Other: "This channel has a call room now: {{.Link}}\nIts link stays the same for months."}
	RoomReset     = &goi18n.Message{ID: "room.reset", Other: "This channel's call room has a new link: {{.Link}}\nThe old one no longer works."}
	RoomRemoved   = &goi18n.Message{ID: "room.removed", Other: "This channel has no call room any more; its link no longer works."}
	RoomPreferred = &goi18n.Message{ID: "room.preferred", Other: "Calls started here are held in it. `/whereby room off` gives each a room of its own."}
	RoomNeglected = &goi18n.Message{ID: "room.neglected", Other: "Calls started here have rooms of their own. `/whereby room on` holds them in this one."}
	YouEndedRoom  = &goi18n.Message{ID: "end.done_in_room", Other: "The call is over. Who is still in the channel's call room stays there; `/whereby room reset` closes it."}
)

// HelpRooms goes on with the rows of HelpText's table.
var HelpRooms = &goi18n.Message{ID: "help.rooms", Other: "| `--transcribe`, `--captions` | a transcript is written, live captions are shown |\n" +
	"| `--stream` | the call is streamed to the organization's address |\n" +
	"| `--viewers @bob @carol` | a town hall: the host and the speakers named are seen and heard, everybody else watches |\n" +
	"| `/whereby room` | this channel's own call room, whose link stays the same (`room reset`, `room remove`, `room on`, `room off`) |\n"}

// What completion says of them.
var (
	TemplateHelp   = &goi18n.Message{ID: "command.template.help", Other: "Start a call by the template “{{.Template}}”"}
	RoomHelp       = &goi18n.Message{ID: "command.room.help", Other: "Show this channel's call room, whose link stays the same; make it if there is none"}
	RoomResetHelp  = &goi18n.Message{ID: "command.room.reset_help", Other: "Give the room a new link"}
	RoomRemoveHelp = &goi18n.Message{ID: "command.room.remove_help", Other: "Remove the room"}
	RoomOnHelp     = &goi18n.Message{ID: "command.room.on_help", Other: "Hold calls started here in the room"}
	RoomOffHelp    = &goi18n.Message{ID: "command.room.off_help", Other: "Give each call started here a room of its own"}
)

// ruleFor returns the sentence about a rule of the policy, nil for other codes.
func ruleFor(known *call.Error) *goi18n.Message {
	switch known.Code {
	case call.CodeRuleGuests:
		return RuleGuests
	case call.CodeRuleEmail:
		return RuleEmail
	case call.CodeRuleRoles:
		return RuleRoles
	case call.CodeRuleTeam:
		return RuleTeam
	case call.CodeRuleChannel:
		return RuleChannel
	case call.CodeRuleRecording:
		return RuleRecording
	case call.CodeRuleHours:
		if known.Opens.IsZero() {
			return RuleHoursNever
		}
		return RuleHours
	default:
		return nil
	}
}

// explainRule says which rule forbids it, and who can help.
func (w Words) explainRule(m *goi18n.Message, known *call.Error, reader Reader) string {
	text := w.Say(m, Data{"Value": known.Value, "Opens": known.Opens.Format("2006-01-02 15:04") + " (" + known.Opens.Location().String() + ")"})
	switch {
	case reader.Admin:
		return text + " " + w.Say(RuleIsYours, nil)
	case reader.Contact != "":
		return text + " " + w.Say(RuleHelp, Data{"Contact": reader.Contact})
	}
	return text + " " + w.Say(RuleHelpAdmin, nil)
}

// What is wrong with a rule, said when it is saved.
var (
	ProblemStreaming        = &goi18n.Message{ID: "problem.streaming", Other: "Streaming address: enter an address such as rtmps://live.example.com/app/key, with the stream's key at its end."}
	ProblemReminder         = &goi18n.Message{ID: "problem.reminder", Other: "Remind before planned calls: enter whole minutes, {{.Limit}} at most, 0 to never remind."}
	ProblemWarmRooms        = &goi18n.Message{ID: "problem.warm_rooms", Other: "Rooms kept ready: enter a whole number between 0 and {{.Limit}}."}
	ProblemLead             = &goi18n.Message{ID: "problem.lead", Other: "Make rooms ahead: enter whole minutes between 1 and {{.Limit}}."}
	ProblemDomain           = &goi18n.Message{ID: "problem.domain", Other: "{{.Setting}}: “{{.Name}}” is no domain. Write for example acme.com, acme.org."}
	ProblemRole             = &goi18n.Message{ID: "problem.role", Other: "{{.Setting}}: “{{.Name}}” is no role's name. Write for example system_admin, team_admin, channel_admin."}
	ProblemTeam             = &goi18n.Message{ID: "problem.team", Other: "{{.Setting}}: “{{.Name}}” is no team's name. Write it as in the team's address, in small letters."}
	ProblemChannel          = &goi18n.Message{ID: "problem.channel", Other: "{{.Setting}}: “{{.Name}}” is no channel. Write team/channel as in the channel's address, or direct for direct and group messages."}
	ProblemHours            = &goi18n.Message{ID: "problem.hours", Other: "Working hours: “{{.Name}}” cannot be read. Write for example mon-fri 09:00-17:30; sat 10:00-14:00."}
	ProblemZone             = &goi18n.Message{ID: "problem.zone", Other: "Time zone: “{{.Name}}” is not known. Write for example Europe/Berlin or America/New_York."}
	ProblemHoliday          = &goi18n.Message{ID: "problem.holiday", Other: "Holidays: “{{.Name}}” is no day. Write for example 2026-12-24, or 12-25 for every year."}
	ProblemContact          = &goi18n.Message{ID: "problem.contact", Other: "Who can help: {{.Limit}} characters at most."}
	ProblemTemplateReserved = &goi18n.Message{ID: "problem.template_reserved", Other: "Template “{{.Name}}”: this word is a command of its own. Choose another name."}
	ProblemTemplatePriority = &goi18n.Message{ID: "problem.template_priority", Other: "Template “{{.Name}}”: its priority is important, urgent or nothing."}
	ProblemTemplateNotify   = &goi18n.Message{ID: "problem.template_notify", Other: "Template “{{.Name}}”: notify 10 at most, each channel, here or the name of a person or group."}
	ProblemTemplatePostTo   = &goi18n.Message{ID: "problem.template_post_to", Other: "Template “{{.Name}}”: the channel to post in too cannot be read. Choose it anew."}
	ProblemTemplateReminder = &goi18n.Message{ID: "problem.template_reminder", Other: "Template “{{.Name}}”: its reminder needs whole minutes, {{.Limit}} at most."}
)

// problemsOfRules are the sentences by what is wrong.
var problemsOfRules = map[config.Reason]*goi18n.Message{
	config.ReasonStreaming:        ProblemStreaming,
	config.ReasonReminder:         ProblemReminder,
	config.ReasonWarmRooms:        ProblemWarmRooms,
	config.ReasonLead:             ProblemLead,
	config.ReasonRetention:        ProblemRetention,
	config.ReasonDomain:           ProblemDomain,
	config.ReasonRole:             ProblemRole,
	config.ReasonTeam:             ProblemTeam,
	config.ReasonChannel:          ProblemChannel,
	config.ReasonHours:            ProblemHours,
	config.ReasonZone:             ProblemZone,
	config.ReasonHoliday:          ProblemHoliday,
	config.ReasonContact:          ProblemContact,
	config.ReasonTemplateReserved: ProblemTemplateReserved,
	config.ReasonTemplatePriority: ProblemTemplatePriority,
	config.ReasonTemplateNotify:   ProblemTemplateNotify,
	config.ReasonTemplatePostTo:   ProblemTemplatePostTo,
	config.ReasonTemplateReminder: ProblemTemplateReminder,
}

// settingNames are the console's names of the lists; they are English there too.
var settingNames = map[string]string{
	"AllowedEmailDomains": "E-mail domains", "AllowedRoles": "Who may start calls", "AllowedTeams": "Teams with calls",
	"BlockedTeams": "Teams without calls", "AllowedChannels": "Channels with calls", "BlockedChannels": "Channels without calls",
	"RecordingRoles": "Who may record",
}
