// Package dialog asks how to start a call, by Mattermost's own dialogs: they
// work on mobile too.
package dialog

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// StartURL is where Mattermost sends what was entered.
const StartURL = "/plugins/whereby/api/v1/actions/start-dialog"

// The names of the fields.
const (
	FieldTopic    = "topic"
	FieldTemplate = "template"
	FieldLength   = "length"
	fieldAudio    = "audio_only"
	fieldLocked   = "locked"
	fieldRecord   = "record"
)

// Remembered is what is offered the next time: the last choice without its
// topic. The web side's dialog keeps the same under the same preference.
type Remembered struct {
	Template        string `json:"template"`
	DurationMinutes int    `json:"duration_minutes"`
	AudioOnly       bool   `json:"audio_only"`
	Locked          bool   `json:"locked"`
	Record          bool   `json:"record"`
}

// Preference is the name under which Remembered is kept as JSON.
const Preference = "last_start"

// state is what a dialog brings back with what was entered.
type state struct {
	RootID string `json:"root_id"`
	Second bool   `json:"second"`
	Large  *bool  `json:"large"`
}

// Start is the dialog for a request that is not complete yet. remembered is
// what Preference holds; what the request says goes before it.
func Start(w i18n.Words, settings call.Settings, remembered string, req call.StartRequest) model.Dialog {
	last := Remembered{Locked: settings.DefaultLocked}
	asked := req.Options
	if asked.Template != "" {
		last = Remembered{} // the template says the rest
	} else {
		_ = json.Unmarshal([]byte(remembered), &last) // somebody else's writing there is no loss
	}
	back, err := json.Marshal(state{RootID: req.RootID, Second: req.Second, Large: asked.Large})
	if err != nil { // three fields that always encode
		back = nil
	}
	elements := []model.DialogElement{{
		DisplayName: w.Say(i18n.DialogTopic, nil), Name: FieldTopic, Type: "text", Default: asked.Topic,
		MaxLength: call.MaxTopicLength, Optional: true,
	}}
	if len(settings.Templates) > 0 {
		elements = append(elements, templateField(w, settings, cmp.Or(asked.Template, last.Template)))
	}
	elements = append(elements, lengthField(w, settings, cmp.Or(asked.DurationMinutes, last.DurationMinutes)),
		yesNo(fieldAudio, w.Say(i18n.DialogAudio, nil), w.Say(i18n.DialogAudioHelp, nil), last.AudioOnly || asked.IsAudioOnly()),
		yesNo(fieldLocked, w.Say(i18n.DialogLocked, nil), w.Say(i18n.DialogLockedHelp, nil), last.Locked || asked.IsLocked()))
	if settings.MayRecord {
		elements = append(elements, yesNo(fieldRecord, w.Say(i18n.DialogRecord, nil), w.Say(i18n.DialogRecordHelp, nil), last.Record || asked.IsRecorded()))
	}
	return model.Dialog{
		CallbackId: "start", Title: w.Say(i18n.DialogTitle, nil), SubmitLabel: w.Say(i18n.DialogStart, nil),
		Elements: elements, State: string(back),
	}
}

func templateField(w i18n.Words, settings call.Settings, chosen string) model.DialogElement {
	field := model.DialogElement{DisplayName: w.Say(i18n.DialogTemplate, nil), Name: FieldTemplate, Type: "select", Optional: true}
	for _, t := range settings.Templates {
		field.Options = append(field.Options, &model.PostActionOptions{Text: cmp.Or(t.Options.Topic, t.Name), Value: t.Name})
	}
	if t, found := settings.Template(chosen); found {
		field.Default = t.Name
	}
	return field
}

func lengthField(w i18n.Words, settings call.Settings, chosen int) model.DialogElement {
	field := model.DialogElement{
		DisplayName: w.Say(i18n.DialogLength, nil), HelpText: w.Say(i18n.DialogLengthHelp, nil), Name: FieldLength, Type: "select", Optional: true,
	}
	lengths := []int{15, 30, 45, 60, 90, 120, 240, 480}
	if chosen > 0 && !slices.Contains(lengths, chosen) {
		lengths = append(lengths, chosen)
		slices.Sort(lengths)
	}
	for _, minutes := range lengths {
		length := time.Duration(minutes) * time.Minute
		if length > settings.MaxDuration {
			break
		}
		field.Options = append(field.Options, &model.PostActionOptions{Text: w.Duration(length), Value: strconv.Itoa(minutes)})
		if minutes == chosen {
			field.Default = strconv.Itoa(minutes)
		}
	}
	return field
}

func yesNo(name, title, help string, on bool) model.DialogElement {
	return model.DialogElement{DisplayName: title, Placeholder: help, Name: name, Type: "bool", Optional: true, Default: strconv.FormatBool(on)}
}

// ReadStart turns what was entered into a request. All of it could be forged;
// it asks for no more than anybody may ask. The person is to be filled in.
func ReadStart(s model.SubmitDialogRequest) (call.StartRequest, error) {
	var back state
	if s.State != "" {
		if err := json.Unmarshal([]byte(s.State), &back); err != nil {
			return call.StartRequest{}, &call.Error{Code: call.CodeInvalid, Value: "state", Cause: errors.WithStack(err)}
		}
	}
	req := call.StartRequest{ChannelID: s.ChannelId, RootID: back.RootID, Second: back.Second, Ask: true}
	req.Options = call.Options{Topic: text(s, FieldTopic), Template: text(s, FieldTemplate), Large: back.Large}
	if length := text(s, FieldLength); length != "" {
		minutes, err := strconv.Atoi(length)
		if err != nil || minutes < 1 {
			return req, &call.Error{Code: call.CodeBadDuration, Value: length}
		}
		req.Options.DurationMinutes = minutes
	}
	req.Options.AudioOnly = choice(s, fieldAudio)
	req.Options.Locked = choice(s, fieldLocked)
	req.Options.Record = choice(s, fieldRecord)
	return req, nil
}

func text(s model.SubmitDialogRequest, field string) string {
	value, _ := s.Submission[field].(string)
	return strings.TrimSpace(value)
}

// choice reads a switch. One that is off leaves the matter to the template, if
// one was chosen: this dialog cannot turn switches as a template has them.
func choice(s model.SubmitDialogRequest, field string) *bool {
	on := s.Submission[field] == true || s.Submission[field] == "true"
	if !on && text(s, FieldTemplate) != "" {
		return nil
	}
	return &on
}

// Remember is what Preference has to hold after a start.
func Remember(o call.Options) string {
	kept, err := json.Marshal(Remembered{
		Template: o.Template, DurationMinutes: o.DurationMinutes,
		AudioOnly: o.IsAudioOnly(), Locked: o.IsLocked(), Record: o.IsRecorded(),
	})
	if err != nil { // five fields that always encode
		return ""
	}
	return string(kept)
}
