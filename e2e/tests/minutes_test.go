package tests

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/agents/agentstest"
	"mattermost-plugin-whereby/server/store"
)

// summaries are the posts with minutes in a call's thread.
func (k *kit) summaries(call record) (posts []*model.Post) {
	k.t.Helper()
	thread, _, err := k.alice.Client.GetPostThread(k.ctx, call.PostID, "", false)
	k.must(err)
	for _, post := range thread.Posts {
		if post.GetProp("whereby_minutes") == call.ID {
			posts = append(posts, post)
		}
	}
	return posts
}

func (k *kit) waitSummary(call record) *model.Post {
	k.t.Helper()
	var posts []*model.Post
	require.Eventually(k.t, func() bool {
		posts = k.summaries(call)
		return len(posts) > 0
	}, 20*time.Second, 100*time.Millisecond)
	require.Len(k.t, posts, 1)
	return posts[0]
}

// summarise asks for a summary and gives the status with the error's code.
func (k *kit) summarise(user *stack.User, callID string) string {
	k.t.Helper()
	var refused refusal
	status, _ := k.ask(user, http.MethodPost, "/api/v1/calls/"+callID+"/summary", nil, &refused)
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, refused.Error.Code))
}

func (k *kit) maySummarise(user *stack.User) bool {
	k.t.Helper()
	var settings struct {
		May bool `json:"may_summarise"`
	}
	k.ask(user, http.MethodGet, "/api/v1/settings", nil, &settings)
	return settings.May
}

func TestSummary(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	k.configure(map[string]any{"allowtranscription": true})
	channel := k.newChannel(k.alice, k.bob).Id
	call := k.transcribed(channel, "release", "**Ada**: The release is on Thursday. Secret-4711.")
	assert.Equal(t, "403 minutes_off", k.summarise(k.alice, call.ID), "asking Agents must be allowed")
	k.configure(map[string]any{"allowagents": true})
	assert.Equal(t, "503 no_agent", k.summarise(k.alice, call.ID), "there is no Agents plugin")
	assert.False(t, k.maySummarise(k.alice))

	k.withAgents(agentstest.Script{Completion: "It is about the release.\n- @all: see https://evil.example"})
	assert.True(t, k.maySummarise(k.bob))
	assert.Equal(t, "403 not_a_member", k.summarise(k.carol, call.ID))
	assert.Equal(t, "401 not_logged_in", k.summarise(nil, call.ID))
	assert.Equal(t, "202", k.summarise(k.bob, call.ID))
	post := k.waitSummary(call)
	assert.Contains(t, post.Message, "Summary by AI, asked for by "+k.bob.Username)
	assert.Contains(t, post.Message, "> It is about the release.\n> - @\u2060all: see https:\u2060//evil.example")
	assert.Contains(t, post.Message, "AI makes mistakes")
	asked := k.agentsAsked()
	require.Len(t, asked, 1)
	assert.Equal(t, []string{k.bob.ID, channel}, []string{asked[0].User, asked[0].Chan})
	assert.Contains(t, asked[0].Posts[1].Message, "The release is on Thursday.")
	assert.Eventually(t, func() bool { return k.summarise(k.alice, call.ID) == "409 minutes_there" }, 10*time.Second, 50*time.Millisecond, "as soon as the post is remembered")
	assert.Len(t, k.agentsAsked(), 1)
	bot, _, err := k.Admin.Client.GetUserByUsername(k.ctx, "whereby", "")
	k.must(err)
	assert.Empty(t, k.traces(bot.Id, "Secret-4711"), "what was said is stored nowhere")

	// A summary that was deleted can be asked for again.
	_, err = k.Admin.Client.DeletePost(k.ctx, post.Id)
	k.must(err)
	assert.Equal(t, "202", k.summarise(k.alice, call.ID))
	k.waitSummary(call)

	// Who is erased is not named as the one who asked either.
	erased := k.transcribed(channel, "erased", "")
	assert.Equal(t, "202", k.summarise(k.bob, erased.ID))
	assert.Contains(t, k.waitSummary(erased).Message, k.bob.Username)
	k.types(k.Admin, channel, "/whereby privacy erase @"+k.bob.Username+" --yes")
	require.Eventually(t, func() bool { return !strings.Contains(k.waitSummary(erased).Message, k.bob.Username) }, time.Minute, 200*time.Millisecond)

	mute := k.talked(channel, "mute", k.alice, k.bob)
	mute = k.ends(k.alice, mute.ID)
	assert.Equal(t, "404 no_transcript", k.summarise(k.alice, mute.ID))
}

// TestSummaryFails tells the one who asked, and can be asked for again.
func TestSummaryFails(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	k.configure(map[string]any{"allowtranscription": true, "allowagents": true})
	k.withAgents(agentstest.Script{})
	channel := k.newChannel(k.alice, k.bob).Id
	call := k.transcribed(channel, "broken", "")
	for _, test := range []struct {
		script agentstest.Script
		told   string
	}{
		{agentstest.Script{Status: http.StatusInternalServerError}, "gave no summary"},
		{agentstest.Script{Status: http.StatusForbidden}, "may not be used in this channel"},
		{agentstest.Script{Completion: " "}, "gave no summary"},
		{agentstest.Script{Completion: "long ", Times: 1 << 20}, "gave no summary"},
	} {
		k.play(test.script)
		listener := k.listen(k.bob)
		assert.Equal(t, "202", k.summarise(k.bob, call.ID))
		notice := k.ephemeral(listener, test.told)
		assert.Equal(t, call.PostID, notice.RootId)
		listener.Close()
	}
	assert.Empty(t, k.summaries(call))

	// While one is written, nobody gets another, on any node.
	k.play(agentstest.Script{Completion: "Done.", DelayMs: 3000})
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })
	var refused refusal
	assert.Equal(t, "202", k.summarise(k.alice, call.ID))
	status, _ := k.askNode(second, k.bob, http.MethodPost, "/api/v1/calls/"+call.ID+"/summary", "")
	assert.Contains(t, []int{http.StatusConflict, http.StatusServiceUnavailable}, status, "the double is on the first node alone")
	k.ask(k.bob, http.MethodPost, "/api/v1/calls/"+call.ID+"/summary", nil, &refused)
	assert.Equal(t, "minutes_busy", refused.Error.Code)
	k.waitSummary(call)
	assert.Len(t, k.agentsAsked(), 1)
}

func TestSummaryAlways(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	k.configure(map[string]any{"allowtranscription": true, "allowagents": true, "summaries": "always"})
	k.withAgents(agentstest.Script{Completion: "They met."})
	channel := k.newChannel(k.alice, k.bob).Id
	call := k.transcribed(channel, "daily", "")
	post := k.waitSummary(call)
	assert.True(t, strings.HasPrefix(post.Message, "**Summary by AI**\n"), post.Message)
	asked := k.agentsAsked()
	require.Len(t, asked, 1)
	assert.Equal(t, k.alice.ID, asked[0].User, "in the name of who started the call")
	assert.Contains(t, asked[0].Posts[1].Message, "The new release goes out on Thursday.", "the sandbox's own text")
}

func TestMinutesInTheStore(t *testing.T) {
	k := newKit(t)
	s := store.New(k.DB(), func() []byte { return make([]byte, 32) })
	call, file := model.NewId(), model.NewId()
	t.Cleanup(func() { k.execute("DELETE FROM whereby_minutes WHERE call_id = $1", call) })
	now := time.Now()
	claim := func(gone string, at time.Time) bool {
		claimed, err := s.ClaimMinutes(k.ctx, call, file, gone, at, at.Add(time.Minute))
		k.must(err)
		return claimed
	}
	postOf := func() string {
		postID, err := s.MinutesPost(k.ctx, call, file)
		k.must(err)
		return postID
	}
	assert.Empty(t, postOf())
	assert.True(t, claim("", now))
	assert.False(t, claim("", now.Add(59*time.Second)))
	assert.True(t, claim("", now.Add(time.Minute)), "who claimed it has died")
	k.must(s.SaveMinutes(k.ctx, call, file, "post"))
	assert.Equal(t, "post", postOf())
	assert.False(t, claim("", now.Add(time.Hour)))
	assert.False(t, claim("another", now.Add(time.Hour)))
	assert.True(t, claim("post", now.Add(time.Hour)), "its post is gone")
	assert.Empty(t, postOf())
	k.must(s.SaveMinutes(k.ctx, call, file, ""))
	assert.True(t, claim("", now), "it was given up")

	won := make(chan bool, 8)
	other := model.NewId()
	for range cap(won) {
		go func() {
			claimed, err := s.ClaimMinutes(k.ctx, call, other, "", now, now.Add(time.Minute))
			won <- claimed && err == nil
		}()
	}
	winners := 0
	for range cap(won) {
		if <-won {
			winners++
		}
	}
	assert.Equal(t, 1, winners)
}
