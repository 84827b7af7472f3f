package call_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// court is a call.Judge.
type court struct {
	verdict call.Verdict
	asked   []call.Matter
	// during happens while it thinks.
	during func()
}

func (c *court) Judge(_ context.Context, m call.Matter) call.Verdict {
	c.asked = append(c.asked, m)
	if c.during != nil {
		c.during()
	}
	return c.verdict
}

var urgent = call.Verdict{
	Priority: call.Urgent, Notify: []string{"here"}, Why: call.Why{JudgedBy: call.ByAgents, Reason: "The shop is down."},
}

func TestJudge(t *testing.T) {
	escalation := call.Template{Name: "escalation", Options: call.Options{Extras: call.Extras{Priority: call.Important, Notify: []string{"lead"}}}}
	quiet := call.Template{Name: "quiet", Options: call.Options{Topic: "Quiet", Extras: call.Extras{Notify: []string{"lead"}}}}
	tests := map[string]struct {
		req  call.StartRequest
		want call.Extras
		// asked is whether the judge is.
		asked bool
	}{
		"topic":                      {call.StartRequest{Options: call.Options{Topic: "Shop"}}, call.Extras{Priority: call.Urgent, Notify: []string{"here"}, Why: urgent.Why}, true},
		"thread":                     {call.StartRequest{RootID: "root"}, call.Extras{Priority: call.Urgent, Notify: []string{"here"}, Why: urgent.Why}, true},
		"nothing said":               {call.StartRequest{}, call.Extras{}, false},
		"template with a priority":   {call.StartRequest{Options: call.Options{Template: "escalation", Topic: "Shop"}}, escalation.Options.Extras, false},
		"template without":           {call.StartRequest{Options: call.Options{Template: "quiet"}}, call.Extras{Priority: call.Urgent, Notify: []string{"lead"}, Why: urgent.Why}, true},
		"planned":                    {call.StartRequest{ScheduleID: "s", Options: call.Options{Topic: "Shop"}}, call.Extras{}, false},
		"extras that nobody may set": {call.StartRequest{Options: call.Options{Extras: call.Extras{Priority: call.Urgent, Why: urgent.Why}}}, call.Extras{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			judge := &court{verdict: urgent}
			w.Judge = judge
			w.settings.Templates = []call.Template{escalation, quiet}
			test.req.UserID, test.req.ChannelID = alice, channel
			c, err := w.Start(t.Context(), test.req)
			require.NoError(t, err)
			assert.Equal(t, test.want, c.Options.Extras)
			assert.Equal(t, test.want, w.store.only().Options.Extras)
			assert.Equal(t, test.want, w.wall.posts[c.PostID].Options.Extras)
			assert.Equal(t, test.asked, len(judge.asked) == 1)
			assert.Equal(t, call.Extras{Priority: test.want.Priority, Why: test.want.Why}, c.View(call.Shown{}).Options.Extras)
		})
	}
}

func TestWhatTheJudgeIsTold(t *testing.T) {
	w := newWorld(t)
	judge := &court{}
	w.Judge = judge
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, RootID: "root", PostID: "reply", Options: call.Options{Topic: " Shop\n"}})
	require.NoError(t, err)
	require.Len(t, judge.asked, 1)
	starter := judge.asked[0].Starter
	assert.Equal(t, []string{alice, "de"}, []string{starter.ID, starter.Locale})
	assert.Equal(t, call.Matter{Starter: starter, ChannelID: channel, Topic: "Shop", PostID: "reply", RootID: "root"}, judge.asked[0])
	assert.Empty(t, c.Options.Extras)
}

// The judge thinks while the room is made: it waits for the room, and gets it.
func TestTheJudgeThinksMeanwhile(t *testing.T) {
	w := newWorld(t)
	judge := &court{verdict: urgent, during: func() {
		assert.Eventually(t, func() bool { return len(w.sandbox.Meetings()) == 1 }, 5*time.Second, time.Millisecond)
	}}
	w.Judge = judge
	assert.Equal(t, call.Urgent, w.start(t).Options.Priority)
}

func TestAFailedStartIsNotJudged(t *testing.T) {
	w := newWorld(t)
	w.Judge = &court{verdict: urgent}
	w.start(t)
	_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Topic: "Again"}})
	require.Equal(t, call.CodeRunning, call.CodeOf(err))
	assert.Len(t, w.Judge.(*court).asked, 1)
}
