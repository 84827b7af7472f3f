package i18n

import "github.com/nicksnyder/go-i18n/v2/i18n"

// What stands in posts.
var (
	Started           = &i18n.Message{ID: "post.started", Other: "{{.Host}} started a call: **{{.Topic}}** — [Join]({{.Link}})"}
	StartedUntitled   = &i18n.Message{ID: "post.started_untitled", Other: "{{.Host}} started a call — [Join]({{.Link}})"}
	Ended             = &i18n.Message{ID: "post.ended", Other: "Call **{{.Topic}}** ended · {{.Length}}"}
	EndedUntitled     = &i18n.Message{ID: "post.ended_untitled", Other: "Call ended · {{.Length}}"}
	Missed            = &i18n.Message{ID: "post.missed", Other: "Call **{{.Topic}}** · nobody joined"}
	MissedUntitled    = &i18n.Message{ID: "post.missed_untitled", Other: "Call · nobody joined"}
	People            = &i18n.Message{ID: "post.people", One: "{{.Count}} person", Other: "{{.Count}} people"}
	WillBeRecorded    = &i18n.Message{ID: "post.will_be_recorded", Other: "This call is recorded."}
	WillBeTranscribed = &i18n.Message{ID: "post.will_be_transcribed", Other: "A transcript of this call is written."}
	WillBeStreamed    = &i18n.Message{ID: "post.will_be_streamed", Other: "This call is streamed to others."}
	StartedInRoom     = &i18n.Message{ID: "post.started_in_room", Other: "Somebody is in the channel's call room — [Join]({{.Link}})"}
	Reminder          = &i18n.Message{ID: "post.reminder", Other: "Nobody has joined **{{.Topic}}** yet — [Join]({{.Link}})"}
	ReminderUntitled  = &i18n.Message{ID: "post.reminder_untitled", Other: "Nobody has joined the call yet — [Join]({{.Link}})"}
	RoomMoved         = &i18n.Message{ID: "post.room_moved", Other: "This channel's call room has a new link: [Join]({{.Link}}). The old one no longer works."}
	RoomInHeader      = &i18n.Message{ID: "post.room_in_header", Other: "Call room"}
	Guarded           = &i18n.Message{ID: "post.guarded", Other: "The post of a call follows the call; it cannot be edited."}

	Guest    = &i18n.Message{ID: "person.guest", Other: "{{.Name}} (guest)"}
	Nameless = &i18n.Message{ID: "person.nameless", Other: "Somebody"}
	InACall  = &i18n.Message{ID: "person.in_a_call", Other: "In a call"} // a custom status: 100 characters at most

	Seconds      = &i18n.Message{ID: "duration.seconds", Other: "{{.Seconds}} s"}
	Minutes      = &i18n.Message{ID: "duration.minutes", Other: "{{.Minutes}} min"}
	Hours        = &i18n.Message{ID: "duration.hours", Other: "{{.Hours}} h"}
	HoursMinutes = &i18n.Message{ID: "duration.hours_minutes", Other: "{{.Hours}} h {{.Minutes}} min"}
	WaitSeconds  = &i18n.Message{ID: "wait.seconds", One: "{{.Count}} second", Other: "{{.Count}} seconds"}
	WaitMinutes  = &i18n.Message{ID: "wait.minutes", One: "{{.Count}} minute", Other: "{{.Count}} minutes"}
)

// What stands in the thread after a call.
var (
	ReportLasted  = &i18n.Message{ID: "report.lasted", Other: "The call lasted **{{.Length}}**."}
	ReportWho     = &i18n.Message{ID: "report.who", Other: "Who"}
	ReportTime    = &i18n.Message{ID: "report.time", Other: "In the call"}
	ReportMore    = &i18n.Message{ID: "report.more", Other: "and {{.Count}} more"}
	ReportEndedBy = &i18n.Message{ID: "report.ended_by", Other: "{{.Name}} ended it for everyone."}
	ReportSummary = &i18n.Message{ID: "report.summary", Other: "Summary by Whereby:"}
	Recording     = &i18n.Message{ID: "report.recording", Other: "Recording"}
	Transcript    = &i18n.Message{ID: "report.transcript", Other: "Transcript"}
	FileElsewhere = &i18n.Message{ID: "report.file_elsewhere", Other: "{{.File}}, kept in your organization's own storage"}
)

// What is said to one person.
var (
	Running          = &i18n.Message{ID: "running.titled", Other: "A call is already running here: **{{.Topic}}** — [Join]({{.Link}})"}
	RunningUntitled  = &i18n.Message{ID: "running.untitled", Other: "A call is already running here — [Join]({{.Link}})"}
	RunningSoon      = &i18n.Message{ID: "running.soon", Other: "A call is already running here: it is just being started, its link appears in a moment."}
	StartAnyway      = &i18n.Message{ID: "start.anyway", Other: "Start the call"}
	StartAnother     = &i18n.Message{ID: "running.start_another", Other: "Start another"}
	Joining          = &i18n.Message{ID: "join.opening", Other: "Opening the call. If no window appears, use Join on the call's post."}
	YouEnded         = &i18n.Message{ID: "end.done", Other: "The call is over for everyone."}
	Declined         = &i18n.Message{ID: "ring.declined", Other: "{{.Who}} declined the call."}
	Knocking         = &i18n.Message{ID: "knock.titled", Other: "{{.Who}} is knocking at **{{.Topic}}**. [Open the call]({{.Link}}) and let them in."}
	KnockingAtCall   = &i18n.Message{ID: "knock.untitled", Other: "{{.Who}} is knocking at your call. [Open the call]({{.Link}}) and let them in."}
	Unposted         = &i18n.Message{ID: "unposted.titled", Other: "The post of your call “{{.Topic}}” was deleted. The call goes on: join it by the button at the top of the channel or `/whereby join`, end it by `/whereby end`."}
	UnpostedUntitled = &i18n.Message{ID: "unposted.untitled", Other: "The post of your call was deleted. The call goes on: join it by the button at the top of the channel or `/whereby join`, end it by `/whereby end`."}
	OpenSettings     = &i18n.Message{ID: "settings.open", Other: "Open the settings"}

	PageJoin      = &i18n.Message{ID: "page.join", Other: "Join the call"}
	PageTitle     = &i18n.Message{ID: "page.title", Other: "Call in Mattermost"}
	PageLogIn     = &i18n.Message{ID: "page.log_in", Other: "Log in to Mattermost, then open this link again."}
	PageLogInLink = &i18n.Message{ID: "page.log_in_link", Other: "Log in"}
)

// The dialog that asks how to start a call. Mattermost wants its title and its
// fields' names short: 24 bytes.
var (
	DialogTitle      = &i18n.Message{ID: "dialog.title", Other: "Start a call"}
	DialogStart      = &i18n.Message{ID: "dialog.start", Other: "Start call"}
	DialogTopic      = &i18n.Message{ID: "dialog.topic", Other: "Topic"}
	DialogTemplate   = &i18n.Message{ID: "dialog.template", Other: "Template"}
	DialogLength     = &i18n.Message{ID: "dialog.length", Other: "Length"}
	DialogLengthHelp = &i18n.Message{ID: "dialog.length_help", Other: "How long the room stays open. Left empty: as the template has it, or as usual."}
	DialogAudio      = &i18n.Message{ID: "dialog.audio", Other: "Audio only"}
	DialogAudioHelp  = &i18n.Message{ID: "dialog.audio_help", Other: "Nobody's camera is used."}
	DialogLocked     = &i18n.Message{ID: "dialog.locked", Other: "Waiting room"}
	DialogLockedHelp = &i18n.Message{ID: "dialog.locked_help", Other: "People knock, the host lets them in."}
	DialogRecord     = &i18n.Message{ID: "dialog.record", Other: "Record"}
	DialogRecordHelp = &i18n.Message{ID: "dialog.record_help", Other: "A recording starts by itself; the call's post says so."}
)

// The slash command and its completion.
var (
	CommandHint     = &i18n.Message{ID: "command.hint", Other: "[topic] [duration]"}
	CommandHelp     = &i18n.Message{ID: "command.help", Other: "Start a Whereby call in this channel"}
	StartHelp       = &i18n.Message{ID: "command.start.help", Other: "Start a call; topic, length and flags are all optional"}
	StartTopicHint  = &i18n.Message{ID: "command.start.topic_hint", Other: "[topic] [45m, 2h, 1h30m]"}
	StartTopicHelp  = &i18n.Message{ID: "command.start.topic_help", Other: "What the call is about and how long its room stays open. Flags: --audio --locked --large --record --transcribe --captions --stream --viewers --new --ask"}
	JoinHelp        = &i18n.Message{ID: "command.join.help", Other: "Join the call that runs in this channel"}
	EndHelp         = &i18n.Message{ID: "command.end.help", Other: "End the call that runs in this channel for everyone"}
	SetupHelp       = &i18n.Message{ID: "command.setup.help", Other: "Show how the plugin is connected to Whereby"}
	CleanupHelp     = &i18n.Message{ID: "command.cleanup.help", Other: "List rooms at Whereby that belong to no call; --delete removes them"}
	HelpHelp        = &i18n.Message{ID: "command.help.help", Other: "Show what /whereby can do"}
	HelpText        = &i18n.Message{ID: "help.text", Other: helpText}
	HelpTemplates   = &i18n.Message{ID: "help.templates", Other: "Templates: {{.Names}}. `/whereby {{.First}} acme` starts a call called “acme” with the options of `{{.First}}`."}
	HelpAdmins      = &i18n.Message{ID: "help.admins", Other: "For system admins: `/whereby setup` shows how the plugin is connected to Whereby, `/whereby cleanup` lists rooms at Whereby that belong to no call, `/whereby privacy` exports or erases what is kept about a person."}
	HelpLengths     = &i18n.Message{ID: "help.lengths", Other: "A call lasts {{.Default}} unless you say otherwise, {{.Max}} at most."}
	BotDescription  = &i18n.Message{ID: "bot.description", Other: "Posts the links of Whereby calls."}
	UnknownArgument = &i18n.Message{ID: "command.unknown_argument", Other: "I do not know “{{.Value}}”. For example: `/whereby team-standup 45m --audio`. Flags: `--audio`, `--locked`, `--large`, `--record`, `--transcribe`, `--captions`, `--stream`, `--viewers`, `--new`, `--ask`."}
)

const helpText = "#### Whereby calls\n" +
	"| Type | and |\n| --- | --- |\n" +
	"| `/whereby` | a call starts here and its link is posted |\n" +
	"| `/whereby team-standup` | … with a topic |\n" +
	"| `/whereby team-standup 2h` | … whose room stays open for two hours (`45m`, `1h30m`) |\n" +
	"| `/whereby \"Sprint 2h\"` | … with a topic that looks like a length or a flag |\n" +
	"| `/whereby start help` | … with a topic that is also a command |\n" +
	"| `--audio` | nobody's camera is used |\n" +
	"| `--locked` | a waiting room: people knock, the host lets them in |\n" +
	"| `--large` | a room for up to 200 people in place of 4 |\n" +
	"| `--record` | a recording starts by itself |\n" +
	"| `--ask` | you are asked for topic, length and the rest |\n" +
	"| `--new` | another call although one is running |\n" +
	"| `/whereby join` | you join the call that runs here |\n" +
	"| `/whereby end` | the call that runs here ends for everyone |\n"

// What /whereby setup and /whereby cleanup say to system admins.
var (
	SetupTitle            = &i18n.Message{ID: "setup.title", Other: "Whereby setup"}
	SetupKey              = &i18n.Message{ID: "setup.key", Other: "API key: set."}
	SetupNoKey            = &i18n.Message{ID: "setup.no_key", Other: "API key: **missing**. Make one in the Whereby dashboard (Configure → API → Generate key) and enter it in System Console → Plugins → Whereby."}
	SetupAddress          = &i18n.Message{ID: "setup.address", Other: "Webhook address: `{{.Address}}`. Paste it in the Whereby dashboard under Configure → Webhooks and choose all events."}
	SetupInsecure         = &i18n.Message{ID: "setup.insecure", Other: "**Whereby sends webhooks to https addresses only**, and this server's site URL is none. Change it in System Console → Environment → Web Server."}
	SetupSecret           = &i18n.Message{ID: "setup.secret", Other: "Webhook secret: set."}
	SetupNoSecret         = &i18n.Message{ID: "setup.no_secret", Other: "Webhook secret: **missing**, so webhooks are refused. Copy it from the webhook in the Whereby dashboard to System Console → Plugins → Whereby. Without it calls still end and attendance still comes, 15–35 minutes late."}
	SetupHeard            = &i18n.Message{ID: "setup.heard", Other: "Last event received {{.Ago}} ago."}
	SetupNotHeard         = &i18n.Message{ID: "setup.not_heard", Other: "No event received yet."}
	SetupRefusedSecret    = &i18n.Message{ID: "setup.refused_secret", Other: "An event was refused {{.Ago}} ago, because no webhook secret was set here. Enter the secret, then save."}
	SetupRefusedSignature = &i18n.Message{ID: "setup.refused_signature", Other: "An event was refused {{.Ago}} ago, because its signature did not match. Copy the secret from the webhook in the Whereby dashboard again; if it is the same, somebody else than Whereby sent the event."}
	SetupRefusedStale     = &i18n.Message{ID: "setup.refused_stale", Other: "An event was refused {{.Ago}} ago, because it was signed more than {{.Window}} before or after the time that this server has. Check the server's clock."}

	CleanupNone      = &i18n.Message{ID: "cleanup.none", Other: "There is nothing to remove: every room with this server's prefix belongs to a call known here."}
	CleanupFound     = &i18n.Message{ID: "cleanup.found", One: "{{.Count}} room has the prefix `{{.Prefix}}` and belongs to no call known here. Nothing was removed.", Other: "{{.Count}} rooms have the prefix `{{.Prefix}}` and belong to no call known here. Nothing was removed."}
	CleanupRoom      = &i18n.Message{ID: "cleanup.room", Other: "Room"}
	CleanupMade      = &i18n.Message{ID: "cleanup.made", Other: "Made"}
	CleanupEndDate   = &i18n.Message{ID: "cleanup.end_date", Other: "End date"}
	CleanupNotShown  = &i18n.Message{ID: "cleanup.not_shown", One: "{{.Count}} more is not shown and stays for the next time.", Other: "{{.Count}} more are not shown and stay for the next time."}
	CleanupWarning   = &i18n.Message{ID: "cleanup.warning", Other: "**Before you remove them:** another Mattermost server that uses the same Whereby account and prefix has rooms that look the same, and they would go too. Give each server its own prefix."}
	CleanupHow       = &i18n.Message{ID: "cleanup.how", Other: "To remove the rooms shown, use the button or type `/whereby cleanup --delete`."}
	CleanupButton    = &i18n.Message{ID: "cleanup.button", One: "Remove this {{.Count}} room", Other: "Remove these {{.Count}} rooms"}
	CleanupDone      = &i18n.Message{ID: "cleanup.done", One: "{{.Count}} room was removed.", Other: "{{.Count}} rooms were removed."}
	CleanupRemaining = &i18n.Message{ID: "cleanup.remaining", One: "{{.Count}} more is left. Type `/whereby cleanup` to see it.", Other: "{{.Count}} more are left. Type `/whereby cleanup` to see them."}
)

// What went wrong, said to everybody.
var (
	ErrInternal        = &i18n.Message{ID: "error.internal", Other: "The plugin failed to do this. Try again; if it fails again, ask a system admin to look at the server log."}
	ErrInvalid         = &i18n.Message{ID: "error.invalid", Other: "This request cannot be read: {{.Value}}"}
	ErrTopicTooLong    = &i18n.Message{ID: "error.topic_too_long", Other: "The topic is too long. Keep it to {{.Limit}} characters."}
	ErrBadDuration     = &i18n.Message{ID: "error.bad_duration", Other: "“{{.Value}}” is no length I understand. Write 45m, 2h or 1h30m, for example `/whereby team-standup 45m`. If it belongs to the topic, put the topic in quotes."}
	ErrDurationTooLong = &i18n.Message{ID: "error.duration_too_long", Other: "A call may last {{.Limit}} at most. For example: `/whereby team-standup 1h`."}
	ErrNotLoggedIn     = &i18n.Message{ID: "error.not_logged_in", Other: "Log in to Mattermost first."}
	ErrNotMember       = &i18n.Message{ID: "error.not_a_member", Other: "Only members of the channel can do this. Join the channel first."}
	ErrMayNotPost      = &i18n.Message{ID: "error.may_not_post", Other: "You may not post in this channel, so you cannot start a call here. Ask a channel admin."}
	ErrArchived        = &i18n.Message{ID: "error.channel_archived", Other: "This channel is archived. Start the call in another channel."}
	ErrMayNotEnd       = &i18n.Message{ID: "error.may_not_end", Other: "Only the host and the admins of the channel, the team and the system can end a call for everyone. You can simply leave it."}
	ErrMayNotRecord    = &i18n.Message{ID: "error.may_not_record", Other: "Calls are not recorded on this server. Start the call without recording, or ask a system admin to allow it."}
	ErrUnknownTemplate = &i18n.Message{ID: "error.unknown_template", Other: "There is no template “{{.Value}}”."}
	ErrLargeChannel    = &i18n.Message{ID: "error.large_channel", One: "This channel has {{.Count}} member. Start the call for all of them?", Other: "This channel has {{.Count}} members. Start the call for all of them?"}
	ErrNotFound        = &i18n.Message{ID: "error.not_found", Other: "There is no such call."}
	ErrNoCall          = &i18n.Message{ID: "error.no_call", Other: "No call is running in this channel. Start one with `/whereby`."}
	ErrOver            = &i18n.Message{ID: "error.call_over", Other: "This call is over. Start a new one with `/whereby`."}
	ErrStarting        = &i18n.Message{ID: "error.call_starting", Other: "The call is just being started. Try again in a moment."}
	ErrElsewhere       = &i18n.Message{ID: "error.elsewhere", Other: "This file is kept in your organization's own storage, so there is no link to it here. Ask a system admin for it."}
	ErrNoFile          = &i18n.Message{ID: "error.no_file", Other: "This file is not there, or Whereby does not keep it any more."}
	ErrNoPrefix        = &i18n.Message{ID: "error.no_prefix", Other: "Set a room name prefix in System Console → Plugins → Whereby first. Without one, every room of the Whereby account would be in the list."}
	ErrNotAdmin        = &i18n.Message{ID: "error.not_admin", Other: "Only system admins can do this."}
	ErrRunning         = &i18n.Message{ID: "error.running", Other: "A call is already running here."}

	ErrNotConfigured = &i18n.Message{ID: "error.not_configured", Other: "Calls are not set up yet. A system admin has to enter a Whereby API key in System Console → Plugins → Whereby."}
	ErrKeyRefused    = &i18n.Message{ID: "error.key_refused", Other: "Whereby refused the API key. Ask a system admin to renew it in System Console → Plugins → Whereby."}
	ErrNotInPlan     = &i18n.Message{ID: "error.not_in_plan", Other: "Your organization's Whereby plan does not include this kind of call. Ask a system admin."}
	ErrRoomRefused   = &i18n.Message{ID: "error.room_refused", Other: "Whereby did not accept the room. Ask a system admin to look at the server log."}
	ErrRateLimited   = &i18n.Message{ID: "error.rate_limited", Other: "Whereby is taking no more requests from your organization right now. Try again in {{.Wait}}."}
	ErrUnavailable   = &i18n.Message{ID: "error.whereby_unavailable", Other: "Whereby does not answer right now. Nothing was posted; try again in a minute."}
)

// What went wrong, said to system admins.
var (
	AdminNotConfigured = &i18n.Message{ID: "admin.not_configured", Other: "Calls are not set up yet. Make an API key in the Whereby dashboard (Configure → API → Generate key) and enter it in System Console → Plugins → Whereby."}
	AdminKeyRefused    = &i18n.Message{ID: "admin.key_refused", Other: "Whereby refused the API key (401): it is wrong, or it was deleted. Make a new one in the Whereby dashboard (Configure → API → Generate key) and enter it in System Console → Plugins → Whereby."}
	AdminMayNotRecord  = &i18n.Message{ID: "admin.may_not_record", Other: "Calls are not recorded on this server. Allow it in System Console → Plugins → Whereby, if your Whereby plan includes cloud recording."}
	AdminNotInPlan     = &i18n.Message{ID: "admin.not_in_plan", Other: "Whereby says that your plan does not include this kind of call (403). Check the plan and what the API key may do in the Whereby dashboard."}
	AdminRoomRefused   = &i18n.Message{ID: "admin.room_refused", Other: "Whereby did not accept the room. Check the room name prefix and the API address in System Console → Plugins → Whereby; the server log has Whereby's answer."}
	AdminRateLimited   = &i18n.Message{ID: "admin.rate_limited", Other: "The Whereby organization has used up its API points for this minute (429). Try again in {{.Wait}}; a larger plan has more points."}
	AdminUnavailable   = &i18n.Message{ID: "admin.whereby_unavailable", Other: "Whereby does not answer. Nothing was posted. Check that this server reaches {{.APIURL}} over https; the server log has the details."}
	AdminInternal      = &i18n.Message{ID: "admin.internal", Other: "The plugin failed to do this. The server log has the details; look for “whereby”."}
)

// What is wrong with a setting, said when it is saved.
var (
	ProblemKeyCharacters = &i18n.Message{ID: "problem.key_characters", Other: "API key: it must not have spaces or line breaks in it. Copy it from the Whereby dashboard again."}
	ProblemSecret        = &i18n.Message{ID: "problem.secret_characters", Other: "Webhook secret: it must not have spaces or line breaks in it. Copy it from the Whereby dashboard again."}
	ProblemURL           = &i18n.Message{ID: "problem.url", Other: "API address: enter a web address such as https://api.whereby.dev/v1."}
	ProblemURLInsecure   = &i18n.Message{ID: "problem.url_insecure", Other: "API address: use https, because the API key travels with every request. Plain http is allowed for localhost only."}
	ProblemPrefix        = &i18n.Message{ID: "problem.prefix", Other: "Room name prefix: use small letters a–z, digits and hyphens, beginning with a letter or digit."}
	ProblemPrefixLength  = &i18n.Message{ID: "problem.prefix_length", Other: "Room name prefix: {{.Limit}} characters at most."}
	ProblemDefault       = &i18n.Message{ID: "problem.default_duration", Other: "Default call duration: enter whole minutes, at least 1."}
	ProblemMax           = &i18n.Message{ID: "problem.max_duration", Other: "Longest call duration: enter whole minutes between 1 and {{.Limit}}."}
	ProblemOrder         = &i18n.Message{ID: "problem.duration_order", Other: "Default call duration: it cannot exceed the longest call duration of {{.Limit}} minutes."}
	ProblemOpenIn        = &i18n.Message{ID: "problem.open_in", Other: "Where calls open: choose the window or a tab."}
	ProblemLargeChannel  = &i18n.Message{ID: "problem.large_channel", Other: "Ask above this many members: enter a whole number, 0 to never ask."}
	ProblemTemplate      = &i18n.Message{ID: "problem.template", Other: "Template “{{.Name}}”: its name needs small letters a–z, digits and hyphens, 32 at most, its title 64 characters at most, its length {{.Limit}} minutes at most."}
	ProblemTemplateTwice = &i18n.Message{ID: "problem.template_twice", Other: "Templates: there are two called “{{.Name}}”."}
	ProblemTemplates     = &i18n.Message{ID: "problem.templates", Other: "Templates: {{.Limit}} at most."}
	ProblemShortKey      = &i18n.Message{ID: "problem.short_key", Other: "Encryption key: {{.Limit}} characters at least. Use Regenerate, or leave it empty and the plugin makes one."}
)
