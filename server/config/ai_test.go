package config

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/minutes"
	"mattermost-plugin-whereby/server/triage"
)

func TestTriage(t *testing.T) {
	c, err := FromMap(map[string]any{
		"priorityby": "agents", "allowagents": "true", "agentusername": "@Matty", "agentshighest": "important", "prioritywaitseconds": "3",
		"urgentkeywords": "outage,  security   incident\nde: Ausfall、Störung\n", "importantkeywords": "ja：締切",
		"urgentnotify": "@here, On-Call", "importantnotify": "",
	})
	require.NoError(t, err)
	assert.Empty(t, c.Problems())
	assert.Equal(t, triage.Rules{
		By: triage.ByAgents, Agent: "matty", Highest: call.Important, Wait: 3 * time.Second,
		Keywords: []triage.Keyword{
			{Text: "outage", Priority: call.Urgent},
			{Text: "security incident", Priority: call.Urgent},
			{Text: "Ausfall", Priority: call.Urgent, Language: "de"},
			{Text: "Störung", Priority: call.Urgent, Language: "de"},
			{Text: "締切", Priority: call.Important, Language: "ja"},
		},
		Notify: map[call.Priority][]string{call.Urgent: {"here", "on-call"}, call.Important: {}},
	}, c.Triage())
	assert.Equal(t, minutes.Rules{When: minutes.OnRequest, Agent: "matty"}, c.Minutes())

	c.AllowAgents = false
	assert.Equal(t, triage.ByKeywords, c.Triage().By)
	assert.Equal(t, minutes.Never, c.Minutes().When)
}

func TestAIIsOffByDefault(t *testing.T) {
	assert.Equal(t, triage.ByNobody, Defaults().Triage().By)
	assert.Equal(t, minutes.Never, Defaults().Minutes().When)
}

func TestProblemsOfAI(t *testing.T) {
	tests := map[string]struct {
		change  func(*AI)
		setting string
		reason  Reason
	}{
		"agent":             {func(ai *AI) { ai.AgentUsername = "a b" }, "AgentUsername", ReasonAgent},
		"summaries":         {func(ai *AI) { ai.Summaries = "sometimes" }, "Summaries", ReasonSummaries},
		"priority by":       {func(ai *AI) { ai.PriorityBy = "dice" }, "PriorityBy", ReasonPriorityBy},
		"long keyword":      {func(ai *AI) { ai.UrgentKeywords = strings.Repeat("x", 65) }, "UrgentKeywords", ReasonKeywords},
		"too many keywords": {func(ai *AI) { ai.ImportantKeywords = strings.Repeat("x,", 501) }, "ImportantKeywords", ReasonKeywords},
		"wrong name":        {func(ai *AI) { ai.UrgentNotify = "here, [x](y)" }, "UrgentNotify", ReasonNotify},
		"too many names":    {func(ai *AI) { ai.ImportantNotify = strings.Repeat("x ", 11) }, "ImportantNotify", ReasonNotify},
		"highest":           {func(ai *AI) { ai.AgentsHighest = "panic" }, "AgentsHighest", ReasonHighest},
		"no wait":           {func(ai *AI) { ai.PriorityWaitSeconds = 0 }, "PriorityWaitSeconds", ReasonWait},
		"long wait":         {func(ai *AI) { ai.PriorityWaitSeconds = 6 }, "PriorityWaitSeconds", ReasonWait},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := Defaults()
			c.AllowAgents = true
			test.change(&c.AI)
			problems := c.Problems()
			require.Len(t, problems, 1)
			assert.Equal(t, [2]string{test.setting, string(test.reason)}, [2]string{problems[0].Setting, string(problems[0].Reason)})
			assert.Empty(t, c.Usable().Problems())
		})
	}
}

// Another agent than the one that was meant is not asked.
func TestAWrongAgentIsNotReplaced(t *testing.T) {
	c := Defaults()
	c.AllowAgents, c.AgentUsername = true, "a b"
	assert.Equal(t, minutes.Never, c.Minutes().When)
}
