package config

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/minutes"
	"mattermost-plugin-whereby/server/triage"
)

const (
	// longestWait is in seconds; nobody waits longer for a call's post.
	longestWait  = 5
	maxKeywords  = 500
	maxKeyword   = 64
	maxAgentName = 64
)

// AI is what machines, and keywords, decide and write.
type AI struct {
	// AllowAgents lets this plugin ask the Agents plugin at all.
	AllowAgents bool
	// AgentUsername is who is asked, empty for the default agent.
	AgentUsername string
	Summaries     minutes.When
	// PriorityBy is who gives a call the priority that nobody has asked for.
	PriorityBy triage.By
	// UrgentKeywords and ImportantKeywords are lines of words separated by
	// commas; a line may begin with the language for whose people it counts: "de: Ausfall".
	UrgentKeywords    string
	ImportantKeywords string
	// UrgentNotify and ImportantNotify are whom the priorities notify, as in Template.
	UrgentNotify    string
	ImportantNotify string
	// AgentsHighest is the most that an agent may give.
	AgentsHighest       call.Priority
	PriorityWaitSeconds int
}

func defaultAI() AI {
	return AI{Summaries: minutes.OnRequest, PriorityBy: triage.ByNobody, AgentsHighest: call.Urgent, PriorityWaitSeconds: 2}
}

// storedAI is AI as Mattermost may hold it.
type storedAI struct {
	AllowAgents         *boolean
	AgentUsername       *string
	Summaries           *string
	PriorityBy          *string
	UrgentKeywords      *string
	ImportantKeywords   *string
	UrgentNotify        *string
	ImportantNotify     *string
	AgentsHighest       *string
	PriorityWaitSeconds *number
}

func (raw storedAI) read(ai *AI) {
	set(&ai.AllowAgents, (*bool)(raw.AllowAgents))
	setString(&ai.AgentUsername, raw.AgentUsername)
	ai.AgentUsername = strings.ToLower(strings.TrimPrefix(ai.AgentUsername, "@"))
	setString((*string)(&ai.Summaries), raw.Summaries)
	setString((*string)(&ai.PriorityBy), raw.PriorityBy)
	setString(&ai.UrgentKeywords, raw.UrgentKeywords)
	setString(&ai.ImportantKeywords, raw.ImportantKeywords)
	setString(&ai.UrgentNotify, raw.UrgentNotify)
	setString(&ai.ImportantNotify, raw.ImportantNotify)
	setString((*string)(&ai.AgentsHighest), raw.AgentsHighest)
	set(&ai.PriorityWaitSeconds, (*int)(raw.PriorityWaitSeconds))
}

// Triage returns what gives calls their priority, as far as it is usable.
func (c Config) Triage() triage.Rules {
	ai := c.Usable().AI
	if ai.PriorityBy == triage.ByAgents && !ai.AllowAgents {
		ai.PriorityBy = triage.ByKeywords
	}
	return triage.Rules{
		By:       ai.PriorityBy,
		Keywords: append(keywords(ai.UrgentKeywords, call.Urgent), keywords(ai.ImportantKeywords, call.Important)...),
		Notify:   map[call.Priority][]string{call.Urgent: names(ai.UrgentNotify), call.Important: names(ai.ImportantNotify)},
		Highest:  ai.AgentsHighest,
		Wait:     time.Duration(ai.PriorityWaitSeconds) * time.Second,
		Agent:    ai.AgentUsername,
	}
}

// Minutes returns when transcripts are summed up.
func (c Config) Minutes() minutes.Rules {
	ai := c.Usable().AI
	if !ai.AllowAgents {
		return minutes.Rules{When: minutes.Never}
	}
	return minutes.Rules{When: ai.Summaries, Agent: ai.AgentUsername}
}

// names are people and groups, with or without their @.
func names(list string) []string {
	return words(strings.ReplaceAll(list, "@", " "))
}

var languageLine = regexp.MustCompile(`^\s*([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)\s*[:：]\s*(.*)$`)

// keywords reads lines of them.
func keywords(text string, priority call.Priority) []triage.Keyword {
	var list []triage.Keyword
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == ';' }) {
		language := ""
		if m := languageLine.FindStringSubmatch(line); m != nil {
			language, line = m[1], m[2]
		}
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",，、،", r) }) {
			if word = strings.Join(strings.Fields(word), " "); word != "" {
				list = append(list, triage.Keyword{Text: word, Priority: priority, Language: language})
			}
		}
	}
	return list
}

var agentName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// aiProblems returns what is wrong, in the console's order.
func (ai AI) aiProblems() []Problem {
	var problems []Problem
	found := func(wrong bool, setting string, reason Reason, limit int, value string) {
		if wrong {
			problems = append(problems, Problem{Setting: setting, Reason: reason, Limit: limit, Value: value})
		}
	}
	found(ai.AgentUsername != "" && (!agentName.MatchString(ai.AgentUsername) || len(ai.AgentUsername) > maxAgentName),
		"AgentUsername", ReasonAgent, 0, ai.AgentUsername)
	found(ai.Summaries != minutes.Never && ai.Summaries != minutes.OnRequest && ai.Summaries != minutes.Always,
		"Summaries", ReasonSummaries, 0, string(ai.Summaries))
	found(ai.PriorityBy != triage.ByNobody && ai.PriorityBy != triage.ByKeywords && ai.PriorityBy != triage.ByAgents,
		"PriorityBy", ReasonPriorityBy, 0, string(ai.PriorityBy))
	for _, list := range []struct{ setting, text string }{{"UrgentKeywords", ai.UrgentKeywords}, {"ImportantKeywords", ai.ImportantKeywords}} {
		wrong, tooMany := badKeyword(list.text)
		found(wrong != "" || tooMany, list.setting, ReasonKeywords, maxKeywords, wrong)
	}
	for _, list := range []struct{ setting, text string }{{"UrgentNotify", ai.UrgentNotify}, {"ImportantNotify", ai.ImportantNotify}} {
		wrong, tooMany := badName(list.text)
		found(wrong != "" || tooMany, list.setting, ReasonNotify, maxNotify, wrong)
	}
	found(ai.AgentsHighest != call.Important && ai.AgentsHighest != call.Urgent, "AgentsHighest", ReasonHighest, 0, string(ai.AgentsHighest))
	found(ai.PriorityWaitSeconds < 1 || ai.PriorityWaitSeconds > longestWait, "PriorityWaitSeconds", ReasonWait, longestWait, "")
	return problems
}

func badKeyword(text string) (wrong string, tooMany bool) {
	list := keywords(text, "")
	for _, k := range list {
		if len([]rune(k.Text)) > maxKeyword {
			wrong = cmp.Or(wrong, string([]rune(k.Text)[:maxKeyword])+"…")
		}
	}
	return wrong, len(list) > maxKeywords
}

func badName(text string) (wrong string, tooMany bool) {
	list := names(text)
	for _, name := range list {
		if !notifyName.MatchString(name) {
			wrong = cmp.Or(wrong, name)
		}
	}
	return wrong, len(list) > maxNotify
}

// resetAI puts a setting back to its default.
func (ai *AI) resetAI(setting string) {
	d := defaultAI()
	switch setting {
	case "AgentUsername":
		// Another agent than the one that was meant must not read along.
		ai.AgentUsername, ai.AllowAgents = "", false
	case "Summaries":
		ai.Summaries = minutes.Never
	case "PriorityBy":
		ai.PriorityBy = d.PriorityBy
	case "UrgentKeywords":
		ai.UrgentKeywords = d.UrgentKeywords
	case "ImportantKeywords":
		ai.ImportantKeywords = d.ImportantKeywords
	case "UrgentNotify":
		ai.UrgentNotify = d.UrgentNotify
	case "ImportantNotify":
		ai.ImportantNotify = d.ImportantNotify
	case "AgentsHighest":
		ai.AgentsHighest = call.Important
	case "PriorityWaitSeconds":
		ai.PriorityWaitSeconds = d.PriorityWaitSeconds
	}
}
