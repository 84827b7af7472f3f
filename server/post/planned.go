package post

import (
	"context"
	"log/slog"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/calendar"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/schedule"
)

// propSchedule names the prop that ties a post to planned calls.
const propSchedule = "whereby_schedule"

// shownTimes is how many of the next times are told.
const shownTimes = 3

// PlansAPI is what Plans needs of the plugin API.
type PlansAPI interface {
	CreatePost(post *model.Post) (*model.Post, *model.AppError)
	GetPost(postID string) (*model.Post, *model.AppError)
	UpdatePost(post *model.Post) (*model.Post, *model.AppError)
	PublishWebSocketEvent(event string, payload map[string]any, broadcast *model.WebsocketBroadcast)
	GetChannel(channelID string) (*model.Channel, *model.AppError)
	GetDirectChannel(userID1, userID2 string) (*model.Channel, *model.AppError)
}

// Reminded knows who wants to be reminded of a channel's planned calls by a
// direct message.
type Reminded interface {
	WantReminders(ctx context.Context, channelID string) (userIDs []string, err error)
}

// Plans shows and tells of planned calls; it implements schedule.Publisher and
// schedule.Teller.
type Plans struct {
	API      PlansAPI
	BotID    string
	People   People
	Reminded Reminded
	Posts    PlanPosts
	Words    *i18n.Catalogue
	Settings func() config.Snapshot
	Now      func() time.Time
	Log      *slog.Logger
}

// Remind implements schedule.Teller.
func (p Plans) Remind(ctx context.Context, c schedule.Schedule, room call.LastingRoom) error {
	settings := p.Settings()
	link := planLink(c, settings.SiteURL)
	if settings.ShowRoomLinks && !c.Options.IsTownHall() {
		link = room.Room.URL
	}
	text := func(w i18n.Words, link string) string {
		data := i18n.Data{"Topic": Escape(c.Options.Topic), "In": w.Duration(c.NextAt.Sub(p.Now())), "Link": markdownLink(link)}
		return w.Say(either(c.Options.Topic, i18n.RemindTitled, i18n.RemindUntitled), data)
	}
	if err := p.post(c, text(p.Words.For(settings.Locale), link)); err != nil {
		return err
	}
	people, err := p.Reminded.WantReminders(ctx, c.ChannelID)
	if err != nil {
		p.Log.Warn("who wants reminders is not known", "schedule_id", c.ID, "err", err)
	}
	for _, userID := range people {
		if err = p.direct(userID, func(w i18n.Words) string { return text(w, planLink(c, settings.SiteURL)) }); err != nil {
			p.Log.Warn("not reminded", "schedule_id", c.ID, "user_id", userID, "err", err)
		}
	}
	return nil
}

// Busy implements schedule.Teller.
func (p Plans) Busy(_ context.Context, c schedule.Schedule, running call.Call) error {
	settings := p.Settings()
	data := i18n.Data{"Topic": Escape(c.Options.Topic), "Link": markdownLink(Link(running, settings.SiteURL, settings.ShowRoomLinks))}
	return p.post(c, p.Words.For(settings.Locale).Say(either(c.Options.Topic, i18n.PlannedBusy, i18n.PlannedBusyPlain), data))
}

// Failed implements schedule.Teller. Where the owner is gone, the channel is
// told instead: only its admins can do something about it.
func (p Plans) Failed(_ context.Context, c schedule.Schedule, cause error, paused bool) error {
	switch call.CodeOf(cause) {
	case call.CodePersonGone, call.CodeNotMember:
		message := i18n.PlannedLostOnce
		if paused {
			message = i18n.PlannedOwnerless
		}
		w := p.Words.For(p.Settings().Locale)
		if err := p.post(c, w.Say(message, i18n.Data{"Topic": bold(w, c)})); err == nil {
			return nil
		}
	}
	return p.direct(c.OwnerID, func(w i18n.Words) string {
		owner, _ := p.People.Person(c.OwnerID)
		text := w.Say(i18n.PlannedFailed, i18n.Data{
			"Topic": bold(w, c), "Channel": p.channel(c), "Why": w.Explain(cause, i18n.ReaderBy(p.Settings(), owner.Admin)),
		})
		if paused {
			text += "\n" + w.Say(i18n.PlannedPaused, nil)
		}
		return text
	})
}

// Missed implements schedule.Teller.
func (p Plans) Missed(_ context.Context, c schedule.Schedule, times []time.Time) error {
	return p.direct(c.OwnerID, func(w i18n.Words) string {
		zone := c.Plan.Start.Location()
		return w.Count(i18n.PlannedMissed, len(times), i18n.Data{
			"Topic": bold(w, c), "Channel": p.channel(c),
			"Times": span(times[0], times[len(times)-1], zone),
		})
	})
}

func (p Plans) post(c schedule.Schedule, text string) error {
	_, appErr := p.API.CreatePost(&model.Post{
		UserId: p.BotID, ChannelId: c.ChannelID, RootId: c.RootID, Message: text, Props: model.StringInterface{propSchedule: c.ID},
	})
	if appErr != nil {
		return errors.Wrap(appErr, "create post")
	}
	return nil
}

func (p Plans) direct(userID string, text func(i18n.Words) string) error {
	person, err := p.People.Person(userID)
	if err != nil {
		return err
	}
	channel, appErr := p.API.GetDirectChannel(p.BotID, userID)
	if appErr != nil {
		return errors.Wrap(appErr, "get direct channel")
	}
	if _, appErr = p.API.CreatePost(&model.Post{UserId: p.BotID, ChannelId: channel.Id, Message: text(p.Words.For(person.Locale))}); appErr != nil {
		return errors.Wrap(appErr, "create post")
	}
	return nil
}

// channel names a schedule's channel to its owner, by nothing where it has no name.
func (p Plans) channel(c schedule.Schedule) string {
	channel, appErr := p.API.GetChannel(c.ChannelID)
	if appErr != nil || channel.TeamId == "" {
		return "…"
	}
	return "~" + channel.Name
}

func bold(w i18n.Words, c schedule.Schedule) string { return "**" + topicOf(w, c) + "**" }

func either(topic string, titled, untitled *goi18n.Message) *goi18n.Message {
	if topic == "" {
		return untitled
	}
	return titled
}

// PlanText says when planned calls are: what was understood, and the next times.
func PlanText(w i18n.Words, c schedule.Schedule, now time.Time) string {
	zone := c.Plan.Start.Location()
	if c.State == schedule.Paused {
		words := Escape(whenOf(c))
		if c.Plan.Rule == "" {
			words = instant(c.Plan.Start, zone)
		}
		return w.Say(i18n.PlannedPausedAt, i18n.Data{"Words": words, "Zone": c.Plan.Zone})
	}
	next := c.Upcoming(now, shownTimes)
	times := make([]string, len(next))
	for i, at := range next {
		times[i] = instant(at, zone)
	}
	if c.Plan.Rule == "" {
		return w.Say(i18n.PlannedOnce, i18n.Data{"Time": strings.Join(times, ""), "Zone": c.Plan.Zone})
	}
	text := w.Say(i18n.PlannedNext, i18n.Data{"Words": Escape(whenOf(c)), "Zone": c.Plan.Zone, "Times": strings.Join(times, ", ")})
	if c.Plan.SkipsMonths() {
		text += " · " + w.Say(i18n.PlannedShort, nil)
	}
	return text
}

// planLink is our page of planned calls, which lets members of the channel in.
func planLink(c schedule.Schedule, siteURL string) string {
	return siteURL + "/plugins/whereby/schedules/" + c.ID
}

func icsLink(c schedule.Schedule, siteURL string) string {
	return siteURL + "/plugins/whereby/api/v1/schedules/" + c.ID + ".ics"
}

// CalendarLinks are the ways of planned calls into calendars.
func CalendarLinks(w i18n.Words, c schedule.Schedule, siteURL string, usual schedule.Settings) string {
	event := Event(c, siteURL, usual, w)
	return w.Say(i18n.PlannedCalendar, i18n.Data{
		"ICS":    icsLink(c, siteURL),
		"Google": markdownLink(calendar.GoogleLink(event)), "Outlook": markdownLink(calendar.OutlookLink(event)),
	})
}

// Event is what calendars are told of planned calls.
func Event(c schedule.Schedule, siteURL string, usual schedule.Settings, w i18n.Words) calendar.Event {
	minutes := c.Length()
	if minutes == 0 {
		minutes = int(usual.Duration / time.Minute)
	}
	return calendar.Event{
		UID: c.ID + "@whereby.mattermost", Sequence: c.Sequence, Plan: c.Plan, Skipped: c.Skipped, Minutes: minutes,
		Title: plainTopic(w, c), Description: planLink(c, siteURL), URL: planLink(c, siteURL), RemindMinutes: c.RemindBefore(usual.Remind),
		Created: c.CreatedAt, Changed: c.ChangedAt, Cancelled: c.State == schedule.Cancelled,
	}
}

// span writes from when to when something is.
func span(first, last time.Time, zone *time.Location) string {
	if first.Equal(last) {
		return instant(first, zone)
	}
	return instant(first, zone) + " – " + instant(last, zone)
}
