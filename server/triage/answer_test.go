package triage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/call"
)

func TestParse(t *testing.T) {
	urgent := func(reason string) call.Verdict {
		return call.Verdict{Priority: call.Urgent, Why: call.Why{JudgedBy: call.ByAgents, Reason: reason}}
	}
	tests := map[string]struct {
		answer string
		want   call.Verdict
		ok     bool
	}{
		"urgent":           {`{"priority":"urgent","reason":"The shop is down."}`, urgent("The shop is down."), true},
		"with spaces":      {" {\"reason\": \"x\", \"priority\": \"urgent\"}\n", urgent("x"), true},
		"normal":           {`{"priority":"normal","reason":"A chat."}`, call.Verdict{}, true},
		"no reason said":   {`{"priority":"urgent","reason":""}`, urgent(""), true},
		"reason missing":   {`{"priority":"urgent"}`, call.Verdict{}, false},
		"priority missing": {`{"reason":"x"}`, call.Verdict{}, false},
		"another word":     {`{"priority":"emergency","reason":"x"}`, call.Verdict{}, false},
		"another case":     {`{"priority":"URGENT","reason":"x"}`, call.Verdict{}, false},
		"more fields":      {`{"priority":"urgent","reason":"x","notify":["channel"]}`, call.Verdict{}, false},
		"in a fence":       {"```json\n{\"priority\":\"urgent\",\"reason\":\"x\"}\n```", call.Verdict{}, false},
		"talk after it":    {`{"priority":"urgent","reason":"x"} I hope this helps`, call.Verdict{}, false},
		"two of them":      {`{"priority":"normal","reason":"x"}{"priority":"urgent","reason":"x"}`, call.Verdict{}, false},
		"a list":           {`[{"priority":"urgent","reason":"x"}]`, call.Verdict{}, false},
		"other types":      {`{"priority":"urgent","reason":["x"]}`, call.Verdict{}, false},
		"null":             {`null`, call.Verdict{}, false},
		"prose":            {`urgent`, call.Verdict{}, false},
		"nothing":          {``, call.Verdict{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := parse(test.answer)
			assert.Equal(t, test.ok, ok)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestPlainReason(t *testing.T) {
	tests := map[string][2]string{
		"plain":       {"The shop is down.", "The shop is down."},
		"mentions":    {"@channel and @here: go", "channel and here: go"},
		"links":       {"see https://evil.example/a?b now, WWW.evil.example or mailto:a@b.c", "see now, or"},
		"markdown":    {"**bold** [text](https://x.example) `code` # head | ~~gone~~ ![i](x)", "bold text"},
		"lines":       {"one\n\n two\t three", "one two three"},
		"overrides":   {"a\u202eb\u200bc\u0000d", "ab cd"},
		"too long":    {strings.Repeat("word ", 50), strings.TrimSpace(strings.Repeat("word ", 24)) + "…"},
		"huge":        {strings.Repeat("é", 500_000), strings.Repeat("é", 119) + "…"},
		"only a link": {"https://evil.example", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := plainReason(test[0])
			assert.LessOrEqual(t, len([]rune(got)), maxReason)
			if name != "markdown" {
				assert.Equal(t, test[1], got)
				return
			}
			assert.NotRegexp(t, "[*`#|~!\\[\\]()]|://", got)
		})
	}
}
