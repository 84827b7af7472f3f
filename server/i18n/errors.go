package i18n

import (
	"cmp"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
)

// Reader is who reads an explanation.
type Reader struct {
	Admin  bool   // system admins are told more
	APIURL string // for admins
	// Contact is who helps where a rule is in the way, empty for a system admin.
	Contact string
}

// ReaderBy is a reader of this server's explanations.
func ReaderBy(settings config.Snapshot, admin bool) Reader {
	return Reader{Admin: admin, APIURL: settings.APIURL, Contact: settings.Contact}
}

// Explain says to a person what went wrong and what to do. It is the one
// place where errors become words.
func (w Words) Explain(err error, reader Reader) string {
	known := new(call.Error)
	if !errors.As(err, &known) {
		known = &call.Error{Code: call.CodeInternal}
	}
	data := Data{"Value": known.Value, "APIURL": reader.APIURL, "Limit": call.MaxTopicLength, "Most": known.Most}
	if known.Limit > 0 {
		data["Limit"] = w.Duration(known.Limit)
	}
	if known.Code == call.CodeRateLimited {
		data["Wait"] = w.wait(known.Wait)
		if known.Ours {
			return w.Say(ErrTooOften, data)
		}
	}
	if known.Code == call.CodeLargeChannel {
		return w.Count(ErrLargeChannel, known.Members, nil)
	}
	if m := ruleFor(known); m != nil {
		return w.explainRule(m, known, reader)
	}
	if m := aboutPlans(known); m != nil {
		return w.Say(m, data)
	}
	if m := aboutAI(known.Code); m != nil {
		return w.Say(m, data)
	}
	if known.Code == call.CodeBadImage {
		return w.badImage(known.Value)
	}
	if m := forAdmins(known.Code); reader.Admin && m != nil {
		return w.Say(m, data)
	}
	return w.Say(forEverybody(known.Code), data)
}

func forEverybody(code call.Code) *goi18n.Message {
	switch code {
	case call.CodeInvalid:
		return ErrInvalid
	case call.CodeTopicTooLong:
		return ErrTopicTooLong
	case call.CodeBadDuration:
		return ErrBadDuration
	case call.CodeDurationTooLong:
		return ErrDurationTooLong
	case call.CodeUnknownFlag:
		return UnknownArgument
	case call.CodeNotLoggedIn:
		return ErrNotLoggedIn
	case call.CodeNotMember:
		return ErrNotMember
	case call.CodeMayNotPost:
		return ErrMayNotPost
	case call.CodeArchived:
		return ErrArchived
	case call.CodeMayNotEnd:
		return ErrMayNotEnd
	case call.CodeMayNotRecord:
		return ErrMayNotRecord
	case call.CodeMayNotTranscribe:
		return ErrMayNotTranscribe
	case call.CodeMayNotStream:
		return ErrMayNotStream
	case call.CodeUnknownPerson:
		return ErrUnknownPerson
	case call.CodeNoRoom:
		return ErrNoRoom
	case call.CodeRoomFixed:
		return ErrRoomFixed
	case call.CodeRoomInUse:
		return ErrRoomInUse
	case call.CodeRoomBusy:
		return ErrRoomBusy
	case call.CodeMayNotManageRoom:
		return ErrMayNotManageRoom
	case call.CodeUnknownTemplate:
		return ErrUnknownTemplate
	case call.CodeNotFound:
		return ErrNotFound
	case call.CodeBadPeriod:
		return ErrBadPeriod
	case call.CodeReportTooLong:
		return ErrReportTooLong
	case call.CodeNoCall:
		return ErrNoCall
	case call.CodeElsewhere:
		return ErrElsewhere
	case call.CodeNoFile:
		return ErrNoFile
	case call.CodeNoPrefix:
		return ErrNoPrefix
	case call.CodeNoImage:
		return ErrNoImage
	case call.CodeNotAdmin:
		return ErrNotAdmin
	case call.CodePersonInCall:
		return ErrPersonInCall
	case call.CodeOver:
		return ErrOver
	case call.CodeStarting:
		return ErrStarting
	case call.CodeRunning:
		return ErrRunning
	case call.CodeNotConfigured:
		return ErrNotConfigured
	case call.CodeKeyRefused:
		return ErrKeyRefused
	case call.CodeNotInPlan:
		return ErrNotInPlan
	case call.CodeRoomRefused:
		return ErrRoomRefused
	case call.CodeRateLimited:
		return ErrRateLimited
	case call.CodeUnavailable:
		return ErrUnavailable
	default:
		return aboutInvites(code)
	}
}

// forAdmins returns nil where admins are told the same as everybody.
func forAdmins(code call.Code) *goi18n.Message {
	switch code {
	case call.CodeNotConfigured:
		return AdminNotConfigured
	case call.CodeKeyRefused:
		return AdminKeyRefused
	case call.CodeMayNotRecord:
		return AdminMayNotRecord
	case call.CodeNotInPlan:
		return AdminNotInPlan
	case call.CodeRoomRefused:
		return AdminRoomRefused
	case call.CodeRateLimited:
		return AdminRateLimited
	case call.CodeUnavailable:
		return AdminUnavailable
	case call.CodeInternal:
		return AdminInternal
	default:
		return nil
	}
}

// Problem says what is wrong with a setting.
func (w Words) Problem(p config.Problem) string {
	data := Data{"Limit": p.Limit, "Name": p.Value, "Setting": settingNames[p.Setting]}
	if m := cmp.Or(problemsOfRules[p.Reason], problemsOfAI[p.Reason]); m != nil {
		return strings.TrimSpace(w.Say(m, data))
	}
	switch p.Reason {
	case config.ReasonKeyCharacters:
		return w.Say(ProblemKeyCharacters, data)
	case config.ReasonSecretCharacters:
		return w.Say(ProblemSecret, data)
	case config.ReasonURLInsecure:
		return w.Say(ProblemURLInsecure, data)
	case config.ReasonPrefix:
		return w.Say(ProblemPrefix, data)
	case config.ReasonPrefixLength:
		return w.Say(ProblemPrefixLength, data)
	case config.ReasonDuration:
		if p.Setting == "DefaultDurationMinutes" {
			return w.Say(ProblemDefault, data)
		}
		return w.Say(ProblemMax, data)
	case config.ReasonDurationOrder:
		return w.Say(ProblemOrder, data)
	case config.ReasonShortKey:
		return w.Say(ProblemShortKey, data)
	case config.ReasonOpenIn:
		return w.Say(ProblemOpenIn, data)
	case config.ReasonNegative:
		if p.Setting == "KeyReminderDays" {
			return w.Say(ProblemKeyReminder, data)
		}
		return w.Say(ProblemLargeChannel, data)
	case config.ReasonTemplate:
		return w.Say(ProblemTemplate, data)
	case config.ReasonTemplateTwice:
		return w.Say(ProblemTemplateTwice, data)
	case config.ReasonTemplates:
		return w.Say(ProblemTemplates, data)
	case config.ReasonBrand, config.ReasonBrandTwice, config.ReasonBrands, config.ReasonBrandDefault:
		return w.Say(brandProblem(p.Reason), data)
	default:
		return w.Say(ProblemURL, data)
	}
}
