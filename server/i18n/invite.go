package i18n

import (
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

// What the inviter of a guest is told.
var (
	InviteHelp     = &goi18n.Message{ID: "command.invite.help", Other: "Make a link for somebody without a Mattermost account to the call that runs here"}
	InviteHint     = &goi18n.Message{ID: "command.invite.hint", Other: "[name or e-mail] [until]"}
	InviteArgsHelp = &goi18n.Message{ID: "command.invite.args_help", Other: "Who is invited, and until when the link works: 2h, 45m, 18:00, 6pm, tomorrow, 2026-12-24 18:00"}
	HelpInvites    = &goi18n.Message{ID: "help.invites", Other: "`/whereby invite Zoe 18:00` makes a link for a guest without a Mattermost account to the call that runs here; it works until `18:00`, `2h` from now, `tomorrow` or `2026-12-24 18:00`. For a topic that begins with “invite”, type `/whereby start invite …` or put the topic in quotes."}

	Invited         = &goi18n.Message{ID: "invite.made", Other: "This link lets **{{.Name}}** into the call. Send it to them:"}
	InvitedNameless = &goi18n.Message{ID: "invite.made_nameless", Other: "This link lets one guest into the call. Send it to them:"}
	InviteUntil     = &goi18n.Message{ID: "invite.until", Other: "It works until {{.Time}} ({{.Zone}}) or the end of the call, in the browser in which it is used first."}
	InviteKnocks    = &goi18n.Message{ID: "invite.knocks", Other: "The call has a waiting room: your guest knocks, and the host lets them in."}
	InviteComesIn   = &goi18n.Message{ID: "invite.comes_in", Other: "The call has no waiting room: your guest comes straight in."}
	InviteRevocable = &goi18n.Message{ID: "invite.revocable", Other: "To revoke it, open the menu of the call's card and choose **Invite a guest…**"}
)

// What the guest's page says.
var (
	GuestTitle        = &goi18n.Message{ID: "guest.title", Other: "{{.Inviter}} invites you to a call"}
	GuestName         = &goi18n.Message{ID: "guest.name", Other: "Your name"}
	GuestEnter        = &goi18n.Message{ID: "guest.enter", Other: "Enter the call"}
	GuestOpens        = &goi18n.Message{ID: "guest.opens", Other: "The call opens in this browser. You need no account."}
	GuestKnocks       = &goi18n.Message{ID: "guest.knocks", Other: "The call opens in this browser. You need no account: you knock, and somebody in the call lets you in."}
	GuestPageTitle    = &goi18n.Message{ID: "guest.page_title", Other: "Invitation to a call"}
	GuestUnknown      = &goi18n.Message{ID: "guest.unknown", Other: "This link does not work. Check that you have the whole link, or ask whoever sent it for a new one."}
	GuestExpired      = &goi18n.Message{ID: "guest.expired", Other: "This invitation has expired. Ask {{.Inviter}} for a new one."}
	GuestRevoked      = &goi18n.Message{ID: "guest.revoked", Other: "This invitation was revoked. Ask {{.Inviter}} for a new one."}
	GuestUsed         = &goi18n.Message{ID: "guest.used", Other: "This invitation was already used in another browser. Ask {{.Inviter}} for a new one."}
	GuestOff          = &goi18n.Message{ID: "guest.off", Other: "Invitations are switched off, so this one lets nobody in. Ask {{.Inviter}} how to join the call."}
	GuestOver         = &goi18n.Message{ID: "guest.over", Other: "The call is over."}
	GuestStarting     = &goi18n.Message{ID: "guest.starting", Other: "The call has not begun yet. Open this link again in a moment."}
	GuestTooOften     = &goi18n.Message{ID: "guest.too_often", Other: "This page was opened too often in a short time. Open it again in {{.Wait}}."}
	GuestUnreadable   = &goi18n.Message{ID: "guest.unreadable", Other: "The form could not be read. Open the link again."}
	GuestFailed       = &goi18n.Message{ID: "guest.failed", Other: "The call could not be opened. Try again in a moment."}
	GuestOfSomebody   = &goi18n.Message{ID: "guest.of_somebody", Other: "whoever sent it"}
	GuestTitleUnknown = &goi18n.Message{ID: "guest.title_unknown", Other: "You are invited to a call"}
)

// What went wrong with an invite.
var (
	ErrInvitesOff        = &goi18n.Message{ID: "error.invites_off", Other: "Guests cannot be invited to calls on this server. Ask a system admin to allow it."}
	ErrGuestMayNotInvite = &goi18n.Message{ID: "error.guest_may_not_invite", Other: "With a guest account you cannot invite others. Ask a member of the channel who is no guest."}
	ErrMayNotInvite      = &goi18n.Message{ID: "error.may_not_invite", Other: "You may not post in this channel, so you cannot invite guests to its calls. Ask a channel admin."}
	ErrMayNotRevoke      = &goi18n.Message{ID: "error.may_not_revoke", Other: "Only who invited the guest, the call's host and the admins of the channel, the team and the system can revoke an invitation. Ask one of them."}
	ErrTooManyInvites    = &goi18n.Message{ID: "error.too_many_invites", Other: "A call may have {{.Most}} invitations that work at the same time. Revoke one that is not needed any more."}
	ErrNameTooLong       = &goi18n.Message{ID: "error.name_too_long", Other: "The name is too long. Keep it to {{.Most}} characters."}
	ErrBadUntil          = &goi18n.Message{ID: "error.bad_until", Other: "“{{.Value}}” is no time I understand, so nobody was invited. Write `2h`, `45m`, `18:00`, `6pm`, `tomorrow` or `2026-12-24 18:00`, for example `/whereby invite Zoe 18:00`. If it belongs to the name, put the name in quotes."}
	ErrPastUntil         = &goi18n.Message{ID: "error.past_until", Other: "The time until which the invitation is to work has passed, so nobody was invited. Choose a later one."}
	ErrNoInvite          = &goi18n.Message{ID: "error.no_invite", Other: "There is no such invitation."}
	ErrTooOften          = &goi18n.Message{ID: "error.too_often", Other: "That is too much in a short time. Try again in {{.Wait}}."}
)

func aboutInvites(code call.Code) *goi18n.Message {
	switch code {
	case call.CodeInvitesOff:
		return ErrInvitesOff
	case call.CodeGuestMayNotInvite:
		return ErrGuestMayNotInvite
	case call.CodeMayNotInvite:
		return ErrMayNotInvite
	case call.CodeMayNotRevoke:
		return ErrMayNotRevoke
	case call.CodeTooManyInvites:
		return ErrTooManyInvites
	case call.CodeNameTooLong:
		return ErrNameTooLong
	case call.CodeBadUntil:
		return ErrBadUntil
	case call.CodePastUntil:
		return ErrPastUntil
	case call.CodeNoInvite:
		return ErrNoInvite
	default:
		return ErrInternal
	}
}

// ExplainToGuest says to somebody from outside why an invite does not let him
// in. He has nobody to ask but the inviter, and is told nothing else.
func (w Words) ExplainToGuest(err error) string {
	known := new(call.Error)
	if !errors.As(err, &known) {
		known = &call.Error{Code: call.CodeInternal}
	}
	data := Data{"Inviter": known.Value, "Wait": w.wait(known.Wait)}
	if known.Value == "" {
		data["Inviter"] = w.Say(GuestOfSomebody, nil)
	}
	return w.Say(forGuests(known.Code), data)
}

func forGuests(code call.Code) *goi18n.Message {
	switch code {
	case call.CodeNoInvite:
		return GuestUnknown
	case call.CodeInviteExpired:
		return GuestExpired
	case call.CodeInviteRevoked:
		return GuestRevoked
	case call.CodeInviteUsed:
		return GuestUsed
	case call.CodeInvitesOff:
		return GuestOff
	case call.CodeOver, call.CodeNotFound:
		return GuestOver
	case call.CodeStarting:
		return GuestStarting
	case call.CodeRateLimited:
		return GuestTooOften
	case call.CodeInvalid:
		return GuestUnreadable
	default:
		return GuestFailed
	}
}
