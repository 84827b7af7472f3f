package dialog

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/schedule"
)

// PlanURL is where Mattermost sends what was entered of planned calls.
const PlanURL = "/plugins/whereby/api/v1/actions/plan-dialog"

// The names of the fields beside those of a start.
const (
	FieldAt     = "at"
	FieldWhen   = "when"
	fieldRepeat = "repeat"
	fieldRemind = "remind"
)

// maxWords is how many characters a time in words may have.
const maxWords = 150

// planState is what a dialog about planned calls brings back.
type planState struct {
	// ID is the schedule that is to be changed, empty for a new one.
	ID     string `json:"id"`
	RootID string `json:"root_id"`
	Words  string `json:"words"`
	Zone   string `json:"zone"`
	// Options are what was asked for already.
	Options call.Options `json:"options"`
}

// Plan is the dialog that plans calls. With pickers it has fields for date and
// time; words are understood in any case.
func Plan(w i18n.Words, settings call.Settings, pickers bool, zone *time.Location, now time.Time, req schedule.Request) model.Dialog {
	elements := []model.DialogElement{topicField(w, req.Options.Topic)}
	words := wordsField(w, i18n.DialogWhen, zone, req.When)
	if pickers {
		words.DisplayName, words.Optional = w.Say(i18n.DialogOrWords, nil), true
		elements = append(elements, atField(w, now, req.When), repeatField(w))
	}
	elements = append(elements, words, lengthField(w, settings, req.Options.DurationMinutes))
	if len(settings.Templates) > 0 {
		elements = append(elements, templateField(w, settings, req.Options.Template))
	}
	return model.Dialog{
		CallbackId: "plan", Title: w.Say(i18n.DialogPlan, nil), SubmitLabel: w.Say(i18n.DialogPlanSubmit, nil),
		Elements: append(elements, remindField(w, req.Remind)), State: encode(planState{RootID: req.RootID, Zone: zone.String(), Options: req.Options}),
	}
}

// EditPlan is the dialog that changes planned calls.
func EditPlan(w i18n.Words, settings call.Settings, c schedule.Schedule) model.Dialog {
	words := c.Words
	if words == "" && c.Plan.Rule == "" {
		words = c.Plan.Start.Format(onceLayout)
	}
	when := wordsField(w, i18n.DialogWhen, c.Plan.Start.Location(), words)
	when.Optional = words == ""
	return model.Dialog{
		CallbackId: "plan", Title: w.Say(i18n.DialogEdit, nil), SubmitLabel: w.Say(i18n.DialogSave, nil),
		Elements: []model.DialogElement{topicField(w, c.Options.Topic), when, lengthField(w, settings, c.Options.DurationMinutes), remindField(w, c.Remind)},
		State:    encode(planState{ID: c.ID, Words: words, Zone: c.Plan.Zone}),
	}
}

// ReadPlan turns what was entered into a request, and tells which schedule it
// changes, if any. The person is to be filled in.
func ReadPlan(s model.SubmitDialogRequest) (id string, req schedule.Request, err error) {
	var back planState
	if err = json.Unmarshal([]byte(s.State), &back); err != nil {
		return "", req, &call.Error{Code: call.CodeInvalid, Value: "state", Cause: errors.WithStack(err)}
	}
	req = schedule.Request{
		ChannelID: s.ChannelId, RootID: back.RootID, When: text(s, FieldWhen), Zone: back.Zone, Remind: schedule.UsualReminder, Options: back.Options,
	}
	req.Options.Topic, req.Options.Template = text(s, FieldTopic), text(s, FieldTemplate)
	if back.ID != "" && req.When == back.Words {
		req.When = "" // which keeps what was skipped
	}
	if at := text(s, FieldAt); at != "" && req.When == "" {
		if req.When, err = pickedWords(at, text(s, fieldRepeat), back.Zone); err != nil {
			return back.ID, req, err
		}
	}
	if req.Options.DurationMinutes, err = number(s, FieldLength, 0); err == nil && text(s, fieldRemind) != "" {
		req.Remind, err = number(s, fieldRemind, schedule.MaxRemind)
	}
	return back.ID, req, err
}

// number reads a number that was chosen, up to most unless that is 0.
func number(s model.SubmitDialogRequest, field string, most int) (int, error) {
	value := text(s, field)
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || most > 0 && n > most {
		return 0, &call.Error{Code: call.CodeBadDuration, Value: value}
	}
	return n, nil
}

func topicField(w i18n.Words, topic string) model.DialogElement {
	return model.DialogElement{
		DisplayName: w.Say(i18n.DialogTopic, nil), Name: FieldTopic, Type: "text", Default: topic, MaxLength: call.MaxTopicLength, Optional: true,
	}
}

func wordsField(w i18n.Words, title *goi18n.Message, zone *time.Location, words string) model.DialogElement {
	return model.DialogElement{
		DisplayName: w.Say(title, nil), HelpText: w.Say(i18n.DialogWhenHelp, i18n.Data{"Zone": zone.String()}), Name: FieldWhen, Type: "text",
		Default: words, MaxLength: maxWords,
	}
}

// pickStep is what the picker of a time offers, in minutes.
const pickStep = 15

// atField offers the next full hour, unless there are words already.
func atField(w i18n.Words, now time.Time, words string) model.DialogElement {
	field := model.DialogElement{
		DisplayName: w.Say(i18n.DialogAt, nil), Name: FieldAt, Type: "datetime", Optional: true, MinDate: "today", TimeInterval: pickStep,
	}
	if words == "" {
		field.Default = now.Add(pickStep * time.Minute).Truncate(time.Hour).Add(time.Hour).UTC().Format(time.RFC3339)
	}
	return field
}

func repeatField(w i18n.Words) model.DialogElement {
	field := model.DialogElement{DisplayName: w.Say(i18n.DialogRepeat, nil), Name: fieldRepeat, Type: "select", Default: "once", Optional: true}
	for _, repeat := range []struct {
		value string
		m     *goi18n.Message
	}{
		{"once", i18n.RepeatOnce},
		{"daily", i18n.RepeatDaily},
		{"weekdays", i18n.RepeatWeekdays},
		{"weekly", i18n.RepeatWeekly},
		{"fortnightly", i18n.RepeatFortnightly},
		{"monthly", i18n.RepeatMonthly},
	} {
		field.Options = append(field.Options, &model.PostActionOptions{Text: w.Say(repeat.m, nil), Value: repeat.value})
	}
	return field
}

func remindField(w i18n.Words, chosen int) model.DialogElement {
	field := model.DialogElement{DisplayName: w.Say(i18n.DialogRemind, nil), Name: fieldRemind, Type: "select", Optional: true}
	for _, minutes := range []int{0, 5, 10, 15, 30, 60, 24 * 60} {
		name := w.Say(i18n.DialogRemindNone, nil)
		if minutes > 0 {
			name = w.Say(i18n.DialogRemindBefore, i18n.Data{"Length": w.Duration(time.Duration(minutes) * time.Minute)})
		}
		field.Options = append(field.Options, &model.PostActionOptions{Text: name, Value: strconv.Itoa(minutes)})
		if minutes == chosen {
			field.Default = strconv.Itoa(minutes)
		}
	}
	return field
}

// onceLayout is how agenda reads one date and time.
const onceLayout = "2006-01-02 15:04"

// pickedLayouts are how Mattermost's clients send what was picked.
var pickedLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"}

// pickedWords are what agenda reads, for what was picked. A series begins at
// that date or, where that is no such day, at the first thereafter.
func pickedWords(picked, repeat, zone string) (string, error) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return "", &call.Error{Code: call.CodeInvalid, Value: "zone", Cause: errors.WithStack(err)}
	}
	var at time.Time
	for _, layout := range pickedLayouts {
		if at, err = time.ParseInLocation(layout, picked, location); err == nil {
			break
		}
	}
	if err != nil {
		return "", &call.Error{Code: call.CodeBadWhen, Value: picked, Reason: "time"}
	}
	at = at.In(location)
	from := "at " + at.Format("15:04") + " from " + at.Format(time.DateOnly)
	switch weekday := strings.ToLower(at.Weekday().String()); repeat {
	case "daily":
		return "every day " + from, nil
	case "weekdays":
		return "every weekday " + from, nil
	case "weekly":
		return "every " + weekday + " " + from, nil
	case "fortnightly":
		return "every 2 weeks on " + weekday + " " + from, nil
	case "monthly":
		return fmt.Sprintf("every month on the %d%s %s", at.Day(), ordinal(at.Day()), from), nil
	default:
		return at.Format(onceLayout), nil
	}
}

func ordinal(n int) string {
	if n > 10 && n < 14 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

func encode(s planState) string {
	encoded, err := json.Marshal(s)
	if err != nil { // texts that always encode
		return ""
	}
	return string(encoded)
}
