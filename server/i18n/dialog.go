package i18n

import goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

// What the start dialog offers where the settings allow it. A name has 24
// bytes at most.
var (
	DialogTranscribe     = &goi18n.Message{ID: "dialog.transcribe", Other: "Transcript"}
	DialogTranscribeHelp = &goi18n.Message{ID: "dialog.transcribe_help", Other: "What is said is written down from the start; the call's post says so."}
	DialogCaptions       = &goi18n.Message{ID: "dialog.captions", Other: "Live captions"}
	DialogCaptionsHelp   = &goi18n.Message{ID: "dialog.captions_help", Other: "Everybody in the call can read along."}
	DialogStream         = &goi18n.Message{ID: "dialog.stream", Other: "Stream"}
	DialogStreamHelp     = &goi18n.Message{ID: "dialog.stream_help", Other: "Others can watch at the organization's address; the call's post says so."}
	DialogViewers        = &goi18n.Message{ID: "dialog.viewers", Other: "Town hall"}
	DialogViewersHelp    = &goi18n.Message{ID: "dialog.viewers_help", Other: "Only the host and the speakers are seen and heard, everybody else watches."}
)

// What the dialogs ask about planned calls. A name has 24 bytes at most, a help 150.
var (
	DialogPlan         = &goi18n.Message{ID: "dialog.plan", Other: "Plan a call"}
	DialogPlanSubmit   = &goi18n.Message{ID: "dialog.plan_submit", Other: "Plan call"}
	DialogEdit         = &goi18n.Message{ID: "dialog.edit", Other: "Change planned call"}
	DialogSave         = &goi18n.Message{ID: "dialog.save", Other: "Save"}
	DialogAt           = &goi18n.Message{ID: "dialog.at", Other: "Date and time"}
	DialogRepeat       = &goi18n.Message{ID: "dialog.repeat", Other: "Repeats"}
	DialogWhen         = &goi18n.Message{ID: "dialog.when", Other: "When"}
	DialogOrWords      = &goi18n.Message{ID: "dialog.or_words", Other: "Or in words"}
	DialogWhenHelp     = &goi18n.Message{ID: "dialog.when_help", Other: "In English: tomorrow 14:00 · every weekday at 09:00 ({{.Zone}})"}
	DialogRemind       = &goi18n.Message{ID: "dialog.remind", Other: "Reminder"}
	DialogRemindNone   = &goi18n.Message{ID: "dialog.remind_none", Other: "None"}
	DialogRemindBefore = &goi18n.Message{ID: "dialog.remind_before", Other: "{{.Length}} before"}
	RepeatOnce         = &goi18n.Message{ID: "repeat.once", Other: "Does not repeat"}
	RepeatDaily        = &goi18n.Message{ID: "repeat.daily", Other: "Daily"}
	RepeatWeekdays     = &goi18n.Message{ID: "repeat.weekdays", Other: "Every weekday"}
	RepeatWeekly       = &goi18n.Message{ID: "repeat.weekly", Other: "Weekly"}
	RepeatFortnightly  = &goi18n.Message{ID: "repeat.fortnightly", Other: "Every 2 weeks"}
	RepeatMonthly      = &goi18n.Message{ID: "repeat.monthly", Other: "Monthly"}
)
