package post

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/schedule"
)

// PlanURL is where the buttons under planned calls lead; what they bring along
// is checked like any other request.
const (
	PlanURL         = "/plugins/whereby/api/v1/actions/schedule"
	ContextSchedule = "schedule_id"
	ContextAct      = "act"
)

// What buttons do beside schedule.Act: they show a schedule, or open the dialog
// that changes it.
const (
	ActShow schedule.Act = "show"
	ActEdit schedule.Act = "edit"
)

// ScheduleDone is what is said when something was done with planned calls.
func ScheduleDone(act schedule.Act) *goi18n.Message {
	switch act {
	case schedule.Skip:
		return i18n.ScheduleSkipped
	case schedule.Pause:
		return i18n.ScheduleHalted
	case schedule.Resume:
		return i18n.ScheduleResumed
	default:
		return i18n.ScheduleGone
	}
}

// Planned says what became of planned calls, with buttons for what comes next.
func (n Notices) Planned(at Place, w i18n.Words, m *goi18n.Message, c schedule.Schedule, now time.Time) {
	settings := n.Settings()
	text := w.Say(m, i18n.Data{"Topic": topicOf(w, c), "When": PlanText(w, c, now)})
	if !c.State.Done() {
		text += "\n" + CalendarLinks(w, c, settings.SiteURL, settings.Plans())
	}
	n.send(at, text, planButtons(w, c))
}

// Schedule shows one schedule.
func (n Notices) Schedule(at Place, w i18n.Words, c schedule.Schedule, now time.Time) {
	settings := n.Settings()
	text := "**" + topicOf(w, c) + "** · " + PlanText(w, c, now)
	n.send(at, text+"\n"+CalendarLinks(w, c, settings.SiteURL, settings.Plans()), planButtons(w, c))
}

// Schedules lists a channel's planned calls.
func (n Notices) Schedules(at Place, w i18n.Words, list []schedule.Schedule, now time.Time) {
	if len(list) == 0 {
		n.Say(at, w.Say(i18n.ScheduleNone, nil))
		return
	}
	var b strings.Builder
	b.WriteString("#### " + w.Say(i18n.ScheduleTitle, nil) + "\n\n| | | " + w.Say(i18n.ScheduleNext, nil) + " | " + w.Say(i18n.ScheduleWhen, nil) + " |\n| --- | --- | --- | --- |")
	for i, c := range list {
		next := nextText(w, c, now)
		b.WriteString("\n| " + strconv.Itoa(i+1) + " | " + topicOf(w, c) + " | " + next + " | " + repeatOf(w, c) + " |")
	}
	shown := list[:min(len(list), maxButtons)]
	actions := make([]*model.PostAction, len(shown))
	for i, c := range shown {
		actions[i] = planButton(c.ID, ActShow, cut(strconv.Itoa(i+1)+" · "+plainTopic(w, c), maxButton), "")
		actions[i].Id += strconv.Itoa(i)
	}
	n.send(at, b.String(), []*model.SlackAttachment{{Actions: actions}})
}

// maxButtons is how many planned calls have a button in a list, and maxButton
// how long its text is.
const (
	maxButtons = 10
	maxButton  = 30
)

// Next lists planned calls of several channels, with the channels' names.
func (n Notices) Next(at Place, w i18n.Words, list []schedule.Schedule, names map[string]string, now time.Time) {
	if len(list) == 0 {
		n.Say(at, w.Say(i18n.NextNone, nil))
		return
	}
	var b strings.Builder
	b.WriteString("#### " + w.Say(i18n.ScheduleTitle, nil) + "\n\n| " + w.Say(i18n.ScheduleNext, nil) + " | | " + w.Say(i18n.ScheduleChannel, nil) + " |\n| --- | --- | --- |")
	for _, c := range list {
		b.WriteString("\n| " + nextText(w, c, now) + " | " + topicOf(w, c) + " | " + names[c.ChannelID] + " |")
	}
	n.Say(at, b.String())
}

func nextText(w i18n.Words, c schedule.Schedule, now time.Time) string {
	if c.State == schedule.Paused {
		return w.Say(i18n.SchedulePaused, nil)
	}
	times := c.Upcoming(now, 1)
	if len(times) == 0 {
		return "—"
	}
	return instant(times[0], c.Plan.Start.Location()) + " (" + c.Plan.Zone + ")"
}

// repeatOf says how calls repeat. Words such as "tomorrow" would not stay true.
func repeatOf(w i18n.Words, c schedule.Schedule) string {
	if c.Plan.Rule == "" {
		return w.Say(i18n.RepeatOnce, nil)
	}
	return Escape(whenOf(c))
}

func whenOf(c schedule.Schedule) string {
	if c.Words == "" {
		return c.Plan.Rule
	}
	return c.Words
}

// topicOf is the topic as it shows in markdown.
func topicOf(w i18n.Words, c schedule.Schedule) string { return Escape(plainTopic(w, c)) }

func plainTopic(w i18n.Words, c schedule.Schedule) string {
	return cmp.Or(c.Options.Topic, w.Say(i18n.ScheduleUnnamed, nil))
}

func planButtons(w i18n.Words, c schedule.Schedule) []*model.SlackAttachment {
	if c.State.Done() {
		return nil
	}
	button := func(act schedule.Act, m *goi18n.Message, style string) *model.PostAction {
		return planButton(c.ID, act, w.Say(m, nil), style)
	}
	var actions []*model.PostAction
	if c.State == schedule.Paused {
		actions = append(actions, button(schedule.Resume, i18n.ButtonResume, "primary"))
	} else if c.Plan.Rule != "" {
		actions = append(actions, button(schedule.Skip, i18n.ButtonSkip, ""), button(schedule.Pause, i18n.ButtonPause, ""))
	}
	actions = append(actions, button(ActEdit, i18n.ButtonEdit, ""), button(schedule.Cancel, i18n.ButtonCancel, "danger"))
	return []*model.SlackAttachment{{Actions: actions}}
}

func planButton(id string, act schedule.Act, name, style string) *model.PostAction {
	return &model.PostAction{
		Id: string(act), Type: model.PostActionTypeButton, Name: name, Style: style,
		Integration: &model.PostActionIntegration{URL: PlanURL, Context: map[string]any{ContextSchedule: id, ContextAct: string(act)}},
	}
}

// AnnounceSeries posts one overview of calls that were planned at once.
func (p Plans) AnnounceSeries(list []schedule.Schedule, newcomerID, mentorID string) error {
	if len(list) == 0 {
		return nil
	}
	settings := p.Settings()
	w := p.Words.For(settings.Locale)
	newcomer, err := p.People.Person(newcomerID)
	if err != nil {
		return err
	}
	mentor, err := p.People.Person(mentorID)
	if err != nil {
		return err
	}
	lines := []string{w.Say(i18n.OnboardMade, i18n.Data{"New": "@" + newcomer.Username, "Mentor": "@" + mentor.Username})}
	for _, c := range list {
		zone := c.Plan.Start.Location()
		for _, at := range c.Upcoming(p.Now(), maxSeries) {
			lines = append(lines, "- "+instant(at, zone)+" ("+c.Plan.Zone+")")
		}
		lines = append(lines, "  "+CalendarLinks(w, c, settings.SiteURL, settings.Plans()))
	}
	return p.post(list[0], strings.Join(lines, "\n"))
}

// maxSeries is how many times of a series are told.
const maxSeries = 8

// instant writes a time with its date, the same in all languages.
func instant(t time.Time, zone *time.Location) string { return t.In(zone).Format("2006-01-02 15:04") }
