package i18n

import (
	"cmp"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/whereby"
)

// What a check of the connection to Whereby found.
var (
	CheckKeyWorks        = &i18n.Message{ID: "check.key_works", Other: "Whereby accepts the API key."}
	CheckRoomMade        = &i18n.Message{ID: "check.room_made", Other: "A room was made and deleted again."}
	CheckPoints          = &i18n.Message{ID: "check.points", Other: "{{.Remaining}} of {{.Limit}} API points are left for this minute. Making a room takes 3."}
	CheckClockRight      = &i18n.Message{ID: "check.clock_right", Other: "The clocks of this server and of Whereby differ by {{.Skew}}."}
	CheckRecording       = &i18n.Message{ID: "check.recording", Other: "Your Whereby plan includes cloud recording."}
	CheckTranscription   = &i18n.Message{ID: "check.transcription", Other: "Your Whereby plan includes transcription."}
	CheckStreaming       = &i18n.Message{ID: "check.streaming", Other: "Your Whereby plan includes streaming."}
	CheckNoRecording     = &i18n.Message{ID: "check.no_recording", Other: "Your Whereby plan does not include cloud recording. Calls with it cannot be started; switch off recording below, or change the plan in the Whereby dashboard."}
	CheckNoTranscription = &i18n.Message{ID: "check.no_transcription", Other: "Your Whereby plan does not include transcription. Calls with it cannot be started; switch off transcription below, or change the plan in the Whereby dashboard."}
	CheckNoStreaming     = &i18n.Message{ID: "check.no_streaming", Other: "Your Whereby plan does not include streaming. Calls with it cannot be started; remove the streaming address below, or change the plan in the Whereby dashboard."}
	CheckPlanUnknown     = &i18n.Message{ID: "check.plan_unknown", Other: "Whether your Whereby plan has all features that are switched on could not be found out. Try again in a minute."}
	CheckRoomLeft        = &i18n.Message{ID: "check.room_left", Other: "The room of this check could not be deleted. Whereby deletes it by itself within a day."}
	CheckClockAhead      = &i18n.Message{ID: "check.clock_ahead", Other: "This server's clock is {{.Skew}} ahead of Whereby's. Set it right, best by a time service (NTP): with a wrong clock webhooks are refused and rooms close too late."}
	CheckClockBehind     = &i18n.Message{ID: "check.clock_behind", Other: "This server's clock is {{.Skew}} behind Whereby's. Set it right, best by a time service (NTP): with a wrong clock webhooks are refused and rooms close too early."}
	CheckNoKey           = &i18n.Message{ID: "check.no_key", Other: "There is no API key. Make one in the Whereby dashboard (Configure → API → Generate key) and enter it here."}
	CheckKeyCharacters   = &i18n.Message{ID: "check.key_characters", Other: "The API key has a character that no key has, such as a space. Copy it from the Whereby dashboard again."}
	CheckAddress         = &i18n.Message{ID: "check.address", Other: "The API address is no web address. Enter https://api.whereby.dev/v1."}
	CheckNameNotFound    = &i18n.Message{ID: "check.name_not_found", Other: "The name {{.Host}} cannot be found. Check the API address for a typing mistake, and that this server can resolve names of the internet (DNS)."}
	CheckRefused         = &i18n.Message{ID: "check.refused", Other: "{{.Host}} refuses the connection: nothing answers there. Check the API address, and whether a firewall blocks it."}
	CheckUnreachable     = &i18n.Message{ID: "check.unreachable", Other: "The connection to {{.Host}} fails or is cut off. Check that this server may reach it over https, and whether a firewall or proxy blocks it."}
	CheckTimeout         = &i18n.Message{ID: "check.timeout", Other: "{{.Host}} does not answer in time. Probably a firewall drops the connection: allow this server to reach it over https (port 443), or set a proxy for it."}
	CheckProxy           = &i18n.Message{ID: "check.proxy", Other: "The proxy of this server cannot be reached. Check the server's environment variable HTTPS_PROXY."}
	CheckTLSAuthority    = &i18n.Message{ID: "check.tls_authority", Other: "The certificate of {{.Host}} comes from an issuer that this server does not trust. Probably a proxy inspects the connection: add its root certificate to this server, or let {{.Host}} pass without inspection."}
	CheckTLSName         = &i18n.Message{ID: "check.tls_name", Other: "The certificate that came from {{.Host}} belongs to another name. Check the API address, and whether a proxy answers in its place."}
	CheckTLSExpired      = &i18n.Message{ID: "check.tls_expired", Other: "The certificate of {{.Host}} has expired or is not valid yet. Check this server's clock first."}
	CheckTLS             = &i18n.Message{ID: "check.tls", Other: "No secure connection to {{.Host}} comes about. Check the API address, and whether a proxy interferes with https."}
	CheckRedirect        = &i18n.Message{ID: "check.redirect", Other: "{{.Host}} redirects to another address, which the API never does. Check the API address, and whether a proxy wants a login."}
	CheckNotTheAPI       = &i18n.Message{ID: "check.not_the_api", Other: "{{.Host}} answers, but not as Whereby's API does (HTTP {{.Status}}). The API address should be https://api.whereby.dev/v1."}
	CheckKeyWrong        = &i18n.Message{ID: "check.key_wrong", Other: "Whereby refuses the API key (401): it is wrong, or it was deleted. Make a new one in the Whereby dashboard (Configure → API → Generate key)."}
	CheckForbidden       = &i18n.Message{ID: "check.forbidden", Other: "Whereby does not allow this (403). Check in the Whereby dashboard that your plan includes the API and that the account is active."}
	CheckPointsUsedUp    = &i18n.Message{ID: "check.points_used_up", Other: "The API points of your Whereby organization are used up for this minute (429). Try again in {{.Wait}}."}
	CheckTrouble         = &i18n.Message{ID: "check.whereby_trouble", Other: "Whereby is having trouble (HTTP {{.Status}}). Try again in a few minutes."}
	CheckRoomRefused     = &i18n.Message{ID: "check.room_refused", Other: "Whereby accepts the API key, but did not make a room (HTTP {{.Status}}). Check the account in the Whereby dashboard."}
)

// Finding says what a check of the connection found, and what to do.
func (w Words) Finding(f whereby.Finding) string {
	data := Data{"Host": f.Host, "Status": f.Status, "Remaining": f.Remaining, "Limit": f.Limit}
	switch f.Code {
	case whereby.FoundNoPoints:
		data["Wait"] = w.wait(f.Wait)
	case whereby.FoundSkew, whereby.FoundClock:
		data["Skew"] = w.Length(f.Skew.Abs())
	}
	return w.Say(ofFinding(f), data)
}

func ofFinding(f whereby.Finding) *i18n.Message {
	switch f.Code {
	case whereby.FoundKeyWorks:
		return CheckKeyWorks
	case whereby.FoundRoomMade:
		return CheckRoomMade
	case whereby.FoundPoints:
		return CheckPoints
	case whereby.FoundClock:
		return CheckClockRight
	case whereby.FoundSkew:
		if f.Skew < 0 {
			return CheckClockBehind
		}
		return CheckClockAhead
	case whereby.FoundNoKey:
		return CheckNoKey
	case whereby.FoundKeyGarbled:
		return CheckKeyCharacters
	case whereby.FoundBadAddress:
		return CheckAddress
	case whereby.FoundKeyWrong:
		return CheckKeyWrong
	case whereby.FoundForbidden:
		return CheckForbidden
	case whereby.FoundNoPoints:
		return CheckPointsUsedUp
	case whereby.FoundTrouble:
		return CheckTrouble
	case whereby.FoundRoomRefused:
		return CheckRoomRefused
	case whereby.FoundRoomLeft:
		return CheckRoomLeft
	case whereby.FoundRedirect:
		return CheckRedirect
	case whereby.FoundNotAPI:
		return CheckNotTheAPI
	default:
		return cmp.Or(ofPlan(f.Code), ofWay(f.Code))
	}
}

func ofPlan(code whereby.FindingCode) *i18n.Message {
	switch code {
	case whereby.FoundRecording:
		return CheckRecording
	case whereby.FoundTranscription:
		return CheckTranscription
	case whereby.FoundStreaming:
		return CheckStreaming
	case whereby.FoundNoRecording:
		return CheckNoRecording
	case whereby.FoundNoTranscription:
		return CheckNoTranscription
	case whereby.FoundNoStreaming:
		return CheckNoStreaming
	case whereby.FoundPlanUnknown:
		return CheckPlanUnknown
	default:
		return nil
	}
}

// ofWay is for what happened on the way to Whereby.
func ofWay(code whereby.FindingCode) *i18n.Message {
	switch code {
	case whereby.FoundNoName:
		return CheckNameNotFound
	case whereby.FoundRefused:
		return CheckRefused
	case whereby.FoundTimeout:
		return CheckTimeout
	case whereby.FoundProxy:
		return CheckProxy
	case whereby.FoundAuthority:
		return CheckTLSAuthority
	case whereby.FoundWrongName:
		return CheckTLSName
	case whereby.FoundExpired:
		return CheckTLSExpired
	case whereby.FoundNoTLS:
		return CheckTLS
	default:
		return CheckUnreachable
	}
}
