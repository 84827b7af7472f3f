package call

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func openCall() Call {
	c := Call{
		ID: "call", Key: "key", PostID: "post", State: Creating, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour),
		Room: Room{State: RoomMade, MeetingID: "m", Name: "room"},
	}
	c.opened("post", noon)
	return c
}

// script writes observations short: +a@5 is a's coming in at second 5, -a@9
// a's leaving; the number behind the colon is who is inside afterwards.
func script(c Call, steps ...string) []Observation {
	var list []Observation
	for i, step := range steps {
		var sign, who rune
		var second, inside int
		if _, err := fmt.Sscanf(step, "%c%c@%d:%d", &sign, &who, &second, &inside); err != nil {
			panic(err)
		}
		o := Observation{
			ID: fmt.Sprint(i), MeetingID: "m", At: noon.Add(time.Duration(second) * time.Second), Inside: inside,
			Who: Sighting{ParticipantID: string(who), Name: "name of " + string(who), Role: "visitor"},
		}
		switch sign {
		case '+':
			o.Kind = SawJoined
		case '-':
			o.Kind = SawLeft
		case '.':
			o.Kind, o.Inside, o.Who = SawSessionEnd, -1, Sighting{}
		}
		if who == 'a' {
			o.Who.ExternalID = externalID(c, "alice0000000000000000000aa")
		}
		list = append(list, o)
	}
	return list
}

var twoPeopleAndAGuest = []string{
	"+a@5:1", "+b@10:2", "+g@20:3", "-g@40:2", "+g@50:3", "-b@60:2", "-a@70:1", "-g@75:0", ".x@135:0",
}

// TestOrderDoesNotMatter shuffles a call's observations, doubled, and expects one record.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(300) {
		c := openCall()
		steps := script(c, twoPeopleAndAGuest...)
		steps = append(steps, steps...)
		random := rand.New(rand.NewPCG(seed, 1))
		random.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
		now := noon.Add(2 * time.Minute)
		for _, o := range steps {
			c.observe(o, now)
			now = now.Add(time.Second)
			c.tick(now, true)
		}
		c.tick(now.Add(2*time.Minute), true)

		require.Equal(t, Ended, c.State, seed)
		require.Equal(t, ReasonLeft, c.EndReason, seed)
		require.Equal(t, noon.Add(5*time.Second), c.StartedAt, seed)
		require.Equal(t, noon.Add(75*time.Second), c.EndedAt, seed)
		var got []string
		for _, p := range c.People() {
			got = append(got, fmt.Sprint(p.UserID, "/", p.Name, " ", p.Time, " ", p.Times))
		}
		require.Equal(t, []string{
			"alice0000000000000000000aa/name of a 1m5s 1", "/name of b 50s 1", "/name of g 45s 2",
		}, got, seed)
	}
}

// TestLossIsRepaired loses any of the observations and lets insights tell.
func TestLossIsRepaired(t *testing.T) {
	at := func(second int) time.Time { return noon.Add(time.Duration(second) * time.Second) }
	reference := openCall()
	insights := []Sighting{
		{ParticipantID: "a", ExternalID: externalID(reference, "alice0000000000000000000aa"), Name: "name of a", JoinedAt: at(5), LeftAt: at(70)},
		{ParticipantID: "b", Name: "name of b", JoinedAt: at(10), LeftAt: at(60)},
		{ParticipantID: "g", Name: "name of g", JoinedAt: at(20), LeftAt: at(75)}, // as one, which only webhooks tell apart
	}
	for lost := range 1 << len(twoPeopleAndAGuest) {
		c := openCall()
		for i, o := range script(c, twoPeopleAndAGuest...) {
			if lost&(1<<i) == 0 {
				c.observe(o, o.At)
			}
		}
		now := noon.Add(30 * time.Minute)
		c.tick(now, true)
		c.learn(insights, now)
		c.tick(now.Add(2*time.Minute), true)
		c.tick(now.Add(2*insightsLag), true)

		require.Equal(t, Ended, c.State, "lost %b", lost)
		require.Equal(t, at(5), c.StartedAt, "lost %b", lost)
		require.Equal(t, at(75), c.EndedAt, "lost %b", lost)
		require.Len(t, c.People(), 3, "lost %b", lost)
		require.Equal(t, 65*time.Second, c.People()[0].Time, "lost %b", lost)
	}
}

// TestEveryStateTakesEveryObservation looks for moves that must not be.
func TestEveryStateTakesEveryObservation(t *testing.T) {
	calls := map[State]func() Call{
		Creating: func() Call { c := openCall(); c.State, c.PostID = Creating, ""; return c },
		Open:     openCall,
		Live: func() Call {
			c := openCall()
			c.observe(script(c, "+b@1:1")[0], noon)
			return c
		},
		Ended:  func() Call { c := openCall(); c.end(ReasonEnded, "somebody", noon.Add(time.Minute)); return c },
		Missed: func() Call { c := openCall(); c.miss(noon.Add(time.Hour)); return c },
		Failed: func() Call { c := openCall(); c.State = Creating; c.fail(noon); return c },
	}
	tests := map[string]struct {
		step string
		want map[State]State // where it is not the same
	}{
		"joined":        {"+a@30:1", map[State]State{Open: Live, Missed: Ended}},
		"left":          {"-a@30:0", map[State]State{Open: Live, Missed: Ended}},
		"session ended": {".x@30:0", nil},
	}
	for name, test := range tests {
		for state, build := range calls {
			t.Run(name+" when "+string(state), func(t *testing.T) {
				c := build()
				require.Equal(t, state, c.State)
				for range 2 {
					c.observe(script(c, test.step)[0], noon.Add(2*time.Minute))
				}
				want := state
				if other, ok := test.want[state]; ok {
					want = other
				}
				assert.Equal(t, want, c.State)
				assert.True(t, state == want || state.CanBecome(want))
			})
		}
	}
}

func TestClock(t *testing.T) {
	for name, test := range map[string]struct {
		steps        []string
		webhooksWork bool
		at           time.Duration // after noon
		want         State
		ended        time.Duration
	}{
		"nobody came":                                {nil, true, time.Hour, Missed, time.Hour},
		"nobody came, that we know of":               {nil, false, time.Hour, Open, 0},
		"nobody known to have come, long after":      {nil, false, 2 * time.Hour, Ended, time.Hour},
		"somebody is in past the time":               {[]string{"+b@5:1"}, true, 90 * time.Minute, Live, 0},
		"somebody is in until nothing more is heard": {[]string{"+b@5:1"}, true, 2 * time.Hour, Ended, 2 * time.Hour},
		"all have just left":                         {[]string{"+b@5:1", "-b@9:0"}, true, 68 * time.Second, Live, 0},
		"all have left":                              {[]string{"+b@5:1", "-b@9:0"}, true, 69 * time.Second, Ended, 9 * time.Second},
		"all have left and one came back":            {[]string{"+b@5:1", "-b@9:0", "+b@30:1"}, true, time.Hour, Live, 0},
		"one left unseen, the count says":            {[]string{"+b@5:1", "+c@6:2", "-b@9:0"}, true, 2 * time.Minute, Ended, 9 * time.Second},
		"one came unseen, the count says":            {[]string{"+b@5:1", "-b@9:1"}, true, 2 * time.Minute, Live, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := openCall()
			for _, o := range script(c, test.steps...) {
				c.observe(o, o.At)
			}
			c.tick(noon.Add(test.at), test.webhooksWork)
			assert.Equal(t, test.want, c.State)
			if !c.State.Running() {
				assert.Equal(t, noon.Add(test.ended), c.EndedAt)
				assert.False(t, c.CheckAt.IsZero(), "insights are asked once more")
			}
		})
	}
}

func TestOnlyIssuedIDsCount(t *testing.T) {
	c := openCall()
	const user = "alice0000000000000000000aa"
	assert.Equal(t, user, c.issuedTo(externalID(c, user)))
	for _, forged := range []string{"", user, user + "AAAAAAAAAA", externalID(Call{ID: "other", Key: "key"}, user), externalID(c, user) + "x"} {
		assert.Empty(t, c.issuedTo(forged), forged)
	}
}

func TestPeople(t *testing.T) {
	c := openCall()
	steps := script(c, "+a@0:1", "+b@10:2", "-b@20:1", "+c@30:2", "+d@40:3", "-c@50:2", "-d@60:1")
	for i := range steps {
		switch steps[i].Who.ParticipantID {
		case "b", "c", "d":
			steps[i].Who.Name = "Zoe" // b went before c came; c and d were there together
		}
		c.observe(steps[i], steps[i].At)
	}
	second := script(c, "+a@5:2")[0] // alice on her phone
	second.Who.ParticipantID = "phone"
	c.observe(second, second.At)
	bot := script(c, "+r@6:2")[0]
	bot.Who.Bot, bot.Who.Role = true, "recorder"
	c.observe(bot, bot.At)

	people := c.People()
	require.Len(t, people, 3)
	assert.True(t, people[0].Inside)
	assert.Equal(t, 30*time.Second, people[1].Time)
	assert.Equal(t, 2, people[1].Times)
	assert.Equal(t, 20*time.Second, people[2].Time)
	view := c.View(Shown{RoomLinks: true, Names: true})
	assert.Equal(t, 3, view.People)
	assert.Equal(t, 1, view.Inside)
	assert.Len(t, view.Attendance, 5)
	assert.Equal(t, []BotView{{Role: "recorder", JoinedAt: noon.Add(6 * time.Second).UnixMilli()}}, view.Bots)
}
