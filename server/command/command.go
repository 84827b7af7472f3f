// Package command is /whereby.
package command

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/dialog"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
)

// Trigger is the word behind the slash.
const Trigger = "whereby"

// Calls is what the command needs of call.Service.
type Calls interface {
	Start(ctx context.Context, req call.StartRequest) (call.Call, error)
	Running(ctx context.Context, userID, channelID string) (call.Call, error)
	Join(ctx context.Context, callID, userID string) (string, error)
	End(ctx context.Context, callID, userID string) (call.Call, error)
	ChannelRoom(ctx context.Context, userID, channelID string, act call.RoomAct) (r call.LastingRoom, made bool, err error)
	Strays(ctx context.Context, userID string) ([]call.FoundRoom, error)
	RemoveStrays(ctx context.Context, userID string, meetingIDs []string) (removed int, err error)
}

// Webhooks knows what came of Whereby's webhooks. A time is zero when there is none.
type Webhooks interface {
	Heard(ctx context.Context) (time.Time, error)
	Marked(ctx context.Context, name string) (time.Time, error)
}

// Key knows the API key in force.
type Key interface {
	Status(ctx context.Context) (apikey.Status, error)
}

// Doctor examines the plugin.
type Doctor interface {
	Examine(ctx context.Context) doctor.Report
}

// Meter measures commands.
type Meter interface {
	// Executed is told of every command by its name, which is one of a few.
	Executed(command string, err error)
}

// People knows who types.
type People interface {
	Person(userID string) (call.Person, error)
	Preference(userID, name string) string
}

// Channels lists the channels that somebody is in.
type Channels interface {
	GetChannelsForTeamForUser(teamID, userID string, includeDeleted bool) ([]*model.Channel, *model.AppError)
}

// Dialogs opens dialogs where the person is.
type Dialogs interface {
	OpenInteractiveDialog(dialog model.OpenDialogRequest) *model.AppError
}

// Handler executes /whereby.
type Handler struct {
	Calls    Calls
	Invites  Invites
	People   People
	Notices  post.Notices
	Dialogs  Dialogs
	Plans    Plans
	Reports  Reports
	Announce Announcer
	Planner  Planner
	Channels Channels
	Privacy  Privacy
	Words    *i18n.Catalogue
	Webhooks Webhooks
	Key      Key
	Doctor   Doctor
	Meter    Meter
	Settings func() config.Snapshot
	Now      func() time.Time
	Log      *slog.Logger
}

// Execute does what the command line asks for. What there is to say is said to
// the person alone, by the bot; the answer is never nil, or Mattermost would
// claim not to know the command.
func (h *Handler) Execute(ctx context.Context, args *model.CommandArgs) *model.CommandResponse {
	at := post.Place{UserID: args.UserId, ChannelID: args.ChannelId, RootID: args.RootId}
	req, err := h.parse(args)
	response := &model.CommandResponse{}
	if err == nil {
		err = h.execute(ctx, req, at, args, response)
	}
	h.Meter.Executed(req.verb.String(), err)
	if err != nil {
		start := h.startRequest(req, at)
		h.fail(at, err, &start)
	}
	return response
}

func (h *Handler) fail(at post.Place, err error, start *call.StartRequest) {
	if call.CodeOf(err) == call.CodeInternal {
		h.Log.Error("command failed", "user_id", at.UserID, "channel_id", at.ChannelID, "err", err)
	}
	words, admin := h.reader(at.UserID)
	h.Notices.Fail(at, words, admin, err, start)
}

// parse reads the command line, /whereby's or that of a template's own command.
func (h *Handler) parse(args *model.CommandArgs) (request, error) {
	word, text := cutWord(args.Command)
	var req request
	var err error
	if template, own := strings.CutPrefix(strings.ToLower(word), "/"+Trigger+"-"); own {
		req, err = parseTemplate(template, text)
	} else {
		req, err = parse(text, h.isTemplate)
	}
	if err != nil {
		return req, err
	}
	if req.options.Speakers, err = idsOf(req.speakers, args.UserMentions); err == nil {
		req.people, err = idsOf(req.names, args.UserMentions)
	}
	return req, err
}

// idsOf finds people by the names that were typed with an @.
func idsOf(names []string, mentions model.UserMentionMap) (ids []string, err error) {
	for _, name := range names {
		id := mentions[name]
		if id == "" {
			return nil, &call.Error{Code: call.CodeUnknownPerson, Value: "@" + name}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (h *Handler) isTemplate(word string) bool {
	_, found := h.Settings().Call().Template(word)
	return found
}

func (h *Handler) startRequest(req request, at post.Place) call.StartRequest {
	return call.StartRequest{
		UserID: at.UserID, ChannelID: at.ChannelID, RootID: at.RootID, Second: req.second, Ask: true, Options: req.options, Way: call.ByCommand,
	}
}

// reader returns the person's language, and whether to tell all. Nobody is
// looked up for a command that leaves nothing to say.
func (h *Handler) reader(userID string) (words i18n.Words, admin bool) {
	person, err := h.People.Person(userID)
	if err != nil {
		h.Log.Error("who typed the command is not known", "user_id", userID, "err", err)
	}
	return h.Words.For(person.Locale), person.Admin
}

func (h *Handler) say(at post.Place, sentence func(i18n.Words) string) {
	words, _ := h.reader(at.UserID)
	h.Notices.Say(at, sentence(words))
}

func (h *Handler) execute(ctx context.Context, req request, at post.Place, args *model.CommandArgs, response *model.CommandResponse) error {
	switch req.verb {
	case verbJoin:
		return h.join(ctx, at, response)
	case verbEnd:
		return h.end(ctx, at)
	case verbSetup:
		return h.setup(ctx, at)
	case verbDoctor:
		return h.doctor(ctx, at)
	case verbCleanup:
		return h.cleanup(ctx, at, req.delete)
	case verbRoom:
		return h.room(ctx, at, req.room)
	case verbSchedule:
		return h.schedule(ctx, at, req, args.TriggerId)
	case verbNext:
		return h.next(ctx, at, args.TeamId)
	case verbFeed:
		return h.feed(ctx, at, req.off)
	case verbHistory:
		return h.history(ctx, at)
	case verbReport, verbExport:
		return h.report(ctx, at, args.TeamId, req)
	case verbOnboard:
		return h.onboard(ctx, at, req)
	case verbPrivacy:
		return h.privacy(ctx, at, req.personal)
	case verbInvite:
		return h.invite(ctx, at, req.guest)
	case verbHelp:
		words, admin := h.reader(at.UserID)
		h.Notices.Say(at, h.help(words, admin))
		return nil
	default:
		start := h.startRequest(req, at)
		if req.ask {
			return h.ask(start, args.TriggerId)
		}
		start.Failed = func(err error) { h.fail(at, err, &start) }
		_, err := h.Calls.Start(ctx, start)
		return err
	}
}

// ask opens the dialog for the rest of a start.
func (h *Handler) ask(start call.StartRequest, triggerID string) error {
	words, _ := h.reader(start.UserID)
	appErr := h.Dialogs.OpenInteractiveDialog(model.OpenDialogRequest{
		TriggerId: triggerID, URL: dialog.StartURL,
		Dialog: dialog.Start(words, h.Settings().Call(), h.People.Preference(start.UserID, dialog.Preference), start),
	})
	if appErr != nil {
		return errors.Wrap(appErr, "open the dialog")
	}
	return nil
}

// join sends the person's own link back in the command's answer: nobody else
// sees it, and it is kept nowhere.
func (h *Handler) join(ctx context.Context, at post.Place, response *model.CommandResponse) error {
	running, err := h.Calls.Running(ctx, at.UserID, at.ChannelID)
	if err != nil {
		return err
	}
	if response.GotoLocation, err = h.Calls.Join(ctx, running.ID, at.UserID); err != nil {
		return err
	}
	h.say(at, func(w i18n.Words) string { return w.Say(i18n.Joining, nil) })
	return nil
}

func (h *Handler) end(ctx context.Context, at post.Place) error {
	running, err := h.Calls.Running(ctx, at.UserID, at.ChannelID)
	if err != nil {
		return err
	}
	if _, err = h.Calls.End(ctx, running.ID, at.UserID); err != nil {
		return err
	}
	h.say(at, func(w i18n.Words) string { return either(running.Room.Lasting, w, i18n.YouEndedRoom, i18n.YouEnded) })
	return nil
}

func (h *Handler) help(w i18n.Words, admin bool) string {
	settings := h.Settings().Call()
	text := strings.TrimSpace(w.Say(i18n.HelpText, nil)) + "\n" + strings.TrimSpace(w.Say(i18n.HelpRooms, nil)) + "\n" +
		strings.TrimSpace(w.Say(i18n.HelpPlans, nil)) + "\n" + strings.TrimSpace(w.Say(i18n.HelpReports, nil)) + "\n\n" + w.Say(i18n.HelpLengths, i18n.Data{
		"Default": w.Duration(settings.DefaultDuration), "Max": w.Duration(settings.MaxDuration),
	})
	if h.Settings().AllowInvites {
		text += "\n\n" + w.Say(i18n.HelpInvites, nil)
	}
	if len(settings.Templates) > 0 {
		names := make([]string, len(settings.Templates))
		for i, t := range settings.Templates {
			names[i] = "`" + t.Name + "`"
		}
		text += "\n\n" + w.Say(i18n.HelpTemplates, i18n.Data{"Names": strings.Join(names, ", "), "First": settings.Templates[0].Name})
	}
	if admin {
		text += "\n\n" + w.Say(i18n.HelpAdmins, nil) + " " + w.Say(i18n.HelpDoctor, nil)
	}
	return text
}
