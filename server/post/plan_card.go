package post

import (
	"context"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/schedule"
)

// PlanType is the type of the post that shows planned calls; the web side
// draws a card for it.
const PlanType = "custom_whereby_schedule"

// scheduleEvent reaches clients as custom_whereby_schedule.
const scheduleEvent = "schedule"

// The props of such a post: what it shows, and who planned it.
const (
	propScheduleID   = "schedule_id"
	propPlanner      = "schedule_owner"
	propPlanRevision = "schedule_revision"
)

// PlanPosts remembers which post shows which schedule.
type PlanPosts interface {
	NotePost(ctx context.Context, scheduleID, postID string) error
}

// Announce posts in the channel that calls are planned. The post follows what
// becomes of them.
func (p Plans) Announce(ctx context.Context, c schedule.Schedule) error {
	post := &model.Post{UserId: p.BotID, ChannelId: c.ChannelID, RootId: c.RootID, Type: PlanType}
	post.AddProp(propScheduleID, c.ID)
	owner, _ := p.People.Person(c.OwnerID) // somebody whose account has just gone has no name
	post.AddProp(propPlanner, owner.DisplayName)
	p.write(post, c)
	created, appErr := p.API.CreatePost(post)
	if appErr != nil {
		return errors.Wrap(appErr, "create post")
	}
	c.PostID = created.Id
	if err := p.Posts.NotePost(ctx, c.ID, c.PostID); err != nil {
		return err
	}
	p.publish(c)
	return nil
}

// Tell says in the channel that planned calls are at other times than they
// were. Their post says so by itself, but may be far up.
func (p Plans) Tell(c schedule.Schedule) error {
	w := p.Words.For(p.Settings().Locale)
	return p.post(c, w.Say(i18n.ScheduleChanged, i18n.Data{"Topic": bold(w, c), "When": PlanText(w, c, p.Now())}))
}

// Show implements schedule.Publisher: open screens and the post follow.
func (p Plans) Show(c schedule.Schedule) {
	p.publish(c)
	if c.PostID == "" {
		return
	}
	if err := p.update(c); err != nil {
		p.Log.Warn("post of planned calls not changed", "schedule_id", c.ID, "err", err)
	}
}

func (p Plans) publish(c schedule.Schedule) {
	settings := p.Settings()
	payload, err := plain(ViewPlan(c, settings, p.Words.For(settings.Locale), p.Now()))
	if err != nil {
		p.Log.Error("planned call not published", "schedule_id", c.ID, "err", err)
		return
	}
	if c.ChannelID != "" { // an empty broadcast would reach everybody
		p.API.PublishWebSocketEvent(scheduleEvent, map[string]any{"schedule": payload}, &model.WebsocketBroadcast{ChannelId: c.ChannelID})
	}
}

// update makes the post true again, unless it tells of a newer change already.
// One that somebody has deleted, or whose channel is archived, needs none.
func (p Plans) update(c schedule.Schedule) error {
	existing, appErr := p.API.GetPost(c.PostID)
	if isGone(appErr) {
		return nil
	}
	if appErr != nil {
		return errors.Wrap(appErr, "get post")
	}
	if told, _ := existing.GetProp(propPlanRevision).(float64); int64(told) > c.Revision {
		return nil
	}
	changed := existing.Clone()
	p.write(changed, c)
	if _, appErr = p.API.UpdatePost(changed); appErr != nil && !isGone(appErr) && !isRefused(appErr) {
		return errors.Wrap(appErr, "update post")
	}
	return nil
}

// write puts into a post what is to be read where no card is drawn: on mobile,
// in notifications, in e-mail.
func (p Plans) write(post *model.Post, c schedule.Schedule) {
	settings := p.Settings()
	w := p.Words.For(settings.Locale)
	planner, _ := post.GetProp(propPlanner).(string)
	post.AddProp(propPlanRevision, float64(c.Revision))
	switch c.State {
	case schedule.Cancelled:
		post.Message = w.Say(i18n.ScheduleGone, i18n.Data{"Topic": bold(w, c)})
	case schedule.Past:
		post.Message = w.Say(i18n.PlannedOver, i18n.Data{"Topic": bold(w, c)})
	default:
		data := i18n.Data{"Who": Escape(planner), "Topic": Escape(c.Options.Topic), "When": PlanText(w, c, p.Now())}
		post.Message = w.Say(either(c.Options.Topic, i18n.Planned, i18n.PlannedUntitled), data) + "\n" +
			CalendarLinks(w, c, settings.SiteURL, settings.Plans())
	}
	if c.State.Done() {
		post.DelProp("attachments")
		return
	}
	post.AddProp("attachments", []*model.SlackAttachment{{
		Actions: []*model.PostAction{planButton(c.ID, ActShow, w.Say(i18n.PlannedDetails, nil), "")},
	}})
}
