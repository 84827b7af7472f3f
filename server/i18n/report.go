package i18n

import goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

// What `/whereby history`, `report` and `export` say.
var (
	ReportChannel  = &goi18n.Message{ID: "report.channel", Other: "Calls in this channel"}
	ReportTeam     = &goi18n.Message{ID: "report.team", Other: "Calls in this team"}
	ReportAll      = &goi18n.Message{ID: "report.all", Other: "Calls on this server"}
	ReportNone     = &goi18n.Message{ID: "report.none", Other: "No calls."}
	ReportNumbers  = &goi18n.Message{ID: "report.numbers", Other: "Calls: **{{.Calls}}** · missed: **{{.Missed}}** · recorded: **{{.Recorded}}**\nTime: **{{.Time}}** · median: **{{.Median}}** · longest: **{{.Longest}}**\nPeople: **{{.People}}** · guests: **{{.Guests}}**"}
	ReportByDay    = &goi18n.Message{ID: "report.by_day", Other: "By day:"}
	ReportByWeek   = &goi18n.Message{ID: "report.by_week", Other: "By week:"}
	ReportByMonth  = &goi18n.Message{ID: "report.by_month", Other: "By month:"}
	ReportChannels = &goi18n.Message{ID: "report.channels", Other: "Busiest channels:"}
	ReportPeople   = &goi18n.Message{ID: "report.people", Other: "Longest in calls:"}
	ReportDirect   = &goi18n.Message{ID: "report.direct", Other: "direct and group messages"}
	ReportDeleted  = &goi18n.Message{ID: "report.deleted", Other: "a deleted channel"}
	HistoryTitle   = &goi18n.Message{ID: "history.title", Other: "Last calls"}
	HistoryMissed  = &goi18n.Message{ID: "history.missed", Other: "missed"}
	HistoryFailed  = &goi18n.Message{ID: "history.failed", Other: "not started"}
	ExportReady    = &goi18n.Message{ID: "export.ready", One: "{{.Count}} call to download: {{.Links}}", Other: "{{.Count}} calls to download: {{.Links}}"}

	HistoryHelp = &goi18n.Message{ID: "command.history.help", Other: "Show the last calls of this channel"}
	ReportHelp  = &goi18n.Message{ID: "command.report.help", Other: "Count the calls of this channel, the team or the server"}
	ExportHelp  = &goi18n.Message{ID: "command.export.help", Other: "Download the calls of this channel, the team or the server"}
	HelpReports = &goi18n.Message{ID: "help.reports", Other: "| `/whereby history` | the last calls of this channel |\n" +
		"| `/whereby report last month` | the calls of this channel in numbers (`team`, `all`; `week`, `year`, `30d`, `2026-10`, `2026-10-01..2026-10-31`) |\n" +
		"| `/whereby export last month` | … as a file (`csv`, `json`) |\n"}

	ErrBadPeriod     = &goi18n.Message{ID: "error.bad_period", Other: "“{{.Value}}” is no period. Write for example `week`, `last month`, `30d`, `2026-10` or `2026-10-01..2026-10-31`."}
	ErrReportTooLong = &goi18n.Message{ID: "error.report_too_long", Other: "Counting took too long. Choose a shorter period."}
)
