package tests

import (
	"fmt"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// TestKnocksOfALeftChannel: who left the channel hears no more of who knocks at the call that he started there.
func TestKnocksOfALeftChannel(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	k.types(k.alice, channel.Id, "/whereby team-standup --locked")
	call := k.calls(k.alice, channel.Id, "")[0]
	room := k.join(k.bob, call.ID).Path
	heard := k.listen(k.alice)
	_, err := k.Sandbox.Knock(room, wherebytest.Person{DisplayName: "Early"})
	k.must(err)
	k.ephemeral(heard, "Early (guest) is knocking")

	_, err = k.alice.Client.RemoveUserFromChannel(k.ctx, channel.Id, k.alice.ID)
	k.must(err)
	late, err := k.Sandbox.Knock(room, wherebytest.Person{DisplayName: "Late"})
	k.must(err)
	bobs := k.listen(k.bob)
	k.must(k.Sandbox.AnswerKnock(room, late.ID, true)) // told after the knock
	_, err = bobs.Wait(k.ctx, func(e *model.WebSocketEvent) bool { return e.EventType() == "custom_whereby_call" })
	k.must(err)
	time.Sleep(500 * time.Millisecond)
	for _, event := range heard.Events() {
		assert.NotContains(t, fmt.Sprint(event.GetData()), "Late")
	}
}
