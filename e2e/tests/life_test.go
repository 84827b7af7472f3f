package tests

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// record is a call with what became of it.
type record struct {
	view
	Revision   int64  `json:"revision"`
	StartedAt  int64  `json:"started_at"`
	EndReason  string `json:"end_reason"`
	People     int    `json:"people"`
	Inside     int    `json:"inside"`
	Attendance []stay `json:"attendance"`
	Bots       []struct {
		Role string `json:"role"`
	} `json:"bots"`
	Files []struct {
		ID   string `json:"id"`
		Kind string `json:"kind"`
		URL  string `json:"url"`
	} `json:"files"`
}

type stay struct {
	UserID   string `json:"user_id"`
	Name     string `json:"name"`
	Guest    bool   `json:"guest"`
	JoinedAt int64  `json:"joined_at"`
	LeftAt   int64  `json:"left_at"`
}

func (k *kit) record(callID string) record {
	k.t.Helper()
	var r record
	status, raw := k.ask(k.alice, http.MethodGet, "/api/v1/calls/"+callID, nil, &r)
	require.Equal(k.t, http.StatusOK, status, raw)
	return r
}

// waitRecord waits until a call is as it should be.
func (k *kit) waitRecord(callID string, within time.Duration, right func(record) bool) record {
	k.t.Helper()
	var last record
	var raw string
	require.Eventually(k.t, func() bool {
		var status int
		status, raw = k.ask(k.alice, http.MethodGet, "/api/v1/calls/"+callID, nil, nil)
		last = record{}
		return status == http.StatusOK && json.Unmarshal([]byte(raw), &last) == nil && right(last)
	}, within, 100*time.Millisecond, "it is %s", &raw)
	return last
}

func isLive(inside int) func(record) bool {
	return func(r record) bool { return r.State == "live" && r.Inside == inside }
}

func hasEnded(r record) bool { return r.State == "ended" }

// enter goes into a call's room by the user's own link.
func (k *kit) enter(user *stack.User, callID string) wherebytest.Participant {
	k.t.Helper()
	link := k.join(user, callID)
	query := link.Query()
	entered, err := k.Sandbox.Join(link.Path, wherebytest.Person{
		DisplayName: query.Get("displayName"), ExternalID: query.Get("externalId"), RoomKey: query.Get("roomKey"),
	})
	k.must(err)
	return entered
}

// later makes the plugin believe that so much time has passed for a call.
func (k *kit) later(callID string, by time.Duration) {
	k.t.Helper()
	_, err := k.DB().ExecContext(k.ctx, `UPDATE whereby_calls SET revision = revision + 1, check_at = 1,
		empty_since = CASE WHEN empty_since > 0 THEN empty_since - $2 ELSE 0 END,
		repair_at = CASE WHEN repair_at > 0 THEN GREATEST(repair_at - $2, 1) ELSE 0 END,
		heard_at = GREATEST(heard_at - $2, 0), busy_until = 0
		WHERE id = $1`, callID, by.Milliseconds())
	k.must(err)
}

// report waits for the report in a call's thread.
func (k *kit) report(call record) *model.Post {
	k.t.Helper()
	var found *model.Post
	require.Eventually(k.t, func() bool {
		thread, _, err := k.alice.Client.GetPostThread(k.ctx, call.PostID, "", false)
		k.must(err)
		for _, post := range thread.Posts {
			if post.GetProp("whereby_report") == call.ID {
				found = post
			}
		}
		return found != nil
	}, 40*time.Second, 200*time.Millisecond, "the report in the thread")
	return found
}

// exact writes a length as the report does.
func exact(milliseconds int64) string {
	seconds := (milliseconds + 500) / 1000
	if seconds < 60 {
		return fmt.Sprintf("%d s", seconds)
	}
	return fmt.Sprintf("%d min %d s", seconds/60, seconds%60)
}

// TestLifeOfACall follows a call of two with a guest who knocks, from its
// start to the report in its thread, in two browsers.
func TestLifeOfACall(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	alice, bob := k.page(k.alice), k.page(k.bob)
	both := []*browser.Page{alice, bob}
	for _, page := range both {
		k.must(page.Channel(channel.Name))
		k.must(page.Wait(buttonSays("Start call")))
	}
	k.types(k.alice, channel.Id, "/whereby team-standup --locked")
	for _, page := range both {
		k.must(page.See(".whereby-state-open"))
	}
	k.screenshot(bob, "life-1-waiting")
	call := k.record(k.calls(k.alice, channel.Id, "")[0].ID)
	post := k.callPost(channel.Id)

	host := k.enter(k.alice, call.ID)
	for _, page := range both {
		k.must(page.See(".whereby-state-live"))
	}
	k.screenshot(bob, "life-2-live-alone")
	link := k.join(k.bob, call.ID)
	knocking, err := k.Sandbox.Knock(link.Path, wherebytest.Person{DisplayName: "bob", ExternalID: link.Query().Get("externalId")})
	k.must(err)
	k.must(k.Sandbox.AnswerKnock(link.Path, knocking.ID, true))
	k.waitRecord(call.ID, 5*time.Second, isLive(2))

	heard := k.listen(k.alice)
	guest, err := k.Sandbox.Knock(link.Path, wherebytest.Person{DisplayName: "Zoë *Q*"})
	k.must(err)
	k.must(alice.See(".whereby-knock"))
	k.must(alice.Wait(`document.querySelector('.whereby-knock').innerText.includes('Zoë *Q*')`))
	k.must(bob.Gone(".whereby-knock"))
	notice := k.ephemeral(heard, `is knocking at **team-standup**`)
	assert.Contains(t, notice.Message, `Zoë \*Q\*`)
	k.screenshot(alice, "life-3-knock")
	k.must(k.Sandbox.AnswerKnock(link.Path, guest.ID, true))
	k.must(alice.Gone(".whereby-knock"))
	k.waitRecord(call.ID, 5*time.Second, isLive(3))
	_, err = k.Sandbox.AddBot(link.Path, "recorder")
	k.must(err)
	for _, page := range both {
		k.must(page.Wait(`document.querySelector('.whereby-count-button').innerText.includes('3')`))
	}
	k.must(bob.Click(".whereby-count-button"))
	k.must(bob.See(".whereby-people"))
	k.screenshot(bob, "life-4-live-three")

	time.Sleep(3 * time.Second)
	k.must(k.Sandbox.Leave(link.Path, host.ID))
	live := k.waitRecord(call.ID, 5*time.Second, isLive(2))
	assert.Equal(t, "live", live.State, "the host's leaving ends it for nobody else")
	same, _, err := k.alice.Client.GetPost(k.ctx, post.Id, "")
	k.must(err)
	assert.Equal(t, post.UpdateAt, same.UpdateAt, "the post is not written anew for each of them")

	recording, err := k.Sandbox.AddRecording(link.Path, 5*time.Second)
	k.must(err)
	k.must(k.Sandbox.Leave(link.Path, guest.ID))
	k.must(k.Sandbox.Leave(link.Path, knocking.ID))
	ended := k.waitRecord(call.ID, 90*time.Second, hasEnded)
	for _, page := range both {
		k.must(page.See(".whereby-state-ended"))
		k.must(page.Wait(buttonSays("Start call")))
	}

	assert.Equal(t, "left", ended.EndReason)
	require.Len(t, ended.Attendance, 3)
	assert.Equal(t, []string{k.alice.ID, k.bob.ID, ""}, []string{ended.Attendance[0].UserID, ended.Attendance[1].UserID, ended.Attendance[2].UserID})
	assert.True(t, ended.Attendance[2].Guest)
	assert.Equal(t, ended.StartedAt, ended.Attendance[0].JoinedAt)
	assert.Equal(t, ended.EndedAt, ended.Attendance[1].LeftAt)
	require.Len(t, ended.Bots, 1)
	assert.Equal(t, "recorder", ended.Bots[0].Role)

	report := k.report(ended)
	assert.Contains(t, report.Message, "**"+exact(ended.EndedAt-ended.StartedAt)+"**")
	for i, name := range []string{"alice", "bob", `Zoë \*Q\*`} {
		line := lineWith(report.Message, name)
		assert.Contains(t, line, exact(ended.Attendance[i].LeftAt-ended.Attendance[i].JoinedAt), report.Message)
	}
	assert.Contains(t, lineWith(report.Message, "Zoë"), "guest")
	k.must(bob.Wait(`document.querySelector('.whereby-state-ended').innerText.includes('3 people')`))
	k.screenshot(bob, "life-5-ended")
	k.must(bob.Click("#post_" + post.Id + " .post-reply"))
	k.must(bob.See("#rhsPost_" + report.Id))
	k.screenshot(bob, "life-7-report")

	k.checkFile(ended, recording.ID)
	updated, _, err := k.alice.Client.GetPost(k.ctx, post.Id, "")
	k.must(err)
	assert.Contains(t, updated.Message, "Call **team-standup** ended")
	assert.Contains(t, updated.Message, "3 people")
	assert.Zero(t, updated.EditAt, "no (edited) mark")
	assert.Zero(t, report.EditAt)
	assert.False(t, slices.ContainsFunc(k.Sandbox.Meetings(), func(m wherebytest.Meeting) bool { return m.RoomName == link.Path }), "the room is gone")
}

func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}

// checkFile opens a call's recording as a member, as an outsider and as nobody.
func (k *kit) checkFile(call record, fileID string) {
	k.t.Helper()
	require.Len(k.t, call.Files, 1)
	assert.Equal(k.t, fileID, call.Files[0].ID)
	path := strings.TrimPrefix(call.Files[0].URL, "/plugins/whereby")
	status, location := k.openFile(k.bob, path)
	require.Equal(k.t, http.StatusFound, status)
	file, err := http.Get(location) //nolint:gosec,noctx // the sandbox
	k.must(err)
	defer file.Body.Close()
	_, err = io.ReadAll(file.Body)
	k.must(err)
	assert.Equal(k.t, http.StatusOK, file.StatusCode)
	status, location = k.openFile(k.carol, path)
	assert.Equal(k.t, http.StatusForbidden, status)
	assert.Empty(k.t, location)
	_, location = k.openFile(nil, path)
	assert.Empty(k.t, location)
}

// openFile opens a file as a browser does, and tells where it is sent on to.
func (k *kit) openFile(user *stack.User, path string) (status int, location string) {
	k.t.Helper()
	request, err := http.NewRequestWithContext(k.ctx, http.MethodGet, k.PluginURL(path), nil)
	k.must(err)
	if user != nil {
		request.Header.Set("Authorization", "Bearer "+user.Token)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	k.must(err)
	defer response.Body.Close()
	assert.Contains(k.t, response.Header.Get("Cache-Control"), "no-store")
	return response.StatusCode, response.Header.Get("Location")
}

// longAgo lets what happens in the sandbox from now have happened 40 minutes
// ago: without webhooks a call must have been empty for half an hour to be over.
func (k *kit) longAgo(callID string) {
	k.t.Helper()
	const ago = 40 * time.Minute
	clock := k.Sandbox.Clock()
	clock.Advance(-ago)
	k.t.Cleanup(func() { clock.Advance(ago) })
	_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET revision = revision + 1, created_at = created_at - $2 WHERE id = $1",
		callID, (ago + time.Minute).Milliseconds())
	k.must(err)
}

// TestTroubledWebhooks plays calls while webhooks come twice, in disorder, and
// one in five not at all; and one without any webhooks.
func TestTroubledWebhooks(t *testing.T) {
	for name, trouble := range map[string]wherebytest.Trouble{
		"doubled, shuffled, one in five lost": {Duplicate: true, Shuffle: 300 * time.Millisecond, LoseOneIn: 5, Seed: 7},
		"none come":                           {LoseOneIn: 1},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			k.Sandbox.SetTrouble(trouble)
			k.Sandbox.SetInsightsLag(0)
			k.Sandbox.SetPoints(1 << 30) // the past is not asked for when points are short
			t.Cleanup(func() {
				k.Sandbox.SetPoints(1000)
				k.Sandbox.SetTrouble(wherebytest.Trouble{})
				k.Sandbox.SetInsightsLag(10 * time.Minute)
			})
			channel := k.newChannel(k.alice, k.bob)
			call := k.start(k.alice, channel.Id)
			if trouble.LoseOneIn == 1 {
				k.longAgo(call.ID)
			}
			played, err := k.Sandbox.Play(k.ctx, "/"+call.RoomName, wherebytest.Script{
				People: map[string]wherebytest.Actor{
					"alice": {Link: k.join(k.alice, call.ID).String()}, "bob": {Link: k.join(k.bob, call.ID).String()},
				},
				Steps: []wherebytest.Step{
					{Who: "alice", Do: wherebytest.DoJoin},
					{After: time.Second, Who: "bob", Do: wherebytest.DoJoin},
					{After: time.Second, Who: "Zoe", Do: wherebytest.DoJoin},
					{After: time.Second, Who: "bob", Do: wherebytest.DoLeave},
					{After: time.Second, Who: "bob", Do: wherebytest.DoJoin},
					{After: time.Second, Who: "Zoe", Do: wherebytest.DoLeave},
					{After: time.Second, Who: "alice", Do: wherebytest.DoLeave},
					{After: time.Second, Who: "bob", Do: wherebytest.DoLeave},
				},
			})
			k.must(err)
			k.must(k.Sandbox.Flush(k.ctx))
			require.Eventually(t, func() bool {
				k.later(call.ID, 35*time.Minute)
				time.Sleep(time.Second)
				return hasEnded(k.record(call.ID))
			}, 100*time.Second, 7*time.Second)
			k.later(call.ID, 35*time.Minute)

			ended := k.waitRecord(call.ID, 40*time.Second, func(r record) bool { return len(r.Attendance) == len(played.Stays) })
			var want []stay
			for _, s := range played.Stays {
				user := map[string]string{"alice": k.alice.ID, "bob": k.bob.ID}[s.Who]
				want = append(want, stay{
					UserID: user, Name: s.DisplayName, Guest: user == "",
					JoinedAt: s.Joined.UnixMilli(), LeftAt: s.Left.UnixMilli(),
				})
			}
			assert.ElementsMatch(t, want, ended.Attendance)
			assert.Equal(t, played.Stays[0].Joined.UnixMilli(), ended.StartedAt)
			assert.Equal(t, 3, ended.People)
			report := k.report(ended)
			assert.Contains(t, report.Message, exact(ended.EndedAt-ended.StartedAt))
			assert.Len(t, k.callPosts(channel.Id), 1)
		})
	}
}

// TestNobodyCame lets a call's time run out.
func TestNobodyCame(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	call := k.start(k.alice, channel.Id)
	_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET revision = revision + 1, expires_at = $2, check_at = 1 WHERE id = $1",
		call.ID, time.Now().Add(-time.Second).UnixMilli())
	k.must(err)
	k.must(k.Sandbox.Flush(k.ctx))
	missed := k.waitRecord(call.ID, 40*time.Second, func(r record) bool { return r.State == "missed" })
	require.Eventually(t, func() bool { return strings.Contains(k.callPost(channel.Id).Message, "nobody joined") }, 10*time.Second, 100*time.Millisecond)
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.See(".whereby-state-missed"))
	k.screenshot(page, "life-6-missed")
	require.Eventually(t, func() bool {
		return !slices.ContainsFunc(k.Sandbox.Meetings(), func(m wherebytest.Meeting) bool { return m.RoomName == "/"+missed.RoomName })
	}, 10*time.Second, 100*time.Millisecond, "the room is gone")
	thread, _, err := k.alice.Client.GetPostThread(k.ctx, call.PostID, "", false)
	k.must(err)
	assert.Len(t, thread.Posts, 1, "no report of what was not")
}

// TestDeletedPostEndsNothing deletes a running call's post.
func TestDeletedPostEndsNothing(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	call := k.start(k.alice, channel.Id)
	_, err := k.Admin.Client.DeletePost(k.ctx, call.PostID)
	k.must(err)
	noticed := k.waitRecord(call.ID, 5*time.Second, func(r record) bool { return r.PostID == "" })
	assert.Equal(t, "open", noticed.State)
	k.enter(k.alice, call.ID)
	k.waitRecord(call.ID, 5*time.Second, isLive(1))
	status, _ := k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	assert.Equal(t, http.StatusOK, status)
}
