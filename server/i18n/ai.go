package i18n

import (
	"github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
)

// Why a call has a priority that nobody asked for.
var (
	UrgentByWord      = &i18n.Message{ID: "priority.urgent_word", Other: "Urgent (automatic): the word “{{.Word}}” was found"}
	ImportantByWord   = &i18n.Message{ID: "priority.important_word", Other: "Important (automatic): the word “{{.Word}}” was found"}
	UrgentByAgents    = &i18n.Message{ID: "priority.urgent_agents", Other: "Urgent (automatic, by Agents): {{.Reason}}"}
	ImportantByAgents = &i18n.Message{ID: "priority.important_agents", Other: "Important (automatic, by Agents): {{.Reason}}"}
	UrgentUnsaid      = &i18n.Message{ID: "priority.urgent_unsaid", Other: "Urgent (automatic, by Agents)"}
	ImportantUnsaid   = &i18n.Message{ID: "priority.important_unsaid", Other: "Important (automatic, by Agents)"}
)

// The minutes of a call.
var (
	MinutesAsked   = &i18n.Message{ID: "minutes.asked", Other: "Summary by AI, asked for by {{.Name}}"}
	MinutesUnasked = &i18n.Message{ID: "minutes.unasked", Other: "Summary by AI"}
	MinutesPartial = &i18n.Message{ID: "minutes.partial", Other: "The transcript is long: only its beginning was summed up."}
	MinutesCaution = &i18n.Message{ID: "minutes.caution", Other: "AI makes mistakes; what counts is the transcript."}

	ErrMinutesOff   = &i18n.Message{ID: "error.minutes_off", Other: "Summaries by AI are switched off here."}
	ErrMinutesThere = &i18n.Message{ID: "error.minutes_there", Other: "The summary of this call is already in its thread."}
	ErrMinutesBusy  = &i18n.Message{ID: "error.minutes_busy", Other: "The summary is being written. It will appear in the call's thread."}
	ErrNoTranscript = &i18n.Message{ID: "error.no_transcript", Other: "This call has no transcript that could be summed up."}
	ErrNoAgent      = &i18n.Message{ID: "error.no_agent", Other: "There is no AI agent for you: the Agents plugin is not active, or has none that you may use."}
	ErrAgentRefused = &i18n.Message{ID: "error.agent_refused", Other: "The AI agent may not be used in this channel, or not by you."}
	ErrAgentFailed  = &i18n.Message{ID: "error.agent_failed", Other: "The AI agent gave no summary. Try again later."}
)

// What is wrong with the settings.
var (
	ProblemAgent      = &i18n.Message{ID: "problem.agent", Other: "“{{.Name}}” is no username of an agent."}
	ProblemSummaries  = &i18n.Message{ID: "problem.summaries", Other: "Summaries by AI are off, on request or always."}
	ProblemPriorityBy = &i18n.Message{ID: "problem.priority_by", Other: "Priorities come from nobody, from keywords or from Agents."}
	ProblemKeywords   = &i18n.Message{ID: "problem.keywords", Other: "Keywords are separated by commas, 64 characters each and {{.Limit}} in all at most. {{.Name}}"}
	ProblemNotify     = &i18n.Message{ID: "problem.notify", Other: "Whom a priority notifies is channel, here, or names of people or groups, {{.Limit}} at most. {{.Name}}"}
	ProblemHighest    = &i18n.Message{ID: "problem.highest", Other: "The highest priority that Agents may give is important or urgent."}
	ProblemWait       = &i18n.Message{ID: "problem.wait", Other: "Waiting for a priority takes whole seconds, 1 to {{.Limit}}."}
)

var problemsOfAI = map[config.Reason]*i18n.Message{
	config.ReasonAgent:      ProblemAgent,
	config.ReasonSummaries:  ProblemSummaries,
	config.ReasonPriorityBy: ProblemPriorityBy,
	config.ReasonKeywords:   ProblemKeywords,
	config.ReasonNotify:     ProblemNotify,
	config.ReasonHighest:    ProblemHighest,
	config.ReasonWait:       ProblemWait,
}

// aboutAI returns nil for what has nothing to do with it.
func aboutAI(code call.Code) *i18n.Message {
	switch code {
	case call.CodeMinutesOff:
		return ErrMinutesOff
	case call.CodeMinutesThere:
		return ErrMinutesThere
	case call.CodeMinutesBusy:
		return ErrMinutesBusy
	case call.CodeNoTranscript:
		return ErrNoTranscript
	case call.CodeNoAgent:
		return ErrNoAgent
	case call.CodeAgentRefused:
		return ErrAgentRefused
	case call.CodeAgentFailed:
		return ErrAgentFailed
	}
	return nil
}

// WhyPriority returns what says why a call has its priority, nil when somebody asked for it.
func WhyPriority(o call.Options) *i18n.Message {
	urgent := o.Priority == call.Urgent
	pick := func(ofUrgent, ofImportant *i18n.Message) *i18n.Message {
		if urgent {
			return ofUrgent
		}
		return ofImportant
	}
	switch {
	case o.JudgedBy == call.ByKeywords:
		return pick(UrgentByWord, ImportantByWord)
	case o.JudgedBy == call.ByAgents && o.Reason == "":
		return pick(UrgentUnsaid, ImportantUnsaid)
	case o.JudgedBy == call.ByAgents:
		return pick(UrgentByAgents, ImportantByAgents)
	}
	return nil
}
