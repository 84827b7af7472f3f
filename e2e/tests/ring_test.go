package tests

import (
	"net/http"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

const (
	ring        = ".whereby-ring"
	ringJoin    = ".whereby-ring-join"
	ringDecline = ".whereby-ring-decline"
	missed      = ".whereby-missed"
)

// pair is two people who have never called each other, and their direct channel.
type pair struct {
	caller, callee *stack.User
	channelID      string
	path           string // of the channel, for the caller
}

func (k *kit) pair() pair {
	k.t.Helper()
	p := pair{caller: k.newUser("paula"), callee: k.newUser("quinn")}
	p.channelID, p.path = k.direct(p.caller, p.callee)
	return p
}

// home opens a page that shows no call.
func (k *kit) home(user *stack.User) *browser.Page {
	k.t.Helper()
	page := k.page(user)
	k.must(page.Channel("town-square"))
	k.must(page.Wait(`document.querySelector('.whereby-header-button')`))
	return page
}

// quietFor makes sure that nothing rings on a page for a while.
func (k *kit) quietFor(page *browser.Page, moment time.Duration) {
	k.t.Helper()
	time.Sleep(moment)
	k.must(page.Gone(ring))
}

func TestRingAndDecline(t *testing.T) {
	k := newKit(t)
	p := k.pair()
	caller, callee := k.page(p.caller), k.home(p.callee)
	k.must(caller.Goto(p.path))
	k.must(caller.Wait(buttonSays("Start call")))
	k.must(caller.Click(headerButton))

	k.must(callee.See(ring))
	k.must(callee.Wait(says(ring, p.caller.Username+" is calling")))
	k.must(callee.Wait(within(ring)))
	k.quietFor(caller, 0) // nobody calls himself
	k.must(callee.Click(ringDecline))
	k.must(callee.Gone(ring))
	k.must(caller.Wait(`document.body.innerText.includes('` + p.callee.Username + ` declined the call.')`))
	k.screenshot(caller, "ring-declined-caller")

	// It is no missed call, and stays declined on a reload.
	k.must(callee.Channel("town-square"))
	k.must(callee.Wait(buttonSays("Start call")))
	k.quietFor(callee, time.Second)
	k.must(callee.Gone(missed))
	assert.Empty(t, callee.Faults())
	assert.Empty(t, caller.Faults())
}

// TestRingIsAnswered joins on one of a person's two devices.
func TestRingIsAnswered(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"callwindow": "tab"})
	p := k.pair()
	phone, laptop := k.home(p.callee), k.home(p.callee)
	k.types(p.caller, p.channelID, "/whereby Quick question")
	for _, page := range []*browser.Page{phone, laptop} {
		k.must(page.See(ring))
		k.must(page.Wait(says(ring, "Quick question")))
	}
	room, err := laptop.NewTab(func() error { return laptop.Click(ringJoin) })
	k.must(err)
	k.must(room.See("#join"))
	k.must(laptop.Gone(ring))
	k.must(phone.Gone(ring))
	k.quietFor(phone, time.Second)
	k.must(phone.Gone(missed))
	assert.Empty(t, phone.Faults())
	assert.Empty(t, laptop.Faults())
}

// TestRingByKeyboard answers without a mouse.
func TestRingByKeyboard(t *testing.T) {
	k := newKit(t)
	p := k.pair()
	callee := k.home(p.callee)
	k.types(p.caller, p.channelID, "/whereby")
	k.must(callee.See(ring))
	k.tabTo(callee, ringDecline)
	k.must(callee.Press(browser.Enter))
	k.must(callee.Gone(ring))
}

// TestRingIsMissed waits until the ringing ends.
func TestRingIsMissed(t *testing.T) {
	k := newKit(t)
	p := k.pair()
	callee := k.home(p.callee)
	k.types(p.caller, p.channelID, "/whereby")
	k.must(callee.See(ring))
	began := time.Now()

	// A reload goes on ringing, for the rest of the time.
	k.must(callee.Channel("off-topic"))
	k.must(callee.See(ring))
	for time.Since(began) < 40*time.Second && callee.Gone(ring) != nil {
	}
	rang := time.Since(began)
	assert.Greater(t, rang, 25*time.Second)
	assert.Less(t, rang, 35*time.Second)
	k.must(callee.See(missed))
	k.must(callee.Wait(says(missed, p.caller.Username)))
	k.accessible(callee, missed)
	k.screenshot(callee, "ring-missed-running")

	// Once the call is over, it can be returned; the notice outlives a reload.
	call := k.calls(p.caller, p.channelID, "")[0]
	k.ask(p.caller, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	k.must(callee.Channel("town-square"))
	k.must(callee.See(".whereby-missed-call-back"))
	k.screenshot(callee, "ring-missed")
	caller := k.home(p.caller)
	k.must(callee.Click(".whereby-missed-call-back"))
	k.must(caller.See(ring))
	k.must(caller.Wait(says(ring, p.callee.Username+" is calling")))
	assert.Len(t, k.calls(p.caller, p.channelID, "&state=running"), 1)
	k.must(callee.Click(".whereby-missed-dismiss"))
	k.must(callee.Gone(missed))
	k.must(callee.Channel("off-topic"))
	k.must(callee.Wait(buttonSays("Start call")))
	k.quietFor(callee, time.Second)
	k.must(callee.Gone(missed))
	assert.Empty(t, callee.Faults())
}

// TestRingEndsWithTheCall has the caller give up.
func TestRingEndsWithTheCall(t *testing.T) {
	k := newKit(t)
	p := k.pair()
	callee := k.home(p.callee)
	k.types(p.caller, p.channelID, "/whereby")
	k.must(callee.See(ring))
	call := k.calls(p.caller, p.channelID, "")[0]
	k.ask(p.caller, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	k.must(callee.Gone(ring))
	k.must(callee.See(missed))
}

// audible notes whether the page makes sounds.
const audible = `(() => { const Before = AudioContext; window.sounds = 0; window.AudioContext = function () { window.sounds++; return new Before(); }; })()`

func (k *kit) sounds(page *browser.Page) (n int) {
	k.t.Helper()
	k.must(page.Eval(`window.sounds`, &n))
	return n
}

func TestRingIsQuiet(t *testing.T) {
	for _, test := range []struct {
		name   string
		wish   func(k *kit, user *stack.User)
		sounds bool
	}{
		{"on", func(*kit, *stack.User) {}, true},
		{"do not disturb", func(k *kit, user *stack.User) {
			_, _, err := user.Client.UpdateUserStatus(k.ctx, user.ID, &model.Status{UserId: user.ID, Status: model.StatusDnd, Manual: true})
			k.must(err)
		}, false},
		{"silent", func(k *kit, user *stack.User) { k.prefers(user, map[string]string{"ring": "silent"}) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			k := newKit(t)
			p := k.pair()
			test.wish(k, p.callee)
			callee := k.home(p.callee)
			k.must(callee.Eval(audible, nil))
			k.must(callee.Click("#channelHeaderTitle")) // browsers stay silent before a click
			k.types(p.caller, p.channelID, "/whereby")
			k.must(callee.See(ring))
			if test.sounds {
				k.must(callee.Wait(`window.sounds === 1`))
			} else {
				time.Sleep(time.Second)
				assert.Zero(t, k.sounds(callee))
			}
			assert.Empty(t, callee.Faults())
		})
	}
}

func TestRingIsOff(t *testing.T) {
	k := newKit(t)
	p := k.pair()
	k.prefers(p.callee, map[string]string{"ring": "off"})
	callee := k.home(p.callee)
	k.types(p.caller, p.channelID, "/whereby")
	k.callPost(p.channelID)
	k.quietFor(callee, 2*time.Second)
	k.must(callee.Channel("off-topic"))
	k.must(callee.Wait(buttonSays("Start call")))
	k.quietFor(callee, time.Second)
	k.must(callee.Gone(missed))
}

// TestNoRingInChannels starts a call where many are: the post is enough.
func TestNoRingInChannels(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	bob := k.home(k.bob)
	k.types(k.alice, channel.Id, "/whereby")
	k.callPost(channel.Id)
	k.quietFor(bob, 2*time.Second)
}

// TestRingInAGroup rings everybody but the caller.
func TestRingInAGroup(t *testing.T) {
	k := newKit(t)
	caller, one, two := k.newUser("rita"), k.newUser("sam"), k.newUser("tom")
	group, _, err := caller.Client.CreateGroupChannel(k.ctx, []string{caller.ID, one.ID, two.ID})
	require.NoError(t, err)
	first, second := k.home(one), k.home(two)
	k.types(caller, group.Id, "/whereby")
	k.must(first.See(ring))
	k.must(second.See(ring))
	k.must(first.Click(ringDecline))
	k.must(first.Gone(ring))
	k.must(second.See(ring))
}

// TestRingLooks takes its pictures.
func TestRingLooks(t *testing.T) {
	k := newKit(t)
	p := k.pair()
	k.types(p.caller, p.channelID, "/whereby Export outage")
	call := k.calls(p.caller, p.channelID, "")[0]
	k.pictures(p.callee, "ring", ring, func(page *browser.Page) { k.must(page.Channel("town-square")) })
	k.ask(p.caller, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	k.pictures(p.callee, "missed", missed, func(page *browser.Page) { k.must(page.Channel("town-square")) })
}
