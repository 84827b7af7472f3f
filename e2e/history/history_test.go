package history

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func newHistory(seed uint64) *History {
	return &History{
		Seed: seed, Calls: 5000, Until: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), World: NewWorld(seed, 300, 3000),
		Steady: Channel{ID: "steady", TeamID: "team"}, SteadyCalls: 500,
	}
}

func TestHistoryIsTheSameForTheSameSeed(t *testing.T) {
	one, two, other := newHistory(1), newHistory(1), newHistory(2)
	for _, h := range []*History{one, two, other} {
		h.clock = newClock(h.Until)
	}
	for _, number := range []int{0, 1, 2500, 4999} {
		assert.Equal(t, one.call(number), two.call(number))
		assert.NotEqual(t, one.call(number).ID, other.call(number).ID)
	}
}

func TestHistoryIsLikeThatOfAnOrganization(t *testing.T) {
	h := newHistory(1)
	h.clock = newClock(h.Until)
	states, channels, last := map[call.State]int{}, map[string]int{}, h.Until.AddDate(-Years, 0, 0)
	people, guests, recorded, weekend := 0, 0, 0, 0
	for number := range h.Calls {
		c := h.call(number)
		require.False(t, c.CreatedAt.Before(last), "in the order of time")
		require.True(t, c.CreatedAt.Before(h.Until))
		require.False(t, c.EndedAt.IsZero())
		last = c.CreatedAt
		states[c.State]++
		channels[c.ChannelID]++
		tally := c.Tally()
		people += tally.People
		guests += tally.Guests
		if tally.Recorded {
			recorded++
		}
		if day := c.CreatedAt.Weekday(); day == time.Saturday || day == time.Sunday {
			weekend++
		}
		require.Equal(t, c.State == call.Ended, tally.People > 0)
	}
	assert.InDelta(t, 500, channels["steady"], 75)
	assert.Greater(t, channels[h.World.Channels[0].ID], 10*channels[h.World.Channels[250].ID])
	assert.Greater(t, len(channels), 250)
	assert.InDelta(t, h.Calls*failedCalls/100, states[call.Failed], 40)
	assert.InDelta(t, h.Calls*missedCalls/100, states[call.Missed], 70)
	assert.InDelta(t, 4.3, float64(people)/float64(h.Calls), 0.5)
	assert.Greater(t, guests, h.Calls/10)
	assert.InDelta(t, h.Calls*recordedCalls/100, recorded, 80)
	assert.Less(t, weekend, h.Calls/20)
}
