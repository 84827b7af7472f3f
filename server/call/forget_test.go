package call

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const aliceID = "alice0000000000000000000aa"

// talkOver is a call of alice, on two devices at once, with two guests of one name at once.
func talkOver() Call {
	c := openCall()
	c.HostID = aliceID
	for _, o := range script(c, "+a@5:1", "+g@20:2", "-g@40:1", "+h@50:2", "+i@51:3", "-h@60:2", "-i@62:1", "-a@70:0", "+a@75:1", "-a@80:0") {
		if o.Who.ParticipantID != "a" {
			o.Who.Name = "Zoë"
		}
		c.observe(o, o.At)
	}
	second := script(c, "+a@30:3", "-a@65:2")
	for _, o := range second {
		o.Who.ParticipantID = "second"
		c.observe(o, o.At)
	}
	c.end(ReasonEnded, aliceID, noon.Add(90*time.Second))
	c.Summary = "alicette and Alice: name of a, then Alice."
	c.Files = []File{{ID: "f", Name: "talk of Alice.mp4"}}
	return c
}

// measures is what has to stay when names go.
func measures(c Call) (list []Attendee) {
	for _, a := range c.People() {
		list = append(list, Attendee{UserID: map[bool]string{true: "person"}[a.UserID != ""], Time: a.Time, Times: a.Times, Inside: a.Inside, spans: a.spans})
	}
	return list
}

func TestForgetKeepsCountsAndTimes(t *testing.T) {
	for name, who := range map[string]Forgotten{"everybody": {}, "alice": {UserID: aliceID, Names: []string{"Alice"}, Instead: "X"}} {
		t.Run(name, func(t *testing.T) {
			c := talkOver()
			before, reported := measures(c), c.reportMark()
			assert.Len(t, before, 3)
			c.forget(who)
			assert.Equal(t, before, measures(c))
			assert.NotEqual(t, reported, c.reportMark(), "the report is written anew")
			assert.Empty(t, c.EndedBy)
			for _, s := range c.Stays {
				assert.NotEqual(t, aliceID, s.UserID)
				assert.NotContains(t, s.Name, "name of a")
				assert.True(t, c.changes().stays[s.ParticipantID] || s.Name == "Zoë")
			}
			again := c
			again.forget(who)
			assert.Equal(t, measures(c), measures(again))
		})
	}
}

func TestForgetOnePerson(t *testing.T) {
	c := talkOver()
	c.forget(Forgotten{UserID: aliceID, Names: []string{"Alice"}, Instead: "X"})
	assert.Equal(t, "alicette and X: X, then X.", c.Summary)
	assert.Equal(t, "talk of X.mp4", c.Files[0].Name)
	assert.True(t, c.changes().files["f"])
	assert.False(t, c.Nameless)
	assert.True(t, c.RepairAt.IsZero(), "insights would tell the name again")
	people := c.People()
	assert.Equal(t, "~1", people[0].UserID)
	assert.Equal(t, "Zoë", people[1].Name, "others stay")
	assert.Equal(t, "~1", c.View(Shown{Names: true}).Attendance[0].UserID)
}

func TestLateNewsBringNobodyBack(t *testing.T) {
	for name, who := range map[string]Forgotten{"everybody": {}, "alice": {UserID: aliceID}} {
		t.Run(name, func(t *testing.T) {
			c := talkOver()
			c.forget(who)
			for _, o := range script(c, "+a@82:1", "-a@84:0") {
				c.observe(o, o.At)
			}
			c.learn([]Sighting{{ParticipantID: "a", ExternalID: externalID(c, aliceID), Name: "name of a", JoinedAt: noon.Add(86 * time.Second)}}, noon)
			assert.Len(t, c.People(), 3)
			for _, s := range c.Stays {
				assert.NotEqual(t, aliceID, s.UserID)
				assert.NotEqual(t, "name of a", s.Name)
			}
		})
	}
	c := talkOver()
	c.forget(Forgotten{})
	for _, o := range script(c, "+n@82:1") {
		c.observe(o, o.At)
	}
	assert.True(t, IsNobody(c.Stays[len(c.Stays)-1].Name), "who is new is not named either")
	assert.Len(t, c.People(), 4)
}

func TestViewWithoutNames(t *testing.T) {
	c := talkOver()
	for _, view := range []View{c.View(Shown{}), func() View { c.forget(Forgotten{}); return c.View(Shown{Names: true}) }()} {
		assert.False(t, view.Names)
		assert.Empty(t, view.Attendance)
		assert.NotNil(t, view.Attendance)
		assert.Empty(t, view.EndedBy)
		assert.Equal(t, 3, view.People)
		assert.Equal(t, aliceID, view.HostID, "who started a call is shown")
	}
}

func TestIsNobody(t *testing.T) {
	for text, want := range map[string]bool{"~1": true, "~12": true, "": false, "~": false, "~0": false, "~bob": false, "1": false, aliceID: false} {
		assert.Equal(t, want, IsNobody(text), text)
	}
}

func TestReplaceName(t *testing.T) {
	for _, test := range [][3]string{
		{"Bob said", "Bob", "X said"},
		{"to Bob", "Bob", "to X"},
		{"Bobby and Bob, Bob", "Bob", "Bobby and X, X"},
		{"Zoë's, Zoëa", "Zoë", "X's, Zoëa"},
		{"bob-b bob", "bob", "bob-b X"},
		{"nothing", "  ", "nothing"},
		{"", "Bob", ""},
	} {
		assert.Equal(t, test[2], replaceName(test[0], test[1], "X"), test[0])
	}
}
