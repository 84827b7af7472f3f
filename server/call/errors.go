package call

import (
	"time"

	"github.com/pkg/errors"
)

// Code names what went wrong, for programs. Package i18n has the words for people.
type Code string

// The codes that the domain knows.
const (
	CodeInternal        Code = "internal"
	CodeInvalid         Code = "invalid_request"
	CodeTopicTooLong    Code = "topic_too_long"
	CodeBadDuration     Code = "bad_duration"
	CodeDurationTooLong Code = "duration_too_long"
	CodeUnknownFlag     Code = "unknown_flag"
	CodeUnknownTemplate Code = "unknown_template"
	CodeUnknownPerson   Code = "unknown_person"

	CodeNotLoggedIn      Code = "not_logged_in"
	CodeNotMember        Code = "not_a_member"
	CodeMayNotPost       Code = "may_not_post"
	CodeArchived         Code = "channel_archived"
	CodeMayNotEnd        Code = "may_not_end"
	CodeMayNotRecord     Code = "may_not_record"
	CodeMayNotTranscribe Code = "may_not_transcribe"
	CodeMayNotStream     Code = "may_not_stream"
	CodeLargeChannel     Code = "large_channel" // Error.Members says how large
	CodeNotFound         Code = "not_found"
	CodeNoCall           Code = "no_call" // nothing runs in the channel
	CodeOver             Code = "call_over"
	CodeStarting         Code = "call_starting" // not posted yet
	CodeRunning          Code = "running"       // Error.Call is the running call
	CodeNotAdmin         Code = "not_admin"
	CodePersonInCall     Code = "person_in_call" // who is to be erased
	CodeElsewhere        Code = "elsewhere"      // a file that Whereby does not keep
	CodeNoFile           Code = "no_file"
	CodeBadPeriod        Code = "bad_period"
	CodeReportTooLong    Code = "report_too_long" // it took too long
	CodeNoPrefix         Code = "no_prefix"       // to tell our rooms from others'

	CodeBadImage Code = "bad_image" // Error.Value is the reason, one of package brand's
	CodeNoImage  Code = "no_image"

	// Of the minutes of calls.
	CodeMinutesOff   Code = "minutes_off"
	CodeMinutesThere Code = "minutes_there" // in the thread already
	CodeMinutesBusy  Code = "minutes_busy"  // being written
	CodeNoTranscript Code = "no_transcript"
	CodeNoAgent      Code = "no_agent" // the Agents plugin is away, or has none for this person
	CodeAgentRefused Code = "agent_refused"
	CodeAgentFailed  Code = "agent_failed"

	// Of channels' lasting rooms.
	CodeNoRoom           Code = "no_room"
	CodeRoomFixed        Code = "room_fixed" // what was asked for cannot be had in it
	CodeRoomInUse        Code = "room_in_use"
	CodeRoomBusy         Code = "room_busy" // being made or removed
	CodeMayNotManageRoom Code = "may_not_manage_room"

	// Of calls planned ahead.
	CodePersonGone   Code = "person_gone" // the owner's account is deactivated
	CodeBadWhen      Code = "bad_when"    // Error.Value is the part that cannot be read, Error.Reason why
	CodeNotYet       Code = "not_yet"     // its room is made later
	CodeNoSchedule   Code = "no_schedule"
	CodeMayNotChange Code = "may_not_change"
	CodeTooManyPlans Code = "too_many_plans" // Error.Most says how many
	CodeScheduleOver Code = "schedule_over"
	CodePlanPaused   Code = "plan_paused"
	CodePlanStarting Code = "plan_starting" // its call is being started

	// The rules of the Policy.
	CodeRuleGuests    Code = "rule_guests"
	CodeRuleEmail     Code = "rule_email"
	CodeRuleRoles     Code = "rule_roles"
	CodeRuleTeam      Code = "rule_team"
	CodeRuleChannel   Code = "rule_channel"
	CodeRuleRecording Code = "rule_recording"
	CodeRuleHours     Code = "rule_hours" // Error.Opens says until when

	// Of guests' invitations.
	CodeInvitesOff        Code = "invites_off"
	CodeGuestMayNotInvite Code = "guest_may_not_invite"
	CodeMayNotInvite      Code = "may_not_invite"
	CodeMayNotRevoke      Code = "may_not_revoke"
	CodeTooManyInvites    Code = "too_many_invites" // Error.Most says how many a call may have
	CodeNameTooLong       Code = "name_too_long"    // Error.Most says how long it may be
	CodeBadUntil          Code = "bad_until"
	CodePastUntil         Code = "past_until"
	CodeNoInvite          Code = "no_invite"
	CodeInviteExpired     Code = "invite_expired" // Error.Value is who invited, as with the next two
	CodeInviteRevoked     Code = "invite_revoked"
	CodeInviteUsed        Code = "invite_used" // by another browser

	CodeNotConfigured Code = "not_configured"
	CodeKeyRefused    Code = "key_refused"
	CodeNotInPlan     Code = "not_in_plan"
	CodeRoomRefused   Code = "room_refused"
	CodeRateLimited   Code = "rate_limited" // Error.Wait says for how long
	CodeUnavailable   Code = "whereby_unavailable"
)

// Error is an error that people are told about. What is not an Error is
// internal: logged whole, told as nothing but "internal".
type Error struct {
	Code Code
	// Value is the offending piece of input, as typed.
	Value string
	// Reason says more, with CodeBadWhen.
	Reason string
	// Limit is the longest duration allowed, with CodeDurationTooLong.
	Limit time.Duration
	// Wait is how long to wait before the next try, with CodeRateLimited.
	Wait time.Duration
	// Opens is when calls may be started again, zero when not known, with CodeRuleHours.
	Opens time.Time

	// Ours tells that the limit is this server's and not Whereby's, with CodeRateLimited.
	Ours bool
	// Most is how much of something there may be at most, where the code has it.
	Most int
	// Call is the call in question, with CodeRunning.
	Call *Call
	// Members is how many people the channel has, with CodeLargeChannel.
	Members int
	// MayHaveHappened tells that the far side may have done the work although
	// its answer did not reach us.
	MayHaveHappened bool
	// Cause is for the log only.
	Cause error
}

// Error implements error; it is for logs, not for people.
func (e *Error) Error() string {
	if e.Cause != nil {
		return string(e.Code) + ": " + e.Cause.Error()
	}
	return string(e.Code)
}

// Unwrap implements the errors package's interface.
func (e *Error) Unwrap() error { return e.Cause }

// CodeOf returns the code of err, CodeInternal when it carries none.
func CodeOf(err error) Code {
	if known := new(Error); errors.As(err, &known) {
		return known.Code
	}
	return CodeInternal
}
