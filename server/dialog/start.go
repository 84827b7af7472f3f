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

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// StartURL is where Mattermost sends what was entered.
const StartURL = "/plugins/whereby/api/v1/actions/start-dialog"

// The names of the fields.
const (
	FieldTopic      = "topic"
	FieldTemplate   = "template"
	FieldLength     = "length"
	fieldAudio      = "audio_only"
	fieldLocked     = "locked"
	fieldRecord     = "record"
	fieldTranscribe = "transcribe"
	fieldCaptions   = "captions"
	fieldStream     = "stream"
	fieldViewers    = "viewers"
)

// Remembered is what is offered the next time: the last choice without its
// topic. The web side's dialog keeps the same under the same preference.
type Remembered struct {
	Template        string `json:"template"`
	DurationMinutes int    `json:"duration_minutes"`
	AudioOnly       bool   `json:"audio_only"`
	Locked          bool   `json:"locked"`
	Record          bool   `json:"record"`
	Viewers         bool   `json:"viewers"`
	// Large is offered by the web side alone.
	Large      bool `json:"large"`
	Transcribe bool `json:"transcribe"`
	Captions   bool `json:"captions"`
	Stream     bool `json:"stream"`
}

// Preference is the name under which Remembered is kept as JSON.
const Preference = "last_start"

// state is what a dialog brings back with what was entered.
type state struct {
	RootID   string   `json:"root_id"`
	Second   bool     `json:"second"`
	Large    *bool    `json:"large"`
	Speakers []string `json:"speakers"`
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
	back, err := json.Marshal(state{RootID: req.RootID, Second: req.Second, Large: asked.Large, Speakers: asked.Speakers})
	if err != nil { // fields that always encode
		back = nil
	}
	elements := []model.DialogElement{topicField(w, asked.Topic)}
	if len(settings.Templates) > 0 {
		elements = append(elements, templateField(w, settings, cmp.Or(asked.Template, last.Template)))
	}
	elements = append(elements, lengthField(w, settings, cmp.Or(asked.DurationMinutes, last.DurationMinutes)))
	return model.Dialog{
		CallbackId: "start", Title: w.Say(i18n.DialogTitle, nil), SubmitLabel: w.Say(i18n.DialogStart, nil),
		Elements: append(elements, switches(w, settings, last, asked)...), State: string(back),
	}
}

// switches are what can be turned on, as far as the settings allow it.
func switches(w i18n.Words, settings call.Settings, last Remembered, asked call.Options) []model.DialogElement {
	var elements []model.DialogElement
	for _, s := range []struct {
		name        string
		title, help *goi18n.Message
		allowed, on bool
	}{
		{fieldAudio, i18n.DialogAudio, i18n.DialogAudioHelp, true, last.AudioOnly || asked.IsAudioOnly()},
		{fieldLocked, i18n.DialogLocked, i18n.DialogLockedHelp, true, last.Locked || asked.IsLocked()},
		{fieldRecord, i18n.DialogRecord, i18n.DialogRecordHelp, settings.MayRecord, last.Record || asked.IsRecorded()},
		{fieldTranscribe, i18n.DialogTranscribe, i18n.DialogTranscribeHelp, settings.MayTranscribe, last.Transcribe || asked.IsTranscribed()},
		{fieldCaptions, i18n.DialogCaptions, i18n.DialogCaptionsHelp, settings.MayTranscribe, last.Captions || asked.IsCaptioned()},
		{fieldStream, i18n.DialogStream, i18n.DialogStreamHelp, settings.StreamingURL != "", last.Stream || asked.IsStreamed()},
		{fieldViewers, i18n.DialogViewers, i18n.DialogViewersHelp, true, last.Viewers || asked.IsTownHall()},
	} {
		if s.allowed {
			elements = append(elements, model.DialogElement{
				DisplayName: w.Say(s.title, nil), Placeholder: w.Say(s.help, nil), Name: s.name, Type: "bool", Optional: true, Default: strconv.FormatBool(s.on),
			})
		}
	}
	return elements
}

func templateField(w i18n.Words, settings call.Settings, chosen string) model.DialogElement {
	field := model.DialogElement{DisplayName: w.Say(i18n.DialogTemplate, nil), Name: FieldTemplate, Type: "select", Optional: true}
	for _, t := range settings.Templates {
		field.Options = append(field.Options, &model.PostActionOptions{Text: t.Label(), Value: t.Name})
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
	req.Options = call.Options{Topic: text(s, FieldTopic), Template: text(s, FieldTemplate), Large: back.Large, Speakers: back.Speakers}
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
	req.Options.Transcribe = choice(s, fieldTranscribe)
	req.Options.Captions = choice(s, fieldCaptions)
	req.Options.Stream = choice(s, fieldStream)
	req.Options.Viewers = choice(s, fieldViewers)
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
		AudioOnly: o.IsAudioOnly(), Locked: o.IsLocked(), Record: o.IsRecorded(), Viewers: o.IsTownHall(), Large: o.IsLarge(),
		Transcribe: o.IsTranscribed(), Captions: o.IsCaptioned(), Stream: o.IsStreamed(),
	})
	if err != nil { // numbers, words and switches that always encode
		return ""
	}
	return string(kept)
}
