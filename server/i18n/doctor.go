package i18n

import "github.com/nicksnyder/go-i18n/v2/i18n"

// What an examination of the plugin found; the rest is in setup.* and check.*.
var (
	DoctorHelp     = &i18n.Message{ID: "command.doctor.help", Other: "Examine the plugin: key, webhooks, database, jobs and more"}
	HelpDoctor     = &i18n.Message{ID: "help.doctor", Other: "`/whereby doctor` examines the plugin and says what to do about what is wrong."}
	DoctorTitle    = &i18n.Message{ID: "doctor.title", Other: "How the Whereby plugin fares"}
	DoctorNoAnswer = &i18n.Message{ID: "doctor.no_answer", Other: "`{{.Check}}`: no answer within {{.Limit}}. The database or the network is slow or away. Try again, and look for “whereby” in the server's log."}
	DoctorFailed   = &i18n.Message{ID: "doctor.failed", Other: "`{{.Check}}`: could not be examined. The server's log has the details; look for “whereby”."}

	DoctorEncryption = &i18n.Message{ID: "doctor.encryption", Other: "The encryption key is **missing**, so calls cannot start. Enter one in System Console → Plugins → Whereby."}
	DoctorAway       = &i18n.Message{ID: "doctor.away", Other: "Whereby has **not answered** this server several times in a row, so calls fail at once for now. The plugin looks every {{.Pause}} whether Whereby answers again; then all goes on by itself."}
	DoctorPointsLow  = &i18n.Message{ID: "doctor.points_low", Other: "Only {{.Remaining}} of {{.Limit}} API points are left for this minute, so calls may not start until the next one. A larger Whereby plan has more points."}
	DoctorPlanFine   = &i18n.Message{ID: "doctor.plan_fine", Other: "Since this server started, Whereby has refused nothing as not in your plan or for lack of points."}
	DoctorPlanLacks  = &i18n.Message{ID: "doctor.plan_lacks", Other: "Whereby refused a request (`{{.Request}}`) {{.Ago}} ago as not in your plan (403). Switch off in System Console → Plugins → Whereby what the plan lacks, or change the plan in the Whereby dashboard."}
	DoctorPlanPoints = &i18n.Message{ID: "doctor.plan_points", Other: "Whereby refused a request (`{{.Request}}`) {{.Ago}} ago because the API points of that minute were used up (429). If that happens often, choose a larger Whereby plan."}
	DoctorSilent     = &i18n.Message{ID: "doctor.silent", Other: "The last event came {{.Ago}} ago, although people have been in calls since. Check under Configure → Webhooks in the Whereby dashboard that the webhook has the address `{{.Address}}` and all events."}

	DoctorFrameYes     = &i18n.Message{ID: "doctor.frame_yes", Other: "Calls can be shown inside Mattermost: {{.Host}} lets {{.Site}} embed its rooms."}
	DoctorFrameNo      = &i18n.Message{ID: "doctor.frame_no", Other: "{{.Host}} does not let {{.Site}} embed its rooms, so calls stay blank inside Mattermost. Add {{.Site}} to the allowed domains in the Whereby dashboard (Configure → API), or let calls open in a tab."}
	DoctorFrameLater   = &i18n.Message{ID: "doctor.frame_later", Other: "Whether calls can be shown inside Mattermost will be known after the first call."}
	DoctorFrameUnknown = &i18n.Message{ID: "doctor.frame_unknown", Other: "{{.Host}} could not be asked whether it lets Mattermost embed its rooms. Check that this server may reach it over https."}
	DoctorSite         = &i18n.Message{ID: "doctor.site", Other: "Links to calls work on phones, too: the site URL is {{.Site}}."}
	DoctorNoSite       = &i18n.Message{ID: "doctor.no_site", Other: "The site URL is **missing**, so links to calls do not work on phones, and Whereby cannot send webhooks. Enter it in System Console → Environment → Web Server."}

	DoctorDatabase     = &i18n.Message{ID: "doctor.database", Other: "PostgreSQL {{.Version}} answers within {{.Took}}; the plugin's tables have version {{.Migration}}."}
	DoctorDatabaseSlow = &i18n.Message{ID: "doctor.database_slow", Other: "PostgreSQL {{.Version}} took {{.Took}} to answer, so calls start slowly. Check the load of the database."}
	DoctorMigrationOld = &i18n.Message{ID: "doctor.migration_old", Other: "The plugin's tables have version {{.Migration}}, but the plugin needs {{.Expected}}. Disable the plugin and enable it again; if that does not help, look for “whereby” in the server's log."}
	DoctorMigrationNew = &i18n.Message{ID: "doctor.migration_new", Other: "The plugin's tables have version {{.Migration}}, but this plugin knows only {{.Expected}}: a newer one has run here. Update the plugin."}
	DoctorTables       = &i18n.Message{ID: "doctor.tables", Other: "Rows and sizes of the tables, estimated: {{.List}}."}

	JobSweep        = &i18n.Message{ID: "job.sweep", Other: "Tidying up"}
	JobClock        = &i18n.Message{ID: "job.clock", Other: "Planned calls"}
	JobCourier      = &i18n.Message{ID: "job.courier", Other: "Telling other services"}
	JobForgetter    = &i18n.Message{ID: "job.forgetter", Other: "Dropping old data"}
	DoctorJob       = &i18n.Message{ID: "doctor.job", Other: "{{.Job}}: last run {{.Ago}} ago."}
	DoctorJobLate   = &i18n.Message{ID: "doctor.job_late", Other: "{{.Job}}: **late**, last run {{.Ago}} ago. Disable the plugin and enable it again; if that does not help, look for “whereby” in the server's log."}
	DoctorJobNever  = &i18n.Message{ID: "doctor.job_never", Other: "{{.Job}}: not run yet. If that is still so in ten minutes, disable the plugin and enable it again."}
	DoctorJobFailed = &i18n.Message{ID: "doctor.job_failed", Other: "{{.Job}}: last run {{.Ago}} ago, with an error. The server's log has the details; look for “whereby”."}

	DoctorCalls          = &i18n.Message{ID: "doctor.calls", Other: "Calls that run: {{.Count}}, of them with people inside: {{.Live}}."}
	DoctorOutboxEmpty    = &i18n.Message{ID: "doctor.outbox_empty", Other: "All that happened in calls has been passed on."}
	DoctorOutbox         = &i18n.Message{ID: "doctor.outbox", Other: "Events to be passed on: {{.Count}}, the oldest from {{.Ago}} ago."}
	DoctorOutboxLate     = &i18n.Message{ID: "doctor.outbox_late", Other: "Events to be passed on: {{.Count}}, the oldest from {{.Ago}} ago, which is **too long**. Look at the jobs above, and for “whereby” in the server's log."}
	DoctorDeliveries     = &i18n.Message{ID: "doctor.deliveries", Other: "Messages to other services that wait: {{.Waiting}}. None was given up."}
	DoctorDeliveriesDead = &i18n.Message{ID: "doctor.deliveries_dead", Other: "Messages to other services that wait: {{.Waiting}}, and that were **given up** in the last seven days: {{.Dead}}. See why in System Console → Plugins → Whereby."}

	DoctorBot      = &i18n.Message{ID: "doctor.bot", Other: "The bot @{{.Name}} is active."}
	DoctorBotOff   = &i18n.Message{ID: "doctor.bot_off", Other: "The bot @{{.Name}} is **deactivated**, so calls cannot be posted. Enable it under Integrations → Bot Accounts."}
	DoctorVersions = &i18n.Message{ID: "doctor.versions", Other: "Versions: {{.List}}."}
)
