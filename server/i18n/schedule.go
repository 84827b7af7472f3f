package i18n

import (
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/call"
)

// What is posted about calls that are planned.
var (
	Planned          = &goi18n.Message{ID: "planned.titled", Other: "{{.Who}} planned a call: **{{.Topic}}** · {{.When}}"}
	PlannedUntitled  = &goi18n.Message{ID: "planned.untitled", Other: "{{.Who}} planned a call · {{.When}}"}
	PlannedOnce      = &goi18n.Message{ID: "planned.once", Other: "{{.Time}} ({{.Zone}})"}
	PlannedNext      = &goi18n.Message{ID: "planned.next", Other: "{{.Words}} ({{.Zone}}) · next: {{.Times}}"}
	PlannedPausedAt  = &goi18n.Message{ID: "planned.paused_at", Other: "{{.Words}} ({{.Zone}}) · paused"}
	PlannedOver      = &goi18n.Message{ID: "planned.over", Other: "{{.Topic}} is past. No more calls are planned."}
	PlannedDetails   = &goi18n.Message{ID: "planned.details", Other: "Details"}
	PlannedCalendar  = &goi18n.Message{ID: "planned.calendar", Other: "[Add to calendar]({{.ICS}}) · [Google]({{.Google}}) · [Outlook]({{.Outlook}})"}
	RemindTitled     = &goi18n.Message{ID: "planned.remind", Other: "**{{.Topic}}** begins in {{.In}} — [Join]({{.Link}})"}
	RemindUntitled   = &goi18n.Message{ID: "planned.remind_untitled", Other: "The planned call begins in {{.In}} — [Join]({{.Link}})"}
	PlannedBusy      = &goi18n.Message{ID: "planned.busy", Other: "It is time for **{{.Topic}}**. A call is already running here — [Join]({{.Link}})"}
	PlannedBusyPlain = &goi18n.Message{ID: "planned.busy_untitled", Other: "It is time for the planned call. A call is already running here — [Join]({{.Link}})"}
	PlannedFailed    = &goi18n.Message{ID: "planned.failed", Other: "Your planned call {{.Topic}} in {{.Channel}} was not started: {{.Why}}"}
	PlannedPaused    = &goi18n.Message{ID: "planned.paused", Other: "It is paused. `/whereby schedule resume` in that channel starts it again; an admin of the channel can do so too."}
	PlannedShort     = &goi18n.Message{ID: "planned.short_months", Other: "left out in months that do not have this day"}
	PlannedOwnerless = &goi18n.Message{ID: "planned.ownerless", Other: "The planned call {{.Topic}} was not started: whoever planned it is not here any more. An admin of the channel can take it over with `/whereby schedule resume` or cancel it."}
	PlannedLostOnce  = &goi18n.Message{ID: "planned.ownerless_once", Other: "The planned call {{.Topic}} was not started: whoever planned it is not here any more. Start a call with `/whereby` if you still need it."}
	PlannedMissed    = &goi18n.Message{
		ID:    "planned.missed",
		One:   "{{.Count}} planned call {{.Topic}} in {{.Channel}} was not started, because Mattermost or the plugin was not running: {{.Times}}.",
		Other: "{{.Count}} planned calls {{.Topic}} in {{.Channel}} were not started, because Mattermost or the plugin was not running: {{.Times}}.",
	}
)

// What `/whereby schedule` says.
var (
	ScheduleNone    = &goi18n.Message{ID: "schedule.none", Other: "No calls are planned here. For example: `/whereby schedule \"Standup\" every weekday at 09:00`."}
	ScheduleTitle   = &goi18n.Message{ID: "schedule.title", Other: "Planned calls"}
	ScheduleNext    = &goi18n.Message{ID: "schedule.next", Other: "Next"}
	ScheduleWhen    = &goi18n.Message{ID: "schedule.when", Other: "When"}
	ScheduleChannel = &goi18n.Message{ID: "schedule.channel", Other: "Where"}
	SchedulePaused  = &goi18n.Message{ID: "schedule.paused", Other: "paused"}
	ScheduleMade    = &goi18n.Message{ID: "schedule.made", Other: "Planned: {{.Topic}} · {{.When}}"}
	ScheduleSkipped = &goi18n.Message{ID: "schedule.skipped", Other: "Skipped. {{.Topic}} · {{.When}}"}
	ScheduleHalted  = &goi18n.Message{ID: "schedule.halted", Other: "Paused: {{.Topic}}. `/whereby schedule resume` goes on with it."}
	ScheduleResumed = &goi18n.Message{ID: "schedule.resumed", Other: "It goes on: {{.Topic}} · {{.When}}"}
	ScheduleChanged = &goi18n.Message{ID: "schedule.changed", Other: "Changed: {{.Topic}} · {{.When}}"}
	ScheduleGone    = &goi18n.Message{ID: "schedule.gone", Other: "Cancelled: {{.Topic}}."}
	ScheduleUntold  = &goi18n.Message{ID: "schedule.untold", Other: "The channel could not be told of it."}
	ScheduleUnnamed = &goi18n.Message{ID: "schedule.unnamed", Other: "Call"}
	ButtonSkip      = &goi18n.Message{ID: "schedule.button_skip", Other: "Skip the next"}
	ButtonPause     = &goi18n.Message{ID: "schedule.button_pause", Other: "Pause"}
	ButtonResume    = &goi18n.Message{ID: "schedule.button_resume", Other: "Resume"}
	ButtonEdit      = &goi18n.Message{ID: "schedule.button_edit", Other: "Edit…"}
	ButtonCancel    = &goi18n.Message{ID: "schedule.button_cancel", Other: "Cancel the call"}
	NextNone        = &goi18n.Message{ID: "next.none", Other: "No calls are planned in your channels."}
	FeedMade        = &goi18n.Message{ID: "feed.made", Other: "Your calendar's address, with all planned calls of your channels: `{{.URL}}`\nWhoever has it can read them. Ask for it again, and this one works no longer; `/whereby calendar off` makes it useless."}
	FeedOff         = &goi18n.Message{ID: "feed.off", Other: "Your calendar's address works no longer."}
	FeedName        = &goi18n.Message{ID: "feed.name", Other: "Whereby calls"}
	OnboardMade     = &goi18n.Message{ID: "onboard.made", Other: "{{.New}} and {{.Mentor}} have a series of calls now:"}
	OnboardDone     = &goi18n.Message{ID: "onboard.done", Other: "The series is planned in a conversation of {{.New}} and {{.Mentor}}."}
	OnboardTopic    = &goi18n.Message{ID: "onboard.topic", Other: "Onboarding {{.New}}"}
)

// What completion says of them.
var (
	ScheduleHelp     = &goi18n.Message{ID: "command.schedule.help", Other: "Plan calls: every weekday at 09:00, tomorrow 14:00 45m; list, show, skip, pause, resume, edit, cancel"}
	ScheduleHint     = &goi18n.Message{ID: "command.schedule.hint", Other: "[\"topic\"] [when]"}
	ScheduleTextHelp = &goi18n.Message{ID: "command.schedule.text_help", Other: "When: every mon,thu 14:30 Europe/Berlin · every 2 weeks on tue 10:00 · 2026-12-24 16:00 · cron \"0 9 * * 1-5\""}
	NextHelp         = &goi18n.Message{ID: "command.next.help", Other: "Show the next planned calls of your channels"}
	CalendarHelp     = &goi18n.Message{ID: "command.calendar.help", Other: "A calendar address with the planned calls of your channels, to subscribe to"}
	OnboardHelp      = &goi18n.Message{ID: "command.onboard.help", Other: "Plan a series of calls between a new member and a mentor"}
	OnboardHint      = &goi18n.Message{ID: "command.onboard.hint", Other: "@new @mentor [template]"}
	HelpPlans        = &goi18n.Message{ID: "help.plans", Other: "| `/whereby schedule \"Standup\" every weekday at 09:00` | calls are planned (`schedule list`, `show 1`, `skip 1`, `pause 1`, `resume 1`, `edit 1 every day at 10:00`, `cancel 1`) |\n" +
		"| `/whereby schedule` | … in a dialog |\n" +
		"| `/whereby schedule tomorrow 14:00 45m` | … one call |\n" +
		"| `/whereby next` | the next planned calls of your channels |\n" +
		"| `/whereby calendar` | a calendar address to subscribe to |\n" +
		"| `/whereby onboard @new @mentor` | a series of calls between the two |\n"}
)

// What cannot be planned. It stands in posts and in dialogs, which know no markup.
var (
	WhenNothing    = &goi18n.Message{ID: "when.nothing", Other: "When? For example: “/whereby schedule \"Standup\" every weekday at 09:00”, “tomorrow 14:00 45m”, “2026-12-24 16:00”."}
	WhenTime       = &goi18n.Message{ID: "when.time", Other: "“{{.Value}}” has no time of day that can be read. Write for example “every weekday at 09:00” or “tomorrow 14:00”."}
	WhenPast       = &goi18n.Message{ID: "when.past", Other: "“{{.Value}}” is past. Name a time to come."}
	WhenZone       = &goi18n.Message{ID: "when.zone", Other: "The time zone “{{.Value}}” is not known. Write for example Europe/Berlin or UTC."}
	WhenCron       = &goi18n.Message{ID: "when.cron", Other: "“{{.Value}}” is no cron expression that calls can follow. Write five fields such as “cron \"0 9 * * 1-5\"”, and restrict either the day of the month or that of the week."}
	WhenOften      = &goi18n.Message{ID: "when.too_often", Other: "Calls can be planned every 5 minutes at most."}
	WhenFar        = &goi18n.Message{ID: "when.far", Other: "“{{.Value}}” is too far away. Calls can be planned five years ahead."}
	WhenUnreadable = &goi18n.Message{ID: "when.unreadable", Other: "“{{.Value}}” cannot be read as a time. Write for example “every mon,thu 14:30”, “every 2 weeks on tue 10:00”, “tomorrow 14:00 45m” or “2026-12-24 16:00”."}

	ErrPersonGone   = &goi18n.Message{ID: "error.person_gone", Other: "The account of whoever planned it is deactivated."}
	ErrNotYet       = &goi18n.Message{ID: "error.not_yet", Other: "This call is still to come. Its room opens shortly before; open this link again then."}
	ErrNoSchedule   = &goi18n.Message{ID: "error.no_schedule", Other: "There is no such planned call here. `/whereby schedule list` shows those that there are."}
	ErrMayNotChange = &goi18n.Message{ID: "error.may_not_change", Other: "Only who planned the call and the admins of the channel, the team and the system can change it."}
	ErrTooManyPlans = &goi18n.Message{ID: "error.too_many_plans", Other: "This channel has {{.Most}} planned calls, and more are too many. Cancel some first."}
	ErrPlanPaused   = &goi18n.Message{ID: "error.plan_paused", Other: "These calls are paused. Once they are resumed, this link opens the next one."}
	ErrPlanStarting = &goi18n.Message{ID: "error.plan_starting", Other: "This call is just being started, so nothing was changed. Try again in a minute; the call itself can be ended in the channel."}
	ErrScheduleOver = &goi18n.Message{ID: "error.schedule_over", Other: "These calls are past or cancelled. Plan new ones."}
)

// aboutPlans returns the sentence about an error of planning, nil for others.
func aboutPlans(known *call.Error) *goi18n.Message {
	switch known.Code {
	case call.CodePersonGone:
		return ErrPersonGone
	case call.CodeNotYet:
		return ErrNotYet
	case call.CodeNoSchedule:
		return ErrNoSchedule
	case call.CodeMayNotChange:
		return ErrMayNotChange
	case call.CodeTooManyPlans:
		return ErrTooManyPlans
	case call.CodePlanPaused:
		return ErrPlanPaused
	case call.CodePlanStarting:
		return ErrPlanStarting
	case call.CodeScheduleOver:
		return ErrScheduleOver
	case call.CodeBadWhen:
		return aboutWhen(known.Reason)
	default:
		return nil
	}
}

func aboutWhen(reason string) *goi18n.Message {
	switch reason {
	case "nothing":
		return WhenNothing
	case "time":
		return WhenTime
	case "past":
		return WhenPast
	case "zone":
		return WhenZone
	case "cron":
		return WhenCron
	case "too_often":
		return WhenOften
	case "far":
		return WhenFar
	default:
		return WhenUnreadable
	}
}
